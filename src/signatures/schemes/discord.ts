/**
 * Discord's signatures on interactions and webhook events. Source: discord.com/developers/docs,
 * "Setting Up an Endpoint". Discord signs; applications can only verify.
 *
 * @module
 */

import { type Bytes, fromHex } from "../../util/bytes.ts";
import { Ed25519Key, KEY_LENGTH } from "../ed25519_key.ts";
import { SecretError, SignatureError } from "../error.ts";
import { readTimestamp } from "../fields.ts";
import { type HeaderReader, malformed } from "../headers.ts";
import { parseObject } from "../json.ts";
import type { Key, RawSignature } from "../key.ts";
import type { Verified, Verifier } from "../message.ts";
import { resolveSchemeOptions, type TimedSchemeOptions } from "../options.ts";
import { KeyRing, type Secrets } from "../secret.ts";
import { RecipeVerifier } from "../verify.ts";

const TIMESTAMP = "x-signature-timestamp";
const SIGNATURE = "x-signature-ed25519";
const HEX_SIGNATURE = /^[0-9a-fA-F]{128}$/;

/**
 * Verifies what Discord sends. There is no id, and Discord documents no tolerance: `tolerance` is
 * `Infinity` unless you set it.
 *
 * @example
 * ```ts
 * import { discord } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const verifier = discord("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8");
 * const verified = await verifier.verify({
 *   headers: {
 *     "x-signature-timestamp": "1700000000",
 *     "x-signature-ed25519": "c1098e97d711377f30225d53d94b89d43537f92e5b3afaddc590781b1f9f9d4b" +
 *       "2eeab335d370be3b9a090bc61a85b86448bc140dcd195f1569c2bff181257607",
 *   },
 *   body: '{"type":1}',
 * });
 *
 * assertEquals(verified.ok, true);
 * ```
 * @param publicKeys The public key of the application as its page shows it, in hex, or several.
 * @param options Settings.
 * @returns The verifier.
 * @throws {SecretError} If there is no key, or one does not have 32 bytes.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function discord(publicKeys: Secrets, options: TimedSchemeOptions = {}): Verifier {
  return new RecipeVerifier({
    scheme: "discord",
    keys: new KeyRing(publicKeys, readPublicKey),
    settings: resolveSchemeOptions(options, "discord()", { tolerance: Infinity }),
    read(headers) {
      const prefix = headers.get(TIMESTAMP);
      const signatures = [readSignature(headers)];
      const { seconds } = readTimestamp(headers, TIMESTAMP);
      return { id: null, seconds, prefix, signatures };
    },
    check: refuseDigit,
    handshake: answerPing,
  });
}

function readPublicKey(secret: string | Bytes): Key {
  const publicKey = typeof secret === "string" ? fromHex(secret) : secret;
  if (publicKey?.length !== KEY_LENGTH) {
    throw new SecretError("invalid-secret", "A public key of Discord must have 64 hex digits");
  }
  return new Ed25519Key({ publicKey });
}

function readSignature(headers: HeaderReader): RawSignature {
  const digits = headers.get(SIGNATURE);
  if (!HEX_SIGNATURE.test(digits)) {
    throw malformed(SIGNATURE, "holds no signature of 128 hex digits");
  }
  return { algorithm: "ed25519", bytes: fromHex(digits)! };
}

/**
 * Nothing stands between timestamp and body in what is signed, so a digit could be moved from one
 * to the other. No body of Discord's begins with one.
 */
function refuseDigit(body: Bytes): void {
  const [first = 0] = body;
  if (first >= 0x30 && first <= 0x39) {
    throw new SignatureError("signature-mismatch", "its body begins with a digit");
  }
}

/**
 * Interactions ping by `type` 1; webhook events by `type` 0, and there 1 stands for an event. Discord
 * asks for a content type, even of an answer without a body.
 */
function answerPing({ body }: Verified): Response | null {
  const { type, event } = parseObject(body) ?? {};
  if (type === 0) {
    return new Response(null, { status: 204, headers: { "content-type": "application/json" } });
  }
  return type === 1 && event === undefined ? Response.json({ type: 1 }) : null;
}
