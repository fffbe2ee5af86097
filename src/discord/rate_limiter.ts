/**
 * Discord's rate limits, shared by all who send to its webhooks.
 *
 * @module
 */

import type { RateLimiter } from "../core/rate_limiter.ts";
import { UrlRateLimiter } from "../core/url_rate_limiter.ts";
import { checkNames } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";

/** A webhook that is gone for good. */
export interface DeadWebhook {
  /** Its id. */
  readonly id: string;
  /** Discord's code: 10015 or 50027, mostly. */
  readonly code: number | null;
  /** The HTTP status of the answer that told. */
  readonly status: number;
}

/** Why nothing goes out to a webhook now. */
export type DiscordBlock =
  | DeadWebhook & {
    /** The webhook is gone for good. */
    readonly reason: "dead";
    /** It never comes back. */
    readonly retryAfter: null;
  }
  | {
    /**
     * `banned`: Discord's edge turns this address away. `invalid-requests`: so many requests were
     * refused that Discord is about to.
     */
    readonly reason: "banned" | "invalid-requests";
    /** How long it goes on, in ms from now. */
    readonly retryAfter: number;
  };

/** Settings of a {@linkcode DiscordRateLimiter}. Times are in milliseconds. */
export interface DiscordRateLimiterOptions {
  /**
   * How many webhooks are remembered. Beyond it, those that were idle longest are forgotten.
   *
   * @default {1000}
   */
  readonly maxWebhooks?: number;
  /**
   * How many sends may wait at the same time, for all webhooks together. Those beyond it fail at
   * once, as `rate-limited`.
   *
   * @default {100_000}
   */
  readonly maxQueue?: number;
  /**
   * How many webhooks that are gone are remembered. Beyond it, those that died first are forgotten.
   *
   * @default {10_000}
   */
  readonly maxDead?: number;
  /**
   * How long nothing goes out after Discord's edge turned a request away without saying how long.
   *
   * @default {60_000}
   */
  readonly ban?: number;
  /**
   * How many requests that Discord counts as invalid (401, 403, and 429 unless its scope is
   * `shared`) go out within ten minutes before all are held back. At 10,000 Discord bans the address.
   *
   * @default {9500}
   */
  readonly invalidRequestLimit?: number;
  /**
   * How many requests go out per second, to all webhooks together: Discord's limit per address.
   * `Infinity` for no limit, as where every request goes out from another address.
   *
   * @default {50}
   */
  readonly requestsPerSecond?: number;
  /** Told of every webhook that is found to be gone, once. What it throws is ignored. */
  readonly onDead?: (dead: DeadWebhook) => void;
  /**
   * Where the time comes from; for tests.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** One send, as the limiter needs to know it. */
export interface DiscordEntry {
  /** The HTTP method. */
  readonly method: string;
  /**
   * `strict`: one at a time, in the order of entering; the next goes out only once this one has
   * left. `any`: as many at once as Discord says remain.
   */
  readonly order: "strict" | "any";
  /**
   * Where it goes first: with it the send stands in line from now on, without it from its first
   * `turn()` on.
   */
  readonly url?: URL;
}

/** The names of all options. */
const NAMES = [
  "maxWebhooks",
  "maxQueue",
  "maxDead",
  "ban",
  "invalidRequestLimit",
  "requestsPerSecond",
  "onDead",
  "clock",
] satisfies (keyof DiscordRateLimiterOptions)[];

/** Keeps Discord's limits. */
export class DiscordRateLimiter {
  readonly #limiter: UrlRateLimiter;

  static {
    makePrintable(this.prototype, "DiscordRateLimiter");
  }

  /**
   * Makes a limiter that knows no webhook yet.
   *
   * @param options How much is remembered, and where the limits lie.
   * @throws {TypeError | RangeError} If an option is wrong.
   */
  constructor(options: DiscordRateLimiterOptions = {}) {
    checkNames(options, NAMES, "a Discord rate limiter");
    const { clock = systemClock } = options;
    this.#limiter = new UrlRateLimiter({ clock });
  }

  /** How many webhooks are remembered, those aside that are gone. */
  get size(): number {
    return this.#limiter.size;
  }

  /**
   * Takes a place for one send and all its attempts: a {@linkcode RateLimiter} of its own. Dispose
   * of it when the send is over, or those behind it may wait for ever.
   *
   * @param _entry What is sent.
   * @returns The place.
   */
  enter(_entry: DiscordEntry): RateLimiter & Disposable {
    const limiter = this.#limiter;
    return { turn: (url, limits) => limiter.turn(url, limits), [Symbol.dispose]() {} };
  }

  /**
   * How long a message to a webhook would wait now, as far as is known.
   *
   * @param _url The URL of the webhook.
   * @returns The wait in ms; `Infinity` if nothing goes out there.
   */
  waitOf(_url: URL): number {
    return 0;
  }

  /**
   * Why nothing goes out to a webhook now.
   *
   * @param _url The URL of the webhook.
   * @returns The reason, or `undefined` when it is not blocked.
   */
  reasonFor(_url: URL): DiscordBlock | undefined {
    return undefined;
  }

  /**
   * Whether a webhook is known to be gone for good.
   *
   * @param url The URL of the webhook.
   * @returns Whether it is.
   */
  isDead(url: URL): boolean {
    return this.reasonFor(url)?.reason === "dead";
  }

  /**
   * Forgets that a webhook is gone: the next send tries it again.
   *
   * @param _url The URL of the webhook.
   */
  revive(_url: URL): void {}

  /**
   * What is printed of a limiter.
   *
   * @returns A plain object.
   */
  toJSON(): { webhooks: number; dead: number; waiting: number } {
    return { webhooks: this.size, dead: 0, waiting: 0 };
  }
}

const shared = new WeakMap<Clock, DiscordRateLimiter>();

/**
 * The limiter of the process, one per clock: Discord counts by webhook and by address, not by the
 * object that sends. It is the one piece of module state in the package.
 *
 * @param clock Where the time comes from.
 * @returns The limiter.
 */
export function sharedRateLimiter(clock: Clock): DiscordRateLimiter {
  let limiter = shared.get(clock);
  if (!limiter) shared.set(clock, limiter = new DiscordRateLimiter({ clock }));
  return limiter;
}
