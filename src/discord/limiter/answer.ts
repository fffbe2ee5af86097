/**
 * Reads what an answer of Discord, or of its edge, says of limits.
 *
 * @module
 */

import { isGlobal, type RateWindow, readWindow } from "../../core/rate_limit_headers.ts";
import { type LimitedAnswer, LONGEST_HOLD } from "../../core/rate_limiter.ts";
import { namedWait } from "../../core/retry.ts";
import { undouble } from "./undouble.ts";

/** What a 429 holds: the bucket, the channel, the host; or the edge turns the address away. */
export type RefusalScope = "user" | "shared" | "global" | "edge";

/** What an answer says. */
export interface Finding {
  /** The window of the bucket, if told. */
  readonly window: RateWindow | undefined;
  /** The hash of the bucket, if told. */
  readonly hash: string | null;
  /** What a 429 holds, and for how long if told; `null` for any other answer. */
  readonly refusal: { readonly scope: RefusalScope; readonly wait: number | null } | null;
  /** Discord's code if the webhook is gone for good, else `null`. */
  readonly deathCode: number | null;
  /** Whether Discord counts the request as invalid. */
  readonly isInvalid: boolean;
  /** The channel of the webhook, if told. */
  readonly channelId: string | null;
}

/** Unknown webhook, invalid webhook token: whatever the status. */
const DEATH_CODES = new Set([10015, 50027]);

/** General errors that mean the same with a 401, as no other credential is sent. */
const UNAUTHORISED_CODES = new Set([0, 40001, 50014]);

/**
 * Reads an answer.
 *
 * @param given The answer.
 * @param url Where the request went.
 * @param now The date, in epoch ms.
 * @returns What it says.
 */
export function readAnswer(given: LimitedAnswer, url: URL, now: number): Finding {
  const { status, response } = given;
  const headers = undouble(given.headers);
  const answer = { ...given, headers };
  const body = typeof response === "object" && response !== null
    ? response as Record<string, unknown>
    : {};
  const named = namedWait(answer, now);
  const wait = named === null ? null : Math.min(named, LONGEST_HOLD);
  const window = readWindow(headers);
  const refusal = status === 429 ? { scope: scopeOf(answer, body, wait), wait } : null;
  return {
    refusal,
    window: window && { ...window, resetAfter: Math.min(window.resetAfter, LONGEST_HOLD) },
    hash: headers.get("x-ratelimit-bucket"),
    deathCode: isDeath(status, body.code) ? body.code : null,
    isInvalid: status === 401 || status === 403 || (refusal !== null && refusal.scope !== "shared"),
    channelId: channelOf(body, url),
  };
}

function scopeOf(
  { headers, response }: LimitedAnswer,
  body: Record<string, unknown>,
  wait: number | null,
): RefusalScope {
  if (isGlobal(headers) || body.global === true) return "global";
  if (headers.get("x-ratelimit-scope") === "shared") return "shared";
  // A ban in JSON: discord/discord-api-docs#5810.
  if (body.code === 0 && body.retry_after === undefined) return "edge";
  const isDiscords = headers.get("via")?.includes("google") || headers.has("x-ratelimit-remaining");
  if (isDiscords || typeof response === "object" && response !== null) return "user";
  // Text, HTML or nothing at all, and no trace of Discord itself.
  return typeof response === "string" || wait === null ? "edge" : "user";
}

function isDeath(status: number, code: unknown): code is number {
  if (typeof code !== "number" || status < 400 || status >= 500) return false;
  return DEATH_CODES.has(code) || (status === 401 && UNAUTHORISED_CODES.has(code));
}

/** A message in a thread names the thread, which is no channel of the webhook's. */
function channelOf(body: Record<string, unknown>, url: URL): string | null {
  const { channel_id: channelId, id } = body;
  const isThread = url.searchParams.has("thread_id") || channelId === id;
  return typeof channelId === "string" && !isThread ? channelId : null;
}
