/**
 * The limits that the fake enforces, and their defaults.
 *
 * @module
 */

import type { WindowLimit } from "./fixed_windows.ts";

/** The limits of a fake Discord; `null` switches one off. */
export interface DiscordLimits {
  /**
   * Posts per webhook. Told in the headers of every reply.
   * Source: discord/discord-api-docs#367, and field reports.
   *
   * @default {{ limit: 5, window: 2_000 }}
   */
  readonly exec: WindowLimit | null;
  /**
   * Calls on messages, counted apart for each webhook and each of GET, PATCH and DELETE. The
   * numbers are ours; Discord publishes none.
   *
   * @default {{ limit: 5, window: 5_000 }}
   */
  readonly message: WindowLimit | null;
  /**
   * Calls on the webhook itself, counted apart for each webhook and each of GET, PATCH and DELETE.
   * The numbers are ours; Discord publishes none.
   *
   * @default {{ limit: 5, window: 5_000 }}
   */
  readonly webhook: WindowLimit | null;
  /**
   * Messages stored per channel, by all of its webhooks together. No header tells of it: it shows
   * only as a 429 of scope `shared`. Source: discord/discord-api-docs#367, #1454, #4043.
   *
   * @default {{ limit: 30, window: 60_000 }}
   */
  readonly channel: WindowLimit | null;
  /**
   * Edits per channel of messages older than an hour. Off by default, as Discord publishes no
   * number; the only one reported is 3 per 20 s. The 429 has code 30046.
   *
   * @default {null}
   */
  readonly oldEdits: WindowLimit | null;
  /**
   * Requests per address.
   * Source: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
   *
   * @default {{ limit: 50, window: 1_000 }}
   */
  readonly global: WindowLimit | null;
  /**
   * Answers 401, 403 and 429 per address, those 429 of scope `shared` aside. The last that fits
   * bans the address.
   * Source: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
   *
   * @default {{ limit: 10_000, window: 600_000 }}
   */
  readonly invalid: WindowLimit | null;
  /**
   * Calls per address on webhooks that do not exist. One more bans the address. Discord announces
   * such a ban without numbers; these are ours.
   *
   * @default {{ limit: 50, window: 60_000 }}
   */
  readonly unknown: WindowLimit | null;
}

const DEFAULTS: DiscordLimits = {
  exec: { limit: 5, window: 2_000 },
  message: { limit: 5, window: 5_000 },
  webhook: { limit: 5, window: 5_000 },
  channel: { limit: 30, window: 60_000 },
  oldEdits: null,
  global: { limit: 50, window: 1_000 },
  invalid: { limit: 10_000, window: 600_000 },
  unknown: { limit: 50, window: 60_000 },
};

/** The names of all limits. */
export const LIMITS: readonly string[] = Object.keys(DEFAULTS);

/** Fills in the defaults and shortens every window by the factor `speed`. */
export function resolveLimits(given: Partial<DiscordLimits>, speed: number): DiscordLimits {
  const limits = { ...DEFAULTS, ...given };
  return {
    exec: faster(limits.exec, speed),
    message: faster(limits.message, speed),
    webhook: faster(limits.webhook, speed),
    channel: faster(limits.channel, speed),
    oldEdits: faster(limits.oldEdits, speed),
    global: faster(limits.global, speed),
    invalid: faster(limits.invalid, speed),
    unknown: faster(limits.unknown, speed),
  };
}

/** Shortens a window by the factor `speed`. */
export function faster(rule: WindowLimit | null, speed: number): WindowLimit | null {
  return rule && { limit: rule.limit, window: rule.window / speed };
}
