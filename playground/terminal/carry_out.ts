/**
 * Carries out an order: sends, and tells what the receiver saw of it.
 *
 * @module
 */

import {
  ProxyPool,
  type RateLimiter,
  type WebhookOptions,
  type WebhookResult,
} from "@hookcast/hookcast";
import { type Fakes, hookOf, PROXIED_URL } from "./fakes.ts";
import { mend, prepareFault } from "./faults.ts";
import { type Hook, openHook } from "./hook.ts";
import type { Order } from "./order.ts";
import { startTimeline } from "./timeline.ts";
import { plural } from "./words.ts";

/** What an order needs beside the fakes. */
export interface Means {
  /** Ends the sends. */
  readonly signal: AbortSignal;
  /** Shared by all orders, as in a program that keeps its webhooks. */
  readonly rateLimit: RateLimiter;
}

/** What came of an order. */
export interface Report {
  /** One result per message. */
  readonly results: readonly WebhookResult[];
  /** What the receiver saw, as a sentence; empty for one that is not ours to ask. */
  readonly seen: string;
}

/**
 * Carries out an order.
 *
 * @param order What to send.
 * @param fakes The fakes.
 * @param means What else it takes.
 * @returns What came of it.
 */
export async function carryOut(order: Order, fakes: Fakes, means: Means): Promise<Report> {
  const { target, count, retries, timeout } = order;
  const logins = fakes.proxies.map(({ urlWithCredentials }) => urlWithCredentials);
  using pool = new ProxyPool(logins);
  const options: WebhookOptions = {
    maxRetries: retries,
    maxProxyRetries: retries,
    timeout,
    rateLimit: means.rateLimit,
    proxies: target === "proxies" ? pool : undefined,
    onAttempt: startTimeline({
      name: ({ proxy }) => proxy ? nameProxy(fakes, proxy) : target,
      many: count > 1,
    }),
  };
  const hook = open(order, fakes, options);
  const before = look(fakes);
  await prepareFault(fakes, order);
  const sends = Array.from({ length: count }, (_, index) => {
    return hook.send(numbered(order, index + 1), { signal: means.signal });
  });
  const results = await Promise.all(sends);
  await mend(fakes);
  return { results, seen: describeSeen(order, before, look(fakes)) };
}

function open(
  { target, url, fault }: Order,
  { receiver, discord, webhook }: Fakes,
  options: WebhookOptions,
): Pick<Hook, "send"> {
  switch (target) {
    case "url":
      return openHook(url, options);
    case "proxies":
      return openHook(PROXIED_URL, options);
    case "generic":
      return openHook(hookOf(receiver), options);
    case "discord": {
      if (fault !== "dead-webhook") return openHook(webhook.url, options);
      const dead = discord.addWebhook();
      discord.deleteWebhook(dead.id);
      return openHook(dead.url, options);
    }
  }
}

/** A burst of equal texts would not show whether each arrived once. */
function numbered({ message, count }: Order, number: number): string | object {
  const isText = typeof message === "string" && count > 1;
  return isText ? `${message} (${number} of ${count})` : message;
}

function nameProxy({ proxies }: Fakes, address: string): string {
  return `by proxy ${proxies.findIndex((proxy) => proxy.address === address) + 1}`;
}

/** How much the receivers have seen. */
interface Sight {
  readonly received: number;
  readonly requested: number;
  readonly stored: number;
}

function look({ receiver, discord }: Fakes): Sight {
  return {
    received: receiver.requests.length,
    requested: discord.requests.length,
    stored: discord.stored.length,
  };
}

function describeSeen({ target, count }: Order, before: Sight, after: Sight): string {
  if (target === "url") return "";
  if (target !== "discord") {
    return `The receiver saw ${plural(after.received - before.received, "request")}.`;
  }
  const stored = after.stored - before.stored;
  const requests = plural(after.requested - before.requested, "request");
  const seen = `Discord saw ${requests}, and stored ${plural(stored, "message")}.`;
  if (stored <= count) return seen;
  return `${seen}\nThe answer to the first request was lost, so it was sent again: delivery is\n` +
    "at-least-once, unless you ask for 'at-most-once'.";
}
