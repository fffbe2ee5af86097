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
const ITEM = /^\s*"?[^";,]*"?\s*((?:;\s*[a-z]+=[^;,]*)+)/i;

/**
 * Reads the window of an answer from `X-RateLimit-*`, else from the IETF's fields: `RateLimit`
 * with `RateLimit-Policy`, or the older `RateLimit-Limit`, `-Remaining` and `-Reset`.
 *
 * @param headers The headers of an answer.
 * @returns The window, or `undefined` when they tell less than what is left and until when.
 */
export function readWindow(headers: Headers): RateWindow | undefined {
  const get = (name: string) => headers.get(name);
  return makeWindow(
    get("x-ratelimit-limit"),
    get("x-ratelimit-remaining"),
    get("x-ratelimit-reset-after"),
  ) ?? readIetfItem(get("ratelimit"), get("ratelimit-policy")) ??
    makeWindow(
      get("ratelimit-limit")?.split(",")[0] ?? null,
      get("ratelimit-remaining"),
      get("ratelimit-reset"),
    );
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

function readIetfItem(field: string | null, policy: string | null): RateWindow | undefined {
  const item = readParameters(field);
  return item && makeWindow(readParameters(policy)?.get("q") ?? null, item.get("r"), item.get("t"));
}

function readParameters(field: string | null): Map<string, string> | undefined {
  const [, parameters] = ITEM.exec(field ?? "") ?? [];
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
