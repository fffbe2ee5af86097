/**
 * Finds all places where a text may be cut.
 *
 * @module
 */

import { cutAfter, cutCode, QUOTE_LINE } from "./code.ts";
import type { Cut } from "./cut.ts";
import { type Fence, findFences } from "./fences.ts";
import type { Measure } from "./measure.ts";
import { ProseCutter, QUOTE_REST } from "./prose.ts";

/**
 * Finds all places where a text may be cut.
 *
 * @param text The text. It neither begins nor ends with white space.
 * @param measure Its measure.
 * @param limit How many code points a chunk may have.
 * @returns The places, in order; the last is the end of the text.
 */
export function findCuts(text: string, measure: Measure, limit: number): Cut[] {
  const cuts: Cut[] = [];
  let isQuoted = false;
  let from = 0;
  const fits = (start: number, end: number, lead: number) =>
    lead + measure.size(start, end) <= limit;
  const cutProse = (end: number): number => {
    if (from >= end) return 0;
    const cutter = new ProseCutter({ text, isQuoted, window: 2 * limit, fits }, from, end);
    cutter.run();
    append(cuts, cutter.cuts);
    isQuoted = cutter.isQuoted;
    from = end;
    return cutter.openMark;
  };
  for (const fence of findFences(text)) {
    const mark = cutProse(fence.start);
    const quote = isQuoted ? QUOTE_REST : isInQuote(text, fence) ? QUOTE_LINE : "";
    const isWhole = fits(fence.start, fence.end, Math.max(mark, quote.length));
    const inside = isWhole ? [cutAfter(text, fence, isQuoted)] : cutCode(text, fence, quote, limit);
    if (!inside) continue; // It is read as prose, together with what follows.
    append(cuts, inside);
    from = inside.at(-1)!.next;
  }
  cutProse(text.length);
  return cuts;
}

/** Whether the line of a fence is quoted. */
function isInQuote(text: string, { start }: Fence): boolean {
  const mark = start - QUOTE_LINE.length;
  return mark >= 0 && text.startsWith(QUOTE_LINE, mark) && (mark === 0 || text[mark - 1] === "\n");
}

function append(cuts: Cut[], more: readonly Cut[]): void {
  for (const cut of more) cuts.push(cut);
}
