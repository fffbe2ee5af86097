/**
 * Cuts texts that are too long for where they go.
 *
 * @module
 */

import { checkNames, checkType, checkWord } from "../util/check.ts";

/** How {@linkcode truncate} cuts. */
export interface TruncateOptions {
  /**
   * What stands for the part that is cut. It counts: the result is never longer than the limit.
   *
   * @default {"…"}
   */
  readonly marker?: string;
  /**
   * Where the text is cut.
   *
   * @default {"end"}
   */
  readonly mode?: "end" | "middle";
}

/**
 * Cuts a text to a number of characters. It counts code points, as Discord and Slack do, so that no
 * half of an emoji is left behind. A text that fits is returned as it is.
 *
 * @example
 * ```ts
 * import { truncate } from "@hookcast/hookcast/notifier";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(truncate("connection refused", 10), "connectio…");
 * assertEquals(truncate("connection refused", 10, { mode: "middle" }), "conne…used");
 * assertEquals(truncate("connection refused", 10, { marker: "" }), "connection");
 * ```
 * @param text The text.
 * @param limit How many code points may be left.
 * @param options The marker, and where to cut.
 * @returns The text, of at most `limit` code points.
 */
export function truncate(text: string, limit: number, options: TruncateOptions = {}): string {
  if (text.length <= limit) return text; // There are never more code points than code units.
  // What is more than twice as long cannot fit; it may be huge, and is not looked at as a whole.
  if (text.length <= 2 * limit && countPoints(text) <= limit) return text;
  const marker = firstPoints(options.marker ?? "…", limit);
  const kept = limit - countPoints(marker);
  const tail = options.mode === "middle" ? Math.floor(kept / 2) : 0;
  return firstPoints(text, kept - tail) + marker + lastPoints(text, tail);
}

function firstPoints(text: string, count: number): string {
  return Array.from(text.slice(0, 2 * count)).slice(0, count).join("");
}

function lastPoints(text: string, count: number): string {
  if (count === 0) return "";
  return Array.from(text.slice(-2 * count)).slice(-count).join("");
}

/**
 * How many code points a text has.
 *
 * @param text The text.
 * @returns Their number.
 */
export function countPoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/**
 * Checks the options of {@linkcode truncate}.
 *
 * @param options The options as a user gave them.
 * @throws {TypeError} If one is wrong.
 */
export function checkTruncate(options: TruncateOptions): void {
  checkNames(options, ["marker", "mode"], "'truncate'");
  checkType("truncate.marker", options.marker, "string");
  if (options.mode !== undefined) checkWord("truncate.mode", options.mode, ["end", "middle"]);
}
