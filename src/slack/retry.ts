/**
 * The retry handlers of Slack's SDK. They count as Slack's do: all retries of a send together,
 * whichever handler asked for them.
 *
 * @module
 */

import type { RetryContext, RetryHandler } from "../core/retry.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import { backoffInterval, type Jitter, randomJitter, type RetryInterval } from "./interval.ts";

/** Settings of {@linkcode slackConnectionRetry} and {@linkcode slackServerErrorRetry}. */
export interface SlackRetryOptions {
  /**
   * How many retries there may be, those that other handlers asked for included. The webhook's
   * own `maxRetries` counts too.
   *
   * @default {1}
   */
  readonly maxRetries?: number;
  /**
   * How long to wait.
   *
   * @default {backoffInterval()}
   */
  readonly interval?: RetryInterval;
}

/** Settings of {@linkcode slackRateLimitRetry}. */
export interface SlackRateLimitRetryOptions {
  /**
   * How many retries there may be, those that other handlers asked for included. The webhook's
   * own `maxRetries` counts too.
   *
   * @default {1}
   */
  readonly maxRetries?: number;
  /**
   * What is added to the wait that Slack names.
   *
   * @default {randomJitter()}
   */
  readonly jitter?: Jitter;
}

/** The wait after a 429 that names none, in ms. */
const UNNAMED_WAIT = 1000;

/**
 * Tries again when no connection came about or it was lost. Not after a timeout: Slack may have
 * the message, and only be slow.
 *
 * @param options How often, and how long it waits.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function slackConnectionRetry(options: SlackRetryOptions = {}): RetryHandler {
  const isMine = ({ kind }: RetryContext) => kind === "network" || kind === "proxy";
  return handler(isMine, readMaxRetries(options, "interval"), readInterval(options));
}

/**
 * Tries again after a 429: when Slack says, or after a second if it does not say, and up to a
 * second later. A wait longer than the webhook's `maxRetryAfter` is not begun.
 *
 * @param options How often, and how much later.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function slackRateLimitRetry(options: SlackRateLimitRetryOptions = {}): RetryHandler {
  const maxRetries = readMaxRetries(options, "jitter");
  const { jitter = randomJitter() } = options;
  checkType("jitter", jitter, "function");
  const isMine = ({ status }: RetryContext) => status === 429;
  return handler(isMine, maxRetries, ({ retryAfter }) => jitter(retryAfter ?? UNNAMED_WAIT));
}

/**
 * Tries again after a 500 or a 503. The message may be there all the same: a retry may deliver it
 * twice.
 *
 * @param options How often, and how long it waits.
 * @returns The handler.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function slackServerErrorRetry(options: SlackRetryOptions = {}): RetryHandler {
  const isMine = ({ status }: RetryContext) => status === 500 || status === 503;
  return handler(isMine, readMaxRetries(options, "interval"), readInterval(options));
}

/**
 * The handlers that Slack's Python SDK has unless it is told otherwise: one retry after a failed
 * connection; none after a 429 or a 5xx.
 *
 * @example Just like Slack's SDK
 * ```ts
 * import { slackDefaultRetries, SlackWebhook } from "@hookcast/hookcast/slack";
 *
 * const url = "https://hooks.slack.com/services/T000/B000/XXXX";
 * new SlackWebhook(url, { retryHandlers: slackDefaultRetries() });
 * ```
 * @returns A new list.
 */
export function slackDefaultRetries(): RetryHandler[] {
  return [slackConnectionRetry()];
}

function handler(
  isMine: (failed: RetryContext) => boolean,
  maxRetries: number,
  delay: (failed: RetryContext) => number,
): RetryHandler {
  return (failed) => {
    if (!isMine(failed) || failed.history.length >= maxRetries) return undefined;
    return { retry: true, delay: delay(failed) };
  };
}

function readMaxRetries(options: { readonly maxRetries?: number }, other: string): number {
  checkNames(options, ["maxRetries", other], "a retry handler");
  const { maxRetries = 1 } = options;
  checkNumber("maxRetries", maxRetries, { min: 0, integer: true });
  return maxRetries;
}

function readInterval({ interval = backoffInterval() }: SlackRetryOptions) {
  checkType("interval", interval, "function");
  return ({ history }: RetryContext): number => interval(history.length);
}
