/**
 * Checks the text of a message, and that there is a message at all.
 *
 * @module
 */

import { MESSAGE } from "../limits.ts";
import type { Report } from "./report.ts";
import type { AnyMessage, MessageFile } from "./message.ts";

/**
 * Checks the content.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 */
export function checkContent(report: Report, { content }: AnyMessage): void {
  report.text("content", content, { max: MESSAGE.content });
}

/**
 * Refuses a new message that holds nothing to show. Discord trims the content: one of white space
 * is none.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 * @param files What is sent along.
 */
export function checkEmptiness(
  report: Report,
  message: AnyMessage,
  files: readonly MessageFile[],
): void {
  const { content, embeds, components, attachments, poll } = message;
  const lists = [embeds, components, attachments, files];
  // What is of a wrong type is reported as such, and counts as something.
  const hasText = typeof content === "string" ? content.trim() !== "" : content;
  if (hasText || poll || lists.some((list) => list?.length !== 0 && list)) return;
  report.refuse("content", "is blank, and there are no embeds, components, files or poll either");
}
