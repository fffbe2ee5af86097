/**
 * The secrets of the Standard Webhooks: `whsec_`, `whsk_` and `whpk_`.
 *
 * @module
 */

import { type Bytes, fromBase64, toBase64 } from "../util/bytes.ts";
import { checkNumber } from "../util/check.ts";
import { Ed25519Key, KEY_LENGTH } from "./ed25519_key.ts";
import { SecretError } from "./error.ts";
import { HmacKey } from "./hmac_key.ts";
import type { Key } from "./key.ts";

/**
 * Makes a new secret for {@linkcode standardWebhooks}.
 *
 * @example
 * ```ts
 * import { generateSecret } from "@hookcast/hookcast/signatures";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(generateSecret(), /^whsec_/);
 * ```
 * @param bytes How many random bytes it has: 24 to 64, as the specification asks.
 * @returns The secret: `whsec_` and base64.
 * @throws {RangeError} If it would have too few or too many bytes.
 */
export function generateSecret(bytes = 32): string {
  checkNumber("bytes", bytes, { min: 24, max: 64, integer: true });
  return `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(bytes)))}`;
}

/**
 * Reads one secret. White space around it, the prefix `v1,` that one platform prints, and missing
 * padding are forgiven. Short secrets are too, as others have made them.
 *
 * @param secret The text, or the bytes of an HMAC secret.
 * @returns The key.
 * @throws {SecretError} If it cannot be read. The message tells why, and nothing of the secret.
 */
export function readStandardKey(secret: string | Bytes): Key {
  if (typeof secret !== "string") return readHmacKey(secret);
  const text = secret.trim().replace(/^v1,/, "");
  if (text.startsWith("whsk_")) return readPrivateKey(decode(text.slice(5)));
  if (text.startsWith("whpk_")) return readPublicKey(decode(text.slice(5)));
  return readHmacKey(decode(text.replace(/^whsec_/, "")));
}

function readHmacKey(bytes: Bytes): Key {
  if (bytes.length === 0) throw invalid("must not be empty");
  return new HmacKey(bytes);
}

function readPrivateKey(bytes: Bytes): Key {
  const seed = bytes.slice(0, KEY_LENGTH);
  if (bytes.length === KEY_LENGTH) return new Ed25519Key({ seed });
  if (bytes.length !== 2 * KEY_LENGTH) throw invalid("'whsk_' must have 64 bytes, or 32");
  return new Ed25519Key({ seed, publicKey: bytes.slice(KEY_LENGTH) });
}

function readPublicKey(publicKey: Bytes): Key {
  if (publicKey.length !== KEY_LENGTH) throw invalid("'whpk_' must have 32 bytes");
  return new Ed25519Key({ publicKey });
}

function decode(base64: string): Bytes {
  if (/[-_]/.test(base64)) {
    throw invalid("must be of the standard alphabet of base64, not URL-safe");
  }
  const bytes = fromBase64(base64.replace(/=+$/, "").padEnd(Math.ceil(base64.length / 4) * 4, "="));
  if (!bytes) throw invalid("must be base64 behind 'whsec_', 'whsk_' or 'whpk_'");
  return bytes;
}

function invalid(rule: string): SecretError {
  return new SecretError("invalid-secret", `A secret of Standard Webhooks ${rule}`);
}
