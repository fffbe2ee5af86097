/**
 * How often and when a hook is delivered again, where it differs from the project's settings.
 *
 * @module
 */

import { checkNames, checkNumber, checkType, checkWord } from "../util/check.ts";

/** How a hook is delivered again after a failure. Its delays are in seconds, as on the wire. */
export interface RetryOverride {
  /** How many times at the least; the service takes 1 to 15. */
  readonly minRetries: number;
  /** The wait before the first retry, in seconds; the service takes 5 to 60. */
  readonly delaySecs: number;
  /** Whether all waits are equal or each is longer than the one before. */
  readonly strategy: "fixed" | "exponential";
  /** How much longer each wait is; the service takes 1.1 to 4, and 2 unless told. */
  readonly backoffFactor?: number;
  /** The longest wait, in seconds; the service takes 60 to 3600. Required for `exponential`. */
  readonly maxDelaySecs?: number;
  /** Whether waits are varied at random; not unless told. */
  readonly jitter?: boolean;
}

/** The names of all fields. */
const NAMES = [
  "minRetries",
  "delaySecs",
  "strategy",
  "backoffFactor",
  "maxDelaySecs",
  "jitter",
] satisfies (keyof RetryOverride)[];

/**
 * Checks an override for what is missing or of the wrong type. The ranges are the service's own,
 * and are left to it.
 *
 * @param override As a user gave it.
 * @returns The fields that are set.
 * @throws {TypeError} If a field is missing, unknown or of the wrong type.
 */
export function toWireOverride(override: RetryOverride): RetryOverride {
  checkNames(override, NAMES, "a retry override");
  const { minRetries, delaySecs, strategy, backoffFactor, maxDelaySecs, jitter } = override;
  checkNumber("retryOverride.minRetries", minRetries, {});
  checkNumber("retryOverride.delaySecs", delaySecs, {});
  checkWord("retryOverride.strategy", strategy, ["fixed", "exponential"]);
  checkType("retryOverride.jitter", jitter, "boolean");
  if (backoffFactor !== undefined) checkNumber("retryOverride.backoffFactor", backoffFactor, {});
  if (maxDelaySecs !== undefined || strategy === "exponential") {
    checkNumber("retryOverride.maxDelaySecs", maxDelaySecs, {});
  }
  return { minRetries, delaySecs, strategy, backoffFactor, maxDelaySecs, jitter };
}
