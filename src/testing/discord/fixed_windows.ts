/**
 * Rate limits as Discord counts them: fixed windows, each opened by its first request.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";

/** How many requests fit into a window, and how long it stays open. */
export interface WindowLimit {
  /** Requests per window. */
  readonly limit: number;
  /** Length of the window, in ms. */
  readonly window: number;
}

/** How one window stands. */
export interface WindowState {
  /** Requests per window. */
  readonly limit: number;
  /** Requests left in this window. */
  readonly remaining: number;
  /** Time until the window ends, in whole ms, rounded up; a whole window if none is open. */
  readonly left: number;
}

interface OpenWindow {
  readonly end: number;
  used: number;
}

/** Counts requests by key. Without a limit every request fits. */
export class FixedWindows {
  readonly #clock: Clock;
  readonly #rule: WindowLimit | null;
  readonly #open = new Map<string, OpenWindow>();

  /**
   * @param clock Tells when a window ends.
   * @param rule The size of each window, or `null` for no limit.
   */
  constructor(clock: Clock, rule: WindowLimit | null) {
    this.#clock = clock;
    this.#rule = rule;
  }

  /** Counts one request of `key`; `false`, and nothing counted, if its window is full. */
  take(key: string): boolean {
    if (!this.#rule) return true;
    let window = this.#current(key);
    if (!window) {
      window = { end: this.#clock.ticks() + this.#rule.window, used: 0 };
      this.#open.set(key, window);
    }
    if (window.used >= this.#rule.limit) return false;
    window.used++;
    return true;
  }

  /** How the window of `key` stands; `null` if there is no limit. */
  state(key: string): WindowState | null {
    if (!this.#rule) return null;
    const { limit, window: length } = this.#rule;
    const window = this.#current(key);
    if (!window) return { limit, remaining: limit, left: length };
    const left = wholeMs(window.end - this.#clock.ticks());
    return { limit, remaining: limit - window.used, left };
  }

  /** Forgets the window of `key`. */
  clear(key: string): void {
    this.#open.delete(key);
  }

  #current(key: string): OpenWindow | undefined {
    const window = this.#open.get(key);
    if (!window || this.#clock.ticks() < window.end) return window;
    this.#open.delete(key);
    return undefined;
  }
}

/**
 * Rounds a time up to whole ms, so that whoever waits as told never comes too early. What floating
 * point adds (2000.0000000002) is not rounded up.
 */
function wholeMs(time: number): number {
  return Math.ceil(time - 1e-6);
}
