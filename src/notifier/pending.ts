/**
 * Waits until nothing is left to do.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** How many jobs are not over. */
export class Pending {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #count = 0;

  /**
   * Makes a count of none.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One more job. */
  begin(): void {
    this.#count++;
  }

  /** One job less. */
  end(): void {
    if (--this.#count > 0) return;
    for (const resolve of this.#waiting) resolve();
  }

  /**
   * Resolves when no job is left, or the time is over.
   *
   * @param timeout How long to wait, in ms.
   * @returns How many jobs are left.
   */
  async none(timeout: number): Promise<number> {
    if (this.#count > 0 && timeout > 0) {
      await new Promise<void>((resolve) => {
        const stop = timeout < Infinity ? this.#clock.after(timeout, () => done()) : () => {};
        const done = () => {
          stop();
          this.#waiting.delete(done);
          resolve();
        };
        this.#waiting.add(done);
      });
    }
    return this.#count;
  }
}
