/**
 * When waiting alerts are merged into one message.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { Clock } from "../util/clock.ts";
import { parseSeconds } from "../util/retry_after.ts";

/** How many alerts one message takes: Discord's limit of embeds. */
const MAX_ALERTS = 10;

/**
 * The longest pause that is waited for here, in ms: those of rate limits are of seconds. What comes
 * in a longer one goes to the sender, who waits or fails by its own rules, and is told of.
 */
const MAX_PAUSE = 60_000;

/**
 * How long a send takes that was held up, in ms: by the pace that its sender keeps by itself, as
 * with Slack's one message per second.
 */
const LONG = 500;

/**
 * Knows from the results of one channel whether it is rate-limited. While it is, nothing is handed
 * to the sender, where it could only wait: alerts gather here, and go out together.
 */
export class DigestGate {
  readonly #clock: Clock;
  #opens = 0;
  #isBehind = false;

  /**
   * Makes an open gate.
   *
   * @param clock Where the time comes from.
   */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when the channel may take a message, or the signal is aborted.
   *
   * @param signal Ends the wait.
   */
  async opened(signal: AbortSignal): Promise<void> {
    const wait = this.#opens - this.#clock.ticks();
    if (wait <= 0) return;
    this.#isBehind = true;
    await this.#clock.sleep(wait, { signal }).catch(() => {});
  }

  /**
   * How many waiting alerts the next message takes.
   *
   * @returns One, or up to ten after the channel was rate-limited.
   */
  batchSize(): number {
    return this.#isBehind ? MAX_ALERTS : 1;
  }

  /**
   * Learns from a result.
   *
   * @param result What came of the last message.
   */
  learn(result: WebhookResult): void {
    try {
      const wait = namedPause(result);
      this.#opens = Math.max(this.#opens, this.#clock.ticks() + wait);
      // A second attempt holds a sender up as well. What came meanwhile has waited for it.
      this.#isBehind = wait > 0 || result.attempts > 1 || result.elapsed >= LONG;
    } catch {
      // A result of somebody's own sender, with headers that are none: nothing to be learnt.
    }
  }
}

/** How long a channel takes nothing more, in ms, as far as its last answer says. */
function namedPause(result: WebhookResult): number {
  const pause = readPause(result);
  const isPause = typeof pause === "number" && pause > 0 && pause <= MAX_PAUSE;
  return isPause ? pause : 0;
}

function readPause(result: WebhookResult): number {
  if (!result.ok && result.kind === "rate-limited") return result.retryAfter ?? 0;
  const { headers } = result;
  if (headers?.get("x-ratelimit-remaining") !== "0") return 0;
  return parseSeconds(headers.get("x-ratelimit-reset-after")) ?? 0;
}
