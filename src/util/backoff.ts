/**
 * How long to wait after a failure that named no time: longer each time, and at random, so that
 * many senders do not come back at once.
 *
 * @module
 */

import { checkNames, checkNumber } from "./check.ts";

/** How waits grow. Names, meaning and checks are those of `retry()` in `@std/async`. */
export interface BackoffOptions {
  /**
   * The first wait, in ms, before jitter.
   *
   * @default {500}
   */
  readonly minTimeout?: number;
  /**
   * The longest wait, in ms.
   *
   * @default {30_000}
   */
  readonly maxTimeout?: number;
  /**
   * How much longer each wait is than the one before; at least 1.
   *
   * @default {2}
   */
  readonly multiplier?: number;
  /**
   * Which part of each wait is left to chance, from 0 (none) to 1 (all of it).
   *
   * @default {1}
   */
  readonly jitter?: number;
}

/** {@linkcode BackoffOptions} with every default filled in and every value checked. */
export type Backoff = Required<BackoffOptions>;

/** The names of all options. */
const NAMES = [
  "minTimeout",
  "maxTimeout",
  "multiplier",
  "jitter",
] satisfies (keyof BackoffOptions)[];

/**
 * Fills in the defaults and checks the values.
 *
 * @param options The options as a user gave them.
 * @returns The complete backoff.
 * @throws {TypeError} If a value is no number, or an option is unknown.
 * @throws {RangeError} If a value is out of its range.
 */
export function resolveBackoff(options: BackoffOptions = {}): Backoff {
  checkNames(options, NAMES, "a backoff");
  const { multiplier = 2, jitter = 1, minTimeout: least } = options;
  if (least !== undefined) {
    checkNumber("backoff.minTimeout", least, { min: 0, max: Number.MAX_VALUE });
  }
  // Whoever sets only one of the two does not have to know the default of the other.
  const { maxTimeout = Math.max(30_000, least ?? 0) } = options;
  checkNumber("backoff.maxTimeout", maxTimeout, { above: 0 });
  const minTimeout = least ?? Math.min(500, maxTimeout);
  checkNumber("backoff.minTimeout", minTimeout, { max: maxTimeout });
  checkNumber("backoff.multiplier", multiplier, { min: 1, max: Number.MAX_VALUE });
  checkNumber("backoff.jitter", jitter, { min: 0, max: 1 });
  return { minTimeout, maxTimeout, multiplier, jitter };
}

/**
 * The wait before the next try, by the formula of `retry()` in `@std/async`; a test holds the two
 * equal. `retry()` itself sleeps inside and tells nobody for how long, whereas a send must know
 * the wait beforehand: to report it, to compare it with its deadline, and to take it from the
 * clock it was given.
 *
 * @param backoff How waits grow.
 * @param failures How many failures there were before the one just seen: 0 for the first wait.
 * @param random The source of chance, from 0 up to 1.
 * @returns The wait in milliseconds.
 */
export function backoffDelay(
  backoff: Backoff,
  failures: number,
  random: () => number = Math.random,
): number {
  const { minTimeout, maxTimeout, multiplier, jitter } = backoff;
  if (minTimeout === 0) return 0; // The power may be infinite, and would make it NaN.
  return (1 - jitter * random()) * Math.min(maxTimeout, minTimeout * multiplier ** failures);
}
