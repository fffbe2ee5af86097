/**
 * The checks that several fields of a message share. Each notes what is wrong and says nothing else.
 *
 * @module
 */

import { type Fields, isFields } from "./body.ts";
import type { FormErrors } from "./form_errors.ts";
import { SNOWFLAKE } from "./snowflakes.ts";

/** Where a field stands: names and indexes from the body down. */
export type FieldPath = readonly (string | number)[];

/** The schemes of links. */
const WEB: readonly string[] = ["http", "https"];

/** The schemes of pictures: the name of an uploaded file will do. */
export const MEDIA: readonly string[] = [...WEB, "attachment"];

/**
 * How long Discord finds a text: in code points, without the space around it.
 * Source: discord/discord-api-docs#1315, and
 * https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 */
export function textLength(value: unknown): number {
  return typeof value === "string" ? [...value.trim()].length : 0;
}

/** Whether a field was left out; Discord takes `null` for that. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** A text of at most `max` code points; with `min`, of at least so many. */
export function checkText(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): void {
  if (isAbsent(value)) return;
  if (typeof value !== "string") {
    return errors.add(path, "STRING_TYPE_CONVERT", `Could not interpret "${value}" as string.`);
  }
  const length = textLength(value);
  if (length < min || length > max) addLength(path, errors, { min, max });
}

/** A text that must be there and must not be blank. */
export function checkRequiredText(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { max }: { readonly max: number },
): void {
  if (!checkPresent(value, path, errors)) return;
  checkText(value, path, errors, { max });
}

/** Whether a field is there and is not blank; notes it if not. */
export function checkPresent(value: unknown, path: FieldPath, errors: FormErrors): boolean {
  if (!isAbsent(value) && !(typeof value === "string" && value.trim() === "")) return true;
  errors.add(path, "BASE_TYPE_REQUIRED", "This field is required");
  return false;
}
/** A list of `min` to `max` entries; returns them, none if the value is no such list. */
export function checkList(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): readonly unknown[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) {
    errors.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
    return [];
  }
  if (value.length >= min && value.length <= max) return value;
  addLength(path, errors, { min, max });
  return [];
}

/** An integer between two bounds. */
export function checkInteger(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { min = 0, max }: { readonly min?: number; readonly max: number },
): void {
  if (isAbsent(value)) return;
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return errors.add(path, "NUMBER_TYPE_COERCE", `Value "${value}" is not int.`);
  }
  if (value < min) {
    errors.add(path, "NUMBER_TYPE_MIN", `int value should be greater than or equal to ${min}.`);
  } else if (value > max) {
    errors.add(path, "NUMBER_TYPE_MAX", `int value should be less than or equal to ${max}.`);
  }
}

/** `true` or `false`. */
export function checkBoolean(value: unknown, path: FieldPath, errors: FormErrors): void {
  if (isAbsent(value) || typeof value === "boolean") return;
  errors.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
}

/** One of a few values. */
export function checkChoice(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  choices: readonly unknown[],
): void {
  if (isAbsent(value) || choices.includes(value)) return;
  const list = choices.map((choice) => typeof choice === "string" ? `'${choice}'` : choice);
  const message = `Value must be one of (${list.join(", ")}${list.length === 1 ? "," : ""}).`;
  errors.add(path, "BASE_TYPE_CHOICES", message);
}

/** An object; returns it, or `null` if the value is there but is none. */
export function checkObject(value: unknown, path: FieldPath, errors: FormErrors): Fields | null {
  if (isAbsent(value)) return {};
  if (isFields(value)) return value;
  errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
  return null;
}

/** An id. */
export function checkSnowflake(value: unknown, path: FieldPath, errors: FormErrors): void {
  if (isAbsent(value) || SNOWFLAKE.test(String(value))) return;
  errors.add(path, "NUMBER_TYPE_COERCE", `Value "${value}" is not snowflake.`);
}

/** A web address of at most `max` characters, or another of the `schemes`. */
export function checkUrl(
  value: unknown,
  path: FieldPath,
  errors: FormErrors,
  { max = 2048, schemes = WEB }: {
    readonly max?: number;
    readonly schemes?: readonly string[];
  } = {},
): void {
  if (isAbsent(value)) return;
  const text = String(value);
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? "";
  if (!schemes.includes(scheme)) {
    const list = schemes.map((name) => `'${name}'`).join(", ");
    const message = `Scheme "${scheme}" is not supported. Scheme must be one of (${list}).`;
    return errors.add(path, "URL_TYPE_INVALID_SCHEME", message);
  }
  if (scheme !== "attachment" && !isPublicHost(text)) {
    return errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
  }
  checkText(value, path, errors, { max });
}

function addLength(
  path: FieldPath,
  errors: FormErrors,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (min > 0) {
    errors.add(path, "BASE_TYPE_BAD_LENGTH", `Must be between ${min} and ${max} in length.`);
  } else {
    errors.add(path, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
  }
}

/** Discord refuses hosts of a single label, and underscores in them. */
function isPublicHost(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname } = new URL(text);
  return hostname.startsWith("[") || (hostname.includes(".") && !hostname.includes("_"));
}
