/**
 * One URL of a fake Slack: what it knows of those who post there.
 *
 * @module
 */

import type { SlackErrorCode } from "./errors.ts";

/** What a URL is for. */
export type SlackEndpointKind = "webhook" | "response" | "trigger";

/** How fast messages may come to a URL. */
export interface SlackPace {
  /** How long each message takes, in ms. */
  readonly interval: number;
  /** How many may come at once before it is noted: at most so many in as many intervals. */
  readonly burst: number;
  /** How many may come at once before they are refused. */
  readonly limit: number;
}

const MAX_USES = 5;
const LIFETIME = 30 * 60_000;

/** One URL. Times are in ticks of the fake's clock. */
export class SlackEndpoint {
  /** What it is for. */
  readonly kind: SlackEndpointKind;
  /** What every request is refused with. */
  error: SlackErrorCode | undefined;
  readonly #pace: SlackPace | undefined;
  readonly #grace: number;
  readonly #since: number;
  readonly #arrivals: number[] = [];
  #taken: number[] = [];
  #uses = 0;
  #blocked = { from: Infinity, until: 0 };

  /**
   * @param kind What it is for.
   * @param options How fast messages may come, how exactly that is noted, and when it was made.
   */
  constructor(
    kind: SlackEndpointKind,
    { pace, grace, since }: {
      readonly pace: SlackPace | undefined;
      readonly grace: number;
      readonly since: number;
    },
  ) {
    this.kind = kind;
    this.#pace = pace;
    this.#grace = grace;
    this.#since = since;
  }

  /** Notes that a request has come; says how it broke the rules. */
  arrive(now: number): ("pace" | "blocked")[] {
    const broken: ("pace" | "blocked")[] = [];
    const { from, until } = this.#blocked;
    // The network may have brought two requests closer together, or passed the answer on its way.
    if (now > from + this.#grace && now < until - this.#grace) broken.push("blocked");
    if (this.#pace) {
      const { interval, burst } = this.#pace;
      const before = this.#arrivals.at(-burst);
      const isEarly = before !== undefined && now - before < burst * interval - this.#grace;
      if (isEarly) broken.push("pace");
      this.#arrivals.push(now);
      if (this.#arrivals.length > burst) this.#arrivals.shift();
    }
    return broken;
  }

  /** How long to wait, in whole seconds, when too many have come; 0 when one more may. */
  wait(now: number): number {
    if (!this.#pace) return 0;
    const { interval, limit } = this.#pace;
    const window = interval * limit;
    this.#taken = this.#taken.filter((at) => now - at < window);
    if (this.#taken.length < limit) {
      this.#taken.push(now);
      return 0;
    }
    return Math.ceil((this.#taken[0]! + window - now) / 1000);
  }

  /** Notes that a sender was told to wait. */
  block(now: number, seconds: number): void {
    this.#blocked = { from: now, until: now + seconds * 1000 };
  }

  /** Takes one use; says why there is none left. */
  use(now: number): SlackErrorCode | undefined {
    if (this.kind !== "response") return undefined;
    if (now - this.#since >= LIFETIME) return "expired_url";
    if (this.#uses >= MAX_USES) return "used_url";
    this.#uses++;
    return undefined;
  }
}
