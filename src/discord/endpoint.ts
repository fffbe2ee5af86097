/**
 * Where the requests go that a webhook's URL alone allows.
 *
 * @module
 */

import type { Target } from "../core/target.ts";
import type { DiscordId } from "./message.ts";

/** One message of a webhook: its id, or the message itself as Discord answered with it. */
export type DiscordMessageRef = DiscordId | {
  /** Its id. */
  readonly id: string;
  /** The id of the webhook that posted it: tells which of a pool. */
  readonly webhook_id?: string;
  /** The channel or thread that it is in. */
  readonly channel_id?: string;
  /** Its place in a thread; messages of channels have none. */
  readonly position?: number;
};

/** An id, or what stands for the first answer to an interaction. */
const MESSAGE_ID = /^(?:\d{17,20}|@original)$/;

/**
 * Reads which message is meant.
 *
 * @param ref The message.
 * @returns Its id, and those of its webhook and its thread if they are told.
 * @throws {TypeError} If it is no id.
 */
export function readMessageRef(
  ref: DiscordMessageRef,
): { id: string; webhookId?: string; threadId?: string } {
  const isMessage = typeof ref === "object" && ref !== null;
  const id = isMessage ? ref.id : typeof ref === "bigint" ? String(ref) : ref;
  if (typeof id !== "string" || !MESSAGE_ID.test(id)) {
    throw new TypeError("the message must be its id, as text, or the message itself");
  }
  if (!isMessage) return { id };
  const { webhook_id: webhookId, channel_id: channelId, position } = ref;
  // The thread that a message of a forum begins has the id of that message.
  const isInThread = position !== undefined || channelId === id;
  return { id, webhookId, threadId: isInThread ? channelId : undefined };
}

/**
 * Adds to the path of a webhook.
 *
 * @param target The webhook.
 * @param path What follows the token, such as `/slack`.
 * @returns The same webhook, under that path; a thread in its query is kept.
 */
export function below(target: Target, path: string): Target {
  const url = new URL(target.url);
  url.pathname += path;
  url.searchParams.delete("wait"); // It is for posts only.
  return { ...target, url };
}

/**
 * The id of a webhook.
 *
 * @param target The webhook.
 * @returns The id.
 */
export function webhookIdOf({ url }: Target): string {
  return /\/webhooks\/(\d+)\//.exec(url.pathname)?.[1] ?? "";
}
