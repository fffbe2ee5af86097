/**
 * Bars, in words.
 *
 * @module
 */

import { duration } from "../ui/words.ts";
import type { Attempt, Bar, Row } from "./model.ts";

/** Why a wait is as long as it is. */
const REASONS = {
  "server": "as the server asked",
  "backoff": "by backoff",
  "next-proxy": "for the next proxy",
} as const;

/** What a row is called. */
export function nameRow({ send, part }: Row, isSplit: boolean): string {
  return isSplit ? `#${send} part ${part}` : `#${send}`;
}

/** A bar in a sentence, for those who cannot see it, and for the tooltip. */
export function describeBar(bar: Bar, now: number): string {
  const time = duration((bar.to ?? now) - bar.from);
  switch (bar.kind) {
    case "queue":
      return bar.state === "failed"
        ? `refused by the rate limiter after ${time}`
        : `waited ${time} for its turn`;
    case "wait":
      return `waits ${duration(bar.attempt.outcome?.wait ?? 0)} ${describeReason(bar.attempt)}`;
    case "attempt":
      return `attempt ${bar.attempt.number}: ${describeOutcome(bar.attempt)}, ${time}`;
  }
}

/** What came of an attempt, in a word or two. */
export function describeOutcome({ outcome, answer }: Attempt): string {
  if (!outcome) return answer ? String(answer.status) : "on its way";
  return String(outcome.status ?? outcome.kind ?? "delivered");
}

/** Why it waits. */
export function describeReason({ outcome }: Attempt): string {
  return outcome?.waitReason ? REASONS[outcome.waitReason] : "before it tries again";
}
