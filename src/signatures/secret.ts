/**
 * The secrets that users give: one or several, each perhaps with an end.
 *
 * @module
 */

import { type Bytes, utf8 } from "../util/bytes.ts";
import { checkNames } from "../util/check.ts";
import { toBytes } from "./body.ts";
import { SecretError } from "./error.ts";
import { HmacKey } from "./hmac_key.ts";
import type { Algorithm, Key, RawSignature } from "./key.ts";

/** A secret as its scheme writes it, or its bytes. */
export type Secret = string | Uint8Array;

/** A secret that is in force for a limited time. */
export interface ExpiringSecret {
  /** The secret. */
  readonly secret: Secret;
  /** The last moment at which it signs or verifies; for ever by default. */
  readonly notAfter?: Date;
}

/**
 * One secret or several: the current one first, then those it replaces. Signing goes by this order;
 * any of them verifies.
 */
export type Secrets = Secret | ExpiringSecret | readonly (Secret | ExpiringSecret)[];

/** Makes a key of one secret; throws a `SecretError` that tells what is wrong with it. */
export type ReadKey = (secret: string | Bytes) => Key;

/** The keys of a scheme, in the order of its secrets. */
export class KeyRing {
  readonly #keys: readonly { readonly key: Key; readonly notAfter: number }[];

  /**
   * Makes ready the secrets that a user gave.
   *
   * @param secrets One, or a list.
   * @param readKey Makes a key of one of them.
   * @throws {SecretError} If there is none, or one is no secret of this scheme.
   * @throws {TypeError} If an option of one is unknown, or its end is no date.
   */
  constructor(secrets: Secrets, readKey: ReadKey) {
    const listed: readonly (Secret | ExpiringSecret)[] = isList(secrets) ? secrets : [secrets];
    if (listed.length === 0) throw new SecretError("invalid-secret", "There must be a secret");
    this.#keys = listed.map((given) => {
      const { secret, notAfter } = readEntry(given);
      return { key: readKey(secret), notAfter };
    });
  }

  /** Whether one of them can sign, now or at another time. */
  get canSign(): boolean {
    return this.#keys.some(({ key }) => key.canSign);
  }

  /**
   * Signs with each key in force that can.
   *
   * @param content What to sign.
   * @param now The time, in epoch ms.
   * @returns The signatures, in the order of the keys; at least one. Rejects with a `SecretError`
   * if there is no key to sign with.
   */
  async sign(content: Bytes, now: number): Promise<RawSignature[]> {
    const keys = this.#inForce(now).filter(({ canSign }) => canSign);
    if (keys.length === 0) {
      throw new SecretError("cannot-sign", "There is no secret in force that can sign");
    }
    return await Promise.all(keys.map(async (key) => {
      return { algorithm: key.algorithm, bytes: await key.sign(content) };
    }));
  }

  /**
   * Whether a key in force fits a signature. Every key is tried, whatever those before it came to.
   *
   * @param content What was signed.
   * @param signatures The signatures; of those of one algorithm at most 16 are looked at.
   * @param now The time, in epoch ms.
   * @returns Whether one fits. Rejects with a `SecretError` if a key proves wrong.
   */
  async verify(
    content: Bytes,
    signatures: readonly RawSignature[],
    now: number,
  ): Promise<boolean> {
    let fits = false;
    for (const key of this.#inForce(now)) {
      fits = await key.verify(content, candidates(signatures, key.algorithm)) || fits;
    }
    return fits;
  }

  #inForce(now: number): Key[] {
    return this.#keys.filter(({ notAfter }) => now <= notAfter).map(({ key }) => key);
  }
}

/** `Array.isArray` does not tell read-only arrays from what else there may be. */
function isList(secrets: Secrets): secrets is readonly (Secret | ExpiringSecret)[] {
  return Array.isArray(secrets);
}

/** More signatures than anyone has keys are there to keep us busy. */
const MAX_CANDIDATES = 16;

function candidates(signatures: readonly RawSignature[], algorithm: Algorithm): Bytes[] {
  return signatures.filter((signature) => signature.algorithm === algorithm)
    .slice(0, MAX_CANDIDATES).map(({ bytes }) => bytes);
}

function readEntry(
  given: Secret | ExpiringSecret,
): { readonly secret: string | Bytes; readonly notAfter: number } {
  const isEntry = typeof given === "object" && given !== null && !ArrayBuffer.isView(given);
  if (isEntry) checkNames(given, ["secret", "notAfter"], "a secret");
  const { secret, notAfter } = isEntry ? given : { secret: given, notAfter: undefined };
  if (typeof secret !== "string" && !ArrayBuffer.isView(secret)) {
    throw new SecretError("invalid-secret", "A secret must be a string or bytes");
  }
  if (notAfter !== undefined && !(notAfter instanceof Date && !Number.isNaN(notAfter.getTime()))) {
    throw new TypeError("'notAfter' must be a valid Date");
  }
  return {
    secret: typeof secret === "string" ? secret : toBytes(secret)!,
    notAfter: notAfter?.getTime() ?? Infinity,
  };
}

/**
 * Reads a secret that is any text: its UTF-8 is the key of an HMAC.
 *
 * @param secret The text, or bytes.
 * @returns The key.
 * @throws {SecretError} If it is empty or blank.
 */
export function readTextKey(secret: string | Bytes): Key {
  if (typeof secret === "string" ? secret.trim() === "" : secret.length === 0) {
    throw new SecretError("invalid-secret", "A secret must not be empty");
  }
  return new HmacKey(typeof secret === "string" ? utf8(secret) : secret);
}
