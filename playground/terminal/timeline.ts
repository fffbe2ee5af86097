/**
 * Shows a send as it happens: one line per attempt.
 *
 * @module
 */

import type { LiveEvent } from "../api/event.ts";
import { dim, green, red, yellow } from "./style.ts";
import { duration } from "./words.ts";

/** A wait for a turn that is worth telling, in ms; shorter ones are the work itself. */
const NOTABLE = 50;

/** How wide the column of the target is, so that a line fits into 80 columns. */
const WIDTH = 16;

/** An attempt that is over. */
type AttemptEvent = Extract<LiveEvent, { readonly type: "attempt" }>;

/** What the timeline is to show beside the events. */
export interface TimelineOptions {
  /** What to call the target of an attempt by a proxy at `host:port`, in a word or two. */
  readonly name: (proxy: string | null) => string;
  /** Whether several sends are under way at once: each line then says which one it belongs to. */
  readonly many?: boolean;
}

/**
 * Starts the timeline of a run.
 *
 * @param options How attempts are shown.
 * @returns It is told of everything that happens. It prints a heading before the first line.
 */
export function startTimeline({ name, many = false }: TimelineOptions): (
  event: LiveEvent,
) => void {
  let isBegun = false;
  return (event) => {
    if (event.type !== "attempt") return;
    if (!isBegun) console.log(dim(row("elapsed", "target", "answer", "what comes next")));
    isBegun = true;
    const called = name(event.proxy);
    const target = shorten(many ? `${called} #${event.send}` : called);
    const elapsed = duration(event.at);
    // Where an answer came its status says it; else the kind of the failure does.
    const answer = String(event.status ?? event.kind);
    const colour = event.kind === null ? green : event.wait === null ? red : yellow;
    console.log(row(elapsed, target, answer, whatNext(event), colour));
  };
}

function row(
  elapsed: string,
  target: string,
  answer: string,
  next: string,
  colour: (text: string) => string = (text) => text,
): string {
  return `  ${elapsed.padStart(7)}  ${target.padEnd(WIDTH)}  ${colour(answer.padEnd(7))}  ${next}`;
}

function shorten(target: string): string {
  return target.length > WIDTH ? `${target.slice(0, WIDTH - 1)}…` : target;
}

function whatNext({ kind, error, status, attempt, wait, queued }: AttemptEvent): string {
  const turn = queued < NOTABLE ? "" : ` (queued ${duration(queued)})`;
  if (kind === null) {
    return (attempt === 1 ? "delivered" : `delivered by attempt ${attempt}`) + turn;
  }
  const next = wait === null
    ? `gives up after attempt ${attempt}`
    : wait === 0
    ? "again at once"
    : `again in ${duration(wait)}`;
  return `${reasonOf(error ?? "", status)}; ${next}${turn}`;
}

/** The reason alone: host and status, which the sentence has too, stand in columns of their own. */
function reasonOf(error: string, status: number | null): string {
  const reason = error.replace(/^Cannot deliver to \S+: /, "")
    .replace(`server answered ${status}`, "").replace(/^, and /, "");
  if (reason) return reason;
  if (status === 429) return "too many requests";
  return status !== null && status >= 500 ? "server error" : "refused";
}
