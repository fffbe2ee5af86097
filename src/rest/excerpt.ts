/**
 * Keeps what a server says short enough for a message.
 *
 * @module
 */

/** How long what is quoted may be, in UTF-16 units: a page of HTML or a dump helps nobody in a log. */
const MAX_LENGTH = 1000;

/**
 * The beginning of a text. Take secrets out first: half a secret would not be found any more.
 *
 * @param text What the server said.
 * @returns The text, or its first 999 units and `…`; never half a character.
 */
export function excerpt(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  const head = text.slice(0, MAX_LENGTH - 1);
  return `${head.isWellFormed() ? head : head.slice(0, -1)}…`;
}
