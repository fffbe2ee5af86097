/**
 * Holds back alerts that repeat themselves.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** What a {@linkcode Throttle} allows. */
export interface ThrottleLimits {
  /** How many alerts of one key may pass per window. */
  readonly limit: number;
  /** How long the window is, in ms. */
  readonly window: number;
  /** How many keys are remembered. */
  readonly maxKeys: number;
}

/** Whether an alert may pass. */
export type ThrottleVerdict =
  | {
    readonly allowed: true;
    /** When it passed, by the clock's ticks. */
    readonly at: number;
    /** How many of its key were held back since the last one passed. */
    readonly suppressed: number;
  }
  | {
    readonly allowed: false;
    /** When the next of its key may pass, in ms from now. */
    readonly retryAfter: number;
  };

/** What is known of a key. */
interface Record {
  /** When alerts passed, oldest first; no more than the limit. */
  passed: number[];
  suppressed: number;
}

/**
 * Lets so many alerts of a key pass per sliding window. One that was held back does not count: the
 * window is not made longer by those who knock.
 */
export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #clock: Pick<Clock, "ticks">;
  /** The key that was used last stands last. */
  readonly #records = new Map<string, Record>();

  /**
   * Makes a throttle.
   *
   * @param limits What it allows.
   * @param clock Where the time comes from.
   */
  constructor(limits: ThrottleLimits, clock: Pick<Clock, "ticks">) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** How many keys it remembers. */
  get size(): number {
    return this.#records.size;
  }

  /**
   * Asks whether an alert may pass now.
   *
   * @param key What it has in common with its repeats.
   * @returns The verdict.
   */
  take(key: string): ThrottleVerdict {
    const { limit, window } = this.#limits;
    const now = this.#clock.ticks();
    const record = this.#use(key, now);
    record.passed = record.passed.filter((at) => now - at < window);
    if (record.passed.length >= limit) {
      record.suppressed++;
      return { allowed: false, retryAfter: record.passed[0]! + window - now };
    }
    record.passed.push(now);
    const { suppressed } = record;
    record.suppressed = 0;
    return { allowed: true, at: now, suppressed };
  }

  /**
   * Takes back what was handed out with an alert that nobody got to see.
   *
   * @param key The key of the alert.
   * @param suppressed The count that it was to tell.
   * @param at When it passed, if it never went out: it then has not used up its place.
   */
  restore(key: string, suppressed: number, at?: number): void {
    const record = this.#records.get(key);
    if (!record) return;
    record.suppressed += suppressed;
    const place = record.passed.findIndex((each) => each === at);
    if (place >= 0) record.passed.splice(place, 1);
  }

  /** The record of a key, moved to the end. Makes room for it first where it is new. */
  #use(key: string, now: number): Record {
    const known = this.#records.get(key);
    if (known) this.#records.delete(key);
    else this.#evict(now);
    const record = known ?? { passed: [], suppressed: 0 };
    this.#records.set(key, record);
    return record;
  }

  /** Forgets keys from the front: those that are idle, and more where there are too many. */
  #evict(now: number): void {
    const { window, maxKeys } = this.#limits;
    for (const [key, { passed, suppressed }] of this.#records) {
      const isIdle = suppressed === 0 && now - (passed.at(-1) ?? -Infinity) >= window;
      if (!isIdle && this.#records.size < maxKeys) break;
      this.#records.delete(key);
    }
  }
}
