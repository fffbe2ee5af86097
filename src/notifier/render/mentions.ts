/**
 * Who a mention on Discord pings.
 *
 * @module
 */

import type { AllowedMentionsTypes, APIAllowedMentions } from "discord-api-types/v10";

/**
 * Allows what a mention says and nothing else, so that no other mention in the same text pings.
 * `@here` goes by the same word as `@everyone`.
 *
 * @param mention The mention, such as `@everyone` or `<@&ROLE>`; empty for nobody.
 * @returns The part of the message that Discord asks for.
 */
export function allowMention(mention: string): APIAllowedMentions {
  const role = /<@&(\d+)>/.exec(mention)?.[1];
  const user = /<@!?(\d+)>/.exec(mention)?.[1];
  if (/@(everyone|here)\b/.test(mention)) return { parse: ["everyone" as AllowedMentionsTypes] };
  if (role) return { parse: [], roles: [role] };
  if (user) return { parse: [], users: [user] };
  return { parse: [] };
}
