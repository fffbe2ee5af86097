/**
 * A clock that stands still until a test moves it.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** One pending timer of a {@linkcode ManualClock}. */
interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A {@linkcode Clock} for tests: time passes only when {@linkcode ManualClock.advance} says
 * so, and every wait asked for is kept in {@linkcode ManualClock.waits}.
 *
 * @example Twenty seconds pass at once
 * ```ts
 * import { ManualClock } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new ManualClock();
 * let rang = false;
 * const waiting = clock.sleep(20_000).then(() => rang = true);
 *
 * await clock.advance(19_999);
 * assertEquals(rang, false);
 * await clock.advance(1);
 * await waiting;
 * assertEquals(clock.waits, [20_000]);
 * ```
 */
export class ManualClock implements Clock {
  /** The length of every sleep begun so far, in ms, oldest first. */
  readonly waits: number[] = [];
  readonly #epoch: number;
  readonly #timers = new Set<Timer>();
  #ticks = 0;

  /**
   * Makes a clock that stands still.
   *
   * @param epoch The date that the clock starts at, in epoch ms; 2026-01-01 by default. */
  constructor(epoch: number = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  /** How many timers and sleeps are pending. */
  get pending(): number {
    return this.#timers.size;
  }

  /** The date, in epoch ms. */
  now(): number {
    return this.#epoch + this.#ticks;
  }

  /** Milliseconds since the clock was made. */
  ticks(): number {
    return this.#ticks;
  }

  /** Resolves once the clock was moved `ms` on; rejects with the signal's reason when aborted. */
  sleep(ms: number, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = options;
    this.waits.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** Calls `callback` once the clock was moved `ms` on. The returned function calls it off. */
  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#ticks + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Moves the clock on by `ms`, running what falls due in order. What that work starts, real
   * network traffic included, goes on after this has resolved.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#ticks + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#ticks = Math.max(this.#ticks, next.at);
      next.callback();
      await settle();
    }
    this.#ticks = end;
    await settle();
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
    }
    return next;
  }
}

/** Lets promise reactions that are already due run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
