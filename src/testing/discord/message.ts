/**
 * Messages as Discord shows them.
 *
 * @module
 */

import type { APIAttachment, APIMessage } from "discord-api-types/v10";
import { shownComponents, shownEmbeds } from "./attachments.ts";
import type { Fields } from "./body.ts";
import { isWhole } from "./component_totals.ts";
import type { WebhookRecord } from "./directory.ts";
import { editedFlags, newFlags } from "./flags.ts";
import { type MentionKind, mentionsOf } from "./mentions.ts";
import { shownPoll } from "./poll.ts";

/** What a message is made from. */
export interface MessageSource {
  /** The new message's id. */
  readonly id: string;
  /** Where it will stand. */
  readonly channelId: string;
  /** How many messages are before it in its thread; `null` if it is in none. */
  readonly position: number | null;
  /** Who posts it. */
  readonly webhook: WebhookRecord;
  /** The JSON as posted, checked. */
  readonly payload: Fields;
  /** All files of the message, new ones included. */
  readonly attachments: readonly APIAttachment[];
  /** Whom a message may ping that does not say. */
  readonly defaultMentions: readonly MentionKind[];
  /** The date, in epoch ms. */
  readonly now: number;
}

/** Makes a message from a checked payload. */
export function newMessage(source: MessageSource): APIMessage {
  const { id, channelId, position, webhook: { shown }, payload, attachments, now } = source;
  const flags = newFlags(payload.flags);
  return {
    type: 0,
    content: text(payload.content).trim(),
    ...mentionsOf(payload, source.defaultMentions),
    attachments: listed(flags, attachments),
    embeds: shownEmbeds(payload.embeds, attachments),
    timestamp: isoTime(now),
    edited_timestamp: null,
    flags,
    components: shownComponents(payload.components, attachments),
    ...shownPoll(payload.poll, now),
    id,
    channel_id: channelId,
    ...(position !== null && { position }),
    author: {
      id: shown.id,
      username: text(payload.username).trim().replace(/\s+/g, " ") || shown.name,
      avatar: shown.avatar,
      discriminator: "0000",
      bot: true,
      global_name: null,
    },
    pinned: false,
    tts: payload.tts === true,
    webhook_id: shown.id,
  };
}

/**
 * The message after an edit: an absent field stays, `null` clears it. Source:
 * https://docs.discord.com/developers/resources/webhook#edit-webhook-message
 */
export function editedMessage(
  message: APIMessage,
  { payload, attachments, defaultMentions, now }: Omit<
    MessageSource,
    "id" | "channelId" | "position" | "webhook"
  >,
): APIMessage {
  const { content, embeds, components, allowed_mentions } = payload;
  const flags = editedFlags(message.flags ?? 0, payload.flags);
  const edited = {
    ...message,
    content: content === undefined ? message.content : text(content).trim(),
    embeds: embeds === undefined ? message.embeds : shownEmbeds(embeds, attachments),
    components: components === undefined
      ? message.components ?? []
      : shownComponents(components, attachments),
    flags,
    attachments: listed(flags, attachments),
    edited_timestamp: isoTime(now),
  };
  // The mentions of a message are not stored: every edit parses them anew.
  return { ...edited, ...mentionsOf({ ...edited, allowed_mentions }, defaultMentions) };
}

/** A message made of components names its files only there: discord/discord-api-docs#8277. */
function listed(flags: number, attachments: readonly APIAttachment[]): APIAttachment[] {
  return isWhole({ flags }) ? [] : [...attachments];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A date the way Discord writes it: with microseconds and an offset. */
function isoTime(now: number): string {
  return new Date(now).toISOString().replace("Z", "000+00:00");
}
