/**
 * The signatures of Posthook: `v1,<hex>`, once per key. Source: docs.posthook.io, and its clients.
 *
 * @module
 */

import { fromHex, toHex } from "../../util/bytes.ts";
import { malformedTimestamp } from "../fields.ts";
import type { RawSignature } from "../key.ts";
import type { SignatureScheme } from "../message.ts";
import { resolveSchemeOptions, type TimedSchemeOptions, TOLERANCE } from "../options.ts";
import { KeyRing, readTextKey, type Secrets } from "../secret.ts";
import { RecipeScheme } from "../sign.ts";

/** The header that carries the id of the hook. It is not signed, and may be missing. */
export const POSTHOOK_ID_HEADER = "posthook-id";
/** The header that carries the time, in seconds. */
export const POSTHOOK_TIMESTAMP_HEADER = "posthook-timestamp";
/** The header that carries the signatures. */
export const POSTHOOK_SIGNATURE_HEADER = "posthook-signature";

const INTEGER = /^[+-]?[0-9]{1,12}$/;
const VERSION = "v1,";
/** Posthook compares texts, so that capitals never match. */
const LOWER_HEX_MAC = /^[0-9a-f]{64}$/;

/**
 * Signs and verifies as Posthook does. The id of the hook is not signed: the body holds the same
 * id, where it can be relied on.
 *
 * @example
 * ```ts
 * import { posthook } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const scheme = posthook("ph_sk_demo");
 * const headers = await scheme.sign({ id: "hook-1", body: '{"id":"hook-1"}' });
 * const verified = await scheme.verify({ headers, body: '{"id":"hook-1"}' });
 *
 * assertEquals(verified.ok && verified.id, "hook-1");
 * ```
 * @param secrets The signing key of the project, or several: any of them verifies, each signs.
 * @param options Settings.
 * @returns The scheme.
 * @throws {SecretError} If there is no secret, or one is blank.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function posthook(secrets: Secrets, options: TimedSchemeOptions = {}): SignatureScheme {
  const settings = resolveSchemeOptions(options, "posthook()", { tolerance: TOLERANCE });
  return new RecipeScheme({
    scheme: "posthook",
    keys: new KeyRing(secrets, readTextKey),
    settings,
    read(headers) {
      const time = headers.get(POSTHOOK_TIMESTAMP_HEADER).trim();
      const header = headers.get(POSTHOOK_SIGNATURE_HEADER, " ");
      if (!INTEGER.test(time)) throw malformedTimestamp(POSTHOOK_TIMESTAMP_HEADER);
      const seconds = Number(time);
      const id = headers.find(POSTHOOK_ID_HEADER) ?? null;
      return { id, seconds, prefix: `${seconds}.`, signatures: readSignatures(header) };
    },
    prefix: ({ seconds }) => `${seconds}.`,
    write: ({ id, seconds }, signatures) => ({
      ...(id !== undefined && { [POSTHOOK_ID_HEADER]: id }),
      [POSTHOOK_TIMESTAMP_HEADER]: String(seconds),
      [POSTHOOK_SIGNATURE_HEADER]: signatures.map(({ bytes }) => VERSION + toHex(bytes)).join(" "),
    }),
  });
}

/**
 * The signatures of version 1. One that is malformed has no bytes, and so never fits. A comma stands
 * between two when headers were joined on the way.
 */
function readSignatures(header: string): RawSignature[] {
  return header.split(/,? /).filter((entry) => entry.startsWith(VERSION)).map((entry) => {
    const digits = entry.slice(VERSION.length);
    const bytes = LOWER_HEX_MAC.test(digits) ? fromHex(digits)! : new Uint8Array();
    return { algorithm: "hmac", bytes };
  });
}
