/**
 * What exists: webhooks, channels, threads and messages.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import type { APIMessage, APIWebhook } from "discord-api-types/v10";
import type { DiscordPart } from "./body.ts";
import type { Snowflakes } from "./snowflakes.ts";

/** What a new webhook shall be like. */
export interface FakeWebhookOptions {
  /** 17 to 20 digits. Made up if left out. */
  readonly id?: string;
  /** Letters, digits, `_` and `-`. 68 random ones if left out. */
  readonly token?: string;
  /**
   * The name its messages bear.
   *
   * @default {"Captain Hook"}
   */
  readonly name?: string;
  /** Its channel. A new one if left out; webhooks of one channel share its limit. */
  readonly channelId?: string;
  /** The application that owns it, if one does: its components are kept unasked. */
  readonly applicationId?: string;
  /**
   * Whether its channel is a forum, where each message needs a thread.
   *
   * @default {false}
   */
  readonly forum?: boolean;
  /**
   * Whether new posts of its forum need a tag.
   *
   * @default {false}
   */
  readonly requireTag?: boolean;
}

/** A webhook of the fake. */
export interface FakeWebhook {
  /** Its id. */
  readonly id: string;
  /** Its token. */
  readonly token: string;
  /** Its address in the form users copy: without an API version. */
  readonly url: string;
  /** Its channel. */
  readonly channelId: string;
}

/** A thread of the fake. */
export interface FakeThread {
  /** Its id. */
  readonly id: string;
  /** The channel it belongs to. */
  readonly channelId: string;
  /** Whether nobody may post into it. */
  readonly locked: boolean;
}

/** A message that was stored. */
export interface StoredMessage {
  /** When, in ms since the fake was started. */
  readonly at: number;
  /** The webhook that posted it. */
  readonly webhookId: string;
  /** Where it stands: a channel or a thread. */
  readonly channelId: string;
  /** The JSON as it was posted. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The parts of the request, if it was multipart. */
  readonly parts: readonly DiscordPart[];
  /** The message as Discord shows it, with the last edit. */
  readonly message: APIMessage;
  /** Whether it was deleted since. */
  readonly deleted: boolean;
}

/** A stored message as the directory keeps it. */
export type MessageRecord = { -readonly [K in keyof StoredMessage]: StoredMessage[K] };

/** A webhook as the directory keeps it. */
export interface WebhookRecord {
  /** What a GET shows. */
  readonly shown: APIWebhook & { channel_id: string; name: string };
  /** Whether its channel is a forum. */
  readonly forum: boolean;
  /** Whether new posts need a tag. */
  readonly requireTag: boolean;
}

/** Keeps what exists. */
export class Directory {
  /** Every message ever stored, oldest first. */
  readonly stored: MessageRecord[] = [];
  readonly #snowflakes: Snowflakes;
  readonly #guildId: string;
  readonly #webhooks = new Map<string, WebhookRecord>();
  readonly #threads = new Map<string, FakeThread>();

  /** @param snowflakes Makes the ids. */
  constructor(snowflakes: Snowflakes) {
    this.#snowflakes = snowflakes;
    this.#guildId = snowflakes.next();
  }

  /** Adds a webhook; `origin` is where the fake listens. */
  addWebhook(options: FakeWebhookOptions, origin: string): FakeWebhook {
    const id = options.id ?? this.#snowflakes.next();
    const token = options.token ?? randomBytes(51).toString("base64url");
    const channelId = options.channelId ?? this.#snowflakes.next();
    const url = `${origin}/api/webhooks/${id}/${token}`;
    const shown = {
      application_id: options.applicationId ?? null,
      avatar: null,
      channel_id: channelId,
      guild_id: this.#guildId,
      id,
      name: options.name ?? "Captain Hook",
      type: 1,
      token,
      url,
    } as const;
    const { forum = false, requireTag = false } = options;
    this.#webhooks.set(id, { shown: { ...shown }, forum, requireTag });
    return { id, token, url, channelId };
  }

  /** The webhook of an id. */
  webhook(id: string): WebhookRecord | undefined {
    return this.#webhooks.get(id);
  }

  /** Removes a webhook; `false` if there is none. */
  deleteWebhook(id: string): boolean {
    return this.#webhooks.delete(id);
  }

  /** Adds a thread to a channel. */
  addThread(channelId: string, { locked = false, id = this.#snowflakes.next() } = {}): FakeThread {
    const thread = { id, channelId, locked };
    this.#threads.set(id, thread);
    return thread;
  }

  /** The thread of an id, if it belongs to the channel. */
  thread(id: string, channelId: string): FakeThread | undefined {
    const thread = this.#threads.get(id);
    return thread?.channelId === channelId ? thread : undefined;
  }

  /** The message of an id, if that webhook posted it there and it is still there. */
  message(id: string, webhookId: string, channelId: string): MessageRecord | undefined {
    return this.stored.find((entry) =>
      entry.message.id === id && entry.webhookId === webhookId &&
      entry.channelId === channelId && !entry.deleted
    );
  }
}
