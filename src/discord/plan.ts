/**
 * Makes of one message as many as it takes.
 *
 * @module
 */

import type { Draft } from "./message.ts";
import type { Overflow } from "./overflow.ts";

/**
 * Plans what is posted for a message.
 *
 * @param draft The message.
 * @param overflow What is to become of it when it is too long.
 * @returns The messages to post, in order; at least one.
 */
export function planMessages(draft: Draft, overflow: Overflow): readonly Draft[] {
  return overflow === "fail" ? [draft] : [draft];
}
