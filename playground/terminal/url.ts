/**
 * Reads the URL of a webhook of one's own.
 *
 * @module
 */

import { Webhook } from "@hookcast/hookcast";
import { DiscordWebhook } from "@hookcast/hookcast/discord";
import { isDiscord } from "../engine/send/senders.ts";

/** The path of a Discord webhook, on whatever host: fakes and proxies of Discord have it too. */
const DISCORD_PATH = /^\/api\/(?:v\d+\/)?webhooks\/\d{17,20}\//;

/** Where a URL leads. */
export interface Destination {
  /** The URL. It is a secret. */
  readonly url: string;
  /** The URL, masked. */
  readonly shown: string;
  /** What is there. */
  readonly target: "discord" | "generic";
}

/**
 * Reads a URL.
 *
 * @param url The URL.
 * @returns Where it leads.
 * @throws {TypeError} If it is none of a webhook. The message does not hold it.
 */
export function readUrl(url: string): Destination {
  if (!URL.canParse(url)) throw new TypeError("That is no valid URL");
  const { pathname, origin } = new URL(url);
  const target = isDiscord(url) || DISCORD_PATH.test(pathname) ? "discord" : "generic";
  try {
    // What is wrong with it the library knows best.
    const { urls } = target === "discord"
      ? new DiscordWebhook(url, isDiscord(url) ? {} : { baseUrl: origin })
      : new Webhook(url);
    return { url, shown: urls[0] ?? "", target };
  } catch (error) {
    // The library speaks of its parameter; here nobody knows it.
    throw new TypeError(String((error as Error).message).replace("'urls'", "The URL"));
  }
}

/**
 * Makes a payload of a message.
 *
 * @param target Where it goes.
 * @param message A text, or a whole payload.
 * @returns The payload.
 */
export function payloadFor(target: Destination["target"], message: string | object): unknown {
  return target === "generic" && typeof message === "string" ? { content: message } : message;
}
