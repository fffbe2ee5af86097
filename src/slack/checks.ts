/**
 * Checks messages before they are sent: Slack only says `invalid_blocks`, never which and why.
 *
 * Source: Slack's reference of Block Kit. Slack may count characters in another way than we: ours
 * counts no character twice, so that nothing is refused that Slack would take.
 *
 * @module
 */

import { countCharacters } from "./characters.ts";
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
  if (block.type === "header") {
    return objectProblems(block.text, `${path}.text`, MAX_HEADER_TEXT);
  }
  if (block.type !== "section") return []; // Of other blocks Slack knows more than we.
  const { text, fields } = block;
  if (isNothing(text) && isNothing(fields)) return [`'${path}' must have 'text' or 'fields'`];
  const isEmpty = Array.isArray(fields) && fields.length === 0;
  return [
    ...(isNothing(text) ? [] : objectProblems(text, `${path}.text`, MAX_SECTION_TEXT)),
    ...(isEmpty ? [`'${path}.fields' must have at least one item`] : []),
    ...countProblems(fields, `${path}.fields`, MAX_FIELDS),
    ...items(fields).flatMap((field, index) =>
      objectProblems(field, `${path}.fields[${index}]`, MAX_FIELD_TEXT)
    ),
  ];
}

/** What is wrong with a text object: `{ type, text }`. */
function objectProblems(value: unknown, path: string, max: number): string[] {
  if (!isFields(value)) return [`'${path}' must be an object`];
  if (typeof value.text !== "string") return [`'${path}.text' must be a string`];
  if (value.text === "") return [`'${path}.text' must not be empty`];
  const length = countCharacters(value.text);
  if (length <= max) return [];
  return [`'${path}.text' must have at most ${max} characters: it has ${length}`];
}

function countProblems(value: unknown, path: string, max: number): string[] {
  if (isNothing(value)) return [];
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

function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
