/**
 * One kind of request to one webhook.
 *
 * @module
 */

import type { LimitedAnswer, RateTurn, TurnLimits } from "../../core/rate_limiter.ts";
import type { Clock } from "../../util/clock.ts";
import type { Bucket, BucketOwner, Counted } from "./bucket.ts";
import type { Mark } from "./pacer.ts";
import { type Crowd, type Place, Queue } from "./queue.ts";
import type { Grant } from "./window.ts";

/** A request of a route on its way. */
export interface Flight {
  /** Its place in the window. */
  readonly grant: Grant;
  /** Where it goes. */
  readonly url: URL;
  /** What the channel counts, if it counts. */
  readonly mark: Mark | undefined;
}

/** What a route needs of its webhook. */
export interface RouteOwner extends BucketOwner {
  /** A number for a request, higher than all before. */
  nextNumber(): number;
  /** Learns from a request that has come back: with its answer, or with none. */
  settle(route: Route, flight: Flight, answer: LimitedAnswer | undefined): void;
}

/** What a route is made of. */
export interface RouteParts {
  /** The webhook. */
  readonly webhook: RouteOwner;
  /** The bucket that it counts for until an answer names another. */
  readonly bucket: Bucket;
  /** What a channel counts it as. */
  readonly group: string;
  /** Where those who wait are counted. */
  readonly crowd: Crowd;
  /** Where the time comes from. */
  readonly clock: Clock;
}

/** One kind of request to one webhook: those who want to make it, and those under way. */
export class Route implements Counted {
  /** What a channel counts it as. */
  readonly group: string;
  /** Those who wait. */
  readonly queue: Queue;
  /** The requests under way. */
  readonly flights: Set<Flight> = new Set();
  /** The bucket that it counts for. */
  bucket: Bucket;
  /** The last request that went out before the bucket was learnt. */
  lastBeforeMove = 0;
  /** How many 429s in a row did not say how long. */
  strikes = 0;
  /** How long the last request was under way, in ms. */
  trip = 0;
  readonly #webhook: RouteOwner;
  readonly #clock: Clock;

  /** @param parts What it is made of. */
  constructor({ webhook, bucket, group, crowd, clock }: RouteParts) {
    this.group = group;
    this.queue = new Queue(crowd);
    this.bucket = bucket;
    this.#webhook = webhook;
    this.#clock = clock;
    bucket.routes.add(this);
  }

  /** Whether somebody is here or under way. */
  get isBusy(): boolean {
    return !this.queue.isEmpty || this.flights.size > 0;
  }

  /** Waits for a turn. */
  wait(place: Place, url: URL, { signal, maxWait }: TurnLimits): Promise<RateTurn> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.queue.withdraw(place);
        this.bucket.admit();
        reject(signal?.reason);
      };
      const end = (turn: RateTurn) => {
        signal?.removeEventListener("abort", abort);
        resolve(turn);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.queue.wait(place, { url, maxWait, resolve: end });
      this.bucket.admit();
    });
  }

  /** A send is over, or goes elsewhere. */
  leave(place: Place): void {
    this.queue.leave(place);
    this.bucket.admit();
  }

  /** Lets somebody who waits through. */
  grant(place: Place): void {
    const { host, channel } = this.#webhook;
    const now = this.#clock.ticks();
    const flight = {
      grant: { number: this.#webhook.nextNumber(), at: now },
      url: place.waiter!.url,
      mark: channel.pacer(this.group)?.take(now),
    };
    this.flights.add(flight);
    this.bucket.window.take(flight.grant);
    host.take(now);
    this.queue.resolve(place, {
      granted: true,
      settle: (answer?: LimitedAnswer) => {
        if (this.flights.delete(flight)) this.#webhook.settle(this, flight, answer);
      },
    });
  }
}
