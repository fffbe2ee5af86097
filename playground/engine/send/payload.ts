/**
 * Makes the payload of each send of a run.
 *
 * @module
 */

import type { DiscordFile } from "@hookcast/hookcast/discord";
import type { Order, UploadedFile } from "../../api/order.ts";
import { redactDeep } from "../secrets.ts";

/**
 * Makes the payload of one send.
 *
 * @param order The order.
 * @param number The number of the send: 1, 2, …
 * @returns The payload.
 */
export function payloadOf({ payload, count = 1, files = [] }: Order, number: number): unknown {
  const change = (text: string) => text.replaceAll("{n}", String(number));
  const own = count > 1 ? redactDeep(payload, change) : payload;
  if (files.length === 0) return own;
  const body = typeof own === "string" ? { content: own } : own as object;
  return { ...body, files: files.map(toDiscordFile) };
}

/**
 * The first words of a payload, for a list.
 *
 * @param payload The payload.
 * @returns At most 60 characters.
 */
export function excerptOf(payload: unknown): string {
  const { content, text, title, embeds } = (payload ?? {}) as Record<string, unknown>;
  const embed = Array.isArray(embeds) ? embeds[0]?.title : undefined;
  const words = [payload, content, text, title, embed].find((part) => {
    return typeof part === "string" && part !== "";
  }) ?? JSON.stringify(payload) ?? "";
  const [first = ""] = String(words).split("\n");
  return first.length > 60 ? `${first.slice(0, 59)}…` : first;
}

/**
 * What a file is called in a folder. A name with a path would lead elsewhere, and may come from a
 * scenario of somebody else.
 *
 * @param file The file.
 * @returns The last part of its name.
 */
export function nameOfFile({ name }: Pick<UploadedFile, "name">): string {
  return name.split(/[\\/]/).at(-1) || "file";
}

function toDiscordFile({ name, type, description, data = "" }: UploadedFile): DiscordFile {
  const bytes = Uint8Array.fromBase64(data);
  return {
    name,
    data: bytes,
    ...(type !== undefined && { contentType: type }),
    ...(description !== undefined && { description }),
  };
}
