/**
 * Messages as Discord shows them.
 *
 * @module
 */

import type { APIAttachment, APIEmbed, APIMessage, EmbedType } from "discord-api-types/v10";
import { type DiscordPart, type Fields, isFields } from "./body.ts";
import type { WebhookRecord } from "./directory.ts";
import type { Snowflakes } from "./snowflakes.ts";

/** What a message is made from. */
export interface MessageSource {
  /** The new message's id. */
  readonly id: string;
  /** Where it will stand. */
  readonly channelId: string;
  /** Who posts it. */
  readonly webhook: WebhookRecord;
  /** The JSON as posted, checked. */
  readonly payload: Fields;
  /** The uploaded files. */
  readonly attachments: readonly APIAttachment[];
  /** The date, in epoch ms. */
  readonly now: number;
}

/** Makes a message from a checked payload. */
export function newMessage(source: MessageSource): APIMessage {
  const { id, channelId, webhook: { shown }, payload } = source;
  return {
    type: 0,
    content: text(payload.content).trim(),
    mentions: [],
    mention_roles: [],
    attachments: [...source.attachments],
    embeds: richEmbeds(payload.embeds),
    timestamp: isoTime(source.now),
    edited_timestamp: null,
    flags: Number(payload.flags ?? 0),
    components: (payload.components ?? []) as APIMessage["components"] & object,
    id,
    channel_id: channelId,
    author: {
      id: shown.id,
      username: text(payload.username).trim().replace(/\s+/g, " ") || shown.name,
      avatar: shown.avatar,
      discriminator: "0000",
      bot: true,
      global_name: null,
    },
    pinned: false,
    mention_everyone: mentionsEveryone(payload),
    tts: payload.tts === true,
    webhook_id: shown.id,
  };
}

/**
 * The message after an edit: an absent field stays, `null` clears it, and `attachments` is the full
 * list of what stays. Source:
 * https://docs.discord.com/developers/resources/webhook#edit-webhook-message
 */
export function editedMessage(
  message: APIMessage,
  { payload, attachments, now }: Pick<MessageSource, "payload" | "attachments" | "now">,
): APIMessage {
  const { content, embeds, components, flags } = payload;
  const kept = Array.isArray(payload.attachments)
    ? payload.attachments.filter(isFields).map((entry) => String(entry.id))
    : message.attachments.map((entry) => entry.id);
  return {
    ...message,
    content: content === undefined ? message.content : text(content).trim(),
    embeds: embeds === undefined ? message.embeds : richEmbeds(embeds),
    components: components === undefined
      ? message.components ?? []
      : (components ?? []) as APIMessage["components"] & object,
    flags: flags === undefined ? message.flags ?? 0 : Number(flags ?? 0),
    attachments: [...message.attachments.filter(({ id }) => kept.includes(id)), ...attachments],
    edited_timestamp: isoTime(now),
    // The mentions of a message are not stored: every edit parses them anew.
    mention_everyone: mentionsEveryone({ content: message.content, ...payload }),
  };
}

/** Makes attachments of the files of a request, with the names that Discord gives them. */
export function newAttachments(
  parts: readonly DiscordPart[],
  snowflakes: Snowflakes,
  channelId: string,
): APIAttachment[] {
  return parts.flatMap(({ filename: original, type, size }) => {
    if (original === null) return [];
    const id = snowflakes.next();
    const filename = safeName(original);
    const path = `attachments/${channelId}/${id}/${filename}`;
    return [{
      id,
      filename,
      ...(filename === original ? {} : { title: original.replace(/\.[^.]*$/, "") }),
      content_type: type,
      size,
      url: `https://cdn.discordapp.com/${path}`,
      proxy_url: `https://media.discordapp.net/${path}`,
    }];
  });
}

/** Letters, digits, `_`, `-` and `.` stay, spaces become `_`, and the name begins with a letter. */
function safeName(name: string): string {
  return name.replace(/\s/g, "_").replace(/[^A-Za-z0-9_.-]/g, "").replace(/^[_.]+/, "") ||
    "unknown";
}

function richEmbeds(embeds: unknown): APIEmbed[] {
  if (!Array.isArray(embeds)) return [];
  return embeds.map((embed) => ({ ...embed, type: "rich" as EmbedType }));
}

function mentionsEveryone({ content, allowed_mentions: allowed }: Fields): boolean {
  return /@(everyone|here)\b/.test(text(content)) && isFields(allowed) &&
    Array.isArray(allowed.parse) && allowed.parse.includes("everyone");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A date the way Discord writes it: with microseconds and an offset. */
function isoTime(now: number): string {
  return new Date(now).toISOString().replace("Z", "000+00:00");
}
