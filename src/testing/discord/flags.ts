/**
 * The flags of a message, as far as a webhook may set them.
 * Source: https://docs.discord.com/developers/resources/message#message-object-message-flags
 *
 * @module
 */

const SUPPRESS_EMBEDS = 1 << 2;
const SUPPRESS_NOTIFICATIONS = 1 << 12;
const IS_VOICE_MESSAGE = 1 << 13;

/** The flag of a message that is made of components alone. */
export const IS_COMPONENTS_V2 = 1 << 15;

const ON_CREATE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_VOICE_MESSAGE | IS_COMPONENTS_V2;

/** The flags of a new message: others are ignored. */
export function newFlags(wished: unknown): number {
  return Number(wished ?? 0) & ON_CREATE;
}

/** The flags after an edit: embeds are hidden or shown, components stay once they are the message. */
export function editedFlags(flags: number, wished: unknown): number {
  if (wished === undefined) return flags;
  const asked = Number(wished ?? 0);
  return (flags & ~SUPPRESS_EMBEDS) | (asked & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2));
}
