/**
 * What is signed and what is verified: the types that all schemes share.
 *
 * @module
 */

import type { Signer } from "../core/signer.ts";
import type { RefusalReason } from "./error.ts";

/**
 * Headers as they were received: `Headers`, or a record such as Node's `request.headers`. Names
 * count in any case.
 */
export type ReceivedHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The raw bytes of a body. A text stands for its UTF-8. Nothing stands for no bytes. */
export type RawBody = string | Uint8Array | ArrayBuffer | null | undefined;

/** A message as it was received, where there is no `Request`. */
export interface ReceivedMessage {
  /** Its headers. */
  readonly headers: ReceivedHeaders;
  /** Its body as it came, never parsed and written anew: every byte counts. */
  readonly body: RawBody;
}

/** The message is genuine. */
export interface Verified {
  /** `true`: a signature fits. */
  readonly ok: true;
  /** The body that was verified. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** When the message was signed, or `null` where the scheme does not tell. */
  readonly timestamp: Date | null;
  /**
   * The id of the message, to spot repeats by, or `null`. Standard Webhooks and Hookrail sign it;
   * GitHub and Posthook send it beside what they sign.
   */
  readonly id: string | null;
}

/** The message is not to be trusted. */
export interface Refused {
  /** `false`: no signature fits. */
  readonly ok: false;
  /** Why, as a word to branch on. */
  readonly reason: RefusalReason;
  /** Why, as a sentence for people. It holds no header, body or secret. */
  readonly error: string;
  /** The header to blame, in lower case, or `null`. */
  readonly header: string | null;
}

/** What verifying comes to. Branch on `ok`, then on `reason`. */
export type Verification = Verified | Refused;

/** Tells genuine messages from others. */
export interface Verifier {
  /** The name of the scheme, such as `"slack"`. */
  readonly scheme: string;
  /**
   * Verifies a message. It never throws and never rejects.
   *
   * @param received A `Request`, whose body is read, once, unless its headers are bad enough; or
   * headers and raw body. To keep the body of a request, hand over `request.clone()`.
   * @returns The verified bytes, or why not.
   */
  verify(received: Request | ReceivedMessage): Promise<Verification>;
  /**
   * The same as {@linkcode Verifier.verify}, for those who want exceptions.
   *
   * @param received A `Request`, or headers and raw body.
   * @returns The verified bytes. Rejects with a `SignatureError` when the message is refused.
   */
  verifyOrThrow(received: Request | ReceivedMessage): Promise<Verified>;
  /**
   * What the scheme wants answered to a message that only asks whether somebody is there.
   *
   * @param message A message that was verified.
   * @returns The answer, or `null` for every other message.
   */
  handshake(message: Verified): Response | null;
}

/** A message to sign. */
export interface MessageToSign {
  /** Its id: the same for each attempt to deliver it. Some schemes need one, Slack has none. */
  readonly id?: string;
  /** The time of this attempt; now by default. */
  readonly timestamp?: Date;
  /** The body as it will be sent. */
  readonly body: RawBody;
}

/** Signs messages, and verifies them. */
export interface SignatureScheme extends Verifier {
  /**
   * Signs a message.
   *
   * @param message The message.
   * @returns The headers to send with it, in lower case. Rejects with a `SecretError` if no secret
   * in force can sign, and with a `TypeError` if the message lacks what the scheme signs.
   */
  sign(message: MessageToSign): Promise<Record<string, string>>;
  /**
   * A signer for the `signer` option of a `Webhook`: each attempt bears the id of its send and a
   * timestamp of its own.
   *
   * @returns The signer.
   * @throws {SecretError} If no secret can sign.
   */
  signer(): Signer;
}
