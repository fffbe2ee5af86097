/**
 * What is known of the window of one bucket.
 *
 * @module
 */

import type { RateWindow } from "../../core/rate_limit_headers.ts";

/** How much later than told a window is held to end, in ms: clocks and roundings differ. */
export const SLACK = 50;

/** How long an answer is waited for, in ms, before a request goes out without it. */
const PATIENCE = 15_000;

/** A request on its way. */
export interface Grant {
  /** Of two requests, the later one has the higher number. */
  readonly number: number;
  /** When it went out, in ticks. */
  readonly at: number;
}

/**
 * The window of one bucket. Discord opens it with the first request and tells in every answer how
 * long it still lasts.
 *
 * An answer was made at some time between its request and its arrival, so the end of the window is
 * known to lie between two times, too; only what cannot be of one window is taken for two. Nothing
 * is ever taken for "no limit": as long as nothing is told, requests go out one by one.
 */
export class Window {
  readonly #flying = new Set<Grant>();
  #limit: number | undefined;
  /** How many may still go out; `undefined` while nothing is known. */
  #remaining: number | undefined;
  /** Between these two the window ends; `undefined` if no answer told of this window yet. */
  #end: { readonly from: number; readonly to: number } | undefined;
  /** When the window before ended at the latest. */
  #openedAt = -Infinity;
  /** The last request that went out before this window was learnt of. */
  #lastBefore = 0;
  #lastGrant: Grant = { number: 0, at: -Infinity };
  #heldUntil = -Infinity;
  /** How long a window lasts, in ms, as far as was seen. */
  #length = 0;

  /** The requests on their way. */
  get flying(): ReadonlySet<Grant> {
    return this.#flying;
  }

  /** Whether nothing would be lost but what one answer tells again. */
  isIdle(now: number): boolean {
    return this.#flying.size === 0 && this.closedUntil(now) <= now && this.#end === undefined;
  }

  /**
   * How long a request would wait behind others, in ms, as far as is known: with nothing known,
   * each takes as long as `trip`.
   */
  waitBehind(others: number, trip: number, now: number): number {
    this.#renew(now);
    const closed = this.closedUntil(now) - now;
    const room = this.#remaining;
    if (room === undefined) return closed + (others + this.#flying.size) * trip;
    if (others < room) return closed;
    const left = this.#end ? this.#closing() - now : this.#length;
    return left + Math.floor((others - room) / (this.#limit ?? 1)) * this.#length;
  }

  /** When the next request may go out, in ticks, be it told or guessed. */
  opening(now: number): number {
    this.#renew(now);
    if (this.#heldUntil > now) return this.#heldUntil;
    if ((this.#remaining ?? 0) > 0) return now;
    if (this.#end) return this.#closing();
    // Only an answer can tell more.
    return this.#flying.size === 0 ? now : this.#lastGrant.at + PATIENCE;
  }

  /** Until when it is closed as Discord told, in ticks; no later than `now` if it told nothing. */
  closedUntil(now: number): number {
    this.#renew(now);
    if (this.#heldUntil > now) return this.#heldUntil;
    return this.#end && this.#remaining === 0 ? this.#closing() : now;
  }

  /** A request goes out. */
  take(grant: Grant): void {
    this.#flying.add(grant);
    this.#lastGrant = grant;
    if (this.#remaining !== undefined) this.#remaining = Math.max(0, this.#remaining - 1);
  }

  /** A request has come back; `told` is the window that its answer tells of. */
  settle(grant: Grant, told: RateWindow | undefined, now: number): void {
    this.#renew(now);
    this.#flying.delete(grant);
    if (told) this.#learn(grant, told, now);
    // All that might have told of this window has come: the next one probes.
    const isSpent = this.#remaining === 0 && this.#end === undefined;
    if (isSpent && this.#flying.size === 0) this.#remaining = undefined;
  }

  /** Lets nothing out until then, in ticks; a new window follows. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
    const end = this.#heldUntil - SLACK;
    this.#end = { from: end, to: end };
    this.#lastBefore = this.#lastGrant.number;
  }

  /** Discord has moved its requests to a bucket that nothing is known of. */
  forget(): void {
    this.#limit = this.#remaining = this.#end = undefined;
    this.#openedAt = -Infinity;
  }

  /** Hands a request on its way over to another window. */
  move(grant: Grant, to: Window): void {
    if (!this.#flying.delete(grant)) return;
    to.#flying.add(grant);
    if (grant.number > to.#lastGrant.number) to.#lastGrant = grant;
    if (to.#remaining !== undefined) to.#remaining = Math.max(0, to.#remaining - 1);
  }

  /** When the window is over for certain. The way of the answer is slack, too. */
  #closing(): number {
    return this.#end ? Math.max(this.#end.to, this.#end.from + SLACK) : -Infinity;
  }

  /** A window that is over is followed by one that opens with its first request. */
  #renew(now: number): void {
    if (!this.#end || this.#closing() > now) return;
    this.#openedAt = this.#end.to;
    this.#end = undefined;
    this.#lastBefore = this.#lastGrant.number;
    // Those in flight may count for either window.
    this.#remaining = this.#limit && Math.max(0, this.#limit - this.#flying.size);
  }

  #learn(grant: Grant, { limit, remaining, resetAfter }: RateWindow, now: number): void {
    const end = { from: grant.at + resetAfter, to: now + resetAfter };
    const isNews = grant.number > this.#lastBefore;
    if (!isNews && this.#isOver(end)) return;
    this.#limit = limit ?? this.#limit;
    if (this.#end && !isApart(end, this.#end)) {
      const { from, to } = this.#end;
      this.#end = { from: Math.max(from, end.from), to: Math.min(to, end.to) };
      this.#length = Math.max(this.#length, resetAfter);
      // Those that went out later are probably not counted yet.
      const later = [...this.#flying].filter(({ number }) => number > grant.number).length;
      this.#lower(remaining - later);
      return;
    }
    if (this.#end) {
      this.#openedAt = Math.min(this.#end.to, now);
      this.#lastBefore = this.#lastGrant.number;
      this.#remaining = undefined;
    }
    // Any of those in flight may still count for a window that has just begun.
    this.#lower(remaining - this.#flying.size);
    this.#length = resetAfter;
    this.#end = end;
  }

  #lower(room: number): void {
    this.#remaining = Math.max(0, Math.min(this.#remaining ?? room, room));
  }

  /** Whether a window that ends there may have ended before this one began. */
  #isOver(end: { readonly from: number; readonly to: number }): boolean {
    return end.from <= this.#openedAt + SLACK ||
      (this.#end !== undefined && end.to + SLACK < this.#end.from);
  }
}

function isApart(
  one: { readonly from: number; readonly to: number },
  other: { readonly from: number; readonly to: number },
): boolean {
  return one.from > other.to + SLACK || other.from > one.to + SLACK;
}
