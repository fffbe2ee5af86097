/**
 * Posting: Discord's own form, Slack's and GitHub's.
 *
 * @module
 */

import type { APIMessage } from "discord-api-types/v10";
import type { Clock } from "../../util/clock.ts";
import { newAttachments, sentNames } from "./attachments.ts";
import { type Fields, filesOf } from "./body.ts";
import { checkReferences, crashes } from "./component_totals.ts";
import type { Directory, ThreadRecord, WebhookRecord } from "./directory.ts";
import type { Gate } from "./gate.ts";
import { fromGitHub } from "./github.ts";
import {
  type Call,
  checkFiles,
  readBoolean,
  readPayload,
  type SizeLimits,
  unwrap,
} from "./intake.ts";
import type { MentionKind } from "./mentions.ts";
import { newMessage } from "./message.ts";
import { checkNewMessage, isEmpty } from "./message_checks.ts";
import { emojiOf } from "./poll.ts";
import { type DiscordReply, emptyReply, jsonReply, Refusal, textReply } from "./reply.ts";
import { checkSlack, fromSlack } from "./slack.ts";
import type { Snowflakes } from "./snowflakes.ts";
import { targetThread } from "./threads.ts";

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
  /** Whom a message may ping that does not say. */
  readonly defaultMentions: readonly MentionKind[];
  /** Whether a post with files is answered with the message though nobody waits. */
  readonly waitForFiles: boolean;
  /** The custom emoji that the server has; `null` for any. */
  readonly emojis: readonly string[] | null;
}

/** What became of a message: refused, stored, or lost without a word. */
interface Stored {
  readonly refused: DiscordReply | null;
  readonly message: APIMessage | null;
}

/** Takes new messages. */
export class Posts {
  readonly #parts: EndpointParts;
  readonly #start: number;

  /** @param parts What the endpoints work on. */
  constructor(parts: EndpointParts) {
    this.#parts = parts;
    this.#start = parts.clock.ticks();
  }

  /** A message in Discord's own form. */
  execute(call: Call, webhook: WebhookRecord): DiscordReply {
    const { route: { query }, body: { parts } } = call;
    const payload = readPayload(call, this.#parts.sizes, (body, errors) => {
      const shown = withVisibleComponents(body, webhook, query);
      checkNewMessage(shown, errors, { owned: isOwned(webhook) });
      checkReferences(shown.components, sentNames(parts, body), errors);
    });
    checkFiles(payload, call);
    const shown = withVisibleComponents(payload, webhook, query);
    if (crashes(shown)) throw crash();
    if (isEmpty(shown, filesOf(parts))) throw emptyMessage();
    this.#checkPoll(shown.poll, webhook);
    const { refused, message } = this.#store(call, webhook, { payload, shown });
    if (refused) return refused;
    const waits = waitsFor(call) || (this.#parts.waitForFiles && filesOf(parts).length > 0);
    return waits && message ? jsonReply(200, message) : emptyReply();
  }

  /** A message in Slack's form. The answer is a text, whether anybody waits or not. */
  slack(call: Call, webhook: WebhookRecord): DiscordReply {
    const payload = readPayload(call, this.#parts.sizes, (body, errors) => {
      checkSlack(unwrap(body), errors);
    });
    const shown = fromSlack(unwrap(payload));
    if (isEmpty(shown, [])) throw emptyMessage();
    if (webhook.forum) throw noServices();
    const { refused } = this.#store(call, webhook, { payload, shown });
    return refused ?? textReply(200, "ok");
  }

  /** An event of GitHub's. Those that Discord does not show are accepted and forgotten. */
  github(call: Call, webhook: WebhookRecord): DiscordReply {
    const { event } = call;
    const payload = readPayload(call, this.#parts.sizes, (body, errors) => {
      unwrap(body);
      // What Discord says without the header we do not know; a sender should hear of it here.
      if (event === null) errors.add(["event"], "BASE_TYPE_REQUIRED", "This field is required");
    });
    const shown = fromGitHub(event ?? "", unwrap(payload));
    if (webhook.forum) throw noServices();
    if (!shown) return emptyReply();
    const { refused } = this.#store(call, webhook, { payload, shown });
    return refused ?? emptyReply();
  }

  #checkPoll(poll: unknown, webhook: WebhookRecord): void {
    if (poll && !webhook.polls) {
      throw new Refusal(400, 520002, "Invalid channel type for poll creation");
    }
    const { emojis } = this.#parts;
    if (emojis && emojiOf(poll).some((id) => !emojis.includes(id))) {
      throw new Refusal(400, 520004, "Cannot use an emoji included with the poll");
    }
  }

  /** Stores a message, or says why the channel takes no more. */
  #store(
    call: Call,
    webhook: WebhookRecord,
    { payload, shown }: { readonly payload: Fields; readonly shown: Fields },
  ): Stored {
    const { clock, directory, gate, snowflakes, defaultMentions } = this.#parts;
    const { route: { query }, body: { parts } } = call;
    const thread = targetThread(query, shown, webhook, directory);
    // Without anybody who waits, a message that cannot be stored is lost in silence.
    if (call.loses && !waitsFor(call)) return { refused: null, message: null };
    const home = webhook.shown.channel_id;
    const refused = gate.checkChannel(call, home);
    if (refused) return { refused, message: null };
    const id = snowflakes.next();
    const channelId = this.#destination(shown, { id, home, thread });
    const attachments = newAttachments(parts, shown, { snowflakes, channelId });
    const now = clock.now();
    const message = newMessage({
      id,
      channelId,
      position: channelId === home
        ? null
        : directory.stored.filter((other) => other.channelId === channelId).length,
      webhook,
      payload: shown,
      attachments,
      defaultMentions,
      now,
    });
    directory.stored.push({
      at: clock.ticks() - this.#start,
      webhookId: webhook.shown.id,
      channelId,
      payload,
      parts,
      message,
      attachments,
      deleted: false,
    });
    return { refused: null, message };
  }

  #destination(
    { thread_name: threadName }: Fields,
    { id, home, thread }: {
      readonly id: string;
      readonly home: string;
      readonly thread: ThreadRecord | null;
    },
  ): string {
    // A new thread of a forum bears the id of the message that starts it.
    if (threadName) return this.#parts.directory.addThread(home, { id }).id;
    if (!thread) return home;
    thread.archived = false;
    return thread.id;
  }
}

/** Whether somebody waits for the message; with Slack's and GitHub's forms, unless told not to. */
function waitsFor({ route: { action, query } }: Call): boolean {
  return readBoolean(query.get("wait"), action !== "execute") === true;
}

/** Without `with_components`, a webhook of no application loses its components silently. */
export function withVisibleComponents(
  payload: Fields,
  webhook: WebhookRecord,
  query: URLSearchParams,
): Fields {
  if (isOwned(webhook) || readBoolean(query.get("with_components"))) return payload;
  const { components: _dropped, ...rest } = payload;
  return rest;
}

/** Whether an application owns a webhook, which can answer those who click. */
export function isOwned({ shown }: WebhookRecord): boolean {
  return shown.application_id !== null;
}

/** Nothing to show. */
export function emptyMessage(): Refusal {
  return new Refusal(400, 50006, "Cannot send an empty message");
}

/** Discord fails, and would again. */
export function crash(): Refusal {
  return new Refusal(500, 0, "500: Internal Server Error");
}

function noServices(): Refusal {
  return new Refusal(400, 220004, "Webhook services cannot be used in forum channels");
}
