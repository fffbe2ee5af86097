/**
 * Checks what is attached: the files that are sent along, and what the message says of them.
 *
 * @module
 */

import { walkComponents } from "../component_tree.ts";
import { cleanFilename } from "../filename.ts";
import { ATTACHMENT } from "../limits.ts";
import type { AnyMessage, MessageFile } from "./message.ts";
import type { Report } from "./report.ts";
import { isAttachmentUrl } from "./url.ts";

/** How large files may be. */
export interface SizeLimits {
  /**
   * The most bytes of one file. Boosted guilds allow 50 or 100 MiB.
   *
   * @default {10_485_760}
   */
  readonly maxFileBytes?: number;
  /**
   * The most bytes of all files together.
   *
   * @default {26_214_400}
   */
  readonly maxRequestBytes?: number;
}

/**
 * Checks what a message says of its attachments.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 * @param files What is sent along.
 */
export function checkAttachments(
  report: Report,
  { attachments }: AnyMessage,
  files: readonly MessageFile[],
): void {
  const entries = report.objects("attachments", attachments, { max: Infinity });
  for (const { item, path } of entries) {
    report.required(`${path}.id`, item.id);
    report.id(`${path}.id`, item.id);
    report.text(`${path}.filename`, item.filename, { min: 1, max: ATTACHMENT.filename });
    report.text(`${path}.title`, item.title, { max: ATTACHMENT.title });
    report.text(`${path}.description`, item.description, { max: ATTACHMENT.description });
    report.text(`${path}.waveform`, item.waveform, { max: ATTACHMENT.waveform });
  }
  // The id of a new file is its index; any other stands for one that is there already.
  const others = entries.filter(({ item }) => files[Number(item.id)] === undefined);
  const path = others.length > 0 ? "attachments" : "files";
  report.amount(path, others.length + files.length, { max: ATTACHMENT.count }, "items");
}

/**
 * Checks the files that are sent along.
 *
 * @param report Collects what is wrong.
 * @param files The files.
 * @param limits How large they may be.
 */
export function checkFiles(
  report: Report,
  files: readonly MessageFile[],
  limits: SizeLimits,
): void {
  const { maxFileBytes = ATTACHMENT.bytes, maxRequestBytes = ATTACHMENT.requestBytes } = limits;
  const names = files.map(({ name }) => name);
  files.forEach(({ name, size }, i) => {
    report.text(`files[${i}].name`, name, { min: 1, max: ATTACHMENT.filename });
    if (names.indexOf(name) < i) report.refuse(`files[${i}].name`, "is that of another file too");
    report.amount(`files[${i}]`, size, { max: maxFileBytes }, "bytes");
  });
  const total = files.reduce((sum, { size }) => sum + size, 0);
  report.amount("files", total, { max: maxRequestBytes }, "bytes");
}

/**
 * Checks that the components of a new message lead to files that are sent along. Discord refuses
 * others. A wrong reference in an embed it takes, and shows no picture.
 *
 * @param report Collects what is wrong.
 * @param message The message.
 * @param files What is sent along.
 */
export function checkReferences(
  report: Report,
  { components }: AnyMessage,
  files: readonly MessageFile[],
): void {
  const names = new Set(files.map(({ name }) => cleanFilename(name)));
  const check = (path: string, url: unknown) => {
    if (!isAttachmentUrl(url) || names.has(cleanFilename(url.slice("attachment://".length)))) {
      return;
    }
    report.refuse(path, "leads to no file of the message");
  };
  for (const { item, path } of walkComponents(components)) {
    check(`${path}.media.url`, item.media?.url);
    check(`${path}.file.url`, item.file?.url);
    if (!Array.isArray(item.items)) continue;
    item.items.forEach((entry, i) => check(`${path}.items[${i}].media.url`, entry?.media?.url));
  }
}
