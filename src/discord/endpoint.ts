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
};

/** An id, or what stands for the first answer to an interaction. */
const MESSAGE_ID = /^(?:\d{17,20}|@original)$/;

/**
 * Reads which message is meant.
 *
 * @param ref The message.
 * @returns Its id, and that of its webhook if that is told.
 * @throws {TypeError} If it is no id.
 */
export function readMessageRef(ref: DiscordMessageRef): { id: string; webhookId?: string } {
  const isMessage = typeof ref === "object" && ref !== null;
  const id = isMessage ? ref.id : typeof ref === "bigint" ? String(ref) : ref;
  if (typeof id !== "string" || !MESSAGE_ID.test(id)) {
    throw new TypeError("the message must be its id, as text, or the message itself");
  }
  return { id, webhookId: isMessage ? ref.webhook_id : undefined };
}

/**
 * Adds to the path of a webhook.
 *
 * @param target The webhook.
 * @param path What follows the token, such as `/slack`.
 * @returns The same webhook, under that path; what its query says is kept.
 */
export function below(target: Target, path: string): Target {
  const url = new URL(target.url);
  url.pathname += path;
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
