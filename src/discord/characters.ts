/**
 * Counts characters as Discord does.
 *
 * @module
 */

/** A surrogate pair: two units of UTF-16 that make one code point. */
const PAIR = /[\u{10000}-\u{10ffff}]/gu;

/**
 * Counts the code points of a text. Discord limits these, and not the units of UTF-16 that
 * `.length` tells: an emoji outside the basic plane counts one, a family joined of four emoji and
 * three joiners seven.
 *
 * @param text The text.
 * @returns The number of its code points.
 */
export function countCharacters(text: string): number {
  return text.length - (text.match(PAIR)?.length ?? 0);
}
