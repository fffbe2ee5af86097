/**
 * Ids as Discord makes them: a time and a counter.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";

/** The first ms of 2015, where Discord's count begins. */
const DISCORD_EPOCH = 1_420_070_400_000;

/** What an id looks like. Source: https://docs.discord.com/developers/reference#snowflakes */
export const SNOWFLAKE = /^[0-9]{17,20}$/;

/** Makes ids that grow, even within one ms. */
export class Snowflakes {
  readonly #clock: Clock;
  #last = 0n;

  /** @param clock Its date goes into the ids. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new id, greater than all before. */
  next(): string {
    const stamp = BigInt(Math.floor(this.#clock.now() - DISCORD_EPOCH)) << 22n;
    this.#last = stamp > this.#last ? stamp : this.#last + 1n;
    return this.#last.toString();
  }
}
