/**
 * Checks a message against all that Discord would refuse, before anything is sent.
 *
 * @module
 */

import type {
  RESTPatchAPIWebhookWithTokenMessageJSONBody,
  RESTPostAPIWebhookWithTokenJSONBody,
} from "discord-api-types/v10";
import { type DeepBuildable, toPlain } from "./plain.ts";
import {
  checkAttachments,
  checkFiles,
  checkReferences,
  type SizeLimits,
} from "./validate/attachments.ts";
import { checkComponents } from "./validate/components.ts";
import { checkContent, checkEmptiness } from "./validate/content.ts";
import { checkEmbeds } from "./validate/embeds.ts";
import { checkIdentity } from "./validate/identity.ts";
import { checkMentions } from "./validate/mentions.ts";
import type { AnyMessage, MessageFile } from "./validate/message.ts";
import { checkPoll } from "./validate/poll.ts";
import { Report } from "./validate/report.ts";
import { checkEditable, checkFlags, checkThread } from "./validate/settings.ts";
import type { MessageViolation } from "./violation.ts";

/** A message or an edit as Discord's API names its parts; builders may stand for all of them. */
export type ValidatedMessage =
  | DeepBuildable<RESTPostAPIWebhookWithTokenJSONBody>
  | DeepBuildable<RESTPatchAPIWebhookWithTokenMessageJSONBody>;

/** What a message is checked as. */
export interface ValidateOptions extends SizeLimits {
  /**
   * Whether it edits a message. An edit may be empty, and cannot change who the message is from.
   *
   * @default {false}
   */
  readonly edit?: boolean;
  /**
   * The files that are sent along. Without this option there are none, and references to files by
   * `attachment://` are not looked up.
   */
  readonly files?: readonly MessageFile[];
}

/**
 * Checks a message against the limits and rules of Discord that can be known beforehand. Lengths
 * are counted as Discord does, in code points of the trimmed texts. The message is left as it is.
 *
 * @example
 * ```ts
 * import { validateMessage } from "@hookcast/hookcast/discord";
 * import { assertEquals } from "@std/assert";
 *
 * const [violation] = validateMessage({ embeds: [{ title: "x".repeat(257) }] });
 *
 * assertEquals(violation, {
 *   path: "embeds[0].title",
 *   message: "embeds[0].title has 257 characters: the maximum is 256",
 *   actual: 257,
 *   limit: 256,
 *   unit: "characters",
 * });
 * ```
 * @param message The message; builders, anything with `toJSON()`, may stand for any part of it.
 * @param options What it is checked as.
 * @returns All that is wrong with it; nothing if it can be sent.
 * @throws {Error} If the message holds itself, or what JSON would lose; or what a builder throws.
 */
export function validateMessage(
  message: ValidatedMessage,
  options: ValidateOptions = {},
): MessageViolation[] {
  const { edit = false, files = [] } = options;
  const report = new Report();
  const plain = report.object("message", toPlain(message as DeepBuildable<AnyMessage>));
  if (!plain) return report.violations;
  checkContent(report, plain);
  if (edit) checkEditable(report, plain);
  else {
    checkEmptiness(report, plain, files);
    checkIdentity(report, plain);
    checkThread(report, plain);
  }
  checkFlags(report, plain);
  checkEmbeds(report, plain);
  checkPoll(report, plain);
  checkComponents(report, plain);
  checkMentions(report, plain);
  checkAttachments(report, plain, files);
  checkFiles(report, files, options);
  if (!edit && options.files) checkReferences(report, plain, files);
  return report.violations;
}
