/**
 * A notifier as the environment says.
 *
 * @module
 */

import type { RESTPostAPIWebhookWithTokenJSONBody } from "discord-api-types/v10";
import type { Sender } from "../core/sender.ts";
import { checkNames, checkType } from "../util/check.ts";
import { redactor } from "../util/mask.ts";
import type { Channel } from "./channel.ts";
import { Notifier } from "./notifier.ts";
import type { NotifierOptions } from "./options.ts";
import { resolveRoutes } from "./routes.ts";
import { discordEmbeds } from "./render/discord.ts";
import { type SlackAlertPayload, slackBlocks } from "./render/slack.ts";
import { type ChannelGroup, together } from "./together.ts";

/** The settings of a sender that `fromEnv()` chooses: patient for alerts, brief for the mirror. */
export interface SenderDefaults {
  /** How many times a send is tried again. */
  readonly maxRetries: number;
  /** How long one attempt may take, in ms. */
  readonly timeout: number;
}

/** Who makes the senders. The notifier knows none itself. */
export interface SenderMakers {
  /** Makes a sender for Discord: `(url, options) => new DiscordWebhook(url, options)`. */
  readonly discord?: (
    url: string,
    options: SenderDefaults,
  ) => Sender<RESTPostAPIWebhookWithTokenJSONBody>;
  /** Makes a sender for Slack: `(url, options) => new SlackWebhook(url, options)`. */
  readonly slack?: (url: string, options: SenderDefaults) => Sender<SlackAlertPayload>;
}

/** Settings of a notifier that the environment does not say. */
export type FromEnvOptions = Omit<NotifierOptions, "channels" | "enabled">;

/** The variables that hold the URL of a channel. */
const VARIABLE = /^(DISCORD|SLACK)_WEBHOOK_([A-Z0-9_]+)$/;

/** Five attempts for an alert, two for a line of the mirror; ten seconds each. */
const ALERTS: SenderDefaults = { maxRetries: 4, timeout: 10_000 };
const MIRROR: SenderDefaults = { maxRetries: 1, timeout: 10_000 };

/**
 * Makes a notifier as the environment says. The environment is read here and nowhere else, from the
 * record that is passed in.
 *
 * - `DISCORD_WEBHOOK_ALERTS`, `SLACK_WEBHOOK_ALERTS` and so on: the URL of the channel `alerts`;
 *   `_` becomes `-`. An empty one is off. With both, alerts go to both. A name that no route and no
 *   audit channel has is left alone unless it holds an `https:` URL and there is who makes its
 *   sender: `SLACK_WEBHOOK_URL` or `DISCORD_WEBHOOK_TIMEOUT` may be somebody else's.
 * - `NOTIFY_DISCORD_ENABLED`: only `1` switches the notifier on, Slack included. Without it no
 *   sender is even made, so that a test run cannot reach the network.
 * - `DISCORD_P0_MENTION`: who a P0 pings on Discord, `@everyone` unless it is set.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { fromEnv } from "@hookcast/hookcast/notifier";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { DISCORD_WEBHOOK_ALERTS: "https://…" }; // Deno.env.toObject(), process.env
 * await using notifier = fromEnv(env, {
 *   discord: (url, options) => new DiscordWebhook(url, options),
 * });
 *
 * assertEquals(notifier.enabled, false); // NOTIFY_DISCORD_ENABLED is not "1"
 * ```
 * @param env The environment.
 * @param makers Who makes the senders.
 * @param options Settings that the environment does not say.
 * @returns The notifier.
 * @throws {TypeError} If a URL cannot be used, or there is nobody to make its sender. The message
 * names the variable and holds no URL.
 */
export function fromEnv(
  env: Readonly<Record<string, string | undefined>>,
  makers: SenderMakers,
  options: FromEnvOptions = {},
): Notifier {
  checkType("env", env ?? null, "object");
  checkNames(makers, ["discord", "slack"], "'makers'");
  checkType("makers.discord", makers.discord, "function");
  checkType("makers.slack", makers.slack, "function");
  const enabled = env.NOTIFY_DISCORD_ENABLED === "1";
  const channels = enabled ? readChannels(env, makers, options) : {};
  return new Notifier({ ...options, channels, enabled });
}

function readChannels(
  env: Readonly<Record<string, string | undefined>>,
  makers: SenderMakers,
  { auditChannel = "audit", routes }: FromEnvOptions,
): NotifierOptions["channels"] {
  const channels = new Map<string, Channel | ChannelGroup>();
  const routed = Object.values(resolveRoutes(routes)).flatMap((route) => {
    return typeof route === "string" ? route : Object.values(route);
  });
  const ours = new Set([...routed, auditChannel]);
  const mention = env.DISCORD_P0_MENTION?.trim() || "@everyone";
  for (const [variable, value] of Object.entries(env)) {
    const [, service, word = ""] = VARIABLE.exec(variable) ?? [];
    const url = value?.trim();
    if (!service || !url) continue;
    const name = word.toLowerCase().replaceAll("_", "-");
    const maker = service === "DISCORD" ? makers.discord : makers.slack;
    if (!ours.has(name) && !(maker && url.startsWith("https://"))) continue;
    const defaults = name === auditChannel ? MIRROR : ALERTS;
    const channel: Channel = service === "DISCORD"
      ? { to: make(variable, makers.discord, url, defaults), ...discordEmbeds({ mention }) }
      : { to: make(variable, makers.slack, url, defaults), ...slackBlocks() };
    const other = channels.get(name);
    channels.set(name, other ? together(other, channel) : channel);
  }
  return Object.fromEntries(channels);
}

function make<P>(
  variable: string,
  maker: ((url: string, options: SenderDefaults) => Sender<P>) | undefined,
  url: string,
  defaults: SenderDefaults,
): Sender<P> {
  if (!maker) throw new TypeError(`Cannot use ${variable}: nobody is given to make its sender`);
  try {
    return maker(url, defaults);
  } catch (error) {
    const reason = redactor([url])(error instanceof Error ? error.message : String(error));
    throw new TypeError(`Cannot use ${variable}: ${reason}`);
  }
}
