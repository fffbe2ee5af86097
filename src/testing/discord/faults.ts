/**
 * Things that go wrong on purpose.
 *
 * @module
 */

import { checkNames, checkWord } from "../../util/check.ts";
import {
  type BanReply,
  banReply,
  type BlockReply,
  blockReply,
  type DiscordReply,
  edgeReply,
  htmlPage,
  jsonReply,
  type RateLimitScope,
} from "./reply.ts";
import type { DiscordRequest } from "./record.ts";

/**
 * One thing that goes wrong with a request.
 *
 * - `delay`: handled at once, but the reply is held back for `time` ms, so that replies can overtake
 *   each other.
 * - `reset`: the connection is reset before the body is read.
 * - `lost-reply`: handled, the message is stored, but the connection is reset in place of a reply.
 * - `status`: an error of the server: 500 in JSON, all others as an HTML page, even where the type
 *   says JSON (`as: "html-as-json"`). With `handled`, the message was stored all the same.
 * - `bare-429`: a 429 without any header or body that says how long.
 * - `unnamed-429`: a 429 in JSON without `retry_after`, and without `Retry-After`.
 * - `contradictory-429`: a 429 whose body and header name different waits, in seconds.
 * - `no-headers`: handled, but the reply says nothing of rate limits.
 * - `wrong-date`: handled, but `X-RateLimit-Reset` is `off` ms away from the right date.
 * - `stale-headers`: handled, but what it says of rate limits is what the reply before said on the
 *   same route, as if replies came in another order.
 * - `doubled-headers`: handled, but each header of rate limits comes twice.
 * - `not-204`: handled, and answered with 200 and the message though nobody waits for it.
 * - `dropped`: a post that nobody waits for gets its 204, but the message is not stored.
 * - `broken-body`: handled, but the JSON of the reply ends in the middle. What has no body is left.
 * - `rate-limit`: a 429 by Discord itself that no window asked for; `wait` is in seconds, `code`
 *   names a special limit, such as 20016.
 * - `error`: Discord itself refuses, with a `code` and, if need be, a tree of `errors`. It counts
 *   like any other refusal.
 * - `ban`: one reply in the manner of Cloudflare; `wait` is in seconds, 3600 by default.
 * - `blocked`: one 403 in the manner of Cloudflare, for a user agent that it does not take.
 * - `unknown-message`: a 404 for a message, as on an edit just after the post.
 * - `reply`: any reply of your own.
 */
export type DiscordFault =
  | { readonly kind: "delay"; readonly time: number }
  | { readonly kind: "reset" | "lost-reply" | "bare-429" | "unnamed-429" }
  | { readonly kind: "no-headers" | "stale-headers" | "doubled-headers" }
  | { readonly kind: "not-204" | "dropped" | "broken-body" | "unknown-message" }
  | {
    readonly kind: "status";
    readonly status: number;
    readonly as?: "html-as-json";
    readonly handled?: boolean;
  }
  | { readonly kind: "contradictory-429"; readonly body: number; readonly header: number }
  | { readonly kind: "wrong-date"; readonly off: number }
  | {
    readonly kind: "rate-limit";
    readonly scope: RateLimitScope;
    readonly wait: number;
    readonly code?: number;
  }
  | {
    readonly kind: "error";
    readonly status: number;
    readonly code: number;
    readonly message?: string;
    readonly errors?: Readonly<Record<string, unknown>>;
  }
  | { readonly kind: "ban"; readonly form: BanReply; readonly wait?: number }
  | { readonly kind: "blocked"; readonly form: BlockReply }
  | {
    readonly kind: "reply";
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };

/** Every kind of fault: a misspelt one would let a test pass that has proved nothing. */
const KINDS = [
  "delay",
  "reset",
  "lost-reply",
  "bare-429",
  "unnamed-429",
  "no-headers",
  "stale-headers",
  "doubled-headers",
  "not-204",
  "dropped",
  "broken-body",
  "rate-limit",
  "error",
  "blocked",
  "unknown-message",
  "status",
  "contradictory-429",
  "wrong-date",
  "ban",
  "reply",
] satisfies DiscordFault["kind"][];

/** Which requests a fault hits. */
export interface FaultAim {
  /**
   * The first request hit, counted from now on; 1 is the next.
   *
   * @default {1}
   */
  readonly nth?: number;
  /**
   * How many requests in a row are hit.
   *
   * @default {1}
   */
  readonly times?: number;
  /** Counts only requests for which this is true; the body is not read yet. All if left out. */
  readonly when?: (request: DiscordRequest) => boolean;
}

/** Keeps the faults to come. */
export class Faults {
  readonly #plans: { fault: DiscordFault; aim: FaultAim; seen: number }[] = [];

  /** How many requests are still to be hit. */
  get pending(): number {
    let count = 0;
    for (const { aim: { nth = 1, times = 1 }, seen } of this.#plans) {
      count += Math.min(times, nth + times - 1 - seen);
    }
    return count;
  }

  /** Plans a fault. */
  add(fault: DiscordFault, aim: FaultAim): void {
    checkWord("kind", fault?.kind, KINDS);
    checkNames(aim, ["nth", "times", "when"], "a fault");
    this.#plans.push({ fault, aim, seen: 0 });
  }

  /** Drops every plan. */
  clear(): void {
    this.#plans.length = 0;
  }

  /** Counts a request; returns the fault that hits it, the one planned first if there are several. */
  next(request: DiscordRequest): DiscordFault | undefined {
    let hit: DiscordFault | undefined;
    for (const plan of [...this.#plans]) {
      const { fault, aim: { nth = 1, times = 1, when } } = plan;
      // A request that another fault hits does not count for this one.
      if (hit || (when && !when(request))) continue;
      plan.seen++;
      if (plan.seen >= nth) hit = fault;
      if (plan.seen >= nth + times - 1) this.#plans.splice(this.#plans.indexOf(plan), 1);
    }
    return hit;
  }
}

/** The reply of a fault that needs no handling; `null` if the request is to be handled. */
export function faultReply(fault: DiscordFault): DiscordReply | null {
  switch (fault.kind) {
    case "status":
      return fault.handled ? null : statusReply(fault);
    case "bare-429":
      return edgeReply(429, "text/html", "");
    case "unnamed-429":
      return jsonReply(429, { message: "You are being rate limited.", global: false });
    case "contradictory-429":
      return contradictoryReply(fault);
    case "ban":
      return banReply(fault.form, (fault.wait ?? 3600) * 1000);
    case "blocked":
      return blockReply(fault.form);
    case "unknown-message":
      return jsonReply(404, { message: "Unknown Message", code: 10008 }, 10008);
    case "reply":
      return {
        ...jsonReply(fault.status, null),
        headers: fault.headers ?? {},
        body: fault.body ?? "",
      };
    default:
      return null;
  }
}

/** The refusal of a fault that Discord itself answers; `null` if it is none. */
export function refusalReply(fault: DiscordFault): DiscordReply | null {
  if (fault.kind !== "error") return null;
  const { status, code, message = "Refused by a fault", errors } = fault;
  return jsonReply(status, { message, code, ...(errors ? { errors } : {}) }, code);
}

/**
 * What a fault makes of the reply of a request that was handled.
 *
 * @param fault The fault.
 * @param reply The reply that Discord would give.
 * @param before The headers of the reply before it on the same route.
 */
export function spoil(
  fault: DiscordFault,
  reply: DiscordReply,
  before: DiscordReply["headers"] = {},
): DiscordReply {
  switch (fault.kind) {
    case "stale-headers":
      return withLimits(reply, limitsOf(before));
    case "doubled-headers":
      return withLimits(
        reply,
        limitsOf(reply.headers).map(([name, value]) => [
          name,
          `${value}, ${value}`,
        ]),
      );
    case "broken-body":
      return { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) };
    case "status":
      return statusReply(fault);
    case "no-headers":
      return { ...withLimits(reply, []), notices: [] };
    case "wrong-date":
      return withDate(reply, fault.off);
    default:
      return reply;
  }
}

function statusReply(
  { status, as }: { readonly status: number; readonly as?: "html-as-json" },
): DiscordReply {
  if (status === 500 && !as) {
    return jsonReply(500, { message: "500: Internal Server Error", code: 0 });
  }
  const type = as ? "application/json" : "text/html; charset=UTF-8";
  return edgeReply(status, type, htmlPage(`Error ${status}`));
}

function contradictoryReply(
  { body, header }: { readonly body: number; readonly header: number },
): DiscordReply {
  const message = "You are being rate limited.";
  const reply = jsonReply(429, { message, retry_after: body, global: false });
  const headers = { ...reply.headers, "Retry-After": String(header), "X-RateLimit-Scope": "user" };
  return { ...reply, headers, scope: "user" };
}

/** The headers that tell of rate limits. */
function limitsOf(headers: DiscordReply["headers"]): [name: string, value: string][] {
  return Object.entries(headers).filter(([name]) => name.startsWith("X-RateLimit-"));
}

/** A reply that says of rate limits only what `limits` says. */
function withLimits(
  reply: DiscordReply,
  limits: readonly (readonly [name: string, value: string])[],
): DiscordReply {
  const kept = Object.entries(reply.headers).filter(([name]) => !name.startsWith("X-RateLimit-"));
  return { ...reply, headers: Object.fromEntries([...kept, ...limits]) };
}

function withDate(reply: DiscordReply, off: number): DiscordReply {
  const date = reply.headers["X-RateLimit-Reset"];
  if (date === undefined) return reply;
  const wrong = (Number(date) + off / 1000).toFixed(3);
  return { ...reply, headers: { ...reply.headers, "X-RateLimit-Reset": wrong } };
}
