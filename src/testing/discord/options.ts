/**
 * How a fake Discord is set up.
 *
 * @module
 */

import { checkNames, checkNumber, checkWord } from "../../util/check.ts";
import type { Clock } from "../../util/clock.ts";
import type { FakeWebhookOptions } from "./directory.ts";
import { type DiscordLimits, LIMITS } from "./limits.ts";
import type { MentionKind } from "./mentions.ts";
import type { BanReply, BlockReply } from "./reply.ts";

/** How a fake Discord is set up. */
export interface FakeDiscordOptions {
  /** Limits that differ from the defaults; `null` switches one off. */
  readonly limits?: Partial<DiscordLimits>;
  /**
   * How much faster than Discord it runs: 10 makes every window and ban, and so every wait it
   * names, ten times shorter.
   *
   * @default {1}
   */
  readonly speed?: number;
  /**
   * How long each reply is held back, in ms. The request itself is handled when it arrives.
   *
   * @default {0}
   */
  readonly latency?: number;
  /** Measures windows and holds replies back. The real one by default. */
  readonly clock?: Clock;
  /**
   * How long a ban lasts, in ms, before `speed`.
   *
   * @default {3_600_000}
   */
  readonly ban?: number;
  /**
   * How a ban is worded.
   *
   * @default {"text"}
   */
  readonly banReply?: BanReply;
  /** User agents that are turned away with 403, as some bare library names are. None by default. */
  readonly blockedAgents?: RegExp;
  /**
   * How it is worded that a user agent is turned away.
   *
   * @default {"text"}
   */
  readonly blockReply?: BlockReply;
  /**
   * How long after a reply a request may still arrive that was under way, in ms, before `speed`.
   * Only later ones are `violations`.
   *
   * @default {50}
   */
  readonly grace?: number;
  /**
   * The most that a request body may hold, in bytes.
   *
   * @default {26_214_400}
   */
  readonly maxRequestBytes?: number;
  /**
   * The most that one file may hold, in bytes.
   *
   * @default {10_485_760}
   */
  readonly maxFileBytes?: number;
  /**
   * Whom a message pings that has no `allowed_mentions`. Discord's documentation says users; many
   * saw everyone pinged, too.
   *
   * @default {["users"]}
   */
  readonly defaultMentions?: readonly MentionKind[];
  /**
   * Whether a post with files is answered with 200 and the message though nobody waits for it, as
   * Discord does where files need work: discord/discord-api-docs#5099.
   *
   * @default {false}
   */
  readonly waitForFiles?: boolean;
  /** The ids of the custom emoji that a poll may show. All if left out. */
  readonly emojis?: readonly string[];
}

/** The names of all options of a webhook. */
export const WEBHOOK_OPTIONS = [
  "id",
  "token",
  "name",
  "channelId",
  "applicationId",
  "forum",
  "requireTag",
  "tags",
  "polls",
  "interaction",
] satisfies (keyof FakeWebhookOptions)[];

/** The names of all options. */
const NAMES = [
  "limits",
  "speed",
  "latency",
  "clock",
  "ban",
  "banReply",
  "blockedAgents",
  "blockReply",
  "grace",
  "maxRequestBytes",
  "maxFileBytes",
  "defaultMentions",
  "waitForFiles",
  "emojis",
] satisfies (keyof FakeDiscordOptions)[];

/**
 * Checks the options of a fake.
 *
 * @throws {TypeError} If `speed` is not above 0, or an option is unknown or of a wrong type.
 * @throws {RangeError} If a number is below 0.
 */
export function checkOptions(options: FakeDiscordOptions): void {
  checkNames(options, NAMES, "a fake Discord");
  const { speed = 1 } = options;
  if (!(speed > 0)) {
    throw new TypeError(`Cannot start a fake as 'speed' must be > 0: current value is ${speed}`);
  }
  checkNames(options.limits ?? {}, LIMITS, "'limits'");
  for (const name of ["latency", "ban", "grace", "maxRequestBytes", "maxFileBytes"] as const) {
    if (options[name] !== undefined) checkNumber(name, options[name], { min: 0 });
  }
  checkWord("banReply", options.banReply ?? "text", ["text", "html", "json"]);
  checkWord("blockReply", options.blockReply ?? "text", ["text", "json"]);
  for (const kind of options.defaultMentions ?? []) {
    checkWord("defaultMentions", kind, ["everyone", "roles", "users"]);
  }
}
