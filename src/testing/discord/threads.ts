/**
 * Where a message goes: a channel, a thread, or a new post of a forum.
 * Source: https://docs.discord.com/developers/resources/webhook#execute-webhook
 *
 * @module
 */

import type { Fields } from "./body.ts";
import type { Directory, ThreadRecord, WebhookRecord } from "./directory.ts";
import { Refusal } from "./reply.ts";

/** The thread that a call names in its query; `null` if it names none. */
export function namedThread(
  query: URLSearchParams,
  { shown }: WebhookRecord,
  directory: Directory,
): ThreadRecord | null {
  const id = query.get("thread_id");
  if (!id) return null;
  const thread = directory.thread(id, shown.channel_id);
  if (!thread) throw new Refusal(404, 10003, "Unknown Channel");
  return thread;
}

/** The thread that a new message goes to, if it goes to one that exists. */
export function targetThread(
  query: URLSearchParams,
  payload: Fields,
  webhook: WebhookRecord,
  directory: Directory,
): ThreadRecord | null {
  if (webhook.forum) {
    checkForumPost(webhook, query.get("thread_id"), payload);
  } else if (payload.thread_name) {
    throw new Refusal(400, 220003, "Webhooks can only create threads in forum channels");
  }
  const thread = namedThread(query, webhook, directory);
  if (thread?.locked) throw new Refusal(400, 160005, "Thread is locked");
  return thread;
}

function checkForumPost(
  { requireTag, tags: known }: WebhookRecord,
  threadId: string | null,
  { thread_name: threadName, applied_tags: applied }: Fields,
): void {
  if (threadId && threadName) {
    const message =
      "Webhooks posted to forum channels cannot have both a thread_name and thread_id";
    throw new Refusal(400, 220002, message);
  }
  if (!threadId && !threadName) {
    const message = "Webhooks posted to forum channels must have a thread_name or thread_id";
    throw new Refusal(400, 220001, message);
  }
  if (threadId) return;
  const tags: readonly unknown[] = Array.isArray(applied) ? applied : [];
  if (known && tags.some((tag) => !known.includes(String(tag)))) {
    throw new Refusal(404, 10087, "Unknown Tag");
  }
  if (!requireTag || tags.length > 0) return;
  if (known?.length === 0) {
    const message = "There are no tags available that can be set by non-moderators";
    throw new Refusal(400, 40066, message);
  }
  throw new Refusal(400, 40067, "A tag is required to create a forum post in this channel");
}
