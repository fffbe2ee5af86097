/**
 * What one call of `send()` keeps while it runs.
 *
 * @module
 */

import type { Settings } from "./options.ts";
import type { Scope } from "./scope.ts";

/** One send, over all the URLs that it tries. */
export interface Send {
  readonly settings: Settings;
  /** How long one attempt may take, in ms. */
  readonly timeout: number;
  readonly scope: Scope;
  /** When `send()` was called, in ticks. */
  readonly started: number;
  /** When its deadline ends, in ticks; `Infinity` without one. */
  readonly endsAt: number;
  /** How many requests were made so far. */
  attempts: number;
  /** Whether one of them may have been taken in although no clean answer came. */
  mayHaveArrived: boolean;
}

/**
 * How much time a send has left.
 *
 * @param send The send.
 * @returns The time until its deadline, in ms; `Infinity` without one.
 */
export function timeLeft({ endsAt, settings }: Send): number {
  return endsAt === Infinity ? Infinity : Math.max(0, endsAt - settings.clock.ticks());
}
