/**
 * What schemes differ in. All of them sign a few characters followed by the raw body, so that is
 * all that a recipe says; the rest is in {@linkcode Scheme}.
 *
 * @module
 */

import type { Bytes } from "../util/bytes.ts";
import type { HeaderReader } from "./headers.ts";
import type { RawSignature } from "./key.ts";
import type { Verified } from "./message.ts";
import type { SchemeSettings } from "./options.ts";
import type { KeyRing } from "./secret.ts";

/** What the headers of a message claim. */
export interface Claim {
  /** The id of the message, if the scheme has one. */
  readonly id: string | null;
  /** When it was signed, in seconds since 1970, if the scheme tells. */
  readonly seconds: number | null;
  /** What was signed before the body. */
  readonly prefix: string;
  /** The signatures of a known version; none if all are of another. */
  readonly signatures: readonly RawSignature[];
}

/** How a scheme verifies. */
export interface VerifyRecipe {
  /** Its name, as the function that makes it is called. */
  readonly scheme: string;
  readonly keys: KeyRing;
  readonly settings: SchemeSettings;
  /** Whether fractions of a second count against the tolerance. Most know whole seconds only. */
  readonly precise?: boolean;
  /** Reads the headers. Throws a `SignatureError` if it cannot. */
  read(headers: HeaderReader): Claim;
  /** Refuses a body by a `SignatureError`. */
  check?(body: Bytes): void;
  /** See `Verifier.handshake`. */
  handshake?(message: Verified): Response | null;
}

/** A message with all that its headers are made of. */
export interface Stamped {
  /** Its id, if it has one: printable ASCII. */
  readonly id: string | undefined;
  /** The time of the attempt, in seconds since 1970. */
  readonly seconds: number;
}

/** How a scheme signs. */
export interface SignRecipe {
  /** What is signed before the body. Throws a `TypeError` if the message lacks something. */
  prefix(message: Stamped): string;
  /**
   * The headers that carry the signatures: there is one of each key, the current first. A scheme
   * that has room for one takes that.
   */
  write(message: Stamped, signatures: readonly RawSignature[]): Record<string, string>;
}
