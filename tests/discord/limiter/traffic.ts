/**
 * Sends through a limiter to a fake Discord, on one clock moved by hand.
 *
 * @module
 */

import { assert } from "@std/assert";
import { delay } from "@std/async/delay";
import {
  type RateLimiter,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "../../../mod.ts";
import {
  DiscordRateLimiter,
  type DiscordRateLimiterOptions,
} from "../../../src/discord/rate_limiter.ts";
import { FakeDiscord, type FakeDiscordOptions } from "../../../src/testing/fake_discord.ts";
import { ManualClock } from "../../../src/testing/manual_clock.ts";

/** How one send is made. */
export interface PostOptions extends WebhookOptions {
  readonly order?: "strict" | "any";
  readonly signal?: AbortSignal;
}

/** A fake Discord, a limiter, and the clock of both. */
export class Traffic implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly discord: FakeDiscord;
  readonly limiter: DiscordRateLimiter;
  /** Requests that went out, and those that came back. */
  #granted = 0;
  #settled = 0;

  private constructor(clock: ManualClock, discord: FakeDiscord, limiter: DiscordRateLimiter) {
    this.clock = clock;
    this.discord = discord;
    this.limiter = limiter;
  }

  /** Starts a fake with a limiter for it. */
  static async start(
    options: FakeDiscordOptions = {},
    limits: DiscordRateLimiterOptions = {},
  ): Promise<Traffic> {
    const clock = new ManualClock();
    const discord = await FakeDiscord.start({ clock, ...options });
    return new Traffic(clock, discord, new DiscordRateLimiter({ clock, ...limits }));
  }

  /** What was stored, in that order. */
  get contents(): (string | undefined)[] {
    return this.discord.stored.map(({ message }) => message.content);
  }

  /** When each message was stored, in ms since the first. */
  get times(): number[] {
    const [first] = this.discord.stored;
    return this.discord.stored.map(({ at }) => at - first!.at);
  }

  /** The URL of a new webhook, as the client calls it. */
  addWebhook(channelId?: string): string {
    return this.discord.addWebhook({ channelId }).url.replace("/api/", "/api/v10/");
  }

  /** Posts a message. */
  async post(url: string, content: string, options: PostOptions = {}): Promise<WebhookResult> {
    const { order = "strict", signal, ...rest } = options;
    using place = this.limiter.enter({ method: "POST", order, url: new URL(url) });
    const rateLimit = this.#count(place);
    const hook = new Webhook(url, { clock: this.clock, maxRetries: 5, ...rest, rateLimit });
    return await hook.send({ content, allowed_mentions: { parse: [] } }, {
      signal,
      headers: { "user-agent": "test" },
    });
  }

  /** Posts many messages at once: `0`, `1`, and so on. */
  postMany(url: string, count: number, options: PostOptions = {}): Promise<WebhookResult>[] {
    return Array.from({ length: count }, (_, n) => this.post(url, String(n), options));
  }

  /** Moves the clock on until all is sent, and never while a request is on its way. */
  async drain<T>(sends: readonly Promise<T>[], step = 50): Promise<T[]> {
    let done = false;
    const results = Promise.all(sends).finally(() => done = true);
    for (let round = 0; !done; round++) {
      assert(round < 20_000, "it drains");
      await this.arrived();
      if (!done) await this.clock.advance(step);
    }
    return await results;
  }

  /** Resolves once every request is answered, or held back by the fake. */
  async arrived(): Promise<void> {
    const end = performance.now() + 10_000;
    do {
      await delay(0);
      assert(performance.now() < end, "the requests arrive");
    } while (!this.#isQuiet());
  }

  #isQuiet(): boolean {
    const { requests } = this.discord;
    const held = requests.filter(({ status, payload }) => status === null && payload !== null);
    return requests.length === this.#granted && this.#granted === this.#settled + held.length;
  }

  #count(limiter: RateLimiter): RateLimiter {
    return {
      turn: async (url, limits) => {
        const turn = await limiter.turn(url, limits);
        if (!turn.granted) return turn;
        this.#granted++;
        return {
          granted: true,
          settle: (answer) => {
            this.#settled++;
            turn.settle(answer);
          },
        };
      },
    };
  }

  /** Stops the fake. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.discord.close();
  }
}
