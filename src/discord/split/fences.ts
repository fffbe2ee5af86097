/**
 * Finds fenced code in a text, as Discord reads it.
 *
 * @module
 */

/** Three backticks. Discord knows no tildes. */
export const FENCE = "```";

/** A block of fenced code: where its parts are in the text. */
export interface Fence {
  /** The index of the opening backticks. */
  readonly start: number;
  /** The index of the code, after the language and empty lines. */
  readonly bodyStart: number;
  /** The index of the closing backticks. */
  readonly bodyEnd: number;
  /** The index after the closing backticks. */
  readonly end: number;
  /** The language, or nothing. */
  readonly language: string;
}

/** In a longer run of backticks one block of code after the other would open and close. */
const MAX_RUN = 2 * FENCE.length;

/** What decides about fences: an escaped character, and runs of backticks. */
const MARK = /\\[^]|`+/g;

/** A language counts only if its line ends with it. */
const LANGUAGE = /([\w+\-.#]+)\n/y;
const NEWLINES = /\n*/y;

/**
 * Finds all fenced code. A fence may open in the middle of a line; one that is never closed, or
 * holds nothing, is text. An inline span of code hides the fences in it.
 *
 * @param text The text.
 * @returns The blocks, in order.
 */
export function findFences(text: string): Fence[] {
  const fences: Fence[] = [];
  const closers = new InlineClosers(text);
  const marks = new RegExp(MARK);
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const [run] = mark;
    if (run.startsWith("\\")) continue;
    const canOpen = run.length >= FENCE.length && run.length <= MAX_RUN;
    const fence = canOpen ? readFence(text, mark.index) : undefined;
    if (fence) fences.push(fence);
    marks.lastIndex = fence?.end ?? closers.find(mark.index, run.length) ?? marks.lastIndex;
  }
  return fences;
}

function readFence(text: string, start: number): Fence | undefined {
  const opened = start + FENCE.length;
  const language = matchAt(LANGUAGE, text, opened);
  const named = skipNewlines(text, opened + (language?.[0].length ?? 0));
  // Where nothing else is inside, it is the code, and no language.
  const isNamed = language !== null && !text.startsWith(FENCE, named);
  const bodyStart = isNamed ? named : skipNewlines(text, opened);
  const bodyEnd = text.indexOf(FENCE, bodyStart);
  if (bodyEnd <= bodyStart) return undefined;
  const end = bodyEnd + FENCE.length;
  return { start, bodyStart, bodyEnd, end, language: isNamed ? language[1]! : "" };
}

function skipNewlines(text: string, index: number): number {
  return index + matchAt(NEWLINES, text, index)![0].length;
}

/** Finds the ends of inline spans of code: the next run of as many backticks. */
class InlineClosers {
  readonly #text: string;
  /** Lengths of which no further run exists. It is not searched for again. */
  readonly #exhausted = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  find(start: number, length: number): number | undefined {
    if (this.#exhausted.has(length)) return undefined;
    const end = findRun(this.#text, start + length, length);
    if (end === undefined) this.#exhausted.add(length);
    return end;
  }
}

/**
 * Finds the next run of exactly so many backticks.
 *
 * @param text The text.
 * @param from Where to begin.
 * @param length How many backticks.
 * @param stop Where to end.
 * @returns The index after the run, or `undefined` if there is none.
 */
export function findRun(
  text: string,
  from: number,
  length: number,
  stop: number = text.length,
): number | undefined {
  for (let i = text.indexOf("`", from); i >= 0 && i < stop; i = text.indexOf("`", i)) {
    const start = i;
    while (text[i] === "`") i++;
    if (i - start === length) return i;
  }
  return undefined;
}

/**
 * Matches a sticky pattern at a place.
 *
 * @param pattern The pattern, with the flag `y`.
 * @param text The text.
 * @param index The place.
 * @returns The match.
 */
export function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

const SPACE = /\s*/y;

/**
 * Passes white space.
 *
 * @param text The text.
 * @param index Where it may begin.
 * @returns The index after it.
 */
export function skipSpace(text: string, index: number): number {
  return index + matchAt(SPACE, text, index)![0].length;
}

/**
 * Passes white space backwards. There must be something else before it.
 *
 * @param text The text.
 * @param end The index after it.
 * @returns The index where it begins.
 */
export function trimSpace(text: string, end: number): number {
  while (/\s/.test(text[end - 1]!)) end--;
  return end;
}
