/**
 * Makes long texts and many embeds fit into messages.
 *
 * @module
 */

import type { APIEmbed } from "discord-api-types/v10";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import { countCharacters } from "./characters.ts";
import { countEmbed } from "./embed_size.ts";
import { EMBED, MESSAGE } from "./limits.ts";
import { type DeepBuildable, toPlain } from "./plain.ts";
import { cutChunks } from "./split/chunks.ts";

/** How a text is split. */
export interface SplitOptions {
  /**
   * How many characters a chunk may have, counted in code points as Discord does.
   *
   * @default {2000}
   */
  readonly limit?: number;
  /**
   * Whether each of several chunks ends with a line such as `(2/5)`.
   *
   * @default {false}
   */
  readonly counter?: boolean;
}

/** How a text is cut short. */
export interface TruncateOptions {
  /**
   * How many characters the text may have, counted in code points as Discord does.
   *
   * @default {2000}
   */
  readonly limit?: number;
  /**
   * What a text ends with that was cut.
   *
   * @default {"…"}
   */
  readonly ellipsis?: string;
}

/** The least room in which a counter makes sense. */
const MIN_LIMIT_WITH_COUNTER = 32;

/**
 * Splits a text into chunks that each fit into a message.
 *
 * It is cut, if possible, at empty lines, else at the ends of lines, sentences or words, and at
 * worst between two characters as they are seen. Mentions, links, escapes, and spans of formatted
 * text stay whole if they fit into a chunk, and so does fenced code; fenced code that does not is
 * closed, and opened again with its language, and so is a spoiler. The marks of quotes and headings
 * are repeated.
 *
 * Nothing is lost but white space at the cuts, and at both ends. No chunk is blank. The time it
 * takes grows with the text, and no faster.
 *
 * @example
 * ```ts
 * import { splitContent } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * const fence = "`".repeat(3);
 * const log = `Log:\n${fence}js\n${"line();\n".repeat(6)}${fence}`;
 *
 * assertEquals(splitContent(log, { limit: 50 }), [
 *   `Log:\n${fence}js\nline();\nline();\nline();\nline();\n${fence}`,
 *   `${fence}js\nline();\nline();\n${fence}`,
 * ]);
 * ```
 * @param text The text.
 * @param options How it is split.
 * @returns The chunks, in order; none for a blank text.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If the limit is less than 1, or with a counter less than 32.
 */
export function splitContent(text: string, options: SplitOptions = {}): string[] {
  checkNames(options, ["limit", "counter"], "splitContent()");
  const { limit = MESSAGE.content, counter = false } = options;
  checkType("counter", counter, "boolean");
  const min = counter ? MIN_LIMIT_WITH_COUNTER : 1;
  checkNumber("limit", limit, { min, integer: true });
  const trimmed = text.trim();
  if (countCharacters(trimmed) <= limit) return trimmed ? [trimmed] : [];
  return counter ? splitCounted(trimmed, limit) : Array.from(cutChunks(trimmed, limit));
}

/** The room that a counter takes depends on how many chunks there are, and they on the room. */
function splitCounted(text: string, limit: number): string[] {
  for (let digits = 1;; digits++) {
    const chunks = Array.from(cutChunks(text, limit - 2 * digits - "\n(/)".length));
    const total = String(chunks.length);
    if (total.length <= digits) return chunks.map((chunk, i) => `${chunk}\n(${i + 1}/${total})`);
  }
}

/**
 * Cuts a text short where it does not fit into a message, by the rules of
 * {@linkcode splitContent}.
 *
 * @param text The text.
 * @param options How it is cut.
 * @returns The text without white space at its ends, if it fits; else the beginning of it, and an
 * ellipsis.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If the limit leaves no room beside the ellipsis.
 */
export function truncateContent(text: string, options: TruncateOptions = {}): string {
  checkNames(options, ["limit", "ellipsis"], "truncateContent()");
  const { limit = MESSAGE.content, ellipsis = "…" } = options;
  checkType("ellipsis", ellipsis, "string");
  const added = countCharacters(ellipsis);
  checkNumber("limit", limit, { above: added, integer: true });
  const trimmed = text.trim();
  if (countCharacters(trimmed) <= limit) return trimmed;
  const [first] = cutChunks(trimmed, limit - added);
  return `${first}${ellipsis}`;
}

/**
 * Distributes embeds over messages: at most ten in each, with at most 6000 characters together.
 *
 * @param embeds The embeds, or builders of them.
 * @returns The embeds of each message, in order, built. One that is too large by itself is alone.
 */
export function splitEmbeds(embeds: readonly DeepBuildable<APIEmbed>[]): APIEmbed[][] {
  const messages: APIEmbed[][] = [];
  let total = Infinity;
  for (const embed of embeds) {
    const plain = toPlain<APIEmbed>(embed);
    const size = countEmbed(plain);
    total += size;
    const last = messages.at(-1);
    if (last && total <= EMBED.total && last.length < MESSAGE.embeds) {
      last.push(plain);
    } else {
      messages.push([plain]);
      total = size;
    }
  }
  return messages;
}
