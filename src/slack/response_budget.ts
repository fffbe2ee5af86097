/**
 * How often, and how long, a `response_url` may be used.
 *
 * @module
 */

import type { LimitedAnswer, RateLimiter, RateTurn, TurnLimits } from "../core/rate_limiter.ts";
import { untilAborted } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";
import { readRefusal, saysNo } from "./reasons.ts";

/** Slack's rules. */
const MAX_USES = 5;
const LIFETIME = 30 * 60_000;

/**
 * Grants the turns of one `response_url`: five uses within 30 minutes. A use is counted when
 * Slack took it; a refused or lost one is given back, since Slack itself says when all are spent.
 */
export class ResponseBudget {
  readonly #inner: RateLimiter | undefined;
  readonly #clock: Clock;
  readonly #endsAt: number;
  /** Uses that Slack took. */
  #taken = 0;
  /** Uses of which nobody knows yet. */
  #underWay = 0;
  /** Whether Slack said that all are spent. */
  #closed = false;
  /** Resolves when one that was under way has ended. */
  #change = Promise.withResolvers<void>();

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
    return this.#isOver ? 0 : MAX_USES - this.#taken - this.#underWay;
  }

  /** The limiter of one send. */
  forOneSend(): BudgetedSend {
    return new BudgetedSend(this);
  }

  /** Grants a turn, or refuses it for good: by {@linkcode SPENT}. */
  async turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    // Of the uses under way some may be given back: only what Slack took is gone for good.
    while (!this.#isOver && this.#taken < MAX_USES && this.usesLeft === 0) {
      await untilAborted(this.#change.promise, limits.signal);
    }
    if (this.usesLeft === 0) return SPENT;
    this.#underWay++;
    const turn = await this.#innerTurn(url, limits);
    if (!turn.granted) return turn;
    if (this.#isOver) { // The wait took too long, or Slack said so meanwhile.
      this.#end();
      turn.settle();
      return SPENT;
    }
    return {
      granted: true,
      settle: (answer) => {
        if (answer && isTaken(answer)) this.#taken++;
        if (answer && readsSpent(answer)) this.#closed = true;
        this.#end();
        turn.settle(answer);
      },
    };
  }

  get #isOver(): boolean {
    return this.#closed || this.#clock.now() >= this.#endsAt;
  }

  /** Gives the use back when there is no turn. */
  async #innerTurn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    let granted = false;
    try {
      const turn = await this.#inner?.turn(url, limits) ?? UNLIMITED;
      granted = turn.granted;
      return turn;
    } finally {
      if (!granted) this.#end();
    }
  }

  /** Ends a use that was under way. */
  #end(): void {
    this.#underWay--;
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

/** The limiter of one send: it knows why the send was refused. */
export class BudgetedSend implements RateLimiter {
  /** Whether it was the budget that refused the last turn. */
  isSpent = false;
  readonly #budget: ResponseBudget;

  /** @param budget What it takes its turns from. */
  constructor(budget: ResponseBudget) {
    this.#budget = budget;
  }

  /** The same as {@linkcode ResponseBudget.turn}. */
  async turn(url: URL, limits: TurnLimits): Promise<RateTurn> {
    const turn = await this.#budget.turn(url, limits);
    this.isSpent = turn === SPENT;
    return turn;
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
