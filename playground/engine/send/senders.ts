/**
 * Opens the client that an order is sent by, with everything about it watched.
 *
 * @module
 */

import {
  ProxyPool,
  type RateLimiter,
  type SendOptions,
  UrlRateLimiter,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "@hookcast/hookcast";
import { type DiscordMessage, DiscordWebhook } from "@hookcast/hookcast/discord";
import { type SlackMessage, SlackRateLimiter, SlackWebhook } from "@hookcast/hookcast/slack";
import type { Options, Order } from "../../api/order.ts";
import { type FakeHook, type FakeName, Fakes } from "../fakes.ts";
import { makeSecret, openScheme } from "../schemes.ts";
import { WatchedDiscordLimiter, WatchedLimiter } from "../watch/limiter.ts";
import { here } from "../watch/position.ts";
import { WatchedProxies } from "../watch/proxies.ts";
import { watchSigner } from "../watch/signer.ts";

/** Rate limiters: what they learn outlives a run where it is about a real server. */
export interface Limiters {
  readonly generic: RateLimiter;
  readonly discord: WatchedDiscordLimiter;
  readonly slack: RateLimiter;
}

/** What it takes to open a client. */
export interface SenderMeans {
  readonly fakes: Fakes;
  readonly limiters: Limiters;
  /** The webhook of the fake, where the order names no URL. */
  readonly hook: FakeHook;
  /** Sends the requests. */
  readonly fetch: typeof fetch;
  /** Whether the server named the wait that follows the last answer of a position. */
  readonly namedWaits: WeakMap<object, boolean>;
}

/** A client that takes the payloads of its kind. */
export interface OpenSender extends Disposable {
  /** Sends a payload. It never rejects. */
  send(payload: unknown, options?: SendOptions): Promise<WebhookResult>;
}

/**
 * Makes limiters that know nothing yet.
 *
 * @returns The limiters.
 */
export function makeLimiters(): Limiters {
  return {
    generic: new WatchedLimiter(new UrlRateLimiter()),
    discord: new WatchedDiscordLimiter(),
    slack: new WatchedLimiter(new SlackRateLimiter()),
  };
}

/**
 * Opens the client of an order.
 *
 * @param order The order, with its secrets.
 * @param kind Which client.
 * @param means What it takes.
 * @returns The client. Dispose of it when all is sent.
 * @throws {TypeError | RangeError} If an option is wrong. No message holds a secret.
 */
export function openSender(order: Order, kind: FakeName, means: SenderMeans): OpenSender {
  const { options = {} } = order;
  using cleanup = new DisposableStack();
  const proxies = openProxies(options, means.fakes);
  if (proxies) cleanup.use(proxies.pool);
  const common = webhookOptions(options, kind, means, proxies?.provider);
  const throughFakes = options.proxies === "fakes" && order.url === undefined;
  const url = order.url ??
    (throughFakes ? Fakes.byName(kind, means.hook.url) : means.hook.url);
  const send = openClient(kind, url, common, options);
  const held = cleanup.move();
  return { send, [Symbol.dispose]: () => held.dispose() };
}

function openClient(
  kind: FakeName,
  url: string,
  common: WebhookOptions,
  options: Options,
): OpenSender["send"] {
  switch (kind) {
    case "generic": {
      const hook = new Webhook(url, common);
      const { query, method } = options;
      return (payload, more) => hook.send(payload, { ...more, ...defined({ query, method }) });
    }
    case "discord": {
      const { username, avatarUrl, overflow, wait, threadId } = options.discord ?? {};
      const { rotation: _, ...rest } = common;
      const hook = new DiscordWebhook(url, {
        ...rest,
        ...defined({ username, avatarUrl, overflow }),
        ...(isDiscord(url) ? {} : { baseUrl: new URL(url).origin }),
      });
      return (payload, more) => {
        return hook.send(payload as DiscordMessage, { ...more, ...defined({ wait, threadId }) });
      };
    }
    case "slack": {
      const hook = new SlackWebhook(url, common);
      return (payload, more) => hook.send(payload as SlackMessage, more);
    }
  }
}

function webhookOptions(
  options: Options,
  kind: FakeName,
  { limiters, fetch, namedWaits }: SenderMeans,
  proxies: WatchedProxies | undefined,
): WebhookOptions {
  const { timeout, deadline, maxRetries, maxProxyRetries, maxRetryAfter, maxResponseBytes } =
    options;
  const { backoff, delivery, redirect, idempotency, headers, rateLimit, signer } = options;
  return {
    ...defined({ timeout, deadline, maxRetries, maxProxyRetries, maxRetryAfter, maxResponseBytes }),
    ...defined({ backoff, delivery, redirect, idempotency, headers }),
    rateLimit: rateLimit === false ? false : limiters[kind] as RateLimiter,
    ...(proxies && { proxies }),
    ...(signer && {
      signer: watchSigner(
        openScheme(signer.scheme, signer.secret ?? makeSecret(signer.scheme)).signer(),
        signer.scheme,
      ),
    }),
    fetch,
    onAttempt(event) {
      const { status, kind, error, elapsed, queued, proxy, wait } = event;
      const position = here();
      if (!position) return;
      const named = namedWaits.get(position) ?? false;
      const byProxy = proxy !== null && status === null;
      position.tell({
        type: "attempt",
        ...{ status, kind, error, elapsed, queued, proxy, wait },
        waitReason: wait === null ? null : named ? "server" : byProxy ? "next-proxy" : "backoff",
      });
      namedWaits.delete(position);
      position.end(wait !== null);
    },
  };
}

function openProxies(
  { proxies }: Options,
  fakes: Fakes,
): { readonly pool: ProxyPool; readonly provider: WatchedProxies } | undefined {
  if (proxies === undefined) return undefined;
  const list = proxies === "fakes"
    ? fakes.proxies.map(({ urlWithCredentials }) => urlWithCredentials)
    : proxies;
  const pool = new ProxyPool(list);
  return { pool, provider: new WatchedProxies(pool, (address) => fakes.nameOfProxy(address)) };
}

/**
 * Whether a URL is one of Discord's own hosts: whatever else plays Discord needs a `baseUrl`.
 *
 * @param url The URL.
 * @returns Whether it is.
 */
export function isDiscord(url: string): boolean {
  return /^(?:\w+\.)?discord(?:app)?\.com$/.test(new URL(url).hostname);
}

/** What is `undefined` was not chosen: the library's defaults hold. */
function defined<T extends object>(
  options: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
