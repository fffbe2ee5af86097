/**
 * Looks into bodies, as far as handshakes need it.
 *
 * @module
 */

/** The most that a handshake comes to; what is longer is none, and is not parsed for it. */
const MAX_LENGTH = 8192;

/**
 * Parses a short body.
 *
 * @param body The body.
 * @returns The object, or `undefined` if it is anything else.
 */
export function parseObject(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  if (body.length > MAX_LENGTH) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === "object" && value !== null
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}
