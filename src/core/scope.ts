/**
 * How long a piece of work may live: until it is aborted from outside, or its time is up.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** The reason of a scope's signal when its time is up. */
const TIME_IS_UP = new DOMException("The time is up", "TimeoutError");

/** The life of a send, or of a part of it. Disposing of it leaves no timer and no listener. */
export class Scope implements Disposable {
  /** Aborted when the work must end; `undefined` when nothing can end it. */
  readonly signal: AbortSignal | undefined;
  readonly #disarm: (() => void) | undefined;
  readonly #unfollow: (() => void) | undefined;
  #isTimeUp = false;

  /**
   * @param signal Ends the work from outside.
   * @param limit How long it may take, in ms; without one, or with `Infinity`, for ever.
   * @param clock Where the time comes from.
   */
  constructor(signal: AbortSignal | undefined, limit: number | undefined, clock: Clock) {
    this.signal = signal;
    if (limit === undefined || limit === Infinity) return;
    // A timer of our own, as AbortSignal.timeout() and .any() stay in memory until they fire.
    const controller = new AbortController();
    this.signal = controller.signal;
    if (signal) {
      const follow = () => controller.abort(signal.reason);
      if (signal.aborted) follow();
      signal.addEventListener("abort", follow, { once: true });
      this.#unfollow = () => signal.removeEventListener("abort", follow);
    }
    this.#disarm = clock.after(limit, () => {
      if (controller.signal.aborted) return;
      this.#isTimeUp = true;
      controller.abort(TIME_IS_UP);
    });
  }

  /** How the work must end: from outside, in time, or `undefined` as long as it may go on. */
  get ended(): "aborted" | "timeout" | undefined {
    if (!this.signal?.aborted) return undefined;
    return this.#isTimeUp ? "timeout" : "aborted";
  }

  /** Removes the timer and the listener. */
  [Symbol.dispose](): void {
    this.#disarm?.();
    this.#unfollow?.();
  }
}
