/**
 * What can be said to Slack, and the body that it becomes.
 *
 * @module
 */

import type { AnyBlock, MessageAttachment, MessageMetadata } from "@slack/types";
import { refuseLoss } from "../core/body.ts";
import { checkMessage } from "./checks.ts";
import { MessageError } from "./message_error.ts";
import { truncateText } from "./text.ts";

/** A raw object, or a builder of one: anything with `toJSON()` or `buildToObject()`. */
export type SlackBuildable<T> =
  | T
  | {
    /** Builds the raw object. */
    toJSON(): T;
  }
  | {
    /** Builds the raw object. */
    buildToObject(): T;
  };

/** A message. What is `undefined` or `null` is not sent; `false`, `""` and `[]` are. */
export interface SlackMessage {
  /**
   * The text: mrkdwn, see `mrkdwn` and `escapeText`. Beside blocks it is what notifications show.
   * Slack shows 40,000 characters; what is longer is cut here, with an ellipsis.
   */
  readonly text?: string;
  /** Up to 50 blocks of Block Kit: raw ones, or builders. */
  readonly blocks?: SlackBuildable<readonly SlackBuildable<AnyBlock>[]>;
  /** Up to 100 attachments: raw ones, or builders. */
  readonly attachments?: readonly SlackBuildable<MessageAttachment>[];
  /** Who sees the answer to an interaction: all in the channel, or only who acted. */
  readonly responseType?: "ephemeral" | "in_channel";
  /** Whether the answer takes the place of the message that was acted on. */
  readonly replaceOriginal?: boolean;
  /** Whether the message that was acted on is removed. */
  readonly deleteOriginal?: boolean;
  /** Whether links to pages of text are shown with a preview. */
  readonly unfurlLinks?: boolean;
  /** Whether links to media are shown with a preview. */
  readonly unfurlMedia?: boolean;
  /** The `ts` of the message in whose thread this one goes. */
  readonly threadTs?: string;
  /** Data for apps, which people do not see. */
  readonly metadata?: SlackBuildable<MessageMetadata>;
}

/** A builder of a whole message, which names the parts as Slack's API does. */
export type SlackBuilder =
  | {
    /** Builds the raw object. */
    toJSON(): object;
  }
  | {
    /** Builds the raw object. */
    buildToObject(): object;
  };

/** How Slack names the parts of a message. */
const NAMES: Readonly<Record<keyof SlackMessage, string>> = {
  text: "text",
  blocks: "blocks",
  attachments: "attachments",
  responseType: "response_type",
  replaceOriginal: "replace_original",
  deleteOriginal: "delete_original",
  unfurlLinks: "unfurl_links",
  unfurlMedia: "unfurl_media",
  threadTs: "thread_ts",
  metadata: "metadata",
};

/**
 * Composes the body of a message, and checks it.
 *
 * @param message The text, the parts, or a builder of the whole.
 * @returns The body.
 * @throws {MessageError} If Slack would refuse it.
 */
export function composeMessage(message: string | SlackMessage | SlackBuilder): object {
  const body = composeBody(typeof message === "string" ? { text: message } : named(message));
  checkMessage(body);
  return typeof body.text === "string" ? { ...body, text: truncateText(body.text) } : body;
}

/**
 * Composes a body of what the caller names as Slack does. Nothing is checked.
 *
 * @param body The parts, or a builder of them.
 * @returns The body, without what is `undefined` or `null` in it; deeper down `null` stays.
 * @throws {MessageError} If it is no object, or cannot be built.
 */
export function composeBody(body: object): Record<string, unknown> {
  refuseLoss(build(body));
  const json = JSON.stringify(body, (_name, value) => build(value));
  const plain: unknown = json === undefined ? undefined : JSON.parse(json);
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) {
    throw new MessageError("the message must be a text or an object");
  }
  return Object.fromEntries(Object.entries(plain).filter(([, part]) => part !== null));
}

/** Gives the parts of a message Slack's names; a builder has them already. */
function named(message: SlackMessage | SlackBuilder): object {
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    throw new MessageError("the message must be a text or an object");
  }
  refuseLoss(message);
  if ("toJSON" in message || isBuilder(message)) return message;
  const parts = Object.entries(message).map(([name, part]) => {
    if (!Object.hasOwn(NAMES, name)) {
      throw new MessageError(
        `'${name}' is no part of a message: sendRaw() takes Slack's own names`,
      );
    }
    return [NAMES[name as keyof SlackMessage], part];
  });
  return Object.fromEntries(parts);
}

function build(value: unknown): unknown {
  return isBuilder(value) ? value.buildToObject() : value;
}

function isBuilder(value: unknown): value is { buildToObject(): unknown } {
  return typeof value === "object" && value !== null && "buildToObject" in value &&
    typeof value.buildToObject === "function";
}
