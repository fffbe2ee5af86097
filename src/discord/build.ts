/**
 * Turns a message into the body of a request.
 *
 * @module
 */

import { RefusedPayload } from "../core/body.ts";
import { readTraits } from "./component_tree.ts";
import { type LoadedFile, loadFiles } from "./file.ts";
import { writeForm } from "./form.ts";
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
export interface BuildOptions extends SizeLimits {
  /** Whether it edits a message. */
  readonly edit: boolean;
}

/**
 * Checks a message, and writes it as JSON, or as a form when files go with it.
 *
 * @param draft The message.
 * @param options How it is to be built.
 * @returns The body; as a promise only when there are files to read.
 * @throws {InvalidMessage} If Discord would refuse it.
 * @throws {RefusedPayload} If a file cannot be read.
 */
export function buildBody(
  { message, files }: Draft,
  options: BuildOptions,
): RawMessage | Promise<RawMessage | FormData> {
  if (Array.isArray(files) && files.length === 0) return check(message, [], options);
  return loadFiles(files).then((loaded) => {
    return writeForm(check(message, loaded, options), loaded, options.edit);
  });
}

function check(
  message: RawMessage,
  loaded: readonly LoadedFile[],
  options: BuildOptions,
): RawMessage {
  const files = loaded.map(({ name, content }) => ({ name, size: content.size }));
  const violations = validateMessage(message as ValidatedMessage, { ...options, files });
  if (violations.length > 0) throw new InvalidMessage(violations);
  const { flags } = readTraits(message);
  return flags === undefined ? message : { ...message, flags };
}
