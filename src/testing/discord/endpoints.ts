/**
 * What each endpoint does with a call that was let through.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import { type Fields, filesOf, isFields, type ParsedBody } from "./body.ts";
import type { Directory, MessageRecord, WebhookRecord } from "./directory.ts";
import { checkSnowflake } from "./field_checks.ts";
import { FormErrors } from "./form_errors.ts";
import type { Caller, Gate } from "./gate.ts";
import { editedMessage, newAttachments, newMessage } from "./message.ts";
import { checkMessage, checkName, checkNewMessage, isEmpty } from "./message_checks.ts";
import { type DiscordReply, emptyReply, jsonReply, Refusal } from "./reply.ts";
import type { DiscordRoute } from "./route.ts";
import type { Snowflakes } from "./snowflakes.ts";

/** A whole request, read and understood as far as it could be. */
export interface Call extends Caller {
  /** The body. */
  readonly body: ParsedBody;
  /** The body's length in bytes. */
  readonly size: number;
}

/** How large a request may be. */
export interface SizeLimits {
  /** The whole body, in bytes. */
  readonly maxRequestBytes: number;
  /** One file, in bytes. */
  readonly maxFileBytes: number;
}

/** What the endpoints work on. */
export interface EndpointParts {
  /** Tells the time. */
  readonly clock: Clock;
  /** Knows the channel's limit. */
  readonly gate: Gate;
  /** Knows what exists. */
  readonly directory: Directory;
  /** Makes ids. */
  readonly snowflakes: Snowflakes;
  /** How large a request may be. */
  readonly sizes: SizeLimits;
}

const CONTENT_TYPES =
  "'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'";

/** The most files that a message may have. */
const MAX_FILES = 10;

/** The endpoints that need no more than a webhook's id and token. */
export class Endpoints {
  readonly #parts: EndpointParts;
  readonly #start: number;

  /** @param parts What the endpoints work on. */
  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#start = parts.clock.ticks();
  }

  /** Answers a call. */
  answer(call: Call): DiscordReply {
    try {
      return this.#dispatch(call, this.#webhook(call.route));
    } catch (error) {
      if (error instanceof Refusal) return error.reply(call.route.version);
      throw error;
    }
  }

  #dispatch(call: Call, webhook: WebhookRecord): DiscordReply {
    switch (call.route.action) {
      case "execute":
        return this.#execute(call, webhook);
      case "get-webhook":
        return jsonReply(200, webhook.shown);
      case "patch-webhook":
        return this.#patchWebhook(call, webhook);
      case "delete-webhook":
        this.#parts.directory.deleteWebhook(webhook.shown.id);
        return emptyReply();
      case "get-message":
        return jsonReply(200, this.#message(call, webhook).message);
      case "patch-message":
        return this.#patchMessage(call, webhook);
      case "delete-message":
        this.#message(call, webhook).deleted = true;
        return emptyReply();
      case null:
        throw new Refusal(404, 0, "404: Not Found");
    }
  }

  #webhook({ id, token }: DiscordRoute): WebhookRecord {
    const webhook = this.#parts.directory.webhook(id);
    if (!webhook) throw new Refusal(404, 10015, "Unknown Webhook");
    if (webhook.shown.token !== token) {
      throw new Refusal(401, 50027, "Invalid Webhook Token");
    }
    return webhook;
  }

  #execute(call: Call, webhook: WebhookRecord): DiscordReply {
    const { clock, directory, gate, snowflakes } = this.#parts;
    const { route: { query }, body: { parts } } = call;
    const payload = this.#payload(call, checkNewMessage);
    const shown = withVisibleComponents(payload, webhook, query);
    if (isEmpty(shown, filesOf(parts))) throw emptyMessage();
    const threadId = this.#thread(call, webhook, payload);
    const full = gate.checkChannel(call, webhook.shown.channel_id);
    if (full) return full;

    const id = snowflakes.next();
    // A new thread of a forum bears the id of the message that starts it.
    if (payload.thread_name) directory.addThread(webhook.shown.channel_id, { id });
    const channelId = payload.thread_name ? id : threadId ?? webhook.shown.channel_id;
    const attachments = newAttachments(parts, snowflakes, channelId);
    const now = clock.now();
    const message = newMessage({ id, channelId, webhook, payload: shown, attachments, now });
    directory.stored.push({
      at: clock.ticks() - this.#start,
      webhookId: webhook.shown.id,
      channelId,
      payload,
      parts,
      message,
      deleted: false,
    });
    return readBoolean(query.get("wait")) ? jsonReply(200, message) : emptyReply();
  }

  #patchWebhook(call: Call, { shown }: WebhookRecord): DiscordReply {
    const { name, avatar } = this.#payload(
      call,
      (body, errors) => checkName(body.name, "name", errors),
    );
    if (typeof name === "string") shown.name = name.trim().replace(/\s+/g, " ");
    // Discord stores the picture and shows its hash.
    if (avatar !== undefined) shown.avatar = avatar === null ? null : "a".repeat(32);
    return jsonReply(200, shown);
  }

  #patchMessage(call: Call, webhook: WebhookRecord): DiscordReply {
    const { clock, snowflakes } = this.#parts;
    const { body: { parts } } = call;
    const payload = this.#payload(call, checkMessage);
    const record = this.#message(call, webhook);
    const attachments = newAttachments(parts, snowflakes, record.channelId);
    const shown = withVisibleComponents(payload, webhook, call.route.query);
    const edit = { payload: shown, attachments, now: clock.now() };
    const message = editedMessage(record.message, edit);
    if (isEmpty({ ...message }, message.attachments)) throw emptyMessage();
    record.message = message;
    return jsonReply(200, message);
  }

  /** Reads and checks the body; the first kind of thing wrong with it refuses the call. */
  #payload(
    { body, size, route: { query } }: Call,
    check: (payload: Fields, errors: FormErrors) => void,
  ): Fields {
    const { maxRequestBytes, maxFileBytes } = this.#parts.sizes;
    const files = filesOf(body.parts);
    if (size > maxRequestBytes || files.some((file) => file.size > maxFileBytes)) {
      throw new Refusal(413, 40005, "Request entity too large");
    }
    if (body.fault === "json") {
      throw new Refusal(400, 50109, "The request body contains invalid JSON.");
    }
    if (files.length > MAX_FILES) {
      throw new Refusal(400, 30015, `Maximum number of attachments in a message reached (10)`);
    }
    const errors = new FormErrors();
    if (body.fault) {
      const message = `Expected "Content-Type" header to be one of {${CONTENT_TYPES}}.`;
      errors.add([], "CONTENT_TYPE_INVALID", message);
    } else if (!isFields(body.payload)) {
      errors.add([], "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
    } else {
      checkQuery(query, errors);
      check(body.payload, errors);
    }
    if (errors.size > 0) throw new Refusal(400, 50035, "Invalid Form Body", errors);
    return body.payload as Fields;
  }

  /** The thread that a new message goes to, if it goes to one that exists. */
  #thread({ route: { query } }: Call, webhook: WebhookRecord, payload: Fields): string | null {
    const threadId = query.get("thread_id");
    const threadName = payload.thread_name;
    if (webhook.forum) {
      checkForumPost(webhook, threadId, payload);
    } else if (threadName) {
      throw new Refusal(400, 220003, "Webhooks can only create threads in forum channels");
    }
    if (!threadId) return null;
    if (this.#findThread(threadId, webhook).locked) {
      throw new Refusal(400, 160005, "Thread is locked");
    }
    return threadId;
  }

  #findThread(
    threadId: string,
    { shown }: WebhookRecord,
  ): NonNullable<ReturnType<Directory["thread"]>> {
    const thread = this.#parts.directory.thread(threadId, shown.channel_id);
    if (!thread) throw new Refusal(404, 10003, "Unknown Channel");
    return thread;
  }

  /** The message a call is about. One that stands in a thread is found only with `thread_id`. */
  #message({ route: { messageId, query } }: Call, webhook: WebhookRecord): MessageRecord {
    const { id, channel_id } = webhook.shown;
    const threadId = query.get("thread_id");
    const channelId = threadId ? this.#findThread(threadId, webhook).id : channel_id;
    const record = this.#parts.directory.message(messageId, id, channelId);
    if (!record) throw new Refusal(404, 10008, "Unknown Message");
    return record;
  }
}

function emptyMessage(): Refusal {
  return new Refusal(400, 50006, "Cannot send an empty message");
}

/** Source: https://docs.discord.com/developers/resources/webhook#execute-webhook */
function checkForumPost(
  { requireTag }: WebhookRecord,
  threadId: string | null,
  { thread_name: threadName, applied_tags: tags }: Fields,
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
  if (threadName && requireTag && !(Array.isArray(tags) && tags.length > 0)) {
    throw new Refusal(400, 40067, "A tag is required to create a forum post in this channel");
  }
}

/** Without `with_components`, a webhook of no application loses its components silently. */
function withVisibleComponents(
  payload: Fields,
  { shown }: WebhookRecord,
  query: URLSearchParams,
): Fields {
  if (shown.application_id !== null || readBoolean(query.get("with_components"))) return payload;
  const { components: _dropped, ...rest } = payload;
  return rest;
}

function checkQuery(query: URLSearchParams, errors: FormErrors): void {
  for (const name of ["wait", "with_components"]) {
    if (readBoolean(query.get(name)) !== null) continue;
    errors.add([name], "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
  }
  checkSnowflake(query.get("thread_id"), ["thread_id"], errors);
}

/**
 * A boolean of the query; absent is `false`, anything else `null`.
 * Source: https://docs.discord.com/developers/reference#boolean-query-strings
 */
function readBoolean(value: string | null): boolean | null {
  if (value === null || /^(false|False|0)$/.test(value)) return false;
  return /^(true|True|1)$/.test(value) ? true : null;
}
