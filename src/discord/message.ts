/**
 * What a Discord webhook can say, and the body that it becomes.
 *
 * @module
 */

import type {
  APIAllowedMentions,
  APIEmbed,
  RESTPostAPIWebhookWithTokenJSONBody,
} from "discord-api-types/v10";

import { refuseLoss } from "../core/body.ts";

/** A raw object, or a builder of one: anything with `toJSON()`, such as discord.js has. */
export type Buildable<T> = T | {
  /** Builds the raw object. */
  toJSON(): T;
};

/** A message as Discord's API names its parts, or a builder of one. */
export type DiscordMessage = Buildable<RESTPostAPIWebhookWithTokenJSONBody>;

/** Who a message says it is from. */
export interface DiscordIdentity {
  /** The name shown in place of the webhook's own; 1 to 80 characters. */
  readonly username?: string;
  /** The URL of the picture shown in place of the webhook's own. */
  readonly avatarUrl?: string;
}

/** Who may be pinged: all mentions of some types, or those of the users and roles listed. */
export interface DiscordAllowedMentions {
  /** The types of mentions that ping; `everyone` is for `@here` too. */
  readonly parse?: readonly ("everyone" | "roles" | "users")[];
  /** The ids of up to 100 roles; not beside `parse: ["roles"]`. */
  readonly roles?: readonly string[];
  /** The ids of up to 100 users; not beside `parse: ["users"]`. */
  readonly users?: readonly string[];
}

/** Parts of a message that can be given beside its content. They win over those inside it. */
export interface DiscordMessageOptions extends DiscordIdentity {
  /** Up to ten embeds: raw ones, or builders. */
  readonly embeds?: readonly Buildable<APIEmbed>[];
  /**
   * Who may be pinged by mentions in the content.
   *
   * @default {{ parse: [] }}
   */
  readonly allowedMentions?: DiscordAllowedMentions;
}

/**
 * Composes the body of a message. What is given beside the message wins over what is in it, and
 * both win over the webhook's own identity.
 *
 * @param message The content, or a whole message.
 * @param options Parts given beside it.
 * @param identity The identity of the webhook.
 * @returns The body. Builders in it are left for the serialisation to build.
 * @throws {TypeError} If a part is of the wrong type.
 */
export function composeMessage(
  message: string | DiscordMessage,
  options: DiscordMessageOptions,
  identity: DiscordIdentity,
): RESTPostAPIWebhookWithTokenJSONBody {
  const body = typeof message === "string" ? { content: message } : build(message);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new TypeError("the message must be a text or an object");
  }
  refuseLoss(body);
  const embeds = options.embeds ?? body.embeds;
  if (embeds && !Array.isArray(embeds)) throw new TypeError("'embeds' must be an array");
  return {
    ...body,
    embeds: embeds as APIEmbed[] | undefined,
    username: options.username ?? body.username ?? identity.username,
    avatar_url: options.avatarUrl ?? body.avatar_url ?? identity.avatarUrl,
    // Always sent: what Discord does without it has changed over time, and may ping everyone.
    allowed_mentions: (options.allowedMentions as APIAllowedMentions | undefined) ??
      body.allowed_mentions ?? { parse: [] },
  };
}

function build(message: DiscordMessage): RESTPostAPIWebhookWithTokenJSONBody {
  const isBuilder = typeof message === "object" && message !== null && "toJSON" in message;
  return isBuilder ? message.toJSON() : message;
}
