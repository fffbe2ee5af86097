/**
 * Many timers on few.
 *
 * @module
 */

import type { Clock } from "./clock.ts";

/** A callback that waits for its time. */
interface Entry {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Runs callbacks after a while, with one timer of the clock for all that wait equally long. Those
 * fall due in the order in which they came, so only the first needs a timer: a hundred attempts
 * under way at once would else set and clear a hundred, at more cost than all else they do here.
 */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #lines = new Map<number, Line>();

  /**
   * Makes an empty queue.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Calls `callback` once after `ms` milliseconds.
   *
   * @param ms The wait; `Infinity` never calls.
   * @param callback What to call.
   * @returns A function that calls it off.
   */
  after(ms: number, callback: () => void): () => void {
    if (ms === Infinity) return () => {};
    let line = this.#lines.get(ms);
    if (!line) this.#lines.set(ms, line = new Line(this.#clock, ms));
    const entry = line.add(callback);
    return () => {
      line.remove(entry);
      if (line.isEmpty) this.#lines.delete(ms);
    };
  }
}

/** Those who wait equally long. */
class Line {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #entries = new Set<Entry>();
  #disarm: (() => void) | undefined;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  add(callback: () => void): Entry {
    const entry = { due: this.#clock.ticks() + this.#ms, callback };
    this.#entries.add(entry);
    this.#disarm ??= this.#clock.after(this.#ms, () => this.#ring());
    return entry;
  }

  remove(entry: Entry): void {
    this.#entries.delete(entry);
    if (!this.isEmpty) return; // The timer serves whoever is first by then.
    this.#disarm?.();
    this.#disarm = undefined;
  }

  #ring(): void {
    this.#disarm = undefined;
    const now = this.#clock.ticks();
    for (const entry of this.#entries) {
      // A timer may ring a moment early; what is left is then waited for too.
      if (entry.due > now) {
        this.#disarm = this.#clock.after(entry.due - now, () => this.#ring());
        return;
      }
      this.#entries.delete(entry);
      entry.callback();
    }
  }
}
