/**
 * What must not be cut in two: mentions, links, escapes, and spans of formatted text.
 *
 * @module
 */

import { findRun, matchAt } from "./fences.ts";

/** Mentions of users, roles, channels, emoji, times, commands and guild pages; a URL in brackets. */
const BRACKETED =
  /<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|\/[^<>\n]{1,120}:\d+|id:\w+|https?:\/\/[^\s<>]+)>/y;

const URL_IN_TEXT = /https?:\/\/[^\s<>]+/y;

/** A link with a text of its own. Each part ends where the next link may begin. */
const MASKED_LINK =
  /\[[^[\]\n]*\]\((?:<https?:\/\/[^\s<>]+>|https?:\/\/[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:[ \t]+"[^"\n]*")?\)/y;

/** A backslash, and the whole character that it escapes. */
const ESCAPE = /\\\S/uy;

/** Begins and ends a text that is shown only on a click. */
export const SPOILER = "||";

/** Characters of which two begin and end a span. */
const PAIRED = "*_~|";

/** What must stay whole. */
export interface Token {
  /** The index after it. */
  readonly end: number;
  /** Of text between marks, in which there may be more to keep whole, where the last mark begins. */
  readonly closing: number | undefined;
}

/** How far to look. */
export interface Sight {
  /** Where the text to look at ends. */
  readonly stop: number;
  /** How many units to look ahead for the end of a span. */
  readonly window: number;
}

/**
 * Reads what stands at a place and must stay whole.
 *
 * @param text The text.
 * @param start The place.
 * @param sight How far to look.
 * @returns What it is, or `undefined` if there is no such thing.
 */
export function readToken(text: string, start: number, sight: Sight): Token | undefined {
  const pattern = PATTERNS.get(text[start]!);
  if (!pattern) return readSpan(text, start, sight);
  const match = matchAt(pattern, text, start);
  if (!match) return undefined;
  return { end: Math.min(start + match[0].length, sight.stop), closing: undefined };
}

function readSpan(text: string, start: number, { stop, window }: Sight): Token | undefined {
  const mark = text[start]!;
  const length = runLength(text, start);
  // A spoiler is never shown in the open, so its end is looked for however far it is.
  const limit = mark === SPOILER[0] ? stop : Math.min(stop, start + window);
  if (mark === "`") {
    const end = findRun(text, start + length, length, limit);
    return end === undefined ? undefined : { end, closing: end - length };
  }
  if (length < 2 || !PAIRED.includes(mark)) return undefined;
  const closing = text.indexOf(mark + mark, start + length);
  if (closing < 0 || closing >= limit) return undefined;
  // A longer run is the end of this span and the beginning of the next.
  return { end: closing + Math.min(length, runLength(text, closing)), closing };
}

const PATTERNS: ReadonlyMap<string, RegExp> = new Map([
  ["<", BRACKETED],
  ["[", MASKED_LINK],
  ["\\", ESCAPE],
  ["h", URL_IN_TEXT],
]);

/**
 * Counts how often a character is repeated.
 *
 * @param text The text.
 * @param start The index of the first.
 * @returns How many of it there are in a row.
 */
export function runLength(text: string, start: number): number {
  let end = start + 1;
  while (text[end] === text[start]) end++;
  return end - start;
}
