/**
 * Asks the rate limiter for a turn, and guards the send against whatever it does.
 *
 * @module
 */

import { untilAborted } from "../util/abort.ts";
import { ignoreRejection } from "../util/promise.ts";
import type { Failure } from "./failure.ts";
import { endOf } from "./failure.ts";
import type { LimitedAnswer, RateLimiter, RateTurn } from "./rate_limiter.ts";
import type { Scope } from "./scope.ts";

/** A granted turn. */
export type Turn = Extract<RateTurn, { granted: true }>;

/**
 * Waits for a turn.
 *
 * @param limiter The limiter.
 * @param url Where the request goes.
 * @param maxWait The longest closure that is waited for, in ms.
 * @param scope Ends the wait.
 * @returns The turn, or why there is none.
 */
export async function takeTurn(
  limiter: RateLimiter,
  url: URL,
  maxWait: number,
  scope: Scope,
): Promise<{ turn: Turn } | { failure: Failure }> {
  let pending: Promise<RateTurn> | undefined;
  try {
    const { signal } = scope;
    pending = Promise.resolve(limiter.turn(url, { signal, maxWait }));
    const turn = await untilAborted(pending, signal);
    checkTurn(turn);
    if (turn.granted) return { turn };
    const reason = turn.kind === "blocked" ? "the target is blocked" : "rate limited";
    return { failure: { kind: turn.kind, reason, retryAfter: turn.retryAfter } };
  } catch (cause) {
    // A turn that is granted too late is given back.
    pending?.then((late) => late.granted && settle(late)).catch(() => {});
    return { failure: endOf(scope) ?? limiterFailed(cause) };
  }
}

/**
 * Gives a turn back.
 *
 * @param turn The turn; there is none without a limiter.
 * @param answer The answer, if one came.
 * @returns What the limiter threw, as a failure.
 */
export function settle(turn: Turn | undefined, answer?: LimitedAnswer): Failure | undefined {
  if (!turn) return undefined;
  try {
    const returned: unknown = turn.settle(answer);
    ignoreRejection(returned); // Of a limiter that is async by mistake.
  } catch (cause) {
    return limiterFailed(cause);
  }
}

/** A limiter of a user's own may return anything. */
function checkTurn(turn: RateTurn): void {
  const isGood = turn.granted === true
    ? typeof turn.settle === "function"
    : turn.granted === false && (turn.kind === "blocked" || turn.kind === "rate-limited") &&
      (turn.retryAfter === null || isWait(turn.retryAfter));
  if (!isGood) throw new TypeError("A rate limiter must resolve to a turn or a refusal");
}

function isWait(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

function limiterFailed(cause: unknown): Failure {
  return { kind: "config", reason: "the rate limiter failed", cause };
}
