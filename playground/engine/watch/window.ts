/**
 * Reads what an answer tells of a rate limit.
 *
 * @module
 */

import type { Told } from "./position.ts";

/** A window, as it is told. */
export type Window = Extract<Told, { readonly type: "window" }>;

/** An answer, its body read. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * Reads the window that an answer tells of.
 *
 * @param answer The answer.
 * @param where What the window counts for if it has no name of its own.
 * @returns The window, or `undefined` where the answer tells of none.
 */
export function readWindow(answer: ReadAnswer, where: string): Window | undefined {
  const { status, headers } = answer;
  const after = seconds(headers.get("x-ratelimit-reset-after"));
  const remaining = number(headers.get("x-ratelimit-remaining"));
  const bucket = headers.get("x-ratelimit-bucket") ?? where;
  const scope = scopeOf(headers.get("x-ratelimit-scope"));
  const limit = number(headers.get("x-ratelimit-limit")) ?? null;
  if (status === 429) {
    const resetAfter = seconds(waitInBody(answer.body)) ??
      seconds(headers.get("retry-after")) ?? after;
    if (resetAfter === undefined) return undefined;
    return { type: "window", bucket, limit, remaining: 0, resetAfter, scope };
  }
  if (after === undefined || remaining === undefined) return undefined;
  return { type: "window", bucket, limit, remaining, resetAfter: after, scope };
}

/**
 * Whether the server named the wait that follows an answer.
 *
 * @param answer The answer.
 * @returns Whether it did.
 */
export function namesWait(answer: ReadAnswer): boolean {
  const { status, headers, body } = answer;
  if (headers.has("retry-after")) return true;
  if (status !== 429) return false;
  return waitInBody(body) !== null || headers.has("x-ratelimit-reset-after") ||
    headers.has("ratelimit-reset");
}

function waitInBody(body: string): string | null {
  try {
    const wait: unknown = JSON.parse(body)?.retry_after;
    return typeof wait === "number" || typeof wait === "string" ? String(wait) : null;
  } catch {
    return null;
  }
}

function number(text: string | null): number | undefined {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function seconds(text: string | null): number | undefined {
  const value = number(text);
  return value === undefined ? undefined : value * 1000;
}

function scopeOf(text: string | null): Window["scope"] {
  return text === "user" || text === "shared" || text === "global" ? text : null;
}
