/**
 * Finds where fenced code may be cut.
 *
 * @module
 */

import { type Cut, type Loose, STRENGTH } from "./cut.ts";
import { FENCE, type Fence, skipSpace, trimSpace } from "./fences.ts";
import { QUOTE_REST } from "./prose.ts";

/** Lines that end, with the white space that follows: empty lines, and the next one's indent. */
const LINE_ENDS = /\n\s*/g;

/** The mark of one quoted line. */
export const QUOTE_LINE = "> ";

/**
 * Finds the cuts in a block of code that does not fit into one chunk. Each closes the fence, and
 * opens it again with its language. There is code on both sides of every cut.
 *
 * @param text The whole text.
 * @param fence The block.
 * @param quote The mark that the lines of the block begin with, if they are quoted.
 * @param limit How many code points a chunk may have. A block of which marks and blanks would take
 * more than half of it is none to be cut.
 * @returns The cuts, of which the last is after the block; or `undefined` if it is to be read as
 * prose.
 */
export function cutCode(
  text: string,
  fence: Fence,
  quote: string,
  limit: number,
): Cut[] | undefined {
  const { bodyStart, bodyEnd } = fence;
  const prefix = `${quote}${FENCE}${fence.language}\n`;
  // In lines with a mark of their own the end of the fence needs it too.
  const suffix = `\n${quote === QUOTE_LINE ? quote : ""}${FENCE}`;
  const first = skipSpace(text, bodyStart);
  const last = bodyStart + text.slice(bodyStart, bodyEnd).trimEnd().length;
  const blanks = Math.max(first - bodyStart, bodyEnd - last);
  if (first >= last || 2 * (prefix.length + suffix.length + blanks) > limit) return undefined;

  const cuts: Cut[] = [];
  let from = first;
  const loosen = (to: number): Loose => ({ from, to, prefix, suffix });
  for (const { index, 0: space } of text.slice(first, last).matchAll(LINE_ENDS)) {
    const at = trimSpace(text, first + index);
    const visible = first + index + space.length;
    const line = text.lastIndexOf("\n", visible - 1) + 1;
    const next = 4 * (visible - line) > limit ? visible : line;
    cuts.push({ at, next, strength: STRENGTH.line, prefix, suffix, loose: loosen(at) });
    from = visible;
  }
  // The last character stays with the end of the fence: a fence with nothing in it is not shown.
  const loose = loosen(last - 1);
  cuts.push({ ...cutAfter(text, fence, quote === QUOTE_REST), loose });
  return cuts;
}

/**
 * The cut after a block of code.
 *
 * @param text The whole text.
 * @param fence The block.
 * @param isQuoted Whether all the rest is quoted.
 * @returns The cut; the block is to stay whole.
 */
export function cutAfter(text: string, { end }: Fence, isQuoted: boolean): Cut {
  const prefix = isQuoted ? QUOTE_REST : "";
  const next = skipSpace(text, end);
  return { at: end, next, strength: STRENGTH.block, prefix, suffix: "", loose: undefined };
}
