/**
 * The checks of the embeds of a message.
 * Source: https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import {
  checkBoolean,
  checkInteger,
  checkList,
  checkObject,
  checkPresent,
  checkRequiredText,
  checkText,
  checkUrl,
  type FieldPath,
  isAbsent,
  MEDIA,
  textLength,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";

/** The most that the texts of all embeds of a message may have together. */
const MAX_TOTAL = 6000;

/** Checks embeds, each on its own and all together; Slack's form calls them `attachments`. */
export function checkEmbeds(value: unknown, errors: FormErrors, field = "embeds"): void {
  let total = 0;
  for (const [index, embed] of checkList(value, [field], errors, { max: 10 }).entries()) {
    total += checkEmbed(embed, [field, index], errors);
  }
  if (total > MAX_TOTAL) {
    const message = `Embed size exceeds maximum size of ${MAX_TOTAL}`;
    errors.add([field], "MAX_EMBED_SIZE_EXCEEDED", message);
  }
}

/** Checks one embed; returns how much its texts add to the total. */
function checkEmbed(embed: unknown, path: FieldPath, errors: FormErrors): number {
  if (!isFields(embed)) {
    errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    return 0;
  }
  const author = part(embed.author);
  const footer = part(embed.footer);
  const fields = checkFields(embed.fields, [...path, "fields"], errors);
  checkText(embed.title, [...path, "title"], errors, { max: 256 });
  checkText(embed.description, [...path, "description"], errors, { max: 4096 });
  checkNamed(embed.author, [...path, "author"], errors, { field: "name", max: 256 });
  checkNamed(embed.footer, [...path, "footer"], errors, { field: "text", max: 2048 });
  checkInteger(embed.color, [...path, "color"], errors, { max: 0xffffff });
  checkTimestamp(embed.timestamp, [...path, "timestamp"], errors);
  checkUrls(embed, path, errors);
  if (!isDisplayable(embed)) {
    errors.add([...path, "description"], "BASE_TYPE_REQUIRED", "This field is required");
  }
  return [embed.title, embed.description, author.name, footer.text]
    .reduce<number>((sum, text) => sum + textLength(text), fields);
}

/** Checks an author or a footer: nothing without its text. */
function checkNamed(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { field, max }: { readonly field: string; readonly max: number },
): void {
  if (isAbsent(value)) return;
  const text = checkObject(value, path, errors);
  if (text) checkRequiredText(text[field], [...path, field], errors, { max });
}

/** Checks the fields of an embed; returns how much their texts add to the total. */
function checkFields(value: unknown, path: FieldPath, errors: FormErrors): number {
  let total = 0;
  for (const [index, entry] of checkList(value, path, errors, { max: 25 }).entries()) {
    const field = checkObject(entry, [...path, index], errors);
    if (!field) continue;
    checkBoolean(field.inline, [...path, index, "inline"], errors);
    checkRequiredText(field.name, [...path, index, "name"], errors, { max: 256 });
    checkRequiredText(field.value, [...path, index, "value"], errors, { max: 1024 });
    total += textLength(field.name) + textLength(field.value);
  }
  return total;
}

function checkUrls(embed: Fields, path: FieldPath, errors: FormErrors): void {
  checkUrl(embed.url, [...path, "url"], errors);
  checkUrl(part(embed.author).url, [...path, "author", "url"], errors);
  for (const name of ["image", "thumbnail"]) {
    const picture = checkObject(embed[name], [...path, name], errors);
    if (!picture || isAbsent(embed[name])) continue;
    if (isAbsent(picture.url)) checkPresent(picture.url, [...path, name, "url"], errors);
    checkUrl(picture.url, [...path, name, "url"], errors, { schemes: MEDIA });
  }
  for (const name of ["author", "footer"]) {
    const { icon_url: icon } = part(embed[name]);
    checkUrl(icon, [...path, name, "icon_url"], errors, { schemes: MEDIA });
  }
}

function checkTimestamp(value: unknown, path: FieldPath, errors: FormErrors): void {
  if (isAbsent(value)) return;
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !isNaN(Date.parse(value))) {
    return;
  }
  errors.add(path, "DATE_TIME_TYPE_PARSE", `Could not parse ${value}. Should be ISO8601.`);
}

/** Whether an embed shows anything; a colour, a link or a time alone does not. */
function isDisplayable(embed: Fields): boolean {
  return textLength(embed.title) > 0 || textLength(embed.description) > 0 ||
    textLength(part(embed.author).name) > 0 || textLength(part(embed.footer).text) > 0 ||
    (Array.isArray(embed.fields) && embed.fields.length > 0) ||
    isFields(embed.image) || isFields(embed.thumbnail);
}

function part(value: unknown): Fields {
  return isFields(value) ? value : {};
}
