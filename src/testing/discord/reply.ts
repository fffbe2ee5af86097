/**
 * What the fake answers: plain data, made before any of it is sent.
 *
 * @module
 */

import type { FormErrors } from "./form_errors.ts";

/** Whose limit a 429 was about: the webhook's own, the channel's, or the address's. */
export type RateLimitScope = "user" | "shared" | "global";

/** How often Discord said "429", by scope. */
export type RateLimitCounts = Record<RateLimitScope, number>;

/** What a sender knows once it has read a reply. */
export interface Notice {
  /** Whom it concerns: a route, a channel, a webhook or an address. */
  readonly key: string;
  /** Nothing left in the window; told to wait; or gone for good. */
  readonly kind: "exhausted" | "blocked" | "dead";
  /** When it ends, in ticks of the clock. */
  readonly until: number;
}

/** One reply. */
export interface DiscordReply {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; empty for none. */
  readonly body: string;
  /** Discord's own error code, if there is one. */
  readonly code: number | null;
  /** The scope of a 429 by Discord itself. */
  readonly scope: RateLimitScope | null;
  /** What the sender knows from now on. */
  readonly notices: readonly Notice[];
}

/** How Cloudflare words a ban. */
export type BanReply = "text" | "html" | "json";

/** Shows that Discord itself answered, and not its edge. */
const FROM_DISCORD = { Via: "1.1 google" };
const FROM_EDGE = { Server: "cloudflare", "CF-RAY": "8f00000000000000-FRA" };

/** A page such as proxies and edges send in place of an answer. */
export function htmlPage(title: string): string {
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;
}

/** A reply with a JSON body. */
export function jsonReply(
  status: number,
  value: unknown,
  code: number | null = null,
): DiscordReply {
  return {
    status,
    headers: { ...FROM_DISCORD, "Content-Type": "application/json" },
    body: JSON.stringify(value),
    code,
    scope: null,
    notices: [],
  };
}

/** A reply with a text, as other services expect it. */
export function textReply(status: number, body: string): DiscordReply {
  const headers = { ...FROM_DISCORD, "Content-Type": "text/html; charset=utf-8" };
  return { status, headers, body, code: null, scope: null, notices: [] };
}

/** A 204. */
export function emptyReply(): DiscordReply {
  return { status: 204, headers: FROM_DISCORD, body: "", code: null, scope: null, notices: [] };
}

/** A 429 by Discord itself; `code` names a special limit. */
export function rateLimitReply(
  scope: RateLimitScope,
  wait: number,
  { version }: { readonly version: number | null },
  code: number | null = null,
): DiscordReply {
  const message = scope === "shared"
    ? "The resource is being rate limited."
    : "You are being rate limited.";
  // Before version 8, and so without a version, both waits are in ms: discord/discord-api-docs#2360.
  const [inBody, inHeader] = isLegacy(version)
    ? [wait, wait]
    : [wait / 1000, Math.ceil(wait / 1000)];
  const body = { message, retry_after: inBody, global: scope === "global" };
  const reply = jsonReply(429, code === null ? body : { ...body, code }, code);
  return {
    ...reply,
    headers: {
      ...reply.headers,
      "Retry-After": String(inHeader),
      "X-RateLimit-Scope": scope,
      ...(scope === "global" ? { "X-RateLimit-Global": "true" } : {}),
    },
    scope,
  };
}

/** A reply made by Cloudflare, which knows nothing of Discord's headers. */
export function edgeReply(
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): DiscordReply {
  return {
    status,
    headers: { ...FROM_EDGE, "Content-Type": type, ...headers },
    body,
    code: null,
    scope: null,
    notices: [],
  };
}

/** How Cloudflare words that it does not take a user agent. */
export type BlockReply = "text" | "json";

/** What a caller gets whose user agent is not taken. Nothing says how long: it does not pass. */
export function blockReply(form: BlockReply): DiscordReply {
  if (form === "text") return edgeReply(403, "text/plain; charset=UTF-8", "error code: 1010");
  const body = JSON.stringify({ message: "internal network error", code: 40333 });
  return edgeReply(403, "application/json", body);
}

/** What a banned address gets. Only the JSON form leaves out how long. */
export function banReply(form: BanReply, wait: number): DiscordReply {
  const header = { "Retry-After": String(Math.ceil(wait / 1000)) };
  switch (form) {
    case "text":
      return edgeReply(429, "text/plain; charset=UTF-8", "error code: 1015", header);
    case "html":
      return edgeReply(
        429,
        "text/html; charset=UTF-8",
        htmlPage("You are being rate limited"),
        header,
      );
    case "json": {
      const message = "You are being blocked from accessing our API temporarily due to exceeding " +
        "our rate limits frequently.";
      return edgeReply(429, "application/json", JSON.stringify({ code: 0, message }));
    }
  }
}

/** Whether a version answers in the manner of before version 8; no version means 6. */
export function isLegacy(version: number | null): boolean {
  return (version ?? 6) < 8;
}

/** Thrown by an endpoint to refuse a call. */
export class Refusal extends Error {
  /** The HTTP status. */
  readonly status: number;
  /** Discord's error code. */
  readonly code: number;
  /** What is wrong with the form, field by field. */
  readonly errors: FormErrors | null;

  /**
   * @param status The HTTP status.
   * @param code Discord's error code.
   * @param message Discord's words for it.
   * @param errors What is wrong with the form, field by field.
   */
  constructor(status: number, code: number, message: string, errors: FormErrors | null = null) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The reply, in the form of an API version. */
  reply(version: number | null): DiscordReply {
    const { status, code, message, errors } = this;
    if (errors && isLegacy(version)) return jsonReply(status, errors.legacy(), code);
    const tree = errors ? { errors: errors.tree() } : {};
    return jsonReply(status, { message, code, ...tree }, code);
  }
}
