/**
 * What faults make of replies.
 *
 * @module
 */

import type { DiscordFault } from "./faults.ts";
import {
  banReply,
  blockReply,
  type DiscordReply,
  edgeReply,
  htmlPage,
  jsonReply,
} from "./reply.ts";

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
