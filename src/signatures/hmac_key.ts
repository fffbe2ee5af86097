/**
 * Keys of HMAC-SHA256. Source: RFC 2104, FIPS 180-4.
 *
 * @module
 */

import { type Bytes, timingSafeEqual } from "../util/bytes.ts";
import type { Key } from "./key.ts";

/** A secret that both sides have. */
export class HmacKey implements Key {
  /** What it signs with. */
  readonly algorithm = "hmac";
  /** Who can verify can sign. */
  readonly canSign = true;
  readonly #secret: Bytes;
  #imported: Promise<CryptoKey> | undefined;

  /** @param secret Its bytes; at least one. */
  constructor(secret: Bytes) {
    this.#secret = secret;
  }

  /** The MAC of some bytes. */
  async sign(content: Bytes): Promise<Bytes> {
    this.#imported ??= crypto.subtle.importKey(
      "raw",
      this.#secret,
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    return new Uint8Array(await crypto.subtle.sign("HMAC", await this.#imported, content));
  }

  /** Whether one of the MACs fits. One is computed, however many there are to compare it with. */
  async verify(content: Bytes, signatures: readonly Bytes[]): Promise<boolean> {
    const expected = await this.sign(content);
    let fits = false;
    for (const signature of signatures) fits = timingSafeEqual(expected, signature) || fits;
    return fits;
  }
}
