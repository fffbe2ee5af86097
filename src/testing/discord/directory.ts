/**
 * What exists: webhooks, channels, threads and messages.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import type { APIAttachment, APIMessage, APIWebhook } from "discord-api-types/v10";
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
  /**
   * The tags that its forum has. Others do not exist; with none at all, none can be set. Every tag
   * exists if left out.
   */
  readonly tags?: readonly string[];
  /**
   * Whether its channel takes polls.
   *
   * @default {true}
   */
  readonly polls?: boolean;
  /**
   * Whether it is the webhook of an interaction: an application owns it, its token is good for 15
   * minutes, and `@original` is its first message.
   *
   * @default {false}
   */
  readonly interaction?: boolean;
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
  /** Whether it is archived: a post opens it again, messages cannot be edited. */
  readonly archived: boolean;
}

/** What a new thread shall be like. */
export interface FakeThreadOptions {
  /**
   * Whether nobody may post into it.
   *
   * @default {false}
   */
  readonly locked?: boolean;
  /**
   * Whether it is archived.
   *
   * @default {false}
   */
  readonly archived?: boolean;
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
  /** All its files, also those that Discord leaves out of a message made of components. */
  readonly attachments: readonly APIAttachment[];
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
  /** The tags of its forum; `null` for any. */
  readonly tags: readonly string[] | null;
  /** Whether its channel takes polls. */
  readonly polls: boolean;
  /** When its token ends, in ticks of the clock. */
  readonly expires: number;
}

/** A thread as the directory keeps it. */
export type ThreadRecord = { -readonly [K in keyof FakeThread]: FakeThread[K] };

/** Keeps what exists. */
export class Directory {
  /** Every message ever stored, oldest first. */
  readonly stored: MessageRecord[] = [];
  readonly #snowflakes: Snowflakes;
  readonly #guildId: string;
  readonly #webhooks = new Map<string, WebhookRecord>();
  readonly #threads = new Map<string, ThreadRecord>();

  /** @param snowflakes Makes the ids. */
  constructor(snowflakes: Snowflakes) {
    this.#snowflakes = snowflakes;
    this.#guildId = snowflakes.next();
  }

  /** Adds a webhook; `origin` is where the fake listens, `expires` when the token ends. */
  addWebhook(options: FakeWebhookOptions, origin: string, expires: number): FakeWebhook {
    const id = options.id ?? this.#snowflakes.next();
    const token = options.token ?? randomBytes(51).toString("base64url");
    const channelId = options.channelId ?? this.#snowflakes.next();
    const url = `${origin}/api/webhooks/${id}/${token}`;
    const { forum = false, requireTag = false, tags = null, polls = true } = options;
    const { interaction = false } = options;
    const made = interaction ? this.#snowflakes.next() : null;
    const shown = {
      application_id: options.applicationId ?? made,
      avatar: null,
      channel_id: channelId,
      guild_id: this.#guildId,
      id,
      name: options.name ?? "Captain Hook",
      type: interaction ? 3 : 1,
      token,
      url,
    } as const;
    this.#webhooks.set(id, { shown: { ...shown }, forum, requireTag, tags, polls, expires });
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
  addThread(
    channelId: string,
    { locked = false, archived = false, id = this.#snowflakes.next() } = {},
  ): FakeThread {
    const thread = { id, channelId, locked, archived };
    this.#threads.set(id, thread);
    return thread;
  }

  /** The thread of an id, if it belongs to the channel. */
  thread(id: string, channelId: string): ThreadRecord | undefined {
    const thread = this.#threads.get(id);
    return thread?.channelId === channelId ? thread : undefined;
  }

  /** The message of an id, if that webhook posted it there and it is still there. */
  message(id: string, webhookId: string, channelId: string): MessageRecord | undefined {
    const isOriginal = id === "@original" && this.#webhooks.get(webhookId)?.shown.type === 3;
    return this.stored.find((entry) =>
      (isOriginal || entry.message.id === id) && entry.webhookId === webhookId &&
      entry.channelId === channelId && !entry.deleted
    );
  }
}
