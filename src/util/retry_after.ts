/**
 * Reads the times that servers name: how long to wait before the next request.
 *
 * @module
 */

/** The three date formats of HTTP; `Date.parse` alone would accept far more. RFC 9110, 5.6.7. */
const HTTP_DATE =
  /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:,? \d{2}[ -][a-z]{3}[ -]\d{2,4} [\d:]{8} gmt| [a-z]{3} [ \d]\d [\d:]{8} \d{4})$/i;

const SECONDS = /^\d+(?:\.\d+)?$/;

/**
 * Reads a `Retry-After` header as a wait from now. A date already past is a wait of zero.
 * Source: RFC 9110, section 10.2.3; fractions of a second are accepted too, since servers send
 * them.
 *
 * @example A wait in seconds
 * ```ts
 * import { parseRetryAfter } from "./retry_after.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseRetryAfter("2", { now: 0 }), 2000);
 * assertEquals(parseRetryAfter("Thu, 01 Jan 1970 00:00:10 GMT", { now: 4000 }), 6000);
 * assertEquals(parseRetryAfter("soon", { now: 0 }), undefined);
 * ```
 * @param value The header as received, or `null` when absent.
 * @param options `now` is the current time in epoch milliseconds.
 * @returns The wait in milliseconds, or `undefined` when the header says nothing we understand.
 */
export function parseRetryAfter(
  value: string | null,
  options: { readonly now: number },
): number | undefined {
  const text = value?.trim() ?? "";
  if (!HTTP_DATE.test(text)) return parseSeconds(text);
  // The asctime format names no zone; HTTP dates are always UTC.
  const date = Date.parse(/gmt$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - options.now);
}

/**
 * Reads a count of seconds, whole or with a fraction, as milliseconds, rounded up: a wait is never
 * shorter than told.
 *
 * @param value The text of a header, or the number in a body.
 * @returns The milliseconds, or `undefined` for anything that is no number of at least zero.
 */
export function parseSeconds(value: unknown): number | undefined {
  if (typeof value === "string" && !SECONDS.test(value.trim())) return undefined;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const seconds = Number(value);
  if (!Number.isFinite(seconds * 1000) || seconds < 0) return undefined;
  // 2.007 * 1000 is 2007.0000000000002: what binary fractions add is not rounded up.
  return Math.ceil(Number((seconds * 1000).toFixed(3)));
}
