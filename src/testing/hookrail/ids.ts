/**
 * Ids, keys and secrets in the forms of Hookrail.
 *
 * @module
 */

import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Makes ULIDs that rise, even when the clock stands still. */
export class Ulids {
  readonly #now: () => number;
  #count = 0;

  /** @param now The date, in epoch ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The next id: 26 characters, of which 10 tell the time. */
  next(): string {
    return base32(this.#now(), 10) + base32(++this.#count, 16);
  }
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = ALPHABET[rest % 32]! + text;
  }
  return text;
}

/** A random key or secret: the prefix and 48 hex digits. */
export function newSecret(prefix: "hk" | "hkadm" | "whsec"): string {
  return `${prefix}_${randomBytes(24).toString("hex")}`;
}
