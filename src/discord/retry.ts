/**
 * What is worth another try at Discord.
 *
 * @module
 */

import type { RetryContext, RetryHandler } from "../core/retry.ts";
import type { Clock } from "../util/clock.ts";
import { classify } from "./codes.ts";

/** How long Discord may need to find a message that it has just stored, in ms. */
const SETTLING = 10_000;

/** How long is waited for it, in ms. */
const SETTLING_WAIT = 500;

const DISCORD_EPOCH = 1_420_070_400_000n;

/**
 * Leaves alone what Discord has refused for good: by its code, whatever the status. What its edge
 * (Cloudflare) answers with a 429 is a ban and no place in a queue, so it is left alone too. All else
 * is for the handlers after it.
 *
 * @returns The handler.
 */
export function discordRetry(): RetryHandler {
  return (failed) => {
    if (failed.status === null) return undefined;
    if (isBan(failed) || classify(failed.status, codeOf(failed)) !== "transient") {
      return { retry: false };
    }
    return undefined;
  };
}

/**
 * Tries once more when Discord does not know a message that it stored only just now. Its id tells
 * when that was.
 *
 * @param messageId The id of the message.
 * @param clock Where the time comes from.
 * @returns The handler.
 */
export function freshMessageRetry(messageId: string, clock: Clock): RetryHandler {
  return (failed) => {
    const isUnknown = failed.status === 404 && codeOf(failed) === 10008;
    if (!isUnknown || failed.history.length > 0 || !/^\d{17,20}$/.test(messageId)) return undefined;
    const created = Number((BigInt(messageId) >> 22n) + DISCORD_EPOCH);
    if (clock.now() - created > SETTLING) return undefined;
    return { retry: true, delay: SETTLING_WAIT };
  };
}

/** Discord itself always says how long to wait, and that the answer came by way of Google. */
function isBan({ status, headers, response }: RetryContext): boolean {
  if (status !== 429 || headers?.get("via")?.includes("google")) return false;
  return typeof response !== "object" || response === null || !("retry_after" in response);
}

function codeOf({ response }: RetryContext): number | null {
  if (typeof response !== "object" || response === null || !("code" in response)) return null;
  return typeof response.code === "number" ? response.code : null;
}
