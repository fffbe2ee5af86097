/**
 * Who decides whether a failed attempt is followed by another, and after how long.
 *
 * @module
 */

import { backoffDelay, type BackoffOptions, resolveBackoff } from "../util/backoff.ts";
import { checkNames, checkNumber } from "../util/check.ts";
import { ignoreRejection } from "../util/promise.ts";
import { parseRetryAfter, parseSeconds } from "../util/retry_after.ts";
import type { FailureKind } from "./result.ts";

/** One failed attempt. */
export interface FailedAttempt {
  /** Why it failed. */
  readonly kind: FailureKind;
  /** The HTTP status of the answer, or `null` if none came. */
  readonly status: number | null;
  /** Whether the server may have taken the message in all the same. */
  readonly mayHaveArrived: boolean;
}

/** What a {@linkcode RetryHandler} is told of the attempt that just failed. */
export interface RetryContext extends FailedAttempt {
  /** How many attempts this URL has had in this send, the failed one included: 1, 2, … */
  readonly attempt: number;
  /** The headers of the answer, or `null` if none came. */
  readonly headers: Headers | null;
  /** The body of the answer: JSON if it parses, else text, `null` if empty or none. */
  readonly response: unknown;
  /** The wait that the server asked for, in ms, or `null`. */
  readonly retryAfter: number | null;
  /** The wait, in ms, that is taken when a handler says `retry: true` and names no delay. */
  readonly backoff: number;
  /** The time since the call to `send()`, in ms. */
  readonly elapsed: number;
  /** The URL, masked. */
  readonly url: string;
  /** Whether the attempt went through a proxy. The next one then goes through another. */
  readonly proxied: boolean;
  /** The earlier failed attempts to this URL in this send, oldest first. */
  readonly history: readonly FailedAttempt[];
  /**
   * Free for the handlers to keep what they like: empty when a send begins with this URL, the same
   * object until it ends, and of no other send.
   */
  readonly state: Map<unknown, unknown>;
}

/** What a {@linkcode RetryHandler} decides. */
export type RetryDecision =
  | {
    /** Try again. */
    readonly retry: true;
    /** After exactly so many ms; without it, after `backoff`. */
    readonly delay?: number;
  }
  | {
    /** Give up: the send has failed. */
    readonly retry: false;
  };

/**
 * Asked after every failed attempt, in the order of `retryHandlers`: the first that decides is
 * heeded; `undefined` leaves it to the next, and when none decides, the send has failed.
 *
 * A handler cannot exceed `maxRetries`, `maxProxyRetries`, `maxRetryAfter`, `deadline` or
 * `delivery: "at-most-once"`. If it throws, the send fails with kind `config`.
 */
export type RetryHandler = (failed: RetryContext) => RetryDecision | undefined;

/** Settings of {@linkcode rateLimitRetry}. */
export interface RateLimitRetryOptions {
  /**
   * How many times this handler lets a send be tried again per URL. The webhook's own `maxRetries`
   * counts too.
   *
   * @default {Infinity}
   */
  readonly maxRetries?: number;
}

/** Settings of {@linkcode serverErrorRetry} and {@linkcode connectionErrorRetry}. */
export interface BackoffRetryOptions extends RateLimitRetryOptions {
  /** How long this handler waits; by default as the webhook's own `backoff` says. */
  readonly backoff?: BackoffOptions;
}

/** Statuses that say that the request was not taken in, and may be sent again. RFC 9110, RFC 8470. */
const NOT_TAKEN_IN = new Set([408, 425]);

/**
 * Tries again after a 429, when the server says; or after the backoff, when it does not say.
 *
 * @example A handler of one's own before it
 * ```ts
 * import { rateLimitRetry, Webhook } from "@hookcast/hookcast";
 *
 * new Webhook("https://example.com/hook", {
 *   retryHandlers: [
 *     ({ status }) => status === 409 ? { retry: true, delay: 1000 } : undefined,
 *     rateLimitRetry({ maxRetries: 2 }),
 *   ],
 * });
 * ```
 * @param options How often.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function rateLimitRetry(options: RateLimitRetryOptions = {}): RetryHandler {
  checkNames(options, ["maxRetries"], "a retry handler");
  const isMine = ({ status }: FailedAttempt) => status === 429;
  return handler(isMine, options, ({ retryAfter }) => retryAfter ?? undefined);
}

/**
 * Tries again after a 5xx, a 408 or a 425, after the backoff; never earlier than a `Retry-After`
 * header says.
 *
 * @param options How often, and how long it waits.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function serverErrorRetry(options: BackoffRetryOptions = {}): RetryHandler {
  const isMine = ({ status }: FailedAttempt) => {
    return status !== null && ((status >= 500 && status < 600) || NOT_TAKEN_IN.has(status));
  };
  const backoff = ownBackoff(options);
  return handler(isMine, options, (failed) => Math.max(failed.retryAfter ?? 0, backoff(failed)));
}

/**
 * Tries again when no answer came, after the backoff: a timeout, a failed or lost connection, a
 * proxy that did not get through. With a proxy it waits only if it has a `backoff` of its own:
 * the next proxy is another way, and need not be spared.
 *
 * @param options How often, and how long it waits.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function connectionErrorRetry(options: BackoffRetryOptions = {}): RetryHandler {
  const isMine = ({ kind }: FailedAttempt) => {
    return kind === "network" || kind === "timeout" || kind === "proxy";
  };
  return handler(isMine, options, ownBackoff(options));
}

function handler(
  isMine: (attempt: FailedAttempt) => boolean,
  options: RateLimitRetryOptions,
  delay: (failed: RetryContext) => number | undefined,
): RetryHandler {
  const { maxRetries = Infinity } = options;
  if (maxRetries !== Infinity) checkNumber("maxRetries", maxRetries, { min: 0, integer: true });
  return (failed) => {
    if (!isMine(failed)) return undefined;
    if (failed.history.filter(isMine).length >= maxRetries) return { retry: false };
    return { retry: true, delay: delay(failed) };
  };
}

function ownBackoff(options: BackoffRetryOptions): (failed: RetryContext) => number {
  checkNames(options, ["maxRetries", "backoff"], "a retry handler");
  const { backoff } = options;
  if (backoff === undefined) return (failed) => failed.backoff;
  const own = resolveBackoff(backoff);
  return ({ history }) => backoffDelay(own, countFailures(history));
}

/**
 * Asks the handlers in order.
 *
 * @param handlers The handlers.
 * @param failed The attempt that failed.
 * @returns The first decision, or `undefined` when none decides.
 * @throws {TypeError} If a handler returns something else than a decision.
 * @throws Whatever a handler throws.
 */
export function askHandlers(
  handlers: readonly RetryHandler[],
  failed: RetryContext,
): RetryDecision | undefined {
  for (const handler of handlers) {
    const decision: unknown = handler(failed);
    if (decision === undefined) continue;
    const read = readDecision(decision);
    if (read) return read;
    // A handler that is async by mistake must not end in an unhandled rejection.
    ignoreRejection(decision);
    throw new TypeError("A retry handler must return { retry, delay? } or undefined");
  }
  return undefined;
}

/** A copy of a decision, each part read once; `undefined` for what is none. */
function readDecision(value: unknown): RetryDecision | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { retry, delay } = value as { retry?: unknown; delay?: unknown };
  if (retry === false) return { retry };
  if (retry !== true) return undefined;
  if (delay === undefined) return { retry };
  const isWait = typeof delay === "number" && Number.isFinite(delay) && delay >= 0;
  return isWait ? { retry, delay } : undefined;
}

/**
 * How many of these attempts make the next backoff longer: a 429 does not, since it is a place in
 * a queue and no sign that the server ails.
 *
 * @param history Failed attempts.
 * @returns Their number, 429s left out.
 */
export function countFailures(history: readonly FailedAttempt[]): number {
  return history.filter(({ status }) => status !== 429).length;
}

/**
 * The wait that an answer asks for, from the first of these that is there and makes sense: a 429's
 * `retry_after` in a JSON body, `Retry-After`, `X-RateLimit-Reset-After`, `RateLimit-Reset`. A 5xx
 * is asked for `Retry-After` only: the others tell of the window, not of the trouble.
 *
 * @param answer Status, headers and body of the answer.
 * @param now The date, in epoch ms, for a `Retry-After` that names one.
 * @returns The wait in ms, or `null`.
 */
export function namedWait(
  answer: { readonly status: number; readonly headers: Headers; readonly response: unknown },
  now: number,
): number | null {
  const { status, headers, response } = answer;
  // The server's own date is the one to compare with: the clock here may be wrong.
  const date = Date.parse(headers.get("date") ?? "");
  const retryAfter = () =>
    parseRetryAfter(headers.get("retry-after"), { now: Number.isNaN(date) ? now : date });
  if (status !== 429) return retryAfter() ?? null;

  const body = typeof response === "object" && response !== null && "retry_after" in response
    ? parseSeconds(response.retry_after)
    : undefined;
  return body ?? retryAfter() ??
    parseSeconds(headers.get("x-ratelimit-reset-after")) ??
    parseSeconds(headers.get("ratelimit-reset")) ?? null;
}
