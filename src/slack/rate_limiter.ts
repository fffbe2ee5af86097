/**
 * The pace that Slack asks for.
 *
 * @module
 */

import type { RateLimiter, RateTurn, TurnLimits } from "../core/rate_limiter.ts";
import { UrlRateLimiter } from "../core/url_rate_limiter.ts";
import { checkMethods, checkNames, checkNumber } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";
import { Lane } from "./lane.ts";

/** Settings of a {@linkcode SlackRateLimiter}. */
export interface SlackRateLimiterOptions {
  /**
   * How long each message takes of a URL's time, in ms.
   *
   * @default {1000}
   */
  readonly interval?: number;
  /**
   * How many messages may go out at once: at most so many in any `burst` intervals. With 1, each
   * waits for its own. Slack allows short bursts and does not say how short; it may hide messages
   * beyond them without a word.
   *
   * @default {1}
   */
  readonly burst?: number;
  /**
   * Where the time comes from; for tests.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** The names of all options. */
const NAMES = ["interval", "burst", "clock"] satisfies (keyof SlackRateLimiterOptions)[];

/** Beyond so many URLs, idle ones are forgotten. */
const MAX_URLS = 1000;

/**
 * Keeps Slack's pace for each URL: by default one message per second, first come, first served.
 * After a 429 all who send to the URL wait as long as Slack says.
 *
 * Each `SlackWebhook` has one of its own. Several for the same URL should share one.
 *
 * @example One pace for two webhooks
 * ```ts
 * import { SlackRateLimiter, SlackWebhook } from "@hookcast/hookcast/slack";
 *
 * const url = "https://hooks.slack.com/services/T000/B000/XXXX";
 * const rateLimit = new SlackRateLimiter({ burst: 3 });
 * new SlackWebhook(url, { rateLimit });
 * new SlackWebhook(url, { rateLimit, userAgentPrefix: "ci/1.0" });
 * ```
 */
export class SlackRateLimiter implements RateLimiter {
  readonly #lanes = new Map<string, Lane>();
  readonly #learnt: RateLimiter;
  readonly #interval: number;
  readonly #burst: number;
  readonly #clock: Clock;

  static {
    makePrintable(this.prototype, "SlackRateLimiter");
  }

  /**
   * Makes a limiter that knows no URL yet.
   *
   * @param options The pace.
   * @throws {TypeError | RangeError} If an option is wrong.
   */
  constructor(options: SlackRateLimiterOptions = {}) {
    checkNames(options, NAMES, "a rate limiter");
    const { interval = 1000, burst = 1, clock = systemClock } = options;
    checkNumber("interval", interval, { min: 0, max: Number.MAX_VALUE });
    checkNumber("burst", burst, { min: 1, integer: true });
    checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
    this.#interval = interval;
    this.#burst = burst;
    this.#clock = clock;
    this.#learnt = new UrlRateLimiter({ clock });
  }

  /**
   * Waits for a turn.
   *
   * @param url Where the request goes.
   * @param limits How long it may wait.
   * @returns A granted turn, or a refusal of kind `rate-limited`.
   */
  turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    return this.#lane(url).turn(url, limits);
  }

  /**
   * What is printed of a limiter.
   *
   * @returns A plain object.
   */
  toJSON(): { interval: number; burst: number; urls: number } {
    return { interval: this.#interval, burst: this.#burst, urls: this.#lanes.size };
  }

  #lane(url: URL): Lane {
    const key = url.origin + url.pathname;
    let lane = this.#lanes.get(key);
    if (!lane) {
      if (this.#lanes.size >= MAX_URLS) this.#forgetIdle();
      lane = new Lane(this.#learnt, this.#interval, this.#burst, this.#clock);
      this.#lanes.set(key, lane);
    }
    return lane;
  }

  #forgetIdle(): void {
    for (const [key, lane] of this.#lanes) if (lane.idle) this.#lanes.delete(key);
  }
}
