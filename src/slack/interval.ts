/**
 * How long Slack's own SDK waits between attempts.
 *
 * @module
 */

import { checkNames, checkNumber, checkType } from "../util/check.ts";

/**
 * Says how long to wait before the next attempt.
 *
 * @param attempt How many times the send was tried again before: 0 for the first wait.
 * @returns The wait, in ms.
 */
export type RetryInterval = (attempt: number) => number;

/**
 * Leaves a part of a wait to chance, so that many senders do not come back at once.
 *
 * @param wait The wait, in ms.
 * @returns The wait to take, in ms.
 */
export type Jitter = (wait: number) => number;

/**
 * Adds up to a second, at random: a wait never gets shorter.
 *
 * @param random The source of chance, from 0 up to 1.
 * @returns The jitter.
 */
export function randomJitter(random: () => number = Math.random): Jitter {
  return (wait) => wait + random() * 1000;
}

/**
 * Waits equally long each time.
 *
 * @param wait How long, in ms; half a second by default.
 * @returns The interval.
 * @throws {TypeError | RangeError} If it is no wait.
 */
export function fixedInterval(wait: number = 500): RetryInterval {
  checkNumber("wait", wait, { min: 0, max: Number.MAX_VALUE });
  return () => wait;
}

/** Settings of {@linkcode backoffInterval}. */
export interface BackoffIntervalOptions {
  /**
   * The first wait, in ms, before jitter. Each further one is twice as long.
   *
   * @default {500}
   */
  readonly factor?: number;
  /**
   * What is left to chance.
   *
   * @default {randomJitter()}
   */
  readonly jitter?: Jitter;
}

/**
 * Waits twice as long each time.
 *
 * @example
 * ```ts
 * import { backoffInterval } from "@hookcast/hookcast/slack";
 * import { assertEquals } from "@std/assert";
 *
 * const interval = backoffInterval({ jitter: (wait) => wait });
 * assertEquals([0, 1, 2, 3].map(interval), [500, 1000, 2000, 4000]);
 * ```
 * @param options How long, and what is left to chance.
 * @returns The interval.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function backoffInterval(options: BackoffIntervalOptions = {}): RetryInterval {
  checkNames(options, ["factor", "jitter"], "an interval");
  const { factor = 500, jitter = randomJitter() } = options;
  checkNumber("factor", factor, { min: 0, max: Number.MAX_VALUE });
  checkType("jitter", jitter, "function");
  return (attempt) => jitter(factor * 2 ** attempt);
}
