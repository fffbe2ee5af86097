/**
 * What signs and verifies bytes: a secret made ready for Web Crypto.
 *
 * @module
 */

import type { Bytes } from "../util/bytes.ts";

/** The algorithms that webhooks are signed with. */
export type Algorithm = "hmac" | "ed25519";

/** A signature in its algorithm, without any wrapping. */
export interface RawSignature {
  /** What it was made with. */
  readonly algorithm: Algorithm;
  /** Its bytes: 32 of HMAC-SHA256, 64 of Ed25519. Any other number never fits. */
  readonly bytes: Bytes;
}

/** A secret made ready. It is imported into Web Crypto once, when it is first used. */
export interface Key {
  /** What it signs with. */
  readonly algorithm: Algorithm;
  /** Whether it can sign; a public key cannot. */
  readonly canSign: boolean;
  /** The signature of some bytes. */
  sign(content: Bytes): Promise<Bytes>;
  /** Whether one of the signatures fits. Each is looked at, whatever those before it came to. */
  verify(content: Bytes, signatures: readonly Bytes[]): Promise<boolean>;
}
