/**
 * Checks embeds.
 *
 * @module
 */

import type { APIEmbed, APIEmbedField } from "discord-api-types/v10";
import { EMBED, MESSAGE } from "../limits.ts";
import { countEmbed } from "../embed_size.ts";
import type { AnyMessage } from "./message.ts";
import type { Entry, Report } from "./report.ts";
import { checkMediaUrl, checkUrl } from "./url.ts";

/** The day that an ISO 8601 timestamp begins with; `Date.parse` alone reads much more. */
const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

/**
 * Checks all embeds, and the total of their texts.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkEmbeds(report: Report, { embeds }: AnyMessage): void {
  const entries = report.objects("embeds", embeds, { max: MESSAGE.embeds });
  for (const entry of entries) checkEmbed(report, entry);
  const total = entries.reduce((sum, { item }) => sum + countEmbed(item), 0);
  report.amount("embeds", total, { max: EMBED.total }, "characters");
}

function checkEmbed(report: Report, { item: embed, path }: Entry<APIEmbed>): void {
  report.text(`${path}.title`, embed.title, { max: EMBED.title });
  report.text(`${path}.description`, embed.description, { max: EMBED.description });
  checkUrl(report, `${path}.url`, embed.url, EMBED.url);
  report.integer(`${path}.color`, embed.color, { max: EMBED.color });
  checkTimestamp(report, `${path}.timestamp`, embed.timestamp);
  checkAuthor(report, `${path}.author`, embed.author);
  checkFooter(report, `${path}.footer`, embed.footer);
  checkImage(report, `${path}.image`, embed.image);
  checkImage(report, `${path}.thumbnail`, embed.thumbnail);
  const fields = report.objects(`${path}.fields`, embed.fields, { max: EMBED.fields });
  for (const field of fields) checkField(report, field);
  if (isEmpty(embed)) report.refuse(path, "shows nothing: give it a title or a description");
}

function checkTimestamp(report: Report, path: string, timestamp: unknown): void {
  if (timestamp === undefined || timestamp === null) return;
  const isDate = typeof timestamp === "string" && ISO_DAY.test(timestamp) &&
    !Number.isNaN(Date.parse(timestamp));
  if (!isDate) report.refuse(path, "must be a time in ISO 8601, such as toISOString() tells");
}

function checkAuthor(report: Report, path: string, given: APIEmbed["author"]): void {
  const author = report.object(path, given);
  if (!author) return;
  report.required(`${path}.name`, author.name);
  report.text(`${path}.name`, author.name, { max: EMBED.authorName });
  checkUrl(report, `${path}.url`, author.url, EMBED.url);
  checkMediaUrl(report, `${path}.icon_url`, author.icon_url, EMBED.url);
}

function checkFooter(report: Report, path: string, given: APIEmbed["footer"]): void {
  const footer = report.object(path, given);
  if (!footer) return;
  report.required(`${path}.text`, footer.text);
  report.text(`${path}.text`, footer.text, { max: EMBED.footerText });
  checkMediaUrl(report, `${path}.icon_url`, footer.icon_url, EMBED.url);
}

function checkImage(report: Report, path: string, given: APIEmbed["image"]): void {
  const image = report.object(path, given);
  if (!image) return;
  report.required(`${path}.url`, image.url);
  checkMediaUrl(report, `${path}.url`, image.url, EMBED.url);
}

function checkField(report: Report, { item, path }: Entry<APIEmbedField>): void {
  report.required(`${path}.name`, item.name);
  report.text(`${path}.name`, item.name, { min: 1, max: EMBED.fieldName });
  report.required(`${path}.value`, item.value);
  report.text(`${path}.value`, item.value, { min: 1, max: EMBED.fieldValue });
}

/** Whether there is nothing to see. A link or a colour alone shows nothing. */
function isEmpty(embed: APIEmbed): boolean {
  const { fields, image, thumbnail, timestamp } = embed;
  return countEmbed(embed) === 0 && !fields?.length && !image?.url && !thumbnail?.url && !timestamp;
}
