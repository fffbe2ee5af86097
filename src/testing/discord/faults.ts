/**
 * Things that go wrong on purpose.
 *
 * @module
 */

import { checkNames, checkWord } from "../../util/check.ts";
import type { BanReply, BlockReply, RateLimitScope } from "./reply.ts";
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
