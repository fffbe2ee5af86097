/**
 * Reads what a server says of its rate limit.
 *
 * @module
 */

import { parseSeconds } from "../util/retry_after.ts";

/** The window that an answer tells of. */
export interface RateWindow {
  /** How many requests a window takes, if told. */
  readonly limit: number | undefined;
  /** How many are left in this one. */
  readonly remaining: number;
  /** When it ends, in ms from now. */
  readonly resetAfter: number;
}

/** `"name";r=5;t=2`, the `RateLimit` field of draft-ietf-httpapi-ratelimit-headers. */
const ITEM = /^[^;,]{0,100}((?:;[^;,]{0,100}){1,20})/;

/**
 * Reads the window of an answer from `X-RateLimit-*`, else from the IETF's fields: `RateLimit`
 * with `RateLimit-Policy`, or the older `RateLimit-Limit`, `-Remaining` and `-Reset`.
 *
 * @param headers The headers of an answer.
 * @returns The window, or `undefined` when they tell less than what is left and until when.
 */
export function readWindow(headers: Headers): RateWindow | undefined {
  // Most servers send none of these, and every send asks: three look-ups tell.
  const legacy = headers.get("x-ratelimit-remaining");
  if (legacy !== null) {
    const reset = headers.get("x-ratelimit-reset-after");
    const window = makeWindow(headers.get("x-ratelimit-limit"), legacy, reset);
    if (window) return window;
  }
  const item = readParameters(headers.get("ratelimit"));
  if (item) {
    const quota = readParameters(headers.get("ratelimit-policy"))?.get("q") ?? null;
    return makeWindow(quota, item.get("r"), item.get("t"));
  }
  const remaining = headers.get("ratelimit-remaining");
  if (remaining === null) return undefined;
  const [limit = null] = headers.get("ratelimit-limit")?.split(",") ?? [];
  return makeWindow(limit, remaining, headers.get("ratelimit-reset"));
}

/**
 * Whether a 429 is for the whole host, not for one URL. Discord says so in a header; the body says
 * the same.
 *
 * @param headers The headers of a 429.
 * @returns `true` for a global one.
 */
export function isGlobal(headers: Headers): boolean {
  return headers.get("x-ratelimit-global") === "true" ||
    headers.get("x-ratelimit-scope") === "global";
}

function readParameters(field: string | null): Map<string, string> | undefined {
  const parameters = field === null ? undefined : ITEM.exec(field)?.[1];
  if (!parameters) return undefined;
  return new Map(
    parameters.split(";").slice(1).map((pair): [string, string] => {
      const [name = "", value = ""] = pair.split("=");
      return [name.trim().toLowerCase(), value.trim()];
    }),
  );
}

function makeWindow(
  limit: string | null,
  remaining: string | null | undefined,
  reset: string | null | undefined,
): RateWindow | undefined {
  const left = readCount(remaining);
  const resetAfter = parseSeconds(reset);
  if (left === undefined || resetAfter === undefined) return undefined;
  return { limit: readCount(limit) || undefined, remaining: left, resetAfter };
}

function readCount(text: string | null | undefined): number | undefined {
  return /^\d+$/.test(text?.trim() ?? "") ? Number(text) : undefined;
}
