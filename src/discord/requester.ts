/**
 * Makes requests to Discord: through the core, under Discord's rate limits.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import type { RetryHandler } from "../core/retry.ts";
import { run, type Sending } from "../core/run.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Target } from "../core/target.ts";
import type { RateLimiter } from "../core/rate_limiter.ts";
import { webhookIdOf } from "./endpoint.ts";
import type { DeadWebhook, DiscordRateLimiter } from "./rate_limiter.ts";
import { type Circumstances, type DiscordResult, explain } from "./report.ts";

/** One request. */
export interface DiscordCall {
  /** Where to: each is tried when the one before it has failed for good. At least one. */
  readonly targets: readonly Target[];
  /** The HTTP method. */
  readonly method: string;
  /** Parameters to add to the query. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Names of options that are not for the core. */
  readonly alsoKnown: readonly string[];
  /** Asked before the other retry handlers. */
  readonly handler?: RetryHandler;
}

/** What a {@linkcode DiscordRequester} is made of. */
export interface RequesterParts {
  /** How it sends. */
  readonly settings: Settings;
  /** Keeps Discord's limits; without one the limiter of the settings does. */
  readonly limiter: DiscordRateLimiter | undefined;
  /** Whether requests to one webhook keep their order. */
  readonly order: "strict" | "any";
  /** Told of webhooks that are gone. */
  readonly onDead: ((dead: DeadWebhook) => void) | undefined;
}

/** Makes requests to Discord. */
export class DiscordRequester {
  /** How it sends. */
  readonly settings: Settings;
  readonly #limiter: DiscordRateLimiter | undefined;
  readonly #order: "strict" | "any";
  readonly #onDead: ((dead: DeadWebhook) => void) | undefined;
  /** The ids of those of which it is told already. */
  readonly #dead = new Set<string>();

  /** @param parts What it is made of. */
  constructor({ settings, limiter, order, onDead }: RequesterParts) {
    this.settings = settings;
    this.#limiter = limiter;
    this.#order = order;
    this.#onDead = onDead;
  }

  /**
   * Takes a place in the line before a webhook.
   *
   * @param method The HTTP method of the requests to come.
   * @param target The webhook.
   * @returns The place. Dispose of it when the last request is over.
   */
  enter(method: string, target: Target): Place {
    const limiter = this.#limiter?.enter({ method, order: this.#order, url: target.url });
    return { limiter, [Symbol.dispose]: () => limiter?.[Symbol.dispose]() };
  }

  /**
   * Makes one request. It never rejects.
   *
   * @param call The request.
   * @param payload What to send.
   * @param options Settings of the send.
   * @param context What else is known.
   * @returns What came of it.
   */
  async request(
    call: DiscordCall,
    payload: unknown,
    options: SendOptions,
    context: RequestContext = {},
  ): Promise<DiscordResult> {
    const { place, circumstances } = context;
    if (!place) {
      using own = this.enter(call.method, call.targets[0]!);
      return await this.request(call, payload, options, { ...context, place: own });
    }
    const { targets, method, query = [], alsoKnown, handler } = call;
    const { settings } = this;
    const sending: Sending = {
      targets,
      settings: {
        ...settings,
        limiter: place.limiter ?? settings.limiter,
        retryHandlers: handler ? [handler, ...settings.retryHandlers] : settings.retryHandlers,
      },
      alsoKnown,
      method,
      query,
    };
    const result = await run(sending, payload, options);
    const last = targets.find(({ given }) => given === result.url) ?? targets[0]!;
    const block = this.#limiter?.reasonFor(last.url);
    const explained = explain(result, { ...circumstances?.(), block });
    if (this.#onDead) this.#tellDead(targets, last, explained);
    return explained;
  }

  /** Tells of those that are gone. Any of them may have been tried, and only the limiter knows. */
  #tellDead(targets: readonly Target[], last: Target, { discord, status }: DiscordResult): void {
    for (const target of targets) {
      const id = webhookIdOf(target);
      const block = this.#limiter?.reasonFor(target.url);
      const isFound = target === last && discord.class === "dead" && status !== null;
      const dead = block?.reason === "dead"
        ? { id, code: block.code, status: block.status }
        : isFound
        ? { id, code: discord.code, status }
        : undefined;
      if (!dead || this.#dead.has(id)) continue;
      this.#dead.add(id);
      try {
        this.#onDead?.(dead);
      } catch {
        // A guest that throws must not disturb the sends.
      }
    }
  }
}

/** What else is known of a request. */
export interface RequestContext {
  /** What the report should tell; looked at when the request is over. */
  readonly circumstances?: () => Circumstances;
  /** The place in line; by default one of its own. */
  readonly place?: Place;
}

/** Of requests that a client does not make any more. */
export const CLOSED: RequestContext = {
  circumstances: () => ({ isClosed: true }),
  place: {
    limiter: {
      turn: () => Promise.resolve({ granted: false, kind: "blocked", retryAfter: null }),
    },
    [Symbol.dispose]: () => {},
  },
};

/** A place in the line before a webhook. */
export interface Place extends Disposable {
  /** The limiter for the requests made from there. */
  readonly limiter: RateLimiter | undefined;
}
