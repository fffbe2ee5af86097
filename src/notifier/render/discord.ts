/**
 * How alerts look on Discord. These are plain objects: nothing here sends.
 *
 * @module
 */

import type {
  APIAllowedMentions,
  APIEmbed,
  RESTPostAPIWebhookWithTokenJSONBody,
} from "discord-api-types/v10";
import { checkNames, checkType } from "../../util/check.ts";
import type { Alert, AlertField } from "../alert.ts";
import { auditLine } from "../audit.ts";
import type { AuditEntry, Rendering } from "../channel.ts";
import { COLORS } from "../severity.ts";
import { checkTruncate, truncate, type TruncateOptions } from "../truncate.ts";
import { embedSize, fitEmbed, shareBudget } from "./budget.ts";
import { allowMention, breakMentions } from "./mentions.ts";

/** How alerts look on Discord. */
export interface DiscordRenderOptions {
  /**
   * The name shown above each message, of at most 80 characters; `""` for the webhook's own.
   *
   * @default {"notifier-bot"}
   */
  readonly username?: string;
  /**
   * Who a P0 pings: `@everyone`, `@here`, a role as `<@&ID>`, a user as `<@ID>`, several of them, or
   * `null` for nobody. Any other text is shown, and pings nobody; nor do other severities.
   *
   * @default {"@everyone"}
   */
  readonly mention?: string | null;
  /** How texts are cut that are too long; by default at the end, with `…` as the last character. */
  readonly truncate?: TruncateOptions;
}

/** The same with every default. */
interface Look {
  readonly name: {
    readonly username?: string;
  };
  readonly mention: string;
  readonly cut: TruncateOptions;
}

/** Discord's limits, in characters. Source: https://docs.discord.com/developers/resources/message */
const LIMITS = {
  username: 80,
  content: 2000,
  title: 256,
  description: 4096,
  name: 256,
  value: 1024,
  footer: 2048,
  fields: 25,
};

/** What stands in for a blank name or value of a field, which Discord refuses: nothing visible. */
const BLANK = "\u200b";

/** Words that Discord refuses in the name of a webhook. */
const FORBIDDEN = /clyde|discord/i;

/** The dates that Discord takes; any other text would cost the whole message. */
const ISO_DATE =
  /^(?!0000)\d{4}-\d\d-\d\d(?:T(?!24)\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/**
 * Shows each alert as an embed, and up to ten at once as one message. Texts are cut to Discord's
 * limits, that of 6000 characters per message included: fields go first, the last before the
 * others, then the description is cut. What Discord would refuse is shown in another way: a blank
 * title as the severity, and a timestamp that is no ISO date in the footer.
 *
 * @example
 * ```ts
 * import { DiscordWebhook } from "@hookcast/hookcast/discord";
 * import { discordEmbeds, Notifier } from "@hookcast/hookcast/notifier";
 * import { FakeDiscord } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using discord = await FakeDiscord.start();
 * const to = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
 * await using notifier = new Notifier({ channels: { alerts: { to, ...discordEmbeds() } } });
 * await notifier.notifyNow("P1", "Replica lag", { fields: { seconds: 42 } });
 *
 * assertEquals(discord.stored[0]?.message.embeds[0]?.title, "Replica lag");
 * ```
 * @param options The name, the mention, and how to cut.
 * @returns The rendering.
 * @throws {TypeError} If an option is wrong.
 */
export function discordEmbeds(
  options: DiscordRenderOptions = {},
): Required<Rendering<RESTPostAPIWebhookWithTokenJSONBody>> {
  const look = readLook(options);
  return {
    render: (alert) => renderEmbeds([alert], look),
    digest: (alerts) => renderEmbeds(alerts, look),
    mirror: (entry) => renderMirror(entry, look),
  };
}

/**
 * Shows each alert as plain text: content, title and description, each on a line of its own, cut to
 * Discord's 2000 characters.
 *
 * @param options The name, the mention, and how to cut.
 * @returns The rendering.
 * @throws {TypeError} If an option is wrong.
 */
export function discordText(
  options: DiscordRenderOptions = {},
): Rendering<RESTPostAPIWebhookWithTokenJSONBody> {
  const look = readLook(options);
  return {
    render: (alert) => {
      const { content, description } = alert;
      const lines = [content, headline(alert), description, suppressedNote(alert)];
      return { ...look.name, ...message([alert], lines, look) };
    },
  };
}

function readLook(options: DiscordRenderOptions): Look {
  checkNames(options, ["username", "mention", "truncate"], "a Discord rendering");
  const { username = "notifier-bot", mention = "@everyone", truncate: cut = {} } = options;
  checkType("username", username, "string");
  if (mention !== null) checkType("mention", mention, "string");
  checkTruncate(cut);
  const name = username.trim();
  if (name.length > LIMITS.username || FORBIDDEN.test(name)) {
    throw new RangeError(
      "'username' must have at most 80 characters, and no word that Discord refuses",
    );
  }
  return { name: name ? { username: name } : {}, mention: mention ?? "", cut };
}

function renderEmbeds(
  alerts: readonly Alert[],
  look: Look,
): RESTPostAPIWebhookWithTokenJSONBody {
  const embeds = alerts.map((alert) => toEmbed(alert, look.cut));
  const shares = shareBudget(embeds.map(embedSize));
  return {
    ...look.name,
    embeds: embeds.map((embed, index) => fitEmbed(embed, shares[index]!, look.cut)),
    ...message(alerts, alerts.map(({ content }) => content), look),
  };
}

/** The text above, and who it pings: a P0 its mention, anything else nobody. */
function message(alerts: readonly Alert[], lines: readonly string[], { mention, cut }: Look): {
  content?: string;
  allowed_mentions: APIAllowedMentions;
} {
  const ping = alerts.some(({ severity }) => severity === "P0") ? mention : "";
  const allowed = allowMention(ping);
  const text = lines.filter((line) => line.trim() !== "").join("\n");
  const harmless = allowed.parse?.length ? breakMentions(text) : text;
  const content = truncate([ping, harmless].filter(Boolean).join(" "), LIMITS.content, cut);
  return { ...(content && { content }), allowed_mentions: allowed };
}

function toEmbed(alert: Alert, cut: TruncateOptions): APIEmbed {
  const { description, color, timestamp, footer, fields } = alert;
  const isDate = ISO_DATE.test(timestamp) && exists(timestamp);
  const notes = [footer.trim(), isDate ? "" : timestamp.trim(), suppressedNote(alert)]
    .filter(Boolean).join(" · ");
  return {
    title: truncate(headline(alert), LIMITS.title, cut),
    description: truncate(description, LIMITS.description, cut),
    color,
    ...(isDate && { timestamp }),
    ...(fields.length > 0 && {
      fields: fields.slice(0, LIMITS.fields).map((field) => toField(field, cut)),
    }),
    ...(notes && { footer: { text: truncate(notes, LIMITS.footer, cut) } }),
  };
}

/** Whether there is such a date: JavaScript takes the 30th of February for the 2nd of March. */
function exists(timestamp: string): boolean {
  const day = timestamp.slice(0, "YYYY-MM-DD".length);
  if (Number.isNaN(Date.parse(timestamp))) return false;
  return new Date(day).toISOString().startsWith(day);
}

function toField({ name, value, inline }: AlertField, cut: TruncateOptions) {
  return {
    name: truncate(name.trim(), LIMITS.name, cut) || BLANK,
    value: truncate(value.trim(), LIMITS.value, cut) || BLANK,
    inline,
  };
}

/** The title as Discord counts it; an alert without one is told by its severity. */
function headline({ title, severity }: Alert): string {
  return title.trim() || severity;
}

function suppressedNote({ suppressed }: Alert): string {
  return suppressed > 0 ? `${suppressed} more suppressed` : "";
}

function renderMirror(entry: AuditEntry, { name }: Look): RESTPostAPIWebhookWithTokenJSONBody {
  const { color = COLORS.audit } = entry;
  return {
    ...name,
    embeds: [{ description: auditLine(entry), color }],
    allowed_mentions: { parse: [] },
  };
}
