/**
 * Reads fields of JSON that may be missing or of another type than documented.
 *
 * @module
 */

/**
 * Whether a JSON value is an object with fields.
 *
 * @param value The value.
 * @returns `false` for lists and `null` too.
 */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A field that should be text.
 *
 * @param value The field.
 * @returns The text; empty when it is none.
 */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * A field that should be a number.
 *
 * @param value The field.
 * @param otherwise What to take when it is none.
 * @returns The number.
 */
export function count(value: unknown, otherwise = 0): number {
  return typeof value === "number" ? value : otherwise;
}
