/**
 * The clock: the one place where hookcast learns the time and waits.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import { TimerQueue } from "./timer_queue.ts";

/** The longest wait that `setTimeout` takes, in ms; beyond it a timer would fire at once. */
const MAX_TIMER = 2 ** 31 - 1;

/** What a sender needs of time. `ManualClock` of `./testing` plays one by hand. */
export interface Clock {
  /** The date, in epoch milliseconds: for timestamps and HTTP dates. */
  now(): number;
  /** A steady count of milliseconds from any start: for measuring; no one can set it back. */
  ticks(): number;
  /**
   * Resolves after `ms` milliseconds, never earlier. Rejects with the signal's reason as soon as
   * `signal` is aborted.
   */
  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Calls `callback` once after `ms` milliseconds. The returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The timers of the process that are asked for here. */
const timers = new TimerQueue({ ticks: () => performance.now(), start: startTimer });

/** The real clock. Its timers keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  async sleep(ms, options) {
    const end = performance.now() + ms;
    await delay(Math.ceil(ms), options);
    // Timers of Node may fire almost a millisecond early; a wait that a server named may not.
    while (performance.now() < end) await delay(1, options);
  },
  after: (ms, callback) => timers.after(ms, callback),
};

/** Starts a timer of any length. The returned function stops it. */
function startTimer(ms: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (left: number) => {
    const next = () => left > MAX_TIMER ? wait(left - MAX_TIMER) : callback();
    timer = setTimeout(next, Math.min(left, MAX_TIMER));
  };
  wait(ms);
  return () => clearTimeout(timer);
}
