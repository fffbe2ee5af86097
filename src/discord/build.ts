/**
 * Turns a message into the body of a request.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import { readTraits } from "./component_tree.ts";
import { type LoadedFile, loadFiles } from "./file.ts";
import { describeFiles, writeForm } from "./form.ts";
import type { Draft, RawMessage } from "./message.ts";
import { type ValidatedMessage, validateMessage } from "./validate.ts";
import type { SizeLimits } from "./validate/attachments.ts";
import type { MessageViolation } from "./violation.ts";

/** Thrown for a message that Discord would refuse. */
export class InvalidMessage extends RefusedPayload {
  /** The name of this class. */
  override readonly name: string = "InvalidMessage";
  /** All that is wrong with it. */
  readonly violations: readonly MessageViolation[];

  /** @param violations All that is wrong with the message; at least one thing. */
  constructor(violations: readonly MessageViolation[]) {
    const [first] = violations;
    const more = violations.length > 1 ? `; and ${violations.length - 1} more` : "";
    super(`the message is not valid: ${first!.message}${more}`);
    this.violations = violations;
  }
}

/** How a message is to be built. */
export interface BuildOptions extends Required<SizeLimits> {
  /** Whether it edits a message. */
  readonly edit: boolean;
}

/** The body of a request: JSON, or a form when files go with it. */
export type MessageBody = RawMessage | FormData;

/**
 * Reads the files of messages, checks them all, and writes each as JSON, or as a form when files go
 * with it.
 *
 * @param drafts The messages.
 * @param options How they are to be built.
 * @param signal Ends the reading of files.
 * @returns The bodies, in the same order; as a promise only when there are files to read.
 * @throws {InvalidMessage} If Discord would refuse one of them.
 * @throws {RefusedPayload} If a file cannot be read.
 */
export function buildBodies(
  drafts: readonly Draft[],
  options: BuildOptions,
  signal: AbortSignal | undefined,
): readonly MessageBody[] | Promise<readonly MessageBody[]> {
  if (drafts.every(({ files }) => Array.isArray(files) && files.length === 0)) {
    return drafts.map(({ message }) => buildBody(message, [], options));
  }
  const { maxFileBytes } = options;
  const loading = drafts.map(({ files }) => loadFiles(files, { maxFileBytes, signal }));
  return Promise.all(loading).then((loaded) =>
    drafts.map(({ message }, index) => buildBody(message, loaded[index]!, options))
  );
}

function buildBody(
  message: RawMessage,
  loaded: readonly LoadedFile[],
  options: BuildOptions,
): MessageBody {
  const described = describeFiles(message, loaded, options.edit);
  const files = loaded.map(({ name, content }) => ({ name, size: content.size }));
  const violations = validateMessage(described as ValidatedMessage, { ...options, files });
  if (violations.length > 0) throw new InvalidMessage(violations);
  const { flags } = readTraits(described);
  return writeForm(flags === undefined ? described : { ...described, flags }, loaded);
}
