/**
 * Several channels that are used as one.
 *
 * @module
 */

import { checkMethods, checkType } from "../util/check.ts";
import type { Channel } from "./channel.ts";

/** Several channels under one name. Made by {@linkcode together}. */
export interface ChannelGroup {
  /** The channels. */
  readonly parts: readonly Channel[];
}

/**
 * Makes one channel of several: each alert goes to all of them, such as to Discord and to Slack.
 * Each keeps a queue of its own, so that one that hangs delays no other. An alert is over when it is
 * over everywhere; its result is that of the first channel that failed, or else of the first.
 *
 * @example
 * ```ts
 * import { Notifier, plainJson, together } from "@hookcast/hookcast/notifier";
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const [one, two] = [new RecordingSender(), new RecordingSender()];
 * const alerts = together({ to: one, ...plainJson() }, { to: two, ...plainJson() });
 * await using notifier = new Notifier({ channels: { alerts } });
 * await notifier.notifyNow("P0", "Database down");
 *
 * assertEquals([one.payloads.length, two.payloads.length], [1, 1]);
 * ```
 * @param channels The channels, or groups of them; at least one.
 * @returns The group.
 */
export function together(
  ...channels: readonly [Channel | ChannelGroup, ...(Channel | ChannelGroup)[]]
): ChannelGroup {
  return Object.freeze({ parts: Object.freeze(channels.flatMap(partsOf)) });
}

/**
 * The channels that one name stands for.
 *
 * @param channel A channel, or a group of them.
 * @returns The channels.
 */
export function partsOf(channel: Channel | ChannelGroup): readonly Channel[] {
  return "parts" in channel ? channel.parts : [channel];
}

/**
 * Checks a channel, or each of a group.
 *
 * @param option The name of the option, for the message.
 * @param channel What a user gave.
 * @throws {TypeError} If it is none.
 */
export function checkChannel(option: string, channel: Channel | ChannelGroup): void {
  checkType(option, channel ?? null, "object");
  for (const part of partsOf(channel)) {
    checkType(option, part ?? null, "object");
    checkMethods(`${option}.to`, part.to, ["send"]);
    checkType(`${option}.render`, part.render ?? null, "function");
    checkType(`${option}.digest`, part.digest, "function");
    checkType(`${option}.mirror`, part.mirror, "function");
  }
}
