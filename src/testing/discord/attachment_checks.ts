/**
 * The checks of `attachments`, which describes files and, on an edit, says which ones stay.
 * Source: https://docs.discord.com/developers/reference#editing-message-attachments
 *
 * @module
 */

import { type DiscordPart, type Fields, filesOf } from "./body.ts";
import {
  checkBoolean,
  checkInteger,
  checkList,
  checkObject,
  checkPresent,
  checkText,
} from "./field_checks.ts";
import type { FormErrors } from "./form_errors.ts";
import { SNOWFLAKE } from "./snowflakes.ts";

/** The most files that a message may have. */
export const MAX_FILES = 10;

/** Checks the list itself. */
export function checkAttachments(value: unknown, errors: FormErrors): void {
  const list = checkList(value, ["attachments"], errors, { max: MAX_FILES });
  for (const [index, value] of list.entries()) {
    const path = ["attachments", index];
    const entry = checkObject(value, path, errors);
    if (!entry) continue;
    checkId(entry.id, [...path, "id"], errors);
    checkText(entry.filename, [...path, "filename"], errors, { min: 1, max: 1024 });
    checkText(entry.title, [...path, "title"], errors, { max: 1024 });
    checkText(entry.description, [...path, "description"], errors, { max: 1024 });
    checkText(entry.waveform, [...path, "waveform"], errors, { max: 400 });
    checkBoolean(entry.is_spoiler, [...path, "is_spoiler"], errors);
  }
}

/** The files of a request by the number that `attachments` knows them by. */
export function filesByNumber(parts: readonly DiscordPart[]): Map<string, DiscordPart> {
  return new Map(
    filesOf(parts).map((part, index) => {
      const named = /^files\[(\d+)\]$/.exec(part.name)?.[1];
      return [named === undefined ? String(index) : String(Number(named)), part];
    }),
  );
}

/** Whether `attachments` describes a file that was not sent. */
export function lacksFiles({ attachments }: Fields, parts: readonly DiscordPart[]): boolean {
  const files = filesByNumber(parts);
  return Array.isArray(attachments) && attachments.some(({ id }) => {
    return !SNOWFLAKE.test(String(id)) && !files.has(String(id));
  });
}

function checkId(value: unknown, path: readonly (string | number)[], errors: FormErrors): void {
  if (!checkPresent(value, path, errors)) return;
  if (typeof value === "string" && /^\d+$/.test(value)) return;
  checkInteger(value, path, errors, { max: Number.MAX_SAFE_INTEGER });
}
