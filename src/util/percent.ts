/**
 * Percent-encoding that people wrote by hand.
 *
 * @module
 */

/**
 * Decodes a percent-encoded text. One that is not well encoded, such as a password with a bare
 * `%`, stays as it is.
 *
 * @param text The text.
 * @returns The text decoded.
 */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
