/**
 * The `Retry-After` header as Hookrail's clients read it.
 *
 * @module
 */

import { parseRetryAfter } from "../util/retry_after.ts";

/**
 * Reads a `Retry-After` header: whole seconds or an HTTP date, nothing else. A date is compared
 * with the clock of the client, as the service's other clients do.
 *
 * @param headers The headers of the answer, or `null` if none came.
 * @param now The date, in epoch ms.
 * @returns The wait in ms, or `null`. One too long to count is the longest that can be counted.
 */
export function readRetryAfter(headers: Headers | null, now: number): number | null {
  const text = headers?.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  return /^[a-z]/i.test(text) ? parseRetryAfter(text, { now }) ?? null : null;
}
