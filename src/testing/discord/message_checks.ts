/**
 * The checks of a message's body.
 * Source: https://docs.discord.com/developers/resources/webhook#execute-webhook
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import { checkEmbeds } from "./embed_checks.ts";
import {
  checkInteger,
  checkList,
  checkSnowflake,
  checkText,
  checkUrl,
  isAbsent,
  textLength,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";

/** The flag of a message that is made of components alone: `MessageFlags.IsComponentsV2`. */
const COMPONENTS_V2 = 1 << 15;

/** Words that no webhook may have in its name. */
const FORBIDDEN_IN_NAMES = ["clyde", "discord"];

/** Names that no webhook may have. */
const FORBIDDEN_NAMES = ["everyone", "here"];

/** Whether a message, with its `files`, has nothing to show. */
export function isEmpty(message: Fields, files: readonly unknown[]): boolean {
  const lists = [message.embeds, message.components, files];
  return textLength(message.content) === 0 && !isFields(message.poll) &&
    !lists.some((list) => Array.isArray(list) && list.length > 0);
}

/** Checks what a new message may hold. */
export function checkNewMessage(message: Fields, errors: FormErrors): void {
  checkMessage(message, errors);
  checkName(message.username, "username", errors);
  checkUrl(message.avatar_url, ["avatar_url"], errors);
  checkText(message.thread_name, ["thread_name"], errors, { min: 1, max: 100 });
  checkIds(message.applied_tags, ["applied_tags"], errors, 5);
}

/** Checks what both a new message and an edit may hold. */
export function checkMessage(message: Fields, errors: FormErrors): void {
  checkText(message.content, ["content"], errors, { max: 2000 });
  checkEmbeds(message.embeds, errors);
  checkMentions(message.allowed_mentions, errors);
  checkInteger(message.flags, ["flags"], errors, { max: 2 ** 31 - 1 });
  checkComponents(message, errors);
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

/** Source: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
function checkMentions(value: unknown, errors: FormErrors): void {
  if (!isFields(value)) return;
  const types = checkList(value.parse, ["allowed_mentions", "parse"], errors, { max: 3 });
  for (const [index, type] of types.entries()) {
    if (type === "everyone" || type === "roles" || type === "users") continue;
    const message = `Value must be one of ('roles', 'users', 'everyone').`;
    errors.add(["allowed_mentions", "parse", index], "BASE_TYPE_CHOICES", message);
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

/** Source: https://docs.discord.com/developers/components/reference */
function checkComponents(message: Fields, errors: FormErrors): void {
  const whole = (Number(message.flags) & COMPONENTS_V2) !== 0;
  const list = checkList(message.components, ["components"], errors, { max: whole ? 40 : 5 });
  if (!whole) return;
  for (const field of ["content", "embeds", "poll"]) {
    const value = message[field];
    if (isAbsent(value) || (Array.isArray(value) && value.length === 0) || value === "") continue;
    const text = `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
    errors.add([field], "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text);
  }
  const all = list.flatMap(withNested);
  if (all.length > 40) {
    errors.add(["components"], "BASE_TYPE_MAX_LENGTH", "Must be 40 or fewer in length.");
  }
  const text = all.reduce<number>((sum, { type, content }) => {
    return type === 10 ? sum + textLength(content) : sum;
  }, 0);
  if (text > 4000) {
    const problem = "Total displayable text size exceeds maximum size of 4000";
    errors.add(["components"], "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", problem);
  }
}

/** A component and everything inside it. */
function withNested(component: unknown): Fields[] {
  if (!isFields(component)) return [];
  const { components: children, accessory } = component;
  const inside = [...(Array.isArray(children) ? children : []), accessory];
  return [component, ...inside.flatMap(withNested)];
}
