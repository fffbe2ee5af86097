/**
 * The fields that several schemes have in their headers.
 *
 * @module
 */

import { fromHex, toHex } from "../util/bytes.ts";
import { MalformedSignatureError } from "./error.ts";
import { type HeaderReader, malformed } from "./headers.ts";
import type { RawSignature } from "./key.ts";

/** Seconds since 1970, and nothing beside: no sign, no point, no space; milliseconds are too long. */
const SECONDS = /^[0-9]{1,12}$/;

/** 32 bytes in hex, in either case: what counts are the bytes. */
const HEX_MAC = /^[0-9a-fA-F]{64}$/;

/** A version that is not the one looked for: `v1=…`, `sha1=…`. */
const OTHER_VERSION = /^[a-z]+[0-9]+=/;

/**
 * Reads a timestamp.
 *
 * @param headers The headers.
 * @param name The header that holds it.
 * @returns The text, as it is signed, and the number.
 * @throws {MalformedSignatureError} If it is missing or no timestamp.
 */
export function readTimestamp(
  headers: HeaderReader,
  name: string,
): { readonly text: string; readonly seconds: number } {
  const text = headers.get(name);
  if (!SECONDS.test(text)) throw malformedTimestamp(name);
  return { text, seconds: Number(text) };
}

/**
 * A timestamp that is none.
 *
 * @param name The header that holds it.
 * @returns The error to throw.
 */
export function malformedTimestamp(name: string): MalformedSignatureError {
  const complaint = `header '${name}' holds no timestamp in seconds`;
  return new MalformedSignatureError("malformed-timestamp", complaint, name);
}

/**
 * Reads a header with one MAC in hex, such as `sha256=757107…`.
 *
 * @param headers The headers.
 * @param name The header that holds it.
 * @param prefix What stands before the digits; may be empty.
 * @returns The MAC; none if it is of another version.
 * @throws {MalformedSignatureError} If it is missing, or nothing of that kind.
 */
export function readHexMac(headers: HeaderReader, name: string, prefix: string): RawSignature[] {
  const text = headers.get(name);
  if (text.startsWith(prefix)) {
    const digits = text.slice(prefix.length);
    if (HEX_MAC.test(digits)) return [{ algorithm: "hmac", bytes: fromHex(digits)! }];
  } else if (OTHER_VERSION.test(text)) {
    return [];
  }
  throw malformed(name, "holds no signature of 64 hex digits");
}

/**
 * Writes the first of some signatures as {@linkcode readHexMac} reads it.
 *
 * @param signatures The signatures; at least one.
 * @param prefix What stands before the digits.
 * @returns The value of the header.
 */
export function writeHexMac(signatures: readonly RawSignature[], prefix: string): string {
  return prefix + toHex(signatures[0]!.bytes);
}
