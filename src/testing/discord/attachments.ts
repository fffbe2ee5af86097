/**
 * Files as Discord keeps them, and the places where a message shows them.
 *
 * @module
 */

import type { APIAttachment, APIEmbed, APIMessage, EmbedType } from "discord-api-types/v10";
import { filesByNumber } from "./attachment_checks.ts";
import { type DiscordPart, type Fields, isFields } from "./body.ts";
import { mediaOf, walk } from "./component_walk.ts";
import { safeName } from "./filenames.ts";
import type { Snowflakes } from "./snowflakes.ts";

/** The flag of an attachment that is hidden until clicked. */
const IS_SPOILER = 8;

/** Which files an embed can show. */
const PICTURE = /\.(?:jpe?g|png|webp|gif)$/i;

/** Makes attachments of the files of a request, as `attachments` in its payload describes them. */
export function newAttachments(
  parts: readonly DiscordPart[],
  payload: Fields,
  { snowflakes, channelId }: { readonly snowflakes: Snowflakes; readonly channelId: string },
): APIAttachment[] {
  return described(parts, payload).map(({ entry, filename: original, part: { type, size } }) => {
    const id = snowflakes.next();
    const filename = safeName(original);
    const path = `attachments/${channelId}/${id}/${filename}`;
    return {
      id,
      filename,
      ...(filename === original ? {} : { title: original.replace(/\.[^.]*$/, "") }),
      ...pick(entry, ["title", "description", "duration_secs", "waveform"]),
      ...(entry.is_spoiler === true ? { flags: IS_SPOILER } : {}),
      content_type: type,
      size,
      url: `https://cdn.discordapp.com/${path}`,
      proxy_url: `https://media.discordapp.net/${path}`,
    };
  });
}

/** The names under which components can show the files of a request. */
export function sentNames(parts: readonly DiscordPart[], payload: Fields): Set<string> {
  return new Set([...described(parts, payload)].map(({ filename }) => safeName(filename)));
}

/**
 * What an edit leaves of the files, new ones included: all that `attachments` names, or, without
 * it, all. Source: https://docs.discord.com/developers/reference#editing-message-attachments
 */
export function leftFiles<T extends { readonly id: string }>(
  payload: Fields,
  before: readonly T[],
  parts: readonly DiscordPart[],
): { kept: T[]; added: DiscordPart[] } {
  const files = filesByNumber(parts);
  if (payload.attachments === undefined) return { kept: [...before], added: [...files.values()] };
  const list: readonly unknown[] = Array.isArray(payload.attachments) ? payload.attachments : [];
  const named = new Set(list.filter(isFields).map(({ id }) => String(id)));
  const added = [...files].filter(([number]) => named.has(number)).map(([, part]) => part);
  return { kept: before.filter(({ id }) => named.has(id)), added };
}

/** Components with the addresses of the files that they show. */
export function shownComponents(
  components: unknown,
  files: readonly APIAttachment[],
): APIMessage["components"] & object {
  const shown = structuredClone(Array.isArray(components) ? components : []);
  for (const { fields } of [...walk(shown)].flatMap(mediaOf)) {
    const file = fileOf(fields.url, files);
    if (!file) continue;
    const { id, url, proxy_url } = file;
    Object.assign(fields, { url, proxy_url, attachment_id: id });
  }
  return shown;
}

/** Embeds with the addresses of the pictures that they show, and without those that are missing. */
export function shownEmbeds(embeds: unknown, files: readonly APIAttachment[]): APIEmbed[] {
  if (!Array.isArray(embeds)) return [];
  return embeds.map((embed: Fields) => {
    // Nobody but Discord itself can set these.
    const { provider: _provider, video: _video, image, thumbnail, ...rest } = embed;
    return {
      ...rest,
      ...shownPicture("image", image, files),
      ...shownPicture("thumbnail", thumbnail, files),
      type: "rich" as EmbedType,
    };
  });
}

/** The files of a request, each with its entry in `attachments`. */
function described(
  parts: readonly DiscordPart[],
  payload: Fields,
): { part: DiscordPart; entry: Fields; filename: string }[] {
  const list: readonly unknown[] = Array.isArray(payload.attachments) ? payload.attachments : [];
  const entries = list.filter(isFields);
  return [...filesByNumber(parts)].map(([number, part]) => {
    const entry = entries.find(({ id }) => String(id) === number) ?? {};
    return { part, entry, filename: String(entry.filename ?? part.filename) };
  });
}

function shownPicture(name: string, value: unknown, files: readonly APIAttachment[]): Fields {
  if (!isFields(value)) return {};
  const { url } = value;
  if (!String(url).startsWith("attachment://")) return { [name]: { url } };
  const file = fileOf(url, files);
  if (!file || !PICTURE.test(file.filename)) return {};
  return { [name]: { url: file.url, proxy_url: file.proxy_url } };
}

function fileOf(url: unknown, files: readonly APIAttachment[]): APIAttachment | undefined {
  const [, name] = /^attachment:\/\/(.*)$/s.exec(String(url)) ?? [];
  return name === undefined ? undefined : files.find((file) => file.filename === safeName(name));
}

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.flatMap((name) => fields[name] === undefined ? [] : [[name, fields[name]]]),
  );
}
