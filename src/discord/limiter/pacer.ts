/**
 * Keeps to a limit that no header tells of.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";

/** A request that counts. */
export interface Mark {
  /** When it counts from, in ticks: when it went out, or better, when it was answered. */
  at: number;
}

/** Whoever waits for room. */
export interface Admitting {
  /** Lets through whoever can be let through now. */
  admit(): void;
}

/**
 * Lets no more than so many requests out in any stretch of time. Those who find no room are called
 * one after the other, so that nobody takes all of it.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #window: number;
  readonly #line = new Set<Admitting>();
  #marks: Mark[] = [];
  #cancelTimer: (() => void) | undefined;

  /**
   * @param clock Where the time comes from.
   * @param limit How many requests fit.
   * @param window Into how many ms.
   */
  constructor(clock: Clock, limit: number, window: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#window = window;
  }

  /** Whether nothing that counts is remembered. */
  isIdle(now: number): boolean {
    return this.#live(now).length === 0;
  }

  /** When there is room for one more, in ticks. */
  opening(now: number): number {
    const live = this.#live(now);
    if (live.length < this.#limit) return now;
    const ends = live.map(({ at }) => at + this.#window).sort((a, b) => a - b);
    return ends[live.length - this.#limit] ?? now;
  }

  /** Counts a request. */
  take(now: number): Mark {
    const mark = { at: now };
    if (this.#limit < Infinity) this.#marks.push(mark);
    return mark;
  }

  /** A request did not count after all. */
  release(mark: Mark): void {
    mark.at = -Infinity;
    this.#cancelTimer?.();
    this.#call();
  }

  /** Puts somebody into the line, unless it stands there. */
  enqueue(who: Admitting): void {
    this.#line.add(who);
    this.#cancelTimer ??= this.#startTimer();
  }

  /** Takes somebody out of the line. */
  leave(who: Admitting): void {
    if (!this.#line.delete(who) || this.#line.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Takes over what another has counted. */
  absorb(other: Pacer): void {
    this.#marks.push(...other.#marks);
  }

  #live(now: number): Mark[] {
    const isOver = ({ at }: Mark) => at + this.#window <= now;
    if (this.#marks.some(isOver)) this.#marks = this.#marks.filter((mark) => !isOver(mark));
    return this.#marks;
  }

  #startTimer(): () => void {
    const now = this.#clock.ticks();
    return this.#clock.after(this.opening(now) - now, () => this.#call());
  }

  #call(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.ticks();
    for (const who of [...this.#line]) {
      if (this.opening(now) > now) break;
      this.#line.delete(who);
      who.admit();
    }
    if (this.#line.size > 0) this.#cancelTimer ??= this.#startTimer();
  }
}
