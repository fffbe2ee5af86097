/**
 * Checks messages before they are sent: Slack only says `invalid_blocks`, never which and why.
 *
 * Source: Slack's reference of Block Kit. Slack may count characters in another way than we: ours
 * counts no character twice, so that nothing is refused that Slack would take.
 *
 * @module
 */

import { MessageError } from "./message_error.ts";

const MAX_BLOCKS = 50;
const MAX_ATTACHMENTS = 100;
const MAX_SECTION_TEXT = 3000;
const MAX_FIELDS = 10;
const MAX_FIELD_TEXT = 2000;
const MAX_HEADER_TEXT = 150;

/** How many problems a message names: one mistake in a loop makes many. */
const MAX_TOLD = 5;

/**
 * Checks the blocks and attachments of a message.
 *
 * @param body The message as it is sent.
 * @throws {MessageError} If Slack would refuse it. The message names the places, and no text.
 */
export function checkMessage(body: Readonly<Record<string, unknown>>): void {
  const problems = [
    ...blockProblems(body.blocks, "blocks"),
    ...attachmentProblems(body.attachments),
  ];
  if (problems.length === 0) return;
  const more = problems.length > MAX_TOLD ? `; and ${problems.length - MAX_TOLD} more` : "";
  throw new MessageError(problems.slice(0, MAX_TOLD).join("; ") + more);
}

function attachmentProblems(attachments: unknown): string[] {
  return [
    ...countProblems(attachments, "attachments", MAX_ATTACHMENTS),
    ...items(attachments).flatMap((attachment, index) => {
      const path = `attachments[${index}]`;
      if (!isFields(attachment)) return [`'${path}' must be an object`];
      return blockProblems(attachment.blocks, `${path}.blocks`);
    }),
  ];
}

function blockProblems(blocks: unknown, path: string): string[] {
  return [
    ...countProblems(blocks, path, MAX_BLOCKS),
    ...items(blocks).flatMap((block, index) => problemsOf(block, `${path}[${index}]`)),
  ];
}

function problemsOf(block: unknown, path: string): string[] {
  if (!isFields(block)) return [`'${path}' must be an object`];
  if (typeof block.type !== "string") return [`'${path}.type' must be a string`];
  if (block.type === "header") return textProblems(block.text, `${path}.text`, MAX_HEADER_TEXT);
  if (block.type !== "section") return []; // Of other blocks Slack knows more than we.
  if (block.text === undefined && block.fields === undefined) {
    return [`'${path}' must have 'text' or 'fields'`];
  }
  return [
    ...textProblems(block.text, `${path}.text`, MAX_SECTION_TEXT),
    ...countProblems(block.fields, `${path}.fields`, MAX_FIELDS),
    ...items(block.fields).flatMap((field, index) =>
      textProblems(field, `${path}.fields[${index}]`, MAX_FIELD_TEXT)
    ),
  ];
}

function textProblems(value: unknown, path: string, max: number): string[] {
  if (!isFields(value) || typeof value.text !== "string") return [];
  const length = countCharacters(value.text);
  if (length <= max) return [];
  return [`'${path}.text' must have at most ${max} characters: it has ${length}`];
}

function countProblems(value: unknown, path: string, max: number): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [`'${path}' must be an array`];
  if (value.length <= max) return [];
  return [`'${path}' must have at most ${max} items: it has ${value.length}`];
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
