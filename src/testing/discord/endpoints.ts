/**
 * What each endpoint does with a call that was let through.
 *
 * @module
 */

import { leftFiles, newAttachments, sentNames } from "./attachments.ts";
import { MAX_FILES } from "./attachment_checks.ts";
import { checkReferences, crashes } from "./component_totals.ts";
import type { MessageRecord, WebhookRecord } from "./directory.ts";
import { isAbsent } from "./field_checks.ts";
import { FormErrors } from "./form_errors.ts";
import {
  type Call,
  checkFiles,
  checkRoute,
  readPayload,
  refuseFor,
  tooManyFiles,
} from "./intake.ts";
import { editedMessage } from "./message.ts";
import { checkEdit, checkWebhookEdit, isEmpty } from "./message_checks.ts";
import {
  crash,
  emptyMessage,
  type EndpointParts,
  isOwned,
  Posts,
  withVisibleComponents,
} from "./posts.ts";
import { type DiscordReply, emptyReply, jsonReply, Refusal } from "./reply.ts";
import type { DiscordRoute } from "./route.ts";
import { namedThread } from "./threads.ts";

/** Edits of messages older than this have a limit of their own. */
const OLD = 3_600_000;

/** The endpoints that need no more than a webhook's id and token. */
export class Endpoints {
  readonly #parts: EndpointParts;
  readonly #posts: Posts;

  /** @param parts What the endpoints work on. */
  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#posts = new Posts(parts);
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
        return this.#posts.execute(call, webhook);
      case "execute-slack":
        return this.#posts.slack(call, webhook);
      case "execute-github":
        return this.#posts.github(call, webhook);
      case "get-webhook":
        return jsonReply(200, webhook.shown);
      case "patch-webhook":
        return this.#patchWebhook(call, webhook);
      case "delete-webhook":
        this.#parts.directory.deleteWebhook(webhook.shown.id);
        return emptyReply();
      case "get-message":
        checkRoute(call);
        return jsonReply(200, this.#message(call, webhook).message);
      case "patch-message":
        return this.#patchMessage(call, webhook);
      case "delete-message":
        checkRoute(call);
        this.#message(call, webhook).deleted = true;
        return emptyReply();
      case null:
        throw new Refusal(404, 0, "404: Not Found");
    }
  }

  #webhook({ id, token }: DiscordRoute): WebhookRecord {
    const webhook = this.#parts.directory.webhook(id);
    if (!webhook) throw new Refusal(404, 10015, "Unknown Webhook");
    if (webhook.shown.token !== token || this.#parts.clock.ticks() >= webhook.expires) {
      throw new Refusal(401, 50027, "Invalid Webhook Token");
    }
    return webhook;
  }

  #patchWebhook(call: Call, { shown }: WebhookRecord): DiscordReply {
    const { name, avatar } = readPayload(call, this.#parts.sizes, checkWebhookEdit);
    if (typeof name === "string") shown.name = name.trim().replace(/\s+/g, " ");
    // Discord stores the picture and shows its hash.
    if (avatar !== undefined) shown.avatar = avatar === null ? null : "a".repeat(32);
    return jsonReply(200, shown);
  }

  #patchMessage(call: Call, webhook: WebhookRecord): DiscordReply {
    const { clock, sizes, snowflakes, defaultMentions } = this.#parts;
    const { route: { query }, body: { parts } } = call;
    const found = this.#find(call, webhook);
    const payload = readPayload(call, sizes, (body, errors) => {
      const shown = withVisibleComponents(body, webhook, query);
      const before = found ? { ...found.message } : null;
      checkEdit(shown, errors, { owned: isOwned(webhook), before });
    });
    checkFiles(payload, call);
    const record = this.#message(call, webhook);
    if (!isAbsent(payload.poll) || record.message.poll) {
      throw new Refusal(400, 520003, "Cannot edit a poll message");
    }
    const shown = withVisibleComponents(payload, webhook, query);
    const { kept, added } = leftFiles(payload, record.attachments, parts);
    if (kept.length + added.length > MAX_FILES) throw tooManyFiles();
    const errors = new FormErrors();
    const names = [...kept.map(({ filename }) => filename), ...sentNames(added, payload)];
    checkReferences(shown.components, new Set(names), errors);
    refuseFor(errors);

    const { channelId } = record;
    const fresh = newAttachments(added, payload, { snowflakes, channelId });
    const attachments = [...kept, ...fresh];
    const edit = { payload: shown, attachments, defaultMentions, now: clock.now() };
    const message = editedMessage(record.message, edit);
    if (crashes({ ...message })) throw crash();
    if (isEmpty({ ...message }, attachments)) throw emptyMessage();
    const full = this.#checkOldEdit(call, webhook, record);
    if (full) return full;
    Object.assign(record, { message, attachments });
    return jsonReply(200, message);
  }

  #checkOldEdit(
    call: Call,
    { shown }: WebhookRecord,
    { message }: MessageRecord,
  ): DiscordReply | null {
    const age = this.#parts.clock.now() - Date.parse(message.timestamp);
    return age > OLD ? this.#parts.gate.checkOldEdit(call, shown.channel_id) : null;
  }

  /** The message a call is about. One that stands in a thread is found only with `thread_id`. */
  #message(call: Call, webhook: WebhookRecord): MessageRecord {
    const { route: { action, query } } = call;
    const thread = namedThread(query, webhook, this.#parts.directory);
    const record = this.#find(call, webhook);
    if (!record) throw new Refusal(404, 10008, "Unknown Message");
    if (thread?.archived && action === "patch-message") {
      throw new Refusal(400, 50083, "Thread is archived");
    }
    return record;
  }

  #find(
    { route: { messageId, query } }: Call,
    { shown }: WebhookRecord,
  ): MessageRecord | undefined {
    const { directory } = this.#parts;
    const channelId = query.get("thread_id") ?? shown.channel_id;
    return directory.message(messageId, shown.id, channelId);
  }
}
