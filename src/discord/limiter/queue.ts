/**
 * Those who wait to send the same kind of request to the same webhook.
 *
 * @module
 */

import type { RateTurn } from "../../core/rate_limiter.ts";
import { type Numbered, OrderedList } from "./ordered_list.ts";

/** Somebody who waits for a turn. */
export interface Waiter {
  /** Where its request goes. */
  readonly url: URL;
  /** The longest closure that it waits for, in ms. */
  readonly maxWait: number;
  /** Ends the wait. */
  resolve(turn: RateTurn): void;
}

/** One send's place in line. It keeps its number, so that its retries stand in front. */
export interface Place extends Numbered {
  /** Whether the next may go out before this one has left. */
  readonly isStrict: boolean;
  /** Its wait for a turn, if it waits now. */
  waiter: Waiter | undefined;
}

/** How many wait, in all lines together. */
export interface Crowd {
  /** The number of those who wait. */
  waiting: number;
}

/**
 * The line before one route. Strict places stand in it from the start to the end of their send, so
 * that none overtakes another even while that one sleeps; all others only while they wait.
 */
export class Queue {
  readonly #crowd: Crowd;
  readonly #strict = new OrderedList<Place>();
  readonly #loose = new OrderedList<Place>();
  /** No longer than the shortest `maxWait` in line: spares looking through all of it. */
  #shortestMaxWait = Infinity;
  #waiting = 0;

  /** @param crowd Where those who wait are counted. */
  constructor(crowd: Crowd) {
    this.#crowd = crowd;
  }

  /** How many wait for a turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** How many go out one by one: those who wait, and the one before them. */
  get strict(): number {
    return this.#strict.size;
  }

  /** Whether nobody stands here. */
  get isEmpty(): boolean {
    return this.#strict.size === 0 && this.#loose.size === 0;
  }

  /** Who goes next, if anybody who could waits. */
  get next(): Place | undefined {
    const loose = this.#loose.first;
    const strict = this.#strict.first;
    if (!strict?.waiter) return loose;
    return loose && loose.number < strict.number ? loose : strict;
  }

  /** A send comes. */
  enter(place: Place): void {
    if (place.isStrict) this.#strict.add(place);
  }

  /** A send begins to wait for a turn. */
  wait(place: Place, waiter: Waiter): void {
    place.waiter = waiter;
    this.#waiting++;
    this.#crowd.waiting++;
    this.#shortestMaxWait = Math.min(this.#shortestMaxWait, waiter.maxWait);
    if (!place.isStrict) this.#loose.add(place);
  }

  /** A send waits no longer. */
  withdraw(place: Place): void {
    if (!place.waiter) return;
    place.waiter = undefined;
    this.#waiting--;
    this.#crowd.waiting--;
    if (this.#waiting === 0) this.#shortestMaxWait = Infinity;
    if (!place.isStrict) this.#loose.remove(place);
  }

  /** A send is over. Should it still wait, it waits in vain. */
  leave(place: Place): void {
    this.resolve(place, { granted: false, kind: "rate-limited", retryAfter: null });
    this.#strict.remove(place);
  }

  /** Ends the wait of a send, if it waits. */
  resolve(place: Place, turn: RateTurn): void {
    const { waiter } = place;
    this.withdraw(place);
    waiter?.resolve(turn);
  }

  /** Refuses those who would not wait as long as this, in ms. */
  refuseOver(wait: number): void {
    if (wait <= this.#shortestMaxWait) return;
    this.#shortestMaxWait = Infinity;
    for (const place of this.#waiters()) {
      const { maxWait } = place.waiter!;
      if (wait > maxWait) {
        this.resolve(place, { granted: false, kind: "rate-limited", retryAfter: wait });
      } else {
        this.#shortestMaxWait = Math.min(this.#shortestMaxWait, maxWait);
      }
    }
  }

  /** Refuses everyone, as nothing goes out any more; `retryAfter` is for how long, if not for ever. */
  block(retryAfter: number | null): void {
    for (const place of this.#waiters()) {
      this.resolve(place, { granted: false, kind: "blocked", retryAfter });
    }
  }

  *#waiters(): Iterable<Place> {
    for (const line of [this.#strict, this.#loose]) {
      for (const place of line) if (place.waiter) yield place;
    }
  }
}
