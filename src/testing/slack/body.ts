/**
 * What Slack thinks of the body of a message.
 *
 * @module
 */

import type { SlackErrorCode } from "./errors.ts";

/** A body that is a JSON object. */
export type SlackFields = Readonly<Record<string, unknown>>;

/** Slack shows so much of a text. */
const MAX_TEXT = 40_000;

/** Reads a body; `undefined` when it is no JSON object. */
export function readFields(text: string): SlackFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with a message; `undefined` when nothing is. */
export function findError(body: SlackFields): SlackErrorCode | undefined {
  const { text, blocks, attachments, delete_original } = body;
  if (blocks !== undefined && !Array.isArray(blocks)) return "invalid_blocks_format";
  if (blocks !== undefined && !areGood(blocks)) return "invalid_blocks";
  if (Array.isArray(attachments) && attachments.length > 100) return "too_many_attachments";
  const hasMore = [blocks, attachments].some((list) => Array.isArray(list) && list.length > 0);
  return text || hasMore || delete_original === true ? undefined : "no_text";
}

/** A message as people see it: a long text is cut. */
export function shown(body: SlackFields): SlackFields {
  const { text } = body;
  if (typeof text !== "string") return body;
  return { ...body, text: Array.from(text).slice(0, MAX_TEXT).join("") };
}

function areGood(blocks: readonly unknown[]): boolean {
  return blocks.length <= 50 && blocks.every(isGood);
}

function isGood(block: unknown): boolean {
  if (!isFields(block) || typeof block.type !== "string") return false;
  const { type, text, fields } = block;
  if (type === "header") return isText(text, 150);
  if (type !== "section") return true;
  if (fields === undefined) return isText(text, 3000);
  const isShort = Array.isArray(fields) && fields.length <= 10;
  return isShort && fields.every((field) => isText(field, 2000)) &&
    (text === undefined || isText(text, 3000));
}

function isText(value: unknown, max: number): boolean {
  if (!isFields(value) || typeof value.text !== "string") return false;
  const { length } = Array.from(value.text);
  return length > 0 && length <= max;
}

function isFields(value: unknown): value is SlackFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
