/**
 * Makes of one message as many as it takes.
 *
 * @module
 */

import type { APIEmbed } from "discord-api-types/v10";
import { countCharacters } from "./characters.ts";
import { MESSAGE } from "./limits.ts";
import type { Draft, RawMessage } from "./message.ts";
import type { Overflow } from "./overflow.ts";
import { splitContent, splitEmbeds, truncateContent } from "./split.ts";

/** What goes with the last of several messages only. */
const LAST_ONLY = ["components", "poll", "attachments"] as const;

/** What goes with the first of several messages only: the others go into the thread it makes. */
const FIRST_ONLY = ["thread_name", "applied_tags"] as const;

/** What the text is called when it becomes a file. */
const FILE_NAME = "message.txt";

/**
 * Plans what is posted for a message.
 *
 * @param draft The message.
 * @param overflow What is to become of it when it is too long.
 * @returns The messages to post, in order; at least one.
 */
export function planMessages(draft: Draft, overflow: Overflow): readonly Draft[] {
  switch (overflow) {
    case "fail":
      return [draft];
    case "truncate":
      return [truncate(draft)];
    case "file":
      return [moveToFile(draft)];
    case "split":
      return split(draft);
  }
}

function truncate({ message, files }: Draft): Draft {
  if (!isTooLong(message)) return { message, files };
  return { message: { ...message, content: truncateContent(message.content!) }, files };
}

function moveToFile({ message, files }: Draft): Draft {
  if (!isTooLong(message)) return { message, files };
  const { content, ...rest } = message;
  const data = new Blob([content!], { type: "text/plain; charset=utf-8" });
  return { message: rest, files: [...files, { data, name: FILE_NAME }] };
}

function isTooLong({ content }: RawMessage): boolean {
  return typeof content === "string" && countCharacters(content.trim()) > MESSAGE.content;
}

/**
 * Texts first, then embeds, of which the first go with the last text. Files, components and a poll
 * go with the last message of all; who it is from and whom it may ping, with each.
 */
function split({ message, files }: Draft): Draft[] {
  const { content, embeds } = message;
  const texts = typeof content === "string" && isTooLong(message)
    ? splitContent(content)
    : [content];
  const groups = Array.isArray(embeds) ? splitEmbeds(embeds as readonly APIEmbed[]) : [embeds];
  if (texts.length === 1 && groups.length <= 1) return [{ message, files }];

  const shared = omit(message, ["content", "embeds", ...LAST_ONLY, ...FIRST_ONLY]);
  const first = Object.fromEntries(FIRST_ONLY.map((name) => [name, message[name]]));
  const last = Object.fromEntries(LAST_ONLY.map((name) => [name, message[name]]));
  const bodies = [
    ...texts.slice(0, -1).map((text) => ({ content: text })),
    { content: texts.at(-1), embeds: groups[0] },
    ...groups.slice(1).map((group) => ({ embeds: group })),
  ];
  return bodies.map((body, index) => {
    const isLast = index === bodies.length - 1;
    const whole = { ...shared, ...body, ...(index === 0 && first), ...(isLast && last) };
    return { message: defined(whole) as RawMessage, files: isLast ? files : [] };
  });
}

function omit(object: RawMessage, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function defined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
