/**
 * The body of a message: JSON, or a form when files go with it.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import type { LoadedFile } from "./file.ts";
import type { RawMessage } from "./message.ts";

/** What is told of one file. */
interface Attachment {
  readonly id: number | string;
  readonly filename?: string;
  readonly title?: string;
  readonly description?: string;
  readonly is_spoiler?: boolean;
}

/**
 * Writes a message and its files as a form: `payload_json`, then `files[0]` and so on.
 *
 * @param message The message, its files described.
 * @param files The files.
 * @returns The form, or the message itself when there are no files.
 */
export function writeForm(
  message: RawMessage,
  files: readonly LoadedFile[],
): RawMessage | FormData {
  if (files.length === 0) return message;
  const form = new FormData();
  // A text, not a Blob: that would gain a file name, and Discord would take it for a file.
  form.append("payload_json", JSON.stringify(message));
  files.forEach(({ content, name }, n) => form.append(`files[${n}]`, content, name));
  return form;
}

/**
 * Describes the files of a message in its `attachments`.
 *
 * @param message The message.
 * @param files The files.
 * @param isEdit Whether it edits a message: `attachments` is then the whole list of what stays.
 * @returns The message.
 * @throws {RefusedPayload} If files need to be described, and nobody said which others stay.
 */
export function describeFiles(
  message: RawMessage,
  files: readonly LoadedFile[],
  isEdit: boolean,
): RawMessage {
  if (files.length === 0) return message;
  const described = files.map(({ name, title, description, spoiler }, id): Attachment => ({
    id,
    filename: name,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(spoiler && { is_spoiler: true }),
  }));
  const listed = message.attachments ?? undefined;
  if (isEdit && listed === undefined) {
    const isTold = files.some(({ title, description, spoiler }) => {
      return title !== undefined || description !== undefined || spoiler;
    });
    // Without the list Discord keeps the old files and adds the new ones.
    if (!isTold) return message;
    throw new RefusedPayload(
      "'attachments' must list the files that stay, when a new one has a title or a description, or is a spoiler",
    );
  }
  const kept = (listed ?? []) as readonly Attachment[];
  const own = kept.filter(({ id }) => described.some((file) => String(file.id) === String(id)));
  const merged = described.map((file) => ({
    ...file,
    ...own.find(({ id }) => String(id) === String(file.id)),
    id: file.id,
  }));
  return { ...message, attachments: [...kept.filter((file) => !own.includes(file)), ...merged] };
}
