/**
 * How often, and how long, a `response_url` may be used.
 *
 * @module
 */

import type { LimitedAnswer, RateLimiter, RateTurn, TurnLimits } from "../core/rate_limiter.ts";
import type { Clock } from "../util/clock.ts";
import { readRefusal, saysNo } from "./reasons.ts";

/** Slack's rules. */
const MAX_USES = 5;
const LIFETIME = 30 * 60_000;

/**
 * Grants the turns of one `response_url`: five uses within 30 minutes. A use is counted when
 * Slack took it; a refused or lost one is given back, since Slack itself says when all are spent.
 */
export class ResponseBudget implements RateLimiter {
  readonly #inner: RateLimiter | undefined;
  readonly #clock: Clock;
  readonly #endsAt: number;
  /** Uses that Slack took, and those under way. */
  #uses = 0;
  #closed = false;

  /**
   * @param inner What else limits the rate.
   * @param receivedAt When the interaction came, in epoch ms.
   * @param clock Where the time comes from.
   */
  constructor(inner: RateLimiter | undefined, receivedAt: number, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#endsAt = receivedAt + LIFETIME;
  }

  /** How many uses are left; 0 when the time is over. */
  get usesLeft(): number {
    return this.#closed || this.#clock.now() >= this.#endsAt ? 0 : MAX_USES - this.#uses;
  }

  /** Grants a turn, or refuses it for good. */
  async turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    if (this.usesLeft <= 0) return SPENT;
    this.#uses++;
    const turn = await this.#innerTurn(url, limits);
    if (!turn.granted) return turn;
    if (this.#closed || this.#clock.now() >= this.#endsAt) { // The wait took too long.
      turn.settle();
      return SPENT;
    }
    return {
      granted: true,
      settle: (answer) => {
        if (!answer || !isTaken(answer)) this.#uses--;
        if (answer && readsSpent(answer)) this.#closed = true;
        turn.settle(answer);
      },
    };
  }

  /** Gives the use back when there is no turn. */
  async #innerTurn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    let granted = false;
    try {
      const turn = await this.#inner?.turn(url, limits) ?? UNLIMITED;
      granted = turn.granted;
      return turn;
    } finally {
      if (!granted) this.#uses--;
    }
  }
}

const SPENT: RateTurn = { granted: false, kind: "blocked", retryAfter: null };
const UNLIMITED: RateTurn = { granted: true, settle: () => {} };

function isTaken({ status, response }: LimitedAnswer): boolean {
  return status >= 200 && status < 300 && !saysNo(response);
}

function readsSpent({ status, response }: LimitedAnswer): boolean {
  return readRefusal(status, response).reason === "spent";
}
