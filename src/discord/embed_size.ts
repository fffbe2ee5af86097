/**
 * How much of the total of a message an embed takes.
 *
 * @module
 */

import type { APIEmbed } from "discord-api-types/v10";
import { countCharacters } from "./characters.ts";

/**
 * Counts the characters of an embed that Discord adds up over all embeds of a message: the title,
 * the description, the names of author and fields, the values of fields, and the footer; each
 * trimmed. URLs do not count.
 *
 * @param embed The embed.
 * @returns The characters.
 */
export function countEmbed(embed: APIEmbed): number {
  const { title, description, author, footer, fields } = embed;
  const texts: unknown[] = [title, description, author?.name, footer?.text];
  if (Array.isArray(fields)) { for (const field of fields) texts.push(field?.name, field?.value); }
  return texts.reduce<number>((sum, text) => sum + count(text), 0);
}

function count(text: unknown): number {
  return typeof text === "string" ? countCharacters(text.trim()) : 0;
}
