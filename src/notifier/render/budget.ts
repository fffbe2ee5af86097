/**
 * Fits an embed into its share of a message.
 *
 * @module
 */

import type { APIEmbed } from "discord-api-types/v10";
import { countPoints, truncate, type TruncateOptions } from "../truncate.ts";

/** How many characters all embeds of a message may have together. Source: Discord's documentation. */
export const MESSAGE_BUDGET = 6000;

/**
 * Shares the characters of a message out: what a small embed leaves is for the large ones.
 *
 * @param sizes How many characters each embed would like to have.
 * @returns How many each gets; together no more than a message may have.
 */
export function shareBudget(sizes: readonly number[]): number[] {
  const shares = [...sizes];
  const smallestFirst = [...sizes.keys()].sort((a, b) => sizes[a]! - sizes[b]!);
  let left = MESSAGE_BUDGET;
  smallestFirst.forEach((index, done) => {
    shares[index] = Math.min(sizes[index]!, Math.floor(left / (sizes.length - done)));
    left -= shares[index];
  });
  return shares;
}

/**
 * Makes an embed small enough: fields go, the last first; then the description is cut, then the
 * footer, then the title.
 *
 * @param embed The embed. It is left as it is.
 * @param budget How many characters it may have.
 * @param options How texts are cut.
 * @returns The same embed if it fits, or a smaller copy.
 */
export function fitEmbed(embed: APIEmbed, budget: number, options: TruncateOptions): APIEmbed {
  if (embedSize(embed) <= budget) return embed;
  const small: APIEmbed = { ...embed };
  const { fields = [] } = embed;
  for (let kept = fields.length - 1; kept >= 0 && embedSize(small) > budget; kept--) {
    if (kept > 0) small.fields = fields.slice(0, kept);
    else delete small.fields;
  }
  const cut = (text: string) => {
    return truncate(text, Math.max(0, countPoints(text) - (embedSize(small) - budget)), options);
  };
  if (small.description) small.description = cut(small.description);
  if (small.footer) small.footer = { ...small.footer, text: cut(small.footer.text) };
  if (small.title) small.title = cut(small.title);
  if (small.footer?.text === "") delete small.footer;
  return small;
}

/**
 * How many characters of an embed count for the limit of its message.
 *
 * @param embed The embed.
 * @returns Their number.
 */
export function embedSize(embed: APIEmbed): number {
  const { title = "", description = "", footer, fields = [] } = embed;
  const texts = [title, description, footer?.text ?? ""];
  for (const { name, value } of fields) texts.push(name, value);
  return texts.reduce((sum, text) => sum + countPoints(text), 0);
}
