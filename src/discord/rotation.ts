/**
 * Which webhook of a pool a message goes to.
 *
 * @module
 */

import type { Target } from "../core/target.ts";
import type { DiscordRateLimiter } from "./rate_limiter.ts";

/**
 * How the webhooks of a pool take turns.
 *
 * - `round-robin`: one after the other.
 * - `failover`: the same, and when a message has failed at one for good, the others are tried.
 * - `least-wait`: whichever can send first.
 */
export type DiscordRotation = "round-robin" | "failover" | "least-wait";

/** The words of {@linkcode DiscordRotation}. */
export const ROTATIONS = [
  "round-robin",
  "failover",
  "least-wait",
] as const satisfies readonly DiscordRotation[];

/** The webhooks of a pool, and whose turn it is. */
export class WebhookPool {
  /** All of them, in order. */
  readonly targets: readonly Target[];
  readonly #rotation: DiscordRotation;
  readonly #limiter: DiscordRateLimiter | undefined;
  #next = 0;

  /**
   * Makes a pool.
   *
   * @param targets The webhooks; at least one.
   * @param rotation How they take turns.
   * @param limiter Knows which can send. Without one all are taken to be able to.
   */
  constructor(
    targets: readonly Target[],
    rotation: DiscordRotation,
    limiter: DiscordRateLimiter | undefined,
  ) {
    this.targets = targets;
    this.#rotation = rotation;
    this.#limiter = limiter;
  }

  /**
   * Whose turn it is. Those to which nothing goes out come last: when no other is left, the failure
   * says why.
   *
   * @returns The webhooks for one message, in the order in which to try them.
   */
  take(): readonly Target[] {
    const first = this.#next++ % this.targets.length;
    const inTurn = [...this.targets.slice(first), ...this.targets.slice(0, first)];
    const waits = inTurn.map((target) => ({ target, wait: this.#waitOf(target) }));
    const byWait = this.#rotation === "least-wait";
    // The sort is stable: among equals it is as before.
    waits.sort((a, b) => byWait ? compare(a.wait, b.wait) : Number(!open(a)) - Number(!open(b)));
    const targets = waits.map(({ target }) => target);
    return this.#rotation === "failover" ? targets : targets.slice(0, 1);
  }

  #waitOf({ url }: Target): number {
    return this.#limiter?.waitOf(url) ?? 0;
  }
}

/** Not by subtraction: of two waits without end it would make no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function open({ wait }: { readonly wait: number }): boolean {
  return wait !== Infinity;
}
