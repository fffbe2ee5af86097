/**
 * Bytes as text and text as bytes, and how to compare bytes that are secret.
 *
 * @module
 */

/** Bytes that lie in memory of their own, as Web Crypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The alphabet of base64, padded or not; the URL-safe one differs in two letters. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;

/**
 * A text in UTF-8.
 *
 * @param text The text.
 * @returns Its bytes.
 */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/**
 * Puts bytes one behind the other.
 *
 * @param parts The bytes, in order.
 * @returns A copy of them all.
 */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Writes bytes in hex.
 *
 * @param bytes The bytes.
 * @returns Two lower-case digits for each.
 */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads hex.
 *
 * @param text Pairs of digits, in either case.
 * @returns The bytes, or `undefined` for any other text.
 */
export function fromHex(text: string): Bytes | undefined {
  if (!HEX.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}

/**
 * Writes bytes in base64.
 *
 * @param bytes The bytes; not many, as they pass through a text.
 * @returns Base64 of the standard alphabet, padded.
 */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * Reads base64. Every sequence of bytes has one text only: what `atob` forgives (white space,
 * missing padding, stray bits in the last letter) is refused.
 *
 * @param text Base64 of the standard alphabet, padded.
 * @returns The bytes, or `undefined` for any other text.
 */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : undefined;
}

/**
 * Whether two sequences of bytes are equal. How long it takes tells nothing of where they differ,
 * only of their length, which is no secret.
 *
 * @param a The one.
 * @param b The other.
 * @returns Whether they are equal.
 */
export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a[index]! ^ b[index]!;
  return difference === 0;
}
