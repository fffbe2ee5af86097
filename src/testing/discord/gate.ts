/**
 * Who gets through: bans, user agents and every rate limit, with the headers that tell of them.
 *
 * @module
 */

import type { Clock } from "../../util/clock.ts";
import { sha256 } from "./body.ts";
import { FixedWindows, type WindowLimit, type WindowState } from "./fixed_windows.ts";
import type { DiscordLimits } from "./limits.ts";
import {
  type BanReply,
  banReply,
  type BlockReply,
  blockReply,
  type DiscordReply,
  type Notice,
  rateLimitReply,
  type RateLimitScope,
} from "./reply.ts";
import { type DiscordRoute, isPost, routeClass, routeKey } from "./route.ts";

/** The limits that a route can have; each shows in the headers. */
export type RouteLimit = "exec" | "message" | "webhook";

/** What the gate needs to know of a request. */
export interface Caller {
  /** The address it comes from. */
  readonly address: string;
  /** Its `User-Agent`; empty if it has none. */
  readonly userAgent: string;
  /** What it asks for. */
  readonly route: DiscordRoute;
}

/** How a gate is set up. */
export interface GateOptions {
  /** The sizes of the windows, as enforced. */
  readonly limits: DiscordLimits;
  /** How long a ban lasts, in ms, as enforced. */
  readonly ban: number;
  /** How a ban is worded. */
  readonly banReply: BanReply;
  /** How it is worded that a user agent is turned away. */
  readonly blockReply: BlockReply;
  /** User agents that are turned away; `null` for none. */
  readonly blockedAgents: RegExp | null;
}

/** Enforces every limit of one fake. */
export class Gate {
  readonly #clock: Clock;
  readonly #options: GateOptions;
  readonly #global: FixedWindows;
  readonly #channels: FixedWindows;
  readonly #oldEdits: FixedWindows;
  readonly #invalid: FixedWindows;
  readonly #unknown: FixedWindows;
  readonly #routes: Record<RouteLimit, FixedWindows>;
  readonly #generations: Record<RouteLimit, number> = { exec: 0, message: 0, webhook: 0 };
  readonly #bans = new Map<string, number>();

  /**
   * @param clock Tells when windows and bans end.
   * @param options The limits.
   */
  constructor(clock: Clock, options: GateOptions) {
    const { limits } = options;
    this.#clock = clock;
    this.#options = options;
    this.#global = new FixedWindows(clock, limits.global);
    this.#channels = new FixedWindows(clock, limits.channel);
    this.#oldEdits = new FixedWindows(clock, limits.oldEdits);
    this.#invalid = new FixedWindows(clock, limits.invalid);
    this.#unknown = new FixedWindows(clock, limits.unknown);
    this.#routes = {
      exec: new FixedWindows(clock, limits.exec),
      message: new FixedWindows(clock, limits.message),
      webhook: new FixedWindows(clock, limits.webhook),
    };
  }

  /** Turns a caller away who is banned, has no user agent, or calls too often; else `null`. */
  checkAddress(caller: Caller): DiscordReply | null {
    const { address, userAgent, route } = caller;
    const banned = this.#banLeft(address);
    if (banned > 0) {
      return this.#tell(banReply(this.#options.banReply, banned), addressKey(address), banned);
    }
    if (userAgent === "" || this.#options.blockedAgents?.test(userAgent)) {
      return blockReply(this.#options.blockReply);
    }
    if (this.#global.take(address)) return null;
    const wait = this.#global.state(address)?.left ?? 0;
    return this.#tell(rateLimitReply("global", wait, route), addressKey(address), wait);
  }

  /** Counts a call of its route, and refuses it if the window is full; else `null`. */
  checkRoute({ route }: Caller): DiscordReply | null {
    const windows = this.#windows(route);
    const key = routeKey(route);
    if (!windows || windows.take(key)) return null;
    const wait = windows.state(key)?.left ?? 0;
    return this.#tell(rateLimitReply("user", wait, route), key, wait);
  }

  /** Counts a message of a channel, and refuses it if the window is full; else `null`. */
  checkChannel({ route }: Caller, channelId: string): DiscordReply | null {
    if (this.#channels.take(channelId)) return null;
    const wait = this.#channels.state(channelId)?.left ?? 0;
    return this.#tell(rateLimitReply("shared", wait, route), channelKey(channelId), wait);
  }

  /** Counts an edit of an old message, and refuses it if the window is full; else `null`. */
  checkOldEdit({ route }: Caller, channelId: string): DiscordReply | null {
    if (this.#oldEdits.take(channelId)) return null;
    return rateLimitReply("shared", this.#oldEdits.state(channelId)?.left ?? 0, route, 30046);
  }

  /** Plays a 429 that no window asked for. */
  playLimit(
    caller: Caller,
    channelId: string,
    { scope, wait, code }: {
      readonly scope: RateLimitScope;
      readonly wait: number;
      readonly code?: number;
    },
  ): DiscordReply {
    const key = {
      user: routeKey(caller.route),
      shared: channelKey(channelId),
      global: addressKey(caller.address),
    }[scope];
    const reply = rateLimitReply(scope, wait, caller.route, code);
    const told = code === undefined ? this.#tell(reply, key, wait) : reply;
    if (scope === "global") return told;
    const state = this.#windows(caller.route)?.state(routeKey(caller.route));
    // It says that nothing is left, whatever the window says.
    const played = scope === "user" ? { limit: state?.limit ?? 1, remaining: 0, left: wait } : null;
    return this.withHeaders(caller, told, played ?? state);
  }

  /** Adds what every reply of a route says about its window. */
  withHeaders(
    { route }: Caller,
    reply: DiscordReply,
    state: WindowState | null | undefined = this.#windows(route)?.state(routeKey(route)),
  ): DiscordReply {
    const key = routeKey(route);
    if (!state) return reply;
    const headers = {
      ...reply.headers,
      "X-RateLimit-Limit": String(state.limit),
      "X-RateLimit-Remaining": String(state.remaining),
      "X-RateLimit-Reset": (Math.ceil(this.#clock.now() + state.left) / 1000).toFixed(3),
      "X-RateLimit-Reset-After": (state.left / 1000).toFixed(3),
      "X-RateLimit-Bucket": this.#bucket(route),
    };
    const until = this.#clock.ticks() + state.left;
    const notices: readonly Notice[] = state.remaining > 0
      ? reply.notices
      : [...reply.notices, { key, kind: "exhausted", until }];
    return { ...reply, headers, notices };
  }

  /** Remembers what the address did wrong, and bans it when that is too much. */
  count({ address }: Caller, { status, code, scope }: DiscordReply): void {
    if (this.#banLeft(address) > 0) return;
    if (status === 401 || status === 403 || (status === 429 && scope !== "shared")) {
      this.#invalid.take(address);
      if (this.#invalid.state(address)?.remaining === 0) this.#banAddress(address);
    }
    if (code === 10015 && !this.#unknown.take(address)) this.#banAddress(address);
  }

  /** Puts a route into a new bucket: another hash, another limit, fresh windows. */
  rebucket(name: RouteLimit, rule: WindowLimit | null): void {
    this.#generations[name]++;
    this.#routes[name] = new FixedWindows(this.#clock, rule);
  }

  #banLeft(address: string): number {
    return (this.#bans.get(address) ?? 0) - this.#clock.ticks();
  }

  #banAddress(address: string): void {
    this.#bans.set(address, this.#clock.ticks() + this.#options.ban);
    this.#invalid.clear(address);
    this.#unknown.clear(address);
  }

  #windows({ action }: DiscordRoute): FixedWindows | null {
    return action && this.#routes[limitOf(action)];
  }

  /** The same for all webhooks, as Discord's hash leaves the webhook out: discord-api-docs#6753. */
  #bucket({ action }: DiscordRoute): string {
    const generation = action ? this.#generations[limitOf(action)] : 0;
    const name = `${routeClass(action)}:${generation}`;
    return sha256(new TextEncoder().encode(name)).slice(0, 32);
  }

  #tell(reply: DiscordReply, key: string, wait: number): DiscordReply {
    const until = this.#clock.ticks() + wait;
    return { ...reply, notices: [...reply.notices, { key, kind: "blocked", until }] };
  }
}

/** The key of notices about an address. */
export function addressKey(address: string): string {
  return `address:${address}`;
}

/** The key of notices about a channel. */
export function channelKey(channelId: string): string {
  return `channel:${channelId}`;
}

function limitOf(action: NonNullable<DiscordRoute["action"]>): RouteLimit {
  if (isPost(action)) return "exec";
  return action.endsWith("-message") ? "message" : "webhook";
}
