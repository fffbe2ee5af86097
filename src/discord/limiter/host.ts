/**
 * What all webhooks of one server share.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { HostBlock } from "./block.ts";
import { Channel } from "./channel.ts";
import { InvalidRequests } from "./invalid_requests.ts";
import { type Admitting, Pacer } from "./pacer.ts";

/** Where the limits of a host lie. */
export interface HostLimits {
  /** How long a ban is held to last when nobody says, in ms. */
  readonly ban: number;
  /** How many invalid requests are too many. */
  readonly invalidRequestLimit: number;
  /** How many requests fit into a second. */
  readonly requestsPerSecond: number;
}

/** The limits of one server, which counts by the address that requests come from. */
export class Host {
  /** Keeps to the number of requests per second. */
  readonly pacer: Pacer;
  /** Everyone who waits for a turn, whatever for. */
  readonly waiting: Set<Admitting> = new Set();
  readonly #clock: Clock;
  readonly #ban: number;
  readonly #invalid: InvalidRequests;
  readonly #channels = new Map<string, Channel>();
  #heldUntil = -Infinity;
  #bannedUntil = -Infinity;
  /** Whether a ban ended of which nobody knows whether it has ended. */
  #isSuspect = false;
  #flying = 0;

  /**
   * @param clock Where the time comes from.
   * @param limits Where the limits lie.
   */
  constructor(clock: Clock, limits: HostLimits) {
    this.#clock = clock;
    this.#ban = limits.ban;
    this.#invalid = new InvalidRequests(limits.invalidRequestLimit);
    this.pacer = new Pacer(clock, limits.requestsPerSecond, 1000);
  }

  /** Whether nothing is under way, held or counted. */
  isIdle(now: number): boolean {
    return this.#flying === 0 && this.waiting.size === 0 && this.#channels.size === 0 &&
      this.#heldUntil <= now && !this.#isSuspect && this.#invalid.count(now) === 0;
  }

  /** Why nothing goes out now, if so. */
  block(now: number): HostBlock | undefined {
    if (this.#bannedUntil > now) {
      return { reason: "banned", retryAfter: this.#bannedUntil - now };
    }
    const retryAfter = this.#invalid.opening(now) - now;
    return retryAfter > 0 ? { reason: "invalid-requests", retryAfter } : undefined;
  }

  /** Until when a global 429 holds all requests, in ticks. */
  get heldUntil(): number {
    return this.#heldUntil;
  }

  /** Whether the answer to a request under way decides if more may go out: the first after a ban. */
  get isProbing(): boolean {
    return this.#isSuspect && this.#flying > 0;
  }

  /** A request goes out. */
  take(now: number): void {
    this.#flying++;
    this.pacer.take(now);
  }

  /** A request has come back, with an answer or without. A new ban is known by then. */
  settle(isAnswered: boolean): void {
    this.#flying--;
    if (!this.#isSuspect) return;
    if (isAnswered && this.#bannedUntil <= this.#clock.ticks()) this.#isSuspect = false;
    this.wake();
  }

  /** Holds all requests after a global 429. */
  hold(until: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, until);
    this.wake();
  }

  /**
   * Blocks all requests after a ban; `wait` is how long, if that was told. Those who wait learn of
   * it when the request is settled.
   */
  banFor(wait: number | null): void {
    this.#bannedUntil = Math.max(this.#bannedUntil, this.#clock.ticks() + (wait ?? this.#ban));
    this.#isSuspect = true;
  }

  /** Counts an invalid request. */
  countInvalid(): void {
    const now = this.#clock.ticks();
    this.#invalid.add(now);
    if (this.block(now)) this.wake();
  }

  /** Looks again at everyone who waits. */
  wake(): void {
    for (const bucket of [...this.waiting]) bucket.admit();
  }

  /** The channel of an id, with one member more. */
  join(id: string): Channel {
    let channel = this.#channels.get(id);
    if (!channel) this.#channels.set(id, channel = new Channel(id, this.#clock));
    channel.members++;
    return channel;
  }

  /** A member of a channel is gone. */
  leave(channel: Channel): void {
    if (--channel.members <= 0 && channel.id !== null) this.#channels.delete(channel.id);
  }
}
