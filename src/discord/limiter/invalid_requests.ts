/**
 * Counts the requests for which Discord bans an address.
 *
 * @module
 */

/** How long Discord remembers an invalid request, in ms. */
const WINDOW = 600_000;

/** Requests are counted together that come within so many ms: ten minutes need no 10,000 dates. */
const SLOT = 10_000;

interface Slot {
  readonly end: number;
  count: number;
}

/**
 * Counts answers 401, 403 and 429 of the last ten minutes.
 * Source: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
export class InvalidRequests {
  readonly #limit: number;
  readonly #slots: Slot[] = [];

  /** @param limit How many are too many. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many there were. */
  count(now: number): number {
    while (this.#slots[0] && this.#slots[0].end + WINDOW <= now) this.#slots.shift();
    return this.#slots.reduce((sum, { count }) => sum + count, 0);
  }

  /** Counts one. */
  add(now: number): void {
    const last = this.#slots.at(-1);
    if (last && last.end > now) last.count++;
    else this.#slots.push({ end: now + SLOT, count: 1 });
  }

  /** When there will be few enough again, in ticks. */
  opening(now: number): number {
    let over = this.count(now) - this.#limit;
    let at = now;
    for (const { end, count } of this.#slots) {
      if (over < 0) break;
      over -= count;
      at = end + WINDOW;
    }
    return at;
  }
}
