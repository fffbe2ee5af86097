/**
 * Rate limiters that tell of every wait for a turn.
 *
 * @module
 */

import type { RateLimiter, RateTurn, TurnLimits } from "@hookcast/hookcast";
import { type DiscordEntry, DiscordRateLimiter } from "@hookcast/hookcast/discord";
import { here } from "./position.ts";

/** Tells of the turns of another limiter. */
export class WatchedLimiter implements RateLimiter {
  readonly #limiter: RateLimiter;

  /** @param limiter The limiter that decides. */
  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  /** See `RateLimiter.turn`. */
  turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    return watchTurn(this.#limiter, url, limits);
  }
}

/** A limiter for Discord that tells of turns; it is one itself, so that all it knows is kept. */
export class WatchedDiscordLimiter extends DiscordRateLimiter {
  /** See `DiscordRateLimiter.enter`. */
  override enter(entry: DiscordEntry): RateLimiter & Disposable {
    const place = super.enter(entry);
    return {
      turn: (url, limits) => watchTurn(place, url, limits),
      [Symbol.dispose]: () => place[Symbol.dispose](),
    };
  }
}

async function watchTurn(
  limiter: RateLimiter,
  url: URL,
  limits: TurnLimits,
): Promise<RateTurn> {
  const position = here();
  position?.begin();
  position?.tell({ type: "queued" });
  const asked = performance.now();
  const turn = await limiter.turn(url, limits);
  position?.tell({ type: "turn", granted: turn.granted, waited: performance.now() - asked });
  return turn;
}
