/**
 * Whether, and when, a failed call is tried again.
 *
 * @module
 */

import type { RetryContext, RetryHandler } from "../core/retry.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import type { Clock } from "../util/clock.ts";
import { configured } from "./configured.ts";
import { readRetryAfter } from "./retry_after.ts";

/** Settings of a {@linkcode RetryPolicy}. */
export interface RetryPolicyOptions {
  /**
   * How many times a call is tried again at the most.
   *
   * @default {3}
   */
  readonly maxRetries?: number;
  /**
   * The ceiling of the first wait, in ms. It doubles with each try; the wait is a random part of it.
   *
   * @default {200}
   */
  readonly base?: number;
  /**
   * The highest ceiling, in ms. A `Retry-After` may ask for more.
   *
   * @default {10_000}
   */
  readonly cap?: number;
  /**
   * When to give up, in ms after the call began. An attempt under way is not interrupted.
   *
   * @default {30_000}
   */
  readonly maxElapsed?: number;
  /**
   * Whether a `Retry-After` header is a floor of the wait. When it asks for more than is left of
   * `maxElapsed`, the call ends at once.
   *
   * @default {true}
   */
  readonly respectRetryAfter?: boolean;
}

/** The names of all options. */
const NAMES = [
  "maxRetries",
  "base",
  "cap",
  "maxElapsed",
  "respectRetryAfter",
] satisfies (keyof RetryPolicyOptions)[];

/**
 * When a failed call is tried again: after no answer, a 408, 425, 429 or 5xx. The wait is random,
 * up to a ceiling that doubles (full jitter), and never shorter than a `Retry-After` header asks.
 *
 * @example
 * ```ts
 * import { RetryPolicy } from "@hookcast/hookcast/hookrail";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = new RetryPolicy({ maxRetries: 5, maxElapsed: 60_000 });
 * assertEquals([policy.base, policy.cap, policy.maxElapsed], [200, 10_000, 60_000]);
 * ```
 */
export class RetryPolicy implements Required<RetryPolicyOptions> {
  /** How many times a call is tried again at the most. */
  readonly maxRetries: number;
  /** The ceiling of the first wait, in ms. */
  readonly base: number;
  /** The highest ceiling, in ms. */
  readonly cap: number;
  /** When to give up, in ms after the call began. */
  readonly maxElapsed: number;
  /** Whether a `Retry-After` header is heeded. */
  readonly respectRetryAfter: boolean;

  /**
   * Makes a policy.
   *
   * @param options What differs from the defaults.
   * @throws {HookrailConfigError} If an option is unknown, of the wrong type or out of its range.
   */
  constructor(options: RetryPolicyOptions = {}) {
    configured(() => checkPolicy(options));
    this.maxRetries = options.maxRetries ?? 3;
    this.base = options.base ?? 200;
    this.cap = options.cap ?? 10_000;
    this.maxElapsed = options.maxElapsed ?? 30_000;
    this.respectRetryAfter = options.respectRetryAfter ?? true;
    configured(() => {
      checkNumber("cap", this.cap, { min: this.base });
      checkNumber("maxElapsed", this.maxElapsed, { min: this.cap });
    });
  }
}

function checkPolicy(options: RetryPolicyOptions): void {
  checkNames(options, NAMES, "a retry policy");
  const { maxRetries = 3, base = 200, cap = 10_000, maxElapsed = 30_000 } = options;
  checkNumber("maxRetries", maxRetries, { min: 0, integer: true });
  for (const [name, value] of Object.entries({ base, cap, maxElapsed })) {
    checkNumber(name, value, { above: 0, max: Number.MAX_VALUE });
  }
  checkType("respectRetryAfter", options.respectRetryAfter, "boolean");
}

/**
 * Whether a failure may pass by itself.
 *
 * @param status The HTTP status, or `null` if no answer came.
 * @returns Whether to try again.
 */
export function isRetryable(status: number | null): boolean {
  return status === null || status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * The wait before the next try.
 *
 * @param policy The policy.
 * @param tries How many tries there were before the one that failed: 0 for the first wait.
 * @param retryAfter The wait that the service asked for, in ms, or `null`.
 * @param random The source of chance, from 0 up to 1.
 * @returns The wait in ms.
 */
export function retryDelay(
  policy: RetryPolicy,
  tries: number,
  retryAfter: number | null,
  random: () => number = Math.random,
): number {
  const { base, cap, respectRetryAfter } = policy;
  if (respectRetryAfter && retryAfter !== null) return retryAfter + base * random();
  return Math.min(cap, base * 2 ** tries) * random();
}

/**
 * The policy as the core asks for it.
 *
 * @param policy The policy.
 * @param clock Where the time comes from.
 * @param random The source of chance, from 0 up to 1.
 * @returns The handler: it has an opinion on every failure.
 */
export function policyRetry(
  policy: RetryPolicy,
  clock: Pick<Clock, "now">,
  random: () => number = Math.random,
): RetryHandler {
  return ({ attempt, elapsed, kind, status, headers }: RetryContext) => {
    const tries = attempt - 1;
    const left = policy.maxElapsed - elapsed;
    // A proxy that answers in place of the service, as by 407, says nothing of the call.
    const mayPass = kind === "proxy" || isRetryable(status);
    if (!mayPass || tries >= policy.maxRetries || left <= 0) return { retry: false };
    const retryAfter = readRetryAfter(headers, clock.now());
    if (policy.respectRetryAfter && retryAfter !== null && retryAfter > left) {
      return { retry: false };
    }
    return { retry: true, delay: Math.min(retryDelay(policy, tries, retryAfter, random), left) };
  };
}
