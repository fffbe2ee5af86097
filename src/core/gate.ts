/**
 * The gate before one URL: lets through as many requests as the server allows, first come, first
 * served.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";
import {
  type LimitedAnswer,
  LONGEST_HOLD,
  type RateTurn,
  type TurnLimits,
} from "./rate_limiter.ts";
import { isGlobal, type RateWindow, readWindow } from "./rate_limit_headers.ts";

/** How long an answer is waited for, in ms, before the next request goes out without it. */
const MIN_PATIENCE = 500;
const MAX_PATIENCE = 15_000;

/** Until when whole origins are held, in ticks: shared by all gates, since an origin has many. */
export class OriginHolds {
  readonly #until = new Map<string, number>();

  /** How many origins are remembered. */
  static readonly #MAX = 1000;

  /** Until when an origin is held; 0 when it is not. */
  get(origin: string): number {
    return this.#until.get(origin) ?? 0;
  }

  /** Holds an origin. Those held for longest are forgotten when there are too many. */
  hold(origin: string, until: number): void {
    const latest = Math.max(until, this.get(origin));
    this.#until.delete(origin);
    this.#until.set(origin, latest);
    const [oldest] = this.#until.keys();
    if (this.#until.size > OriginHolds.#MAX) this.#until.delete(oldest!);
  }
}

/** A request that waits for its turn. */
interface Waiter {
  readonly maxWait: number;
  resolve(turn: RateTurn): void;
}

/**
 * The gate before one URL.
 *
 * Before the first answer nothing is known of the server, so one request goes ahead and the rest
 * wait for what it learns. A server that names no limit lets all through from then on.
 */
export class Gate {
  readonly #origin: string;
  readonly #origins: OriginHolds;
  readonly #clock: Clock;
  readonly #queue = new Set<Waiter>();
  /** No longer than the shortest `maxWait` in the queue: spares looking through all of it. */
  #shortestMaxWait = Infinity;
  #inFlight = 0;
  #known = false;
  /** How many requests a window takes; `undefined` as long as the server does not say. */
  #limit: number | undefined;
  /** How many may still go out in this window. */
  #remaining = Infinity;
  /** When the window ends; `undefined` when no answer of this window has come yet. */
  #resetAt: number | undefined;
  /** When the window before ended. */
  #openedAt = -Infinity;
  /** The longest window seen, in ms. */
  #windowLength = 0;
  #heldUntil = 0;
  #lastGrant = -Infinity;
  /** How many turns were granted so far. */
  #grants = 0;
  /** How many of them were granted before the window was last learnt of, or began. */
  #grantsBefore = 0;
  #cancelTimer: (() => void) | undefined;

  /**
   * @param origin The origin of the URL.
   * @param origins The holds of all origins.
   * @param clock Where the time comes from.
   */
  constructor(origin: string, origins: OriginHolds, clock: Clock) {
    this.#origin = origin;
    this.#origins = origins;
    this.#clock = clock;
  }

  /** Whether nothing is under way and nothing would be lost but what one answer tells again. */
  get idle(): boolean {
    const now = this.#clock.ticks();
    return !this.busy && this.#opening(now) <= now;
  }

  /** Whether requests are in flight or waiting. */
  get busy(): boolean {
    return this.#inFlight > 0 || this.#queue.size > 0;
  }

  /** Waits for a turn; the same as {@linkcode RateLimiter.turn}. */
  turn({ signal, maxWait }: TurnLimits): Promise<RateTurn> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const now = this.#clock.ticks();
    if (this.#queue.size === 0 && this.#opening(now) <= now) {
      return Promise.resolve(this.#grant(now));
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#queue.delete(waiter);
        this.#admit();
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        maxWait,
        resolve: (turn) => {
          signal?.removeEventListener("abort", abort);
          resolve(turn);
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#queue.add(waiter);
      this.#shortestMaxWait = Math.min(this.#shortestMaxWait, maxWait);
      this.#admit();
    });
  }

  /** Lets through, or refuses, whoever can be told now, and sets the timer for the next. */
  #admit(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#queue.size === 0) {
      this.#shortestMaxWait = Infinity;
      return;
    }
    const now = this.#clock.ticks();
    for (const waiter of this.#queue) {
      if (this.#opening(now) > now) break;
      this.#queue.delete(waiter);
      waiter.resolve(this.#grant(now));
    }
    const closedFor = this.#opening(now) - now;
    if (closedFor > this.#shortestMaxWait && this.#isTold(now)) this.#refuse(closedFor);
    if (this.#queue.size === 0) this.#shortestMaxWait = Infinity;
    else this.#cancelTimer = this.#clock.after(closedFor, () => this.#admit());
  }

  #refuse(closedFor: number): void {
    this.#shortestMaxWait = Infinity;
    for (const waiter of this.#queue) {
      if (closedFor > waiter.maxWait) {
        this.#queue.delete(waiter);
        waiter.resolve({ granted: false, kind: "rate-limited", retryAfter: closedFor });
      } else {
        this.#shortestMaxWait = Math.min(this.#shortestMaxWait, waiter.maxWait);
      }
    }
  }

  /** Whether a server named the time of opening. How long an answer takes is only a guess. */
  #isTold(now: number): boolean {
    const held = Math.max(this.#heldUntil, this.#origins.get(this.#origin));
    return held > now || this.#resetAt !== undefined;
  }

  /** When the next request may go out, in ticks. A window that is over is renewed. */
  #opening(now: number): number {
    const held = Math.max(this.#heldUntil, this.#origins.get(this.#origin));
    if (held > now) return held;
    if (this.#resetAt !== undefined && this.#resetAt <= now) this.#renew();
    if (this.#known && this.#remaining > 0) return now;
    if (this.#resetAt !== undefined) return this.#resetAt;
    // Only an answer can tell more. It is waited for, but not for ever.
    const patience = Math.min(Math.max(this.#windowLength, MIN_PATIENCE), MAX_PATIENCE);
    return this.#inFlight === 0 ? now : this.#lastGrant + patience;
  }

  /** The next window opens with its first request; when it ends, its answers will tell. */
  #renew(): void {
    this.#openedAt = this.#resetAt ?? this.#openedAt;
    this.#resetAt = undefined;
    this.#known = this.#limit !== undefined;
    this.#remaining = this.#limit ?? Infinity;
    this.#grantsBefore = this.#grants;
  }

  #grant(now: number): RateTurn {
    this.#inFlight++;
    this.#remaining--;
    this.#lastGrant = now;
    const grant = ++this.#grants;
    let settled = false;
    return {
      granted: true,
      settle: (answer) => {
        if (settled) return;
        settled = true;
        this.#inFlight--;
        this.#learn(answer, grant > this.#grantsBefore);
        this.#admit();
      },
    };
  }

  /** `isNews`: whether it answers a request that went out after all that is known was learnt. */
  #learn(answer: LimitedAnswer | undefined, isNews: boolean): void {
    if (!answer) return;
    const window = readWindow(answer.headers);
    if (window) this.#learnWindow(window, isNews);
    else if (!this.#known) this.#remaining = Infinity; // No limit is told, so none is kept.
    this.#known = true;
    if (answer.status === 429 && answer.retryAfter !== null) {
      this.#hold(answer.retryAfter, isGlobal(answer.headers));
    }
  }

  #learnWindow({ limit, remaining, ...told }: RateWindow, isNews: boolean): void {
    const resetAfter = Math.min(told.resetAfter, LONGEST_HOLD);
    const end = this.#clock.ticks() + resetAfter;
    this.#limit = limit ?? this.#limit;
    const isFirst = this.#resetAt === undefined;
    this.#windowLength = isNews && isFirst ? resetAfter : Math.max(this.#windowLength, resetAfter);
    // Answers come out of order. Those of one window differ by their way only, those of two
    // windows by at least a window.
    const apart = this.#resetAt === undefined ? 0 : end - this.#resetAt;
    const half = this.#windowLength / 2;
    const isOld = apart < -half || end < this.#openedAt + half;
    if (isOld && !isNews) return;
    this.#grantsBefore = this.#grants;
    if (isOld) this.#windowLength = resetAfter; // The server has changed its mind.
    if (isOld || apart > half || this.#remaining === Infinity) {
      this.#resetAt = end;
      this.#remaining = Math.max(0, remaining - this.#inFlight);
    } else {
      // Each estimate is late by the way of its answer: the earliest is the best.
      this.#resetAt = Math.min(this.#resetAt ?? end, end);
      this.#remaining = Math.min(this.#remaining, remaining);
    }
  }

  /** After a 429 nothing goes out until the time it named; then a new window begins. */
  #hold(retryAfter: number, global: boolean): void {
    const now = this.#clock.ticks();
    this.#heldUntil = Math.max(this.#heldUntil, now + Math.min(retryAfter, LONGEST_HOLD));
    this.#resetAt = this.#heldUntil;
    if (global) this.#origins.hold(this.#origin, this.#heldUntil);
  }
}
