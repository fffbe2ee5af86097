/**
 * What the audit mirror says of an alert: one line.
 *
 * @module
 */

import { type Alert, createAlert } from "./alert.ts";
import type { AuditEntry, Channel } from "./channel.ts";
import { truncate } from "./truncate.ts";

/** How much of a title an entry shows, in characters. */
const MAX_TITLE = 80;

/**
 * Makes the entry of an alert.
 *
 * @param alert The alert.
 * @param channel The channel that it went to.
 * @param ok Whether it was delivered.
 * @returns The entry.
 */
export function auditEntry(alert: Alert, channel: string, ok: boolean): AuditEntry {
  const title = truncate(alert.title, MAX_TITLE, { marker: "" });
  return { channel, title, color: alert.color, timestamp: alert.timestamp, ok };
}

/**
 * The line of an entry, such as `` `[alerts]` DB down ``. A backtick in the name of a channel would
 * end the code span early, so it is left out. Line breaks become spaces: an alert cannot look like
 * two entries.
 *
 * @param entry The entry.
 * @returns The line.
 */
export function auditLine({ channel, title, ok }: AuditEntry): string {
  const line = `\`[${channel.replaceAll("`", "")}]\` ${ok ? "" : "not delivered: "}${title}`;
  return line.replace(/[\s\p{Cc}]+/gu, " ");
}

/**
 * Renders an entry for a channel.
 *
 * @param channel The channel.
 * @param entry The entry.
 * @returns The payload.
 */
export function renderEntry(channel: Channel, entry: AuditEntry): unknown {
  if (channel.mirror) return channel.mirror(entry);
  return channel.render(createAlert("DEV", auditLine(entry), { timestamp: entry.timestamp }, 0));
}
