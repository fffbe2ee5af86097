/**
 * What all webhooks of one channel share.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import { Pacer } from "./pacer.ts";

/** What a channel takes of all its webhooks together. Source: discord/discord-api-docs#367. */
const POSTS = { limit: 30, window: 60_000 };

/**
 * The limits of one channel. No header tells of them, so nothing is held back until the first 429
 * of scope `shared`; from then on, posts keep to the number that is known from the field.
 */
export class Channel {
  /** Its id; `null` while only one webhook is known to post there. */
  readonly id: string | null;
  /** How many webhooks are known to post there. */
  members = 0;
  readonly #clock: Clock;
  readonly #holds = new Map<string, number>();
  #posts: Pacer | undefined;

  /**
   * @param id Its id, if known.
   * @param clock Where the time comes from.
   */
  constructor(id: string | null, clock: Clock) {
    this.id = id;
    this.#clock = clock;
  }

  /** Whether nothing is held and nothing counts. */
  isIdle(now: number): boolean {
    for (const until of this.#holds.values()) if (until > now) return false;
    return this.#posts?.isIdle(now) ?? true;
  }

  /** The pacer of a group of requests, if there is a limit. */
  pacer(group: string): Pacer | undefined {
    return group === "POST" ? this.#posts : undefined;
  }

  /** Until when a group of requests is held, in ticks. */
  heldUntil(group: string): number {
    return this.#holds.get(group) ?? -Infinity;
  }

  /** Holds a group of requests after a 429, and adopts the limit of posts. */
  hold(group: string, until: number): void {
    this.#holds.set(group, Math.max(until, this.heldUntil(group)));
    if (group === "POST") this.#posts ??= new Pacer(this.#clock, POSTS.limit, POSTS.window);
  }

  /** Takes over what a webhook learnt before its channel was known. */
  absorb(other: Channel): void {
    for (const [group, until] of other.#holds) this.hold(group, until);
    if (other.#posts) this.#posts?.absorb(other.#posts);
  }
}
