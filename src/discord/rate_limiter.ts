/**
 * Discord's rate limits, shared by all who send to its webhooks.
 *
 * @module
 */

import type { RateLimiter } from "../core/rate_limiter.ts";
import { checkMethods, checkNames, checkNumber, checkType } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { makePrintable } from "../util/printable.ts";
import type { DeadWebhook, DiscordBlock } from "./limiter/block.ts";
import { estimateWait } from "./limiter/estimate.ts";
import { SendPlace, type Usher } from "./limiter/place.ts";
import { Registry } from "./limiter/registry.ts";
import { routeName } from "./limiter/route_name.ts";

export type { DeadWebhook, DiscordBlock } from "./limiter/block.ts";

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
  /**
   * Told of every webhook that is found to be gone, once, whoever sends. What it throws is ignored.
   */
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

/**
 * Keeps Discord's limits for all who share it: learnt from every answer, on a steady clock, by
 * bucket, channel and server.
 *
 * - Of a webhook that is new, one request goes ahead; then as many go out as Discord says remain.
 *   Missing headers never mean that there is no limit.
 * - A 429 holds what its scope says: the bucket, the channel or the whole server. From the first
 *   429 of a channel on, its 30 posts a minute are kept to.
 * - Discord's edge (Cloudflare) bans addresses. After such an answer, and when too many requests
 *   were refused, nothing goes out for a while: sends fail at once, as `blocked`.
 * - A webhook that is gone stays so: sends to it fail at once, as `blocked`.
 *
 * It counts by webhook and by server, not by proxy.
 *
 * @example Two sends share what each of them learns
 * ```ts
 * import { Webhook } from "@hookcast/hookcast";
 * import { DiscordRateLimiter } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const url = discord.addWebhook().url.replace("/api/", "/api/v10/");
 * const limiter = new DiscordRateLimiter();
 * const post = async (content: string) => {
 *   using rateLimit = limiter.enter({ method: "POST", order: "strict" });
 *   return await new Webhook(url, { rateLimit }).send({ content });
 * };
 *
 * await Promise.all([post("first"), post("second")]);
 * assertEquals(discord.stored.map(({ message }) => message.content), ["first", "second"]);
 * ```
 */
export class DiscordRateLimiter {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #usher: Usher;
  #lastNumber = 0;

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
    const { maxWebhooks = 1000, maxQueue = 100_000, maxDead = 10_000, onDead } = options;
    const { ban = 60_000, invalidRequestLimit = 9500, requestsPerSecond = 50 } = options;
    const { clock = systemClock } = options;
    checkNumber("maxWebhooks", maxWebhooks, { min: 1, integer: true });
    checkNumber("maxQueue", maxQueue, { min: 1 });
    checkNumber("maxDead", maxDead, { min: 1, integer: true });
    checkNumber("ban", ban, { above: 0 });
    checkNumber("invalidRequestLimit", invalidRequestLimit, { min: 1, max: 10_000 });
    checkNumber("requestsPerSecond", requestsPerSecond, { min: 1 });
    checkType("onDead", onDead, "function");
    checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
    const limits = { ban, invalidRequestLimit, requestsPerSecond };
    this.#registry = new Registry({ ...limits, maxWebhooks, maxDead, onDead, clock });
    this.#clock = clock;
    this.#usher = {
      nextNumber: () => ++this.#lastNumber,
      route: (method, url) => {
        const name = routeName(method, url);
        return this.#registry.get(name).route(name);
      },
      refuse: (method, url) => {
        if (this.#registry.crowd.waiting < maxQueue) return undefined;
        const wait = estimateWait(this.#registry, routeName(method, url), clock.ticks());
        const retryAfter = wait < Infinity ? wait : null;
        return { granted: false, kind: "rate-limited", retryAfter };
      },
    };
  }

  /** How many webhooks are remembered, those aside that are gone. */
  get size(): number {
    return this.#registry.size;
  }

  /**
   * Takes a place for one send and all its attempts: a {@linkcode RateLimiter} of its own. Dispose
   * of it when the send is over, or those behind it may wait for ever.
   *
   * @param entry What is sent.
   * @returns The place.
   */
  enter({ method, order, url }: DiscordEntry): RateLimiter & Disposable {
    const place = new SendPlace(this.#usher, { method, isStrict: order === "strict" });
    if (url) place.join(url);
    return place;
  }

  /**
   * How long a message to a webhook would wait now, as far as is known.
   *
   * @param url The URL of the webhook.
   * @returns The wait in ms; `Infinity` if nothing goes out there.
   */
  waitOf(url: URL): number {
    return estimateWait(this.#registry, routeName("POST", url), this.#clock.ticks());
  }

  /**
   * Why nothing goes out to a webhook now.
   *
   * @param url The URL of the webhook.
   * @returns The reason, or `undefined` when it is not blocked.
   */
  reasonFor(url: URL): DiscordBlock | undefined {
    const name = routeName("POST", url);
    const dead = this.#registry.dead.get(name.webhook);
    if (dead) return { reason: "dead", retryAfter: null, ...dead };
    return this.#registry.findHost(name)?.block(this.#clock.ticks());
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
   * @param url The URL of the webhook.
   */
  revive(url: URL): void {
    this.#registry.dead.remove(routeName("POST", url).webhook);
  }

  /**
   * What is printed of a limiter.
   *
   * @returns A plain object.
   */
  toJSON(): { webhooks: number; dead: number; waiting: number } {
    const { size, dead, crowd } = this.#registry;
    return { webhooks: size, dead: dead.size, waiting: crowd.waiting };
  }
}

const shared = new WeakMap<Clock, DiscordRateLimiter>();

/**
 * The limiter of the process, one per clock: Discord counts by webhook and by address, not by the
 * object that sends. It is the one piece of module state in the package.
 *
 * @param clock Where the time comes from; that of all clients which were given none by default.
 * @returns The limiter.
 */
export function sharedRateLimiter(clock: Clock = systemClock): DiscordRateLimiter {
  let limiter = shared.get(clock);
  if (!limiter) shared.set(clock, limiter = new DiscordRateLimiter({ clock }));
  return limiter;
}
