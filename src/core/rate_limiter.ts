/**
 * Rate limits, shared by all who send to one URL.
 *
 * @module
 */

import type { FailureKind } from "./result.ts";

/**
 * For how long an answer can hold a target, in ms: a day. No limit or ban is known to be longer, and
 * a mistake of a server must not hold for ever.
 */
export const LONGEST_HOLD = 86_400_000;

/** What a {@linkcode RateLimiter} needs to know of an answer. */
export interface LimitedAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The body: JSON if it parses, else text, `null` if empty. */
  readonly response: unknown;
  /**
   * After a 429: the wait that the server asked for, or else the wait that the sender takes by
   * itself, in ms; `null` when there is neither.
   */
  readonly retryAfter: number | null;
}

/** What {@linkcode RateLimiter.turn} comes to. */
export type RateTurn =
  | {
    /** The request may go out now. */
    readonly granted: true;
    /**
     * Called once, always, when the request is over: with its answer, or with nothing if none
     * came.
     */
    settle(answer?: LimitedAnswer): void;
  }
  | {
    /** The request may not go out. */
    readonly granted: false;
    /** The kind of the failed result. */
    readonly kind: Extract<FailureKind, "rate-limited" | "blocked">;
    /** When it might, in ms from now, or `null`. */
    readonly retryAfter: number | null;
  };

/** Limits of one wait for a turn. */
export interface TurnLimits {
  /** Ends the wait: the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** A known closure that ends later than in so many ms is refused at once, not waited for. */
  readonly maxWait: number;
}

/**
 * Decides when a request may go out. One limiter can serve many webhooks. If it throws or rejects,
 * the send fails with kind `config`.
 */
export interface RateLimiter {
  /**
   * Waits for a turn.
   *
   * @param url Where the request goes.
   * @param limits How long it may wait.
   * @returns A granted turn, or a refusal.
   */
  turn(url: URL, limits: TurnLimits): Promise<RateTurn>;
}
