/**
 * The client of Discord's webhooks.
 *
 * @module
 */

import type { APIMessage } from "discord-api-types/v10";
import {
  readHeaders,
  resolveOptions,
  type Settings,
  type WebhookOptions,
} from "../core/options.ts";
import { Pool } from "../core/pool.ts";
import type { WebhookResult } from "../core/result.ts";
import { run } from "../core/run.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Sender } from "../core/sender.ts";
import { listUrls, type Target } from "../core/target.ts";
import { checkType } from "../util/check.ts";
import { maskUrl } from "../util/mask.ts";
import { makePrintable } from "../util/printable.ts";
import { VERSION } from "../util/version.ts";
import {
  composeMessage,
  type DiscordIdentity,
  type DiscordMessage,
  type DiscordMessageOptions,
} from "./message.ts";
import { pinWebhookUrl, readBaseUrl } from "./url.ts";

/** Discord asks every client to say who it is; the edge turns away those that do not. */
const USER_AGENT = `DiscordBot (https://jsr.io/@hookcast/hookcast, ${VERSION})`;

/** Settings of a {@linkcode DiscordWebhook}: those of a `Webhook`, and who it speaks as. */
export interface DiscordWebhookOptions extends WebhookOptions, DiscordIdentity {
  /**
   * The origin of a server that plays Discord, such as `FakeDiscord` or a proxy of your own.
   * Requests go there, and URLs that lead there are accepted beside Discord's own.
   */
  readonly baseUrl?: string | URL;
}

/** The options of a send that are parts of the message. */
const MESSAGE_OPTIONS = [
  "username",
  "avatarUrl",
  "embeds",
  "allowedMentions",
] satisfies (keyof DiscordMessageOptions)[];

/** Settings of one send: those of a `Webhook`, and parts of the message. */
export interface DiscordSendOptions extends SendOptions, DiscordMessageOptions {}

/**
 * Posts messages to a Discord webhook, or to a pool of them. `send()` never throws and never
 * rejects: every failure is a value.
 *
 * Requests go to v10 of the API, whatever version the URL names. `allowed_mentions` is always
 * sent, so that nobody is pinged unless you say so.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const { url } = discord.addWebhook();
 *
 * const hook = new DiscordWebhook(url, { username: "Deploys", baseUrl: discord.url });
 * const result = await hook.send("Done", { embeds: [{ title: "v1.2.3", color: 0x57f287 }] });
 *
 * assertEquals(result.ok, true);
 * assertEquals(discord.stored[0]?.message.content, "Done");
 * ```
 */
export class DiscordWebhook implements Sender<string | DiscordMessage, APIMessage> {
  readonly #pool: Pool;
  readonly #settings: Settings;
  readonly #identity: DiscordIdentity;

  static {
    makePrintable(this.prototype, "DiscordWebhook");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param urls The URL of a webhook, or several, in any form that Discord shows: with or without
   * a version, on `discord.com`, `discordapp.com`, `ptb.` or `canary.`. A `thread_id` in the query
   * is kept.
   * @param options Settings of every send.
   * @throws {TypeError} If a URL is not one of a Discord webhook, or an option is unknown or of the
   * wrong type. No message holds a URL.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(
    urls: string | URL | Iterable<string | URL>,
    options: DiscordWebhookOptions = {},
  ) {
    checkType("options", options ?? null, "object");
    const { username, avatarUrl, baseUrl, ...rest } = options;
    checkType("username", username, "string");
    checkType("avatarUrl", avatarUrl, "string");
    this.#identity = { username, avatarUrl };
    const headers = readHeaders("headers", rest.headers);
    if (!headers.has("user-agent")) headers.set("user-agent", USER_AGENT);
    this.#settings = resolveOptions({ ...rest, headers });
    this.#pool = new Pool(pinAll(urls, baseUrl), this.#settings.rotation);
  }

  /** The URLs of the pool, masked, in order. */
  get urls(): string[] {
    return this.#pool.targets.map(({ url }) => maskUrl(url));
  }

  /**
   * Sends a message.
   *
   * @param message The content, or a whole message as Discord's API names its parts, or a builder
   * of one.
   * @param options Parts of the message, which win over those inside it, and settings of this
   * send. With `query: { wait: "true" }` Discord answers with the stored message.
   * @returns What came of it. Failures are of every `FailureKind`.
   */
  send(
    message: string | DiscordMessage,
    options: DiscordSendOptions = {},
  ): Promise<WebhookResult<APIMessage>> {
    // Composed when the core serialises it: what a builder throws is then a value, like all else.
    const payload = { toJSON: () => composeMessage(message, options, this.#identity) };
    const targets = this.#pool.take();
    const sending = { targets, settings: this.#settings, alsoKnown: MESSAGE_OPTIONS };
    return run(sending, payload, options) as Promise<WebhookResult<APIMessage>>;
  }

  /**
   * What is printed of a client: where it leads, nothing that lets one use it.
   *
   * @returns A plain object.
   */
  toJSON(): { urls: string[]; username?: string } {
    return { urls: this.urls, username: this.#identity.username };
  }
}

function pinAll(
  urls: string | URL | Iterable<string | URL>,
  baseUrl: string | URL | undefined,
): Target[] {
  const base = baseUrl === undefined ? undefined : readBaseUrl(baseUrl);
  return listUrls(urls).map(({ given, name }) => {
    try {
      return { given, url: pinWebhookUrl(given, base), authorization: undefined };
    } catch (error) {
      throw new TypeError(`${name} is no URL of a Discord webhook: ${(error as Error).message}`);
    }
  });
}
