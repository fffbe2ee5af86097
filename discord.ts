/**
 * A client of Discord's webhooks: it knows their URLs, rate limits and manners.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assert } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start(); // your own webhook here
 * const { url } = discord.addWebhook();
 *
 * const hook = new DiscordWebhook(url, { baseUrl: discord.url });
 * const result = await hook.send("hello");
 *
 * assert(result.ok);
 * ```
 *
 * @module
 */

export type {
  Buildable,
  DiscordAllowedMentions,
  DiscordIdentity,
  DiscordMessage,
  DiscordMessageOptions,
} from "./src/discord/message.ts";
export {
  type DiscordSendOptions,
  DiscordWebhook,
  type DiscordWebhookOptions,
} from "./src/discord/webhook.ts";
