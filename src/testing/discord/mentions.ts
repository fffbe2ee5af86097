/**
 * Whom a message pings.
 * Source: https://docs.discord.com/developers/resources/message#allowed-mentions-object
 *
 * @module
 */

import type { APIMessage, APIUser } from "discord-api-types/v10";
import { type Fields, isFields } from "./body.ts";
import { textsOf } from "./component_walk.ts";

/** What a message may mention: everyone and here, roles, users. */
export type MentionKind = "everyone" | "roles" | "users";

/** Who is pinged. */
export type Mentions = Pick<APIMessage, "mention_everyone" | "mention_roles" | "mentions">;

/**
 * Finds who is pinged by a message: mentioned in its text, not only in its embeds, and allowed.
 *
 * @param message The message with its `allowed_mentions`.
 * @param fallback What is allowed where it says nothing.
 */
export function mentionsOf(message: Fields, fallback: readonly MentionKind[]): Mentions {
  const { content, components, allowed_mentions: wish } = message;
  const text = [typeof content === "string" ? content : "", ...textsOf(components)].join("\n");
  const allowed = isFields(wish) ? wish : { parse: fallback };
  const parse: readonly unknown[] = Array.isArray(allowed.parse) ? allowed.parse : [];
  const pick = (kind: MentionKind, pattern: RegExp) => {
    const listed: readonly unknown[] = Array.isArray(allowed[kind]) ? allowed[kind] : [];
    const found = [...text.matchAll(pattern)].map(([, id = ""]) => id);
    return [...new Set(found)].filter((id) => parse.includes(kind) || listed.includes(id));
  };
  return {
    mention_everyone: parse.includes("everyone") && /@(everyone|here)\b/.test(text),
    mention_roles: pick("roles", /<@&(\d+)>/g),
    mentions: pick("users", /<@!?(\d+)>/g).map(stranger),
  };
}

/** A user of whom nothing but the id is known. */
function stranger(id: string): APIUser {
  return { id, username: `user${id}`, discriminator: "0", avatar: null, global_name: null };
}
