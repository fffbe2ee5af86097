/**
 * The limiter that every webhook has unless it is given another: one gate per URL.
 *
 * @module
 */

import { checkMethods, checkNames, checkNumber } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";
import { Gate, OriginHolds } from "./gate.ts";
import type { RateLimiter, RateTurn, TurnLimits } from "./rate_limiter.ts";

/** Settings of a {@linkcode UrlRateLimiter}. */
export interface UrlRateLimiterOptions {
  /**
   * How many URLs are remembered. Beyond it, those that were idle longest are forgotten.
   *
   * @default {1000}
   */
  readonly maxUrls?: number;
  /**
   * Where the time comes from; for tests.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** The names of all options. */
const NAMES = ["maxUrls", "clock"] satisfies (keyof UrlRateLimiterOptions)[];

/**
 * Keeps one gate per URL (origin and path), so that all who send there share what each of them
 * learns: from `X-RateLimit-*`, from the IETF's `RateLimit` fields, and from every 429.
 *
 * As many requests go out at once as the server says remain; the others wait, first come, first
 * served, for the next window. After a 429 all wait; a global one holds every URL of that origin.
 * Of a server not met before nothing is known: one request goes ahead, and the others follow once
 * it has been answered.
 *
 * @example One limiter for two webhooks
 * ```ts
 * import { UrlRateLimiter, Webhook } from "@hookcast/hookcast";
 *
 * const rateLimit = new UrlRateLimiter();
 * new Webhook("https://example.com/hook", { rateLimit });
 * new Webhook("https://example.com/hook", { rateLimit, headers: { "x-source": "ci" } });
 * ```
 */
export class UrlRateLimiter implements RateLimiter {
  readonly #gates = new Map<string, Gate>();
  readonly #origins = new OriginHolds();
  readonly #maxUrls: number;
  readonly #clock: Clock;
  /** The URL asked for last: most often the next is the same. */
  #latest: { readonly href: string; readonly gate: Gate } | undefined;

  static {
    makePrintable(this.prototype, "UrlRateLimiter");
  }

  /**
   * Makes a limiter that knows no URL yet.
   *
   * @param options How much is remembered.
   * @throws {TypeError | RangeError} If an option is wrong.
   */
  constructor(options: UrlRateLimiterOptions = {}) {
    checkNames(options, NAMES, "a rate limiter");
    const { maxUrls = 1000, clock = systemClock } = options;
    checkNumber("maxUrls", maxUrls, { min: 1, integer: true });
    checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
    this.#maxUrls = maxUrls;
    this.#clock = clock;
  }

  /** How many URLs are remembered. */
  get size(): number {
    return this.#gates.size;
  }

  /**
   * Waits for a turn.
   *
   * @param url Where the request goes.
   * @param limits How long it may wait.
   * @returns A granted turn, or a refusal of kind `rate-limited`.
   */
  turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    return this.#gate(url).turn(limits);
  }

  /**
   * What is printed of a limiter.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: number } {
    return { urls: this.size };
  }

  #gate(url: URL): Gate {
    const { href } = url;
    if (this.#latest?.href === href) return this.#latest.gate;
    const { origin, pathname } = url;
    const key = origin + pathname;
    let gate = this.#gates.get(key);
    if (gate) {
      // A map keeps the order of insertion: the gate in front is the one not used for longest.
      this.#gates.delete(key);
    } else {
      this.#makeRoom();
      gate = new Gate(origin, this.#origins, this.#clock);
    }
    this.#gates.set(key, gate);
    this.#latest = { href, gate };
    return gate;
  }

  /** Forgets gates that are idle, and if that is not enough, those that only remember a wait. */
  #makeRoom(): void {
    for (const isForgettable of [(gate: Gate) => gate.idle, (gate: Gate) => !gate.busy]) {
      for (const [key, gate] of this.#gates) {
        if (this.#gates.size < this.#maxUrls) return;
        if (isForgettable(gate)) this.#gates.delete(key);
      }
    }
  }
}
