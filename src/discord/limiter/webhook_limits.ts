/**
 * All that is known of the limits of one webhook.
 *
 * @module
 */

import type { LimitedAnswer } from "../../core/rate_limiter.ts";
import type { Clock } from "../../util/clock.ts";
import { type Finding, readAnswer } from "./answer.ts";
import type { DiscordBlock } from "./block.ts";
import { Bucket } from "./bucket.ts";
import { Channel } from "./channel.ts";
import type { DeadMarks } from "./dead_marks.ts";
import type { Host } from "./host.ts";
import type { Crowd } from "./queue.ts";
import { type Flight, Route, type RouteOwner } from "./route.ts";
import type { RouteName } from "./route_name.ts";
import { type Grant, SLACK } from "./window.ts";

/** How long a 429 holds that does not say how long, in ms: this, then twice as long each time. */
const MIN_HOLD = 1000;
const MAX_HOLD = 60_000;

/** What a webhook shares with others. */
export interface Surroundings {
  /** The server. */
  readonly host: Host;
  /** The webhooks that are gone. */
  readonly dead: DeadMarks;
  /** Where those who wait are counted. */
  readonly crowd: Crowd;
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Called when the webhook is found to be gone. */
  onDead(code: number | null, status: number): void;
}

/** The routes and buckets of one webhook, and what each answer teaches about them. */
export class WebhookLimits implements RouteOwner {
  /** The server. */
  readonly host: Host;
  /** When it was last used, in ticks. */
  usedAt = 0;
  readonly #key: string;
  readonly #around: Surroundings;
  readonly #routes = new Map<string, Route>();
  #channel: Channel;
  #lastNumber = 0;

  /**
   * @param key The webhook: host, id and token.
   * @param around What it shares with others.
   */
  constructor(key: string, around: Surroundings) {
    this.host = around.host;
    this.#key = key;
    this.#around = around;
    this.#channel = new Channel(null, around.clock);
  }

  /** The channel that it posts to. */
  get channel(): Channel {
    return this.#channel;
  }

  /** A number for a request, higher than all before. */
  nextNumber(): number {
    return ++this.#lastNumber;
  }

  /** Whether nobody is here, and nothing would be lost but what a few answers tell again. */
  isIdle(now: number): boolean {
    if (!this.#channel.isIdle(now)) return false;
    return [...this.#routes.values()].every((route) =>
      !route.isBusy && route.bucket.window.isIdle(now)
    );
  }

  /** The route of a name; made if it is new. */
  route({ name, group }: RouteName): Route {
    let route = this.#routes.get(name);
    if (!route) {
      const { crowd, clock } = this.#around;
      const bucket = new Bucket(this, clock);
      route = new Route({ webhook: this, bucket, group, crowd, clock });
      this.#routes.set(name, route);
    }
    return route;
  }

  /** The route of a name, if it is known. */
  find({ name }: RouteName): Route | undefined {
    return this.#routes.get(name);
  }

  /** Why nothing goes out now, if so. */
  block(now: number): DiscordBlock | undefined {
    const dead = this.#around.dead.get(this.#key);
    return dead ? { reason: "dead", retryAfter: null, ...dead } : this.host.block(now);
  }

  /** Lets through, or refuses, whoever can be told now. */
  admit(): void {
    for (const bucket of this.#buckets()) bucket.admit();
  }

  /** It is forgotten. */
  leave(): void {
    this.host.leave(this.#channel);
  }

  /** A request has come back: with its answer, or with none. */
  settle(route: Route, { grant, url, mark }: Flight, answer: LimitedAnswer | undefined): void {
    const { clock } = this.#around;
    const now = clock.ticks();
    const finding = answer && readAnswer(answer, url, clock.now());
    route.trip = now - grant.at;
    const isOfBucket = !finding?.hash || this.#findBucket(route, grant, finding.hash);
    const { window } = route.bucket;
    window.settle(grant, isOfBucket ? finding?.window : undefined, now);
    if (mark) {
      // It counted from now on at the latest; or not at all, if nothing was posted.
      if (answer && answer.status >= 400 && answer.status < 500) {
        this.#channel.pacer(route.group)?.release(mark);
      } else mark.at = now;
    }
    if (finding?.channelId) this.#joinChannel(finding.channelId);
    if (finding?.isInvalid) this.host.countInvalid();
    if (answer && finding) this.#heed(route, answer, finding);
    this.host.settle(finding !== undefined);
    this.admit();
  }

  #heed(route: Route, { status, retryAfter }: LimitedAnswer, finding: Finding): void {
    const { refusal, deathCode } = finding;
    const isDeleted = route.group === "DELETE" && status >= 200 && status < 300;
    if (deathCode !== null || isDeleted) this.#around.onDead(deathCode, status);
    if (!refusal) {
      route.strikes = 0;
      return;
    }
    if (refusal.scope === "edge") return this.host.banFor(refusal.wait || null);
    const backoff = Math.min(MIN_HOLD * 2 ** route.strikes, MAX_HOLD);
    if (refusal.wait === null) route.strikes++;
    const wait = refusal.wait ?? Math.max(retryAfter ?? 0, backoff);
    const until = this.#around.clock.ticks() + wait + SLACK;
    if (refusal.scope === "global") return this.host.hold(until);
    if (refusal.scope === "user") return route.bucket.window.hold(until);
    this.#channel.hold(route.group, until);
    this.host.wake();
  }

  /**
   * Puts a route into the bucket that an answer names, with all who wait for it and are under way.
   *
   * @returns Whether the answer tells of the bucket that the route is in.
   */
  #findBucket(route: Route, grant: Grant, hash: string): boolean {
    const old = route.bucket;
    if (old.hash === hash) return true;
    // What went out before the route was moved may have been counted before, too.
    if (grant.number <= route.lastBeforeMove) return false;
    route.lastBeforeMove = this.#lastNumber;
    const known = [...this.#buckets()].find((bucket) => bucket.hash === hash);
    if (!known && old.routes.size === 1) {
      if (old.hash !== null) old.window.forget();
      old.hash = hash;
      return true;
    }
    const bucket = known ?? new Bucket(this, this.#around.clock);
    bucket.hash = hash;
    old.window.move(grant, bucket.window);
    for (const flight of route.flights) old.window.move(flight.grant, bucket.window);
    old.routes.delete(route);
    bucket.routes.add(route);
    route.bucket = bucket;
    old.admit(); // It may have nobody left to wait for.
    return true;
  }

  /** Webhooks of one channel share its limits as soon as they are known to be in one. */
  #joinChannel(id: string): void {
    const before = this.#channel;
    if (before.id === id) return;
    this.#channel = this.host.join(id);
    if (before.id === null) this.#channel.absorb(before);
    else this.host.leave(before);
  }

  #buckets(): Set<Bucket> {
    return new Set([...this.#routes.values()].map(({ bucket }) => bucket));
  }
}
