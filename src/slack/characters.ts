/**
 * How long a text is: in code points, so that no character counts twice.
 *
 * @module
 */

/**
 * Counts the characters of a text.
 *
 * @param text The text.
 * @returns How many code points it has.
 */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * The beginning of a text.
 *
 * @param text The text.
 * @param count How many characters.
 * @returns So many code points, or all if there are less.
 */
export function firstCharacters(text: string, count: number): string {
  let end = 0;
  for (const character of text) {
    if (count-- === 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
