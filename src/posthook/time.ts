/**
 * Times on their way to the service.
 *
 * @module
 */

/**
 * Writes a time as the service wants it. A text goes out untouched, so nothing of it is lost.
 *
 * @param name The name of the field, for the message.
 * @param time RFC 3339 text, or a date.
 * @returns The text. Of a date whole seconds have no fraction, others three digits.
 * @throws {TypeError} If it is no time.
 */
export function toWireTime(name: string, time: string | Date): string {
  if (typeof time === "string" && time !== "") return time;
  if (!(time instanceof Date)) throw new TypeError(`'${name}' must be a time: a text or a Date`);
  if (Number.isNaN(time.getTime())) throw new TypeError(`'${name}' must be a valid Date`);
  const text = time.toISOString();
  if (!/^\d{4}-/.test(text)) throw new TypeError(`'${name}' must be in the years 0 to 9999`);
  return text.replace(".000Z", "Z");
}

/**
 * The same for a time that need not be given.
 *
 * @param name The name of the field, for the message.
 * @param time The time, or `undefined`.
 * @returns The text, or `undefined`.
 * @throws {TypeError} If it is no time.
 */
export function toOptionalTime(name: string, time: string | Date | undefined): string | undefined {
  return time === undefined ? undefined : toWireTime(name, time);
}

/**
 * Compares two times, down to what comes after the milliseconds.
 *
 * @param a RFC 3339 text.
 * @param b RFC 3339 text.
 * @returns Below 0 if the first is earlier, 0 if they are the same, above 0 if it is later; `NaN` if
 * one cannot be read.
 */
export function compareTimes(a: string, b: string): number {
  const gap = Date.parse(a) - Date.parse(b);
  return gap === 0 ? fraction(a) - fraction(b) : gap;
}

function fraction(time: string): number {
  return Number(/\.\d+/.exec(time)?.[0] ?? 0);
}

/**
 * A time as the service counts it.
 *
 * @param ms The time, in ms.
 * @returns Whole seconds, rounded up.
 */
export function toSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
