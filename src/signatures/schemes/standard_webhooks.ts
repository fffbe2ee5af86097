/**
 * Standard Webhooks: v1 by HMAC-SHA256, v1a by Ed25519. Source: the specification 1.0.0, see
 * standardwebhooks.com.
 *
 * @module
 */

import { fromBase64, toBase64 } from "../../util/bytes.ts";
import { checkWord } from "../../util/check.ts";
import { readTimestamp } from "../fields.ts";
import { malformed } from "../headers.ts";
import type { Algorithm, RawSignature } from "../key.ts";
import type { SignatureScheme } from "../message.ts";
import { resolveSchemeOptions, type TimedSchemeOptions, TOLERANCE } from "../options.ts";
import { KeyRing, type Secrets } from "../secret.ts";
import { RecipeScheme, requireUndottedId } from "../sign.ts";
import { readStandardKey } from "../standard_secret.ts";

/** Settings of {@linkcode standardWebhooks}. */
export interface StandardWebhooksOptions extends TimedSchemeOptions {
  /**
   * What the names of the headers begin with: `svix` is what they were called before there was a
   * standard.
   *
   * @default {"webhook"}
   */
  readonly headers?: "webhook" | "svix";
}

/** The version of each algorithm, and how long its signatures are in bytes. */
const VERSIONS: Readonly<Record<Algorithm, { readonly version: string; readonly length: number }>> =
  { hmac: { version: "v1", length: 32 }, ed25519: { version: "v1a", length: 64 } };

/** An entry of the list: a version, and a signature in base64. */
const ENTRY = /^([^,]+),(.*)$/s;

/**
 * Signs and verifies by the Standard Webhooks. Each secret is `whsec_` (HMAC), `whsk_` (Ed25519,
 * signs and verifies) or `whpk_` (Ed25519, verifies only), and they may be mixed.
 *
 * @example
 * ```ts
 * import { Webhook } from "@hookcast/hookcast";
 * import { generateSecret, standardWebhooks } from "@hookcast/hookcast/signatures";
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start([500, 204]); // your receiver here
 * const scheme = standardWebhooks(generateSecret());
 *
 * const signer = scheme.signer();
 * await new Webhook(server.url, { signer, backoff: { minTimeout: 1 } }).send({ paid: true });
 *
 * const [first, second] = server.requests;
 * assert((await scheme.verify(second!)).ok);
 * assertEquals(first!.headers.get("webhook-id"), second!.headers.get("webhook-id"));
 * ```
 * @param secrets The secret, or several: any of them verifies; each that can signs, in this order.
 * @param options Settings.
 * @returns The scheme. If a `whsk_` holds a public key that does not belong to its seed, signing
 * rejects with a `SecretError`, and verifying refuses by `invalid-secret`.
 * @throws {SecretError} If there is no secret, or one cannot be read.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function standardWebhooks(
  secrets: Secrets,
  options: StandardWebhooksOptions = {},
): SignatureScheme {
  const settings = resolveSchemeOptions(options, "standardWebhooks()", {
    alsoKnown: ["headers"] satisfies (keyof StandardWebhooksOptions)[],
    tolerance: TOLERANCE,
  });
  const { headers: start = "webhook" } = options;
  checkWord("headers", start, ["webhook", "svix"]);
  const names = {
    id: `${start}-id`,
    timestamp: `${start}-timestamp`,
    signature: `${start}-signature`,
  };
  return new RecipeScheme({
    scheme: "standard-webhooks",
    keys: new KeyRing(secrets, readStandardKey),
    settings,
    read(headers) {
      const id = headers.get(names.id);
      const timestamp = headers.get(names.timestamp);
      const signatures = readList(headers.get(names.signature, " "), names.signature);
      if (id.includes(".")) throw malformed(names.id, "contains a '.'");
      const { seconds } = readTimestamp(headers, names.timestamp);
      return { id, seconds, prefix: `${id}.${timestamp}.`, signatures };
    },
    prefix: (message) => `${requireUndottedId(message)}.${message.seconds}.`,
    write: (message, signatures) => ({
      [names.id]: requireUndottedId(message),
      [names.timestamp]: String(message.seconds),
      [names.signature]: writeList(signatures),
    }),
  });
}

function writeList(signatures: readonly RawSignature[]): string {
  return signatures.map(({ algorithm, bytes }) => {
    return `${VERSIONS[algorithm].version},${toBase64(bytes)}`;
  }).join(" ");
}

/**
 * Reads the list. Entries of other versions are skipped, and so is what is no entry; a comma and a
 * space stand between entries when a proxy has joined two headers.
 */
function readList(header: string, name: string): RawSignature[] {
  const entries = header.split(/,? /).flatMap((text) => {
    const [, version, base64] = ENTRY.exec(text) ?? [];
    return version === undefined ? [] : [{ version, base64: base64! }];
  });
  const known = entries.flatMap(({ version, base64 }) => {
    const algorithm = algorithmOf(version);
    return algorithm ? [{ algorithm, bytes: fromBase64(base64) }] : [];
  });
  const signatures = known.flatMap(({ algorithm, bytes }) => {
    return bytes?.length === VERSIONS[algorithm].length ? [{ algorithm, bytes }] : [];
  });
  const isUnreadable = known.length > 0 ? signatures.length === 0 : entries.length === 0;
  if (isUnreadable) throw malformed(name, "holds no signature");
  return signatures;
}

function algorithmOf(version: string): Algorithm | undefined {
  return version === "v1" ? "hmac" : version === "v1a" ? "ed25519" : undefined;
}
