/**
 * The options of the Discord client.
 *
 * @module
 */

import type { WebhookOptions } from "../core/options.ts";
import type { RateLimiter } from "../core/rate_limiter.ts";
import type { SendOptions } from "../core/send_options.ts";
import type {
  DiscordBodyOptions,
  DiscordId,
  DiscordIdentity,
  DiscordMessageOptions,
} from "./message.ts";
import type { Overflow } from "./overflow.ts";
import type { DeadWebhook, DiscordRateLimiter } from "./rate_limiter.ts";
import type { DiscordRotation } from "./rotation.ts";

/**
 * Settings of a {@linkcode DiscordWebhook}: those of a `Webhook`, and what is Discord's own. By default
 * `backoff` is `{ minTimeout: 1000, jitter: 0.5 }`: chance only adds to the first half second.
 */
export interface DiscordWebhookOptions
  extends Omit<WebhookOptions, "rotation" | "rateLimit">, DiscordIdentity {
  /**
   * The origin of a server that plays Discord, such as `FakeDiscord` or a proxy of your own.
   * Requests go there, and URLs that lead there are accepted beside Discord's own.
   */
  readonly baseUrl?: string | URL;
  /**
   * Which webhook of a pool a message goes to. Those that are gone, and those to which nothing may go
   * now, are passed over as long as there is another.
   *
   * @default {"round-robin"}
   */
  readonly rotation?: DiscordRotation;
  /**
   * The rate limiter. `true`: the one that all share that have the same clock, since Discord counts
   * by webhook and by address. `false`: none. Or one of your own.
   *
   * @default {true}
   */
  readonly rateLimit?: boolean | DiscordRateLimiter | RateLimiter;
  /**
   * `strict`: messages to one webhook arrive in the order in which they were sent, through retries
   * too; one is under way at a time. `any`: as many at once as Discord allows; the parts of a message
   * that is split may then mix with others. It is the `DiscordRateLimiter` that keeps the order.
   *
   * @default {"strict"}
   */
  readonly order?: "strict" | "any";
  /**
   * What happens to a message that is too long; see {@linkcode DiscordSendOptions.overflow}.
   *
   * @default {"fail"}
   */
  readonly overflow?: Overflow;
  /**
   * Told of every webhook of the pool that a send finds to be gone for good, once. What it throws is
   * ignored.
   */
  readonly onDead?: (dead: DeadWebhook) => void;
  /**
   * How large one file may be, in bytes. Boosted servers allow 50 or 100 MiB.
   *
   * @default {10_485_760}
   */
  readonly maxFileBytes?: number;
}

/** Settings of one send: those of a `Webhook`, and parts of the message. */
export interface DiscordSendOptions extends Omit<SendOptions, "method">, DiscordMessageOptions {
  /**
   * Whether Discord answers only once the message is stored, and with it: `response` is then the
   * message. Without it Discord may take a message in that it cannot store, and say nothing.
   *
   * @default {false}
   */
  readonly wait?: boolean;
  /** The id of the thread to post in. */
  readonly threadId?: DiscordId;
  /**
   * What happens to a message that is too long. `fail`: it is not sent. `split`: it goes out as
   * several. `truncate`: it is cut. `file`: the text becomes an attached file.
   *
   * @default {"fail"}
   */
  readonly overflow?: Overflow;
}

/** Settings of a request about a message. */
export interface DiscordRequestOptions extends Omit<SendOptions, "method"> {
  /** The id of the thread that the message is in. */
  readonly threadId?: DiscordId;
  /** The id of the webhook that posted it; only where a pool has several. */
  readonly webhookId?: DiscordId;
}

/** Settings of an edit: those of a request, and parts of the message. */
export interface DiscordEditOptions extends DiscordRequestOptions, DiscordBodyOptions {}

/** Changes to a webhook. */
export interface DiscordWebhookChanges {
  /** Its name. */
  readonly name?: string;
  /** Its picture: a PNG, JPEG or GIF, or the `data:` URL of one; `null` removes it. */
  readonly avatar?: string | Blob | null;
}
