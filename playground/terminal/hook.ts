/**
 * Opens whatever webhook a URL leads to.
 *
 * @module
 */

import {
  type SendOptions,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "@hookcast/hookcast";
import { type DiscordMessage, DiscordWebhook } from "@hookcast/hookcast/discord";

/** Discord's own hosts. */
const DISCORD_HOST = /^(?:\w+\.)?discord(?:app)?\.com$/;

/** The path of a Discord webhook, on whatever host: fakes and proxies of Discord have it too. */
const DISCORD_PATH = /^\/api\/(?:v\d+\/)?webhooks\/\d{17,20}\//;

/** A webhook that takes a text. */
export interface Hook {
  /** Where it leads, masked. */
  readonly url: string;
  /** What it is. */
  readonly kind: "Discord webhook" | "webhook";
  /** Sends a text, or a whole message. It never rejects. */
  send(message: string | object, options?: SendOptions): Promise<WebhookResult>;
}

/**
 * Opens a webhook.
 *
 * @param url Its URL.
 * @param options How to send.
 * @returns The webhook.
 * @throws {TypeError} If the URL is none of a webhook. The message does not hold it.
 */
export function openHook(url: string, options: WebhookOptions = {}): Hook {
  if (!URL.canParse(url)) throw new TypeError("That is no valid URL");
  try {
    return open(url, options);
  } catch (error) {
    // The library speaks of its parameter; here nobody knows it.
    throw new TypeError(String((error as Error).message).replace("'urls'", "The URL"));
  }
}

function open(url: string, options: WebhookOptions): Hook {
  const { hostname, pathname, origin } = new URL(url);
  const isDiscords = DISCORD_HOST.test(hostname);
  if (isDiscords || DISCORD_PATH.test(pathname)) {
    const hook = new DiscordWebhook(url, { ...options, baseUrl: isDiscords ? undefined : origin });
    return {
      url: hook.urls[0] ?? "",
      kind: "Discord webhook",
      send: (message, options) => hook.send(message as DiscordMessage, options),
    };
  }
  const hook = new Webhook(url, options);
  return {
    url: hook.urls[0] ?? "",
    kind: "webhook",
    send: (message, options) =>
      hook.send(typeof message === "string" ? { content: message } : message, options),
  };
}
