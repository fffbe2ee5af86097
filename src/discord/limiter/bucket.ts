/**
 * One of Discord's buckets for one webhook, and the routes that count for it.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import type { DiscordBlock } from "./block.ts";
import type { Channel } from "./channel.ts";
import type { Host } from "./host.ts";
import type { Admitting, Pacer } from "./pacer.ts";
import type { Place, Queue } from "./queue.ts";
import { Window } from "./window.ts";

/** One kind of request that counts for a bucket. */
export interface Counted {
  /** What a channel counts it as. */
  readonly group: string;
  /** Those who wait. */
  readonly queue: Queue;
  /** Lets somebody who waits through. */
  grant(place: Place): void;
}

/** What a bucket needs to know of its webhook. */
export interface BucketOwner {
  /** The server. */
  readonly host: Host;
  /** The channel. */
  readonly channel: Channel;
  /** Why nothing goes out now, if so. */
  block(now: number): DiscordBlock | undefined;
}

/** A bucket: lets through whoever its window, its channel and its host have room for. */
export class Bucket implements Admitting {
  /** What is known of its window. */
  readonly window: Window = new Window();
  /** The routes that count for it. */
  readonly routes: Set<Counted> = new Set();
  /** The name that Discord gives it, once told. It leaves the webhook out. */
  hash: string | null = null;
  readonly #webhook: BucketOwner;
  readonly #clock: Clock;
  readonly #pacers = new Set<Pacer>();
  #cancelTimer: (() => void) | undefined;

  /**
   * @param webhook Whose bucket it is.
   * @param clock Where the time comes from.
   */
  constructor(webhook: BucketOwner, clock: Clock) {
    this.#webhook = webhook;
    this.#clock = clock;
  }

  /** Lets through, or refuses, whoever can be told now, and sees to it that the others are called. */
  admit(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.#clock.ticks();
    const block = this.#webhook.block(now);
    for (let due = this.#due(now); due && !block; due = this.#due(now)) due.route.grant(due.place);
    for (const route of this.routes) {
      if (block) route.queue.block(block.retryAfter);
      else route.queue.refuseOver(this.closedUntil(route, now) - now);
    }
    this.#await(now);
  }

  /** Until when a route is closed as far as was told or is known, in ticks. */
  closedUntil(route: Counted, now: number): number {
    const pacers = this.#pacersOf(route).map((pacer) => pacer.opening(now));
    return Math.max(this.window.closedUntil(now), this.#heldUntil(route), ...pacers);
  }

  /** Who goes out next, if anybody may now. */
  #due(now: number): { readonly route: Counted; readonly place: Place } | undefined {
    let due: { readonly route: Counted; readonly place: Place } | undefined;
    for (const route of this.routes) {
      const place = route.queue.next;
      if (!place || (due && due.place.number < place.number)) continue;
      if (this.#opening(route, now) <= now && this.#fullPacers(route, now).length === 0) {
        due = { route, place };
      }
    }
    return due;
  }

  /** When a route opens, in ticks, pacers aside. */
  #opening(route: Counted, now: number): number {
    // Whoever probes the host calls the others when its answer is there.
    if (this.#webhook.host.isProbing) return Infinity;
    return Math.max(this.window.opening(now), this.#heldUntil(route));
  }

  #heldUntil({ group }: Counted): number {
    const { host, channel } = this.#webhook;
    return Math.max(host.heldUntil, channel.heldUntil(group));
  }

  #pacersOf({ group }: Counted): Pacer[] {
    const { host, channel } = this.#webhook;
    const pacer = channel.pacer(group);
    return pacer ? [pacer, host.pacer] : [host.pacer];
  }

  #fullPacers(route: Counted, now: number): Pacer[] {
    return this.#pacersOf(route).filter((pacer) => pacer.opening(now) > now);
  }

  /** Waits for the next opening, or in the line of a pacer. */
  #await(now: number): void {
    const routes = [...this.routes].filter(({ queue }) => queue.next);
    const next = Math.min(...routes.map((route) => this.#opening(route, now)));
    if (next > now && next < Infinity) {
      this.#cancelTimer = this.#clock.after(next - now, () => this.admit());
    }
    const open = routes.filter((route) => this.#opening(route, now) <= now);
    const pacers = new Set(open.flatMap((route) => this.#fullPacers(route, now).slice(0, 1)));
    for (const pacer of this.#pacers.difference(pacers)) pacer.leave(this);
    this.#pacers.clear();
    for (const pacer of pacers) {
      this.#pacers.add(pacer);
      pacer.enqueue(this);
    }
    const { waiting } = this.#webhook.host;
    if ([...this.routes].some(({ queue }) => queue.waiting > 0)) waiting.add(this);
    else waiting.delete(this);
  }
}
