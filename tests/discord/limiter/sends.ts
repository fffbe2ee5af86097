/**
 * Sends without a network: they ask a limiter for turns, and a test answers them.
 *
 * @module
 */

import type { LimitedAnswer, RateLimiter, RateTurn, TurnLimits } from "../../../mod.ts";
import {
  DiscordRateLimiter,
  type DiscordRateLimiterOptions,
} from "../../../src/discord/rate_limiter.ts";
import { ManualClock } from "../../../src/testing/manual_clock.ts";

type Granted = Extract<RateTurn, { granted: true }>;

/** A webhook that any test may use. */
export const URL_A: URL = webhookUrl("111111111111111111");
/** Another one. */
export const URL_B: URL = webhookUrl("222222222222222222");
/** One of another server. */
export const ELSEWHERE: URL = webhookUrl("111111111111111111", "https://discord.example");

/** The URL of a webhook. */
export function webhookUrl(id: string, origin = "https://discord.com"): URL {
  return new URL(`${origin}/api/v10/webhooks/${id}/${"s3cret".repeat(12)}`);
}

/** How one send differs from a post to the first webhook by any order. */
export interface SendOptions extends Partial<TurnLimits> {
  readonly url?: URL;
  readonly method?: string;
  readonly order?: "strict" | "any";
}

/** A limiter on a clock moved by hand, and everyone who sends through it. */
export class Sends {
  readonly clock = new ManualClock();
  readonly limiter: DiscordRateLimiter;
  /** The numbers of those let through, in that order, retries too; the first to come is 0. */
  readonly through: number[] = [];
  /** Those refused. */
  readonly refused = new Map<number, Exclude<RateTurn, Granted>>();
  readonly aborted: number[] = [];
  readonly #places: { place: RateLimiter & Disposable; options: SendOptions }[] = [];
  readonly #turns = new Map<number, Granted>();

  constructor(options: DiscordRateLimiterOptions = {}) {
    this.limiter = new DiscordRateLimiter({ clock: this.clock, ...options });
  }

  /** Begins sends, and lets the limiter answer those that it can. */
  async begin(count: number, options: SendOptions = {}): Promise<void> {
    for (let n = 0; n < count; n++) {
      const { method = "POST", order = "any" } = options;
      this.#places.push({ place: this.limiter.enter({ method, order }), options });
      this.#ask(this.#places.length - 1);
    }
    await this.clock.advance(0);
  }

  /** A send asks for another turn. */
  async retry(number: number): Promise<void> {
    this.#ask(number);
    await this.clock.advance(0);
  }

  /** The answer to a send comes; it may ask again. */
  async answer(number: number, answer?: LimitedAnswer): Promise<void> {
    this.#turns.get(number)!.settle(answer);
    await this.clock.advance(0);
  }

  /** The answer to a send comes, and the send is over. */
  async end(number: number, answer?: LimitedAnswer): Promise<void> {
    this.#turns.get(number)?.settle(answer);
    this.#places[number]!.place[Symbol.dispose]();
    await this.clock.advance(0);
  }

  #ask(number: number): void {
    const { place, options: { url = URL_A, maxWait = Infinity, signal } } = this.#places[number]!;
    place.turn(url, { maxWait, signal }).then((turn) => {
      if (!turn.granted) return void this.refused.set(number, turn);
      this.through.push(number);
      this.#turns.set(number, turn);
    }, () => this.aborted.push(number));
  }
}

/** What an answer may say beside its window. */
export interface AnswerParts {
  readonly status?: number;
  readonly limit?: number;
  readonly bucket?: string;
  readonly scope?: string;
  readonly headers?: Record<string, string>;
  readonly response?: unknown;
  readonly retryAfter?: number;
}

/** An answer that tells of the window. */
export function told(
  remaining: number,
  resetAfter: number,
  parts: AnswerParts = {},
): LimitedAnswer {
  const { limit = 5, headers = {} } = parts;
  return untold({
    ...parts,
    headers: {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset-after": (resetAfter / 1000).toFixed(3),
      ...headers,
    },
  });
}

/** An answer of Discord's that tells of no window. */
export function untold(parts: AnswerParts = {}): LimitedAnswer {
  const { status = 204, bucket, scope, headers = {}, response = null, retryAfter } = parts;
  return {
    status,
    response,
    retryAfter: retryAfter ?? null,
    headers: new Headers({
      via: "1.1 google",
      ...(bucket ? { "x-ratelimit-bucket": bucket } : {}),
      ...(scope ? { "x-ratelimit-scope": scope } : {}),
      ...headers,
    }),
  };
}

/** The body of a 429 that names a wait, in ms. */
export function wait(ms: number): { response: unknown; retryAfter: number; status: 429 } {
  const response = {
    message: "You are being rate limited.",
    retry_after: ms / 1000,
    global: false,
  };
  return { response, retryAfter: ms, status: 429 };
}

/** An answer of the edge, which knows nothing of Discord's headers. */
export function edge(status: number, response: unknown, headers: HeadersInit = {}): LimitedAnswer {
  return { status, headers: new Headers(headers), response, retryAfter: 500 };
}

/** The numbers from one up to another. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}
