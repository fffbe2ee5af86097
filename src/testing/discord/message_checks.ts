/**
 * The checks of a message's body.
 * Source: https://docs.discord.com/developers/resources/webhook#execute-webhook
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import { checkAttachments } from "./attachment_checks.ts";
import { checkComponents, hasComponents, isWhole } from "./component_totals.ts";
import { checkEmbeds } from "./embed_checks.ts";
import {
  checkBoolean,
  checkChoice,
  checkInteger,
  checkList,
  checkObject,
  checkPresent,
  checkSnowflake,
  checkText,
  checkUrl,
  isAbsent,
  textLength,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";
import { checkPoll } from "./poll.ts";

/** Words that no webhook may have in its name. */
const FORBIDDEN_IN_NAMES = ["clyde", "discord"];

/** Names that no webhook may have. */
const FORBIDDEN_NAMES = ["everyone", "here"];

/** A picture as text. Source: https://docs.discord.com/developers/reference#image-data */
const PICTURE = /^data:image\/(?:png|jpeg|gif);base64,[A-Za-z0-9+/]+=*$/;

/** Whether a message, with its `files`, has nothing to show. */
export function isEmpty(message: Fields, files: readonly unknown[]): boolean {
  // Of a message made of components, files show only where a component shows them.
  if (isWhole(message)) return !hasComponents(message);
  const lists = [message.embeds, message.components, files];
  return textLength(message.content) === 0 && !isFields(message.poll) &&
    !lists.some((list) => Array.isArray(list) && list.length > 0);
}

/** Checks what a new message may hold; `owned` webhooks belong to an application. */
export function checkNewMessage(
  message: Fields,
  errors: FormErrors,
  { owned = false }: { readonly owned?: boolean } = {},
): void {
  checkTexts(message, errors);
  checkName(message.username, "username", errors);
  checkUrl(message.avatar_url, ["avatar_url"], errors);
  checkBoolean(message.tts, ["tts"], errors);
  checkText(message.thread_name, ["thread_name"], errors, { min: 1, max: 100 });
  checkIds(message.applied_tags, ["applied_tags"], errors, 5);
  checkPoll(message.poll, errors);
  checkComponents(message, errors, { whole: isWhole(message), owned });
}

/**
 * Checks what an edit may hold. What the message was before counts, too: components alone it stays,
 * and it becomes so only without its old text and embeds.
 */
export function checkEdit(
  edit: Fields,
  errors: FormErrors,
  { owned, before }: { readonly owned: boolean; readonly before: Fields | null },
): void {
  checkTexts(edit, errors);
  const { content, embeds, poll } = before ?? {};
  const whole = isWhole(edit) || (before !== null && isWhole(before));
  checkComponents({ content, embeds, poll, ...edit }, errors, { whole, owned });
}

/** Checks what both a new message and an edit may hold. */
function checkTexts(message: Fields, errors: FormErrors): void {
  checkText(message.content, ["content"], errors, { max: 2000 });
  checkEmbeds(message.embeds, errors);
  checkMentions(message.allowed_mentions, errors);
  checkInteger(message.flags, ["flags"], errors, { max: 2 ** 31 - 1 });
  checkAttachments(message.attachments, errors);
}

/** Checks the name of a webhook or of one message; Discord trims it first. */
export function checkName(value: unknown, field: string, errors: FormErrors): void {
  checkText(value, [field], errors, { min: 1, max: 80 });
  if (typeof value !== "string") return;
  const name = value.trim().replace(/\s+/g, " ").toLowerCase();
  for (const word of FORBIDDEN_IN_NAMES) {
    if (!name.includes(word)) continue;
    errors.add([field], "USERNAME_INVALID_CONTAINS", `Username cannot contain "${word}"`);
  }
  if (FORBIDDEN_NAMES.includes(name)) {
    errors.add([field], "USERNAME_INVALID", `Username cannot be "${name}"`);
  }
}

/** Checks what an edit of a webhook may hold. `channel_id` is ignored: a token cannot move it. */
export function checkWebhookEdit({ name, avatar }: Fields, errors: FormErrors): void {
  if (name === null) checkPresent(name, ["name"], errors);
  checkName(name, "name", errors);
  if (isAbsent(avatar) || (typeof avatar === "string" && PICTURE.test(avatar))) return;
  errors.add(["avatar"], "IMAGE_INVALID", "Invalid image");
}

/** Source: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
function checkMentions(entry: unknown, errors: FormErrors): void {
  const value = checkObject(entry, ["allowed_mentions"], errors);
  if (!value) return;
  checkBoolean(value.replied_user, ["allowed_mentions", "replied_user"], errors);
  const types = checkList(value.parse, ["allowed_mentions", "parse"], errors, { max: 3 });
  for (const [index, type] of types.entries()) {
    const path = ["allowed_mentions", "parse", index];
    checkChoice(type, path, errors, ["roles", "users", "everyone"]);
  }
  for (const name of ["users", "roles"]) {
    const ids = checkIds(value[name], ["allowed_mentions", name], errors, 100);
    if (ids.length === 0 || !types.includes(name)) continue;
    const message = `parse:["${name}"] and ${name}: [ids...] are mutually exclusive.`;
    errors.add(["allowed_mentions"], "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
  }
}

/** A list of at most `max` different ids; returns them. */
function checkIds(
  value: unknown,
  path: readonly string[],
  errors: FormErrors,
  max: number,
): readonly unknown[] {
  const ids = checkList(value, path, errors, { max });
  for (const [index, id] of ids.entries()) checkSnowflake(id, [...path, index], errors);
  if (new Set(ids).size < ids.length) {
    errors.add(path, "SET_TYPE_CONTAINS_DUPLICATE", "The set already contains this value");
  }
  return ids;
}
