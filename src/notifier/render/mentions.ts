/**
 * Who a mention on Discord pings.
 *
 * @module
 */

import type { AllowedMentionsTypes, APIAllowedMentions } from "discord-api-types/v10";

/**
 * Breaks `@everyone` and `@here` in a text, so that they ping nobody even where a mention beside
 * them may: Discord allows or forbids both at once, for the whole message.
 *
 * @param text The text.
 * @returns The text, with a zero-width space behind each of those signs.
 */
export function breakMentions(text: string): string {
  return text.replace(/@(?=everyone|here)/g, "@\u200b");
}

/**
 * Allows what a mention says and nothing else, so that no other mention in the same text pings.
 * `@here` goes by the same word as `@everyone`.
 *
 * @param mention The mention, such as `@everyone` or `<@&ROLE>`, or several; empty for nobody.
 * @returns The part of the message that Discord asks for.
 */
export function allowMention(mention: string): APIAllowedMentions {
  const roles = idsIn(mention, /<@&(\d+)>/g);
  const users = idsIn(mention, /<@!?(\d+)>/g);
  const isForAll = /@(everyone|here)\b/.test(mention);
  return {
    parse: isForAll ? ["everyone" as AllowedMentionsTypes] : [],
    ...(roles.length > 0 && { roles }),
    ...(users.length > 0 && { users }),
  };
}

/** Discord refuses an id that is named twice. */
function idsIn(mention: string, look: RegExp): string[] {
  return [...new Set(Array.from(mention.matchAll(look), ([, id = ""]) => id))];
}
