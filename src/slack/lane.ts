/**
 * The way to one URL, on which messages keep their distance.
 *
 * @module
 */

import {
  LONGEST_HOLD,
  type RateLimiter,
  type RateTurn,
  type TurnLimits,
} from "../core/rate_limiter.ts";
import { untilAborted } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";

/**
 * Lets messages out one after the other. Only the first in line asks the inner limiter: those
 * behind it could else all be let through by it at once, when a wait that Slack named is over.
 */
export class Lane {
  readonly #inner: RateLimiter;
  readonly #interval: number;
  readonly #burst: number;
  readonly #clock: Clock;
  /** When the last messages went out, oldest first; at most `burst` of them. */
  readonly #starts: number[] = [];
  /** Until when Slack asked to wait: for those who would not wait so long. */
  #heldUntil = 0;
  /** Resolves when the last in line has left it. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /**
   * @param inner What the URL's answers taught.
   * @param interval How long each message takes, in ms.
   * @param burst How many may go out at once.
   * @param clock Where the time comes from.
   */
  constructor(inner: RateLimiter, interval: number, burst: number, clock: Clock) {
    this.#inner = inner;
    this.#interval = interval;
    this.#burst = burst;
    this.#clock = clock;
  }

  /** Whether nobody waits, and nothing would be lost but what one answer tells again. */
  get idle(): boolean {
    return this.#waiting === 0 && this.#left() === 0;
  }

  /** Waits for a turn; the same as `RateLimiter.turn()`. */
  async turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    const refused = this.#refuse(limits.maxWait);
    if (refused) return refused;
    const { promise, resolve: leave } = Promise.withResolvers<void>();
    const before = this.#last;
    // Who gives up leaves the line only when those before it have.
    this.#last = before.then(() => promise);
    this.#waiting++;
    try {
      await untilAborted(before, limits.signal);
      return await this.#lead(url, limits);
    } finally {
      this.#waiting--;
      leave();
    }
  }

  /** The first in line: waits for its time, then for what the inner limiter says. */
  async #lead(url: URL, limits: TurnLimits): Promise<RateTurn> {
    for (let left = this.#left(); left > 0; left = this.#left()) {
      const refused = this.#refuse(limits.maxWait);
      if (refused) return refused;
      await this.#clock.sleep(left, { signal: limits.signal });
    }
    const turn = await this.#inner.turn(url, limits);
    if (!turn.granted) return turn;
    this.#starts.push(this.#clock.ticks());
    if (this.#starts.length > this.#burst) this.#starts.shift();
    return {
      granted: true,
      settle: (answer) => {
        if (answer?.status !== 429 || answer.retryAfter === null) return turn.settle(answer);
        const retryAfter = Math.min(answer.retryAfter, LONGEST_HOLD);
        this.#heldUntil = Math.max(this.#heldUntil, this.#clock.ticks() + retryAfter);
        turn.settle({ ...answer, retryAfter });
      },
    };
  }

  #refuse(maxWait: number): RateTurn | undefined {
    const left = this.#left();
    if (left <= maxWait) return undefined;
    return { granted: false, kind: "rate-limited", retryAfter: left };
  }

  /** How long the first in line has to wait, in ms. */
  #left(): number {
    const [oldest] = this.#starts;
    const isFull = oldest !== undefined && this.#starts.length >= this.#burst;
    const opening = isFull ? oldest + this.#interval * this.#burst : 0;
    return Math.max(0, Math.max(opening, this.#heldUntil) - this.#clock.ticks());
  }
}
