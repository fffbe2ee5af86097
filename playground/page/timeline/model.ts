/**
 * Makes a picture of what happened: rows, and bars in them. It is pure, so that a test can see to
 * it without a browser.
 *
 * @module
 */

import type { LiveEvent, ReceiverReport } from "../../api/event.ts";
import type { ShownResult } from "../../api/run.ts";
import type { WireAnswer, WireRequest } from "../../api/wire.ts";

/** An attempt, as far as it is known. */
export interface Attempt {
  readonly number: number;
  request: WireRequest | null;
  answer: WireAnswer | null;
  proxy: string | null;
  burnt: { readonly name: string; readonly rest: number } | null;
  signature: { readonly scheme: string; readonly headers: WireRequest["headers"] } | null;
  outcome: Extract<LiveEvent, { type: "attempt" }> | null;
}

/** What a bar stands for. */
export type BarKind = "queue" | "attempt" | "wait";

/** A stretch of time in a row. */
export interface Bar {
  readonly kind: BarKind;
  readonly from: number;
  /** `null`: it is still open. */
  to: number | null;
  /** How it went; `pending` as long as that is open. */
  state: "pending" | "ok" | "retried" | "failed";
  /** The attempt that it belongs to. */
  readonly attempt: Attempt;
}

/** What happened to one message: a send, or a part of one that was split. */
export interface Row {
  readonly key: string;
  readonly send: number;
  readonly part: number;
  readonly bars: Bar[];
}

/** What was left of a rate limit at some time. */
export interface WindowPoint {
  readonly at: number;
  readonly remaining: number;
  readonly limit: number | null;
  /** When it resets. */
  readonly resetAt: number;
}

/** One rate limit. */
export interface Lane {
  readonly bucket: string;
  readonly points: WindowPoint[];
}

/** The picture. */
export interface Picture {
  readonly rows: readonly Row[];
  readonly lanes: readonly Lane[];
  readonly results: readonly ShownResult[];
  readonly report: ReceiverReport | null;
  readonly notes: readonly Extract<LiveEvent, { type: "notifier" }>[];
  /** The time of the last event. */
  readonly end: number;
  readonly isOver: boolean;
  /** Whether it went to a real webhook, of which nothing else is known. */
  readonly isReal: boolean;
}

/**
 * Draws the picture.
 *
 * @param events What happened, in order.
 * @returns The picture.
 */
export function draw(events: readonly LiveEvent[]): Picture {
  const rows = new Map<string, Row>();
  const lanes = new Map<string, Lane>();
  const results: ShownResult[] = [];
  const notes: Extract<LiveEvent, { type: "notifier" }>[] = [];
  let report: ReceiverReport | null = null;
  let end = 0;
  let isOver = false;
  let isReal = false;
  for (const event of events) {
    if ("at" in event) end = Math.max(end, event.at);
    if ("attempt" in event) addToRow(rowOf(rows, event), event);
    switch (event.type) {
      case "run-started":
        isReal = event.summary.url !== null;
        break;
      case "window":
        laneOf(lanes, event.bucket).points.push({
          at: event.at,
          remaining: event.remaining,
          limit: event.limit,
          resetAt: event.at + event.resetAfter,
        });
        break;
      case "result":
        results.push(event.result);
        break;
      case "notifier":
        notes.push(event);
        break;
      case "received":
        report = event.report;
        break;
      case "run-ended":
        isOver = true;
        break;
    }
  }
  return {
    rows: [...rows.values()].sort((a, b) => a.send - b.send || a.part - b.part),
    lanes: [...lanes.values()],
    results,
    report,
    notes,
    end,
    isOver,
    isReal,
  };
}

/** An event of one attempt. */
type AttemptEvent = Extract<LiveEvent, { readonly attempt: number }>;

function rowOf(rows: Map<string, Row>, { send, part }: AttemptEvent): Row {
  const key = `${send}.${part}`;
  const known = rows.get(key);
  if (known) return known;
  const row: Row = { key, send, part, bars: [] };
  rows.set(key, row);
  return row;
}

function laneOf(lanes: Map<string, Lane>, bucket: string): Lane {
  const known = lanes.get(bucket);
  if (known) return known;
  const lane: Lane = { bucket, points: [] };
  lanes.set(bucket, lane);
  return lane;
}

function addToRow({ bars }: Row, event: AttemptEvent): void {
  const attempt = attemptOf(bars, event.attempt);
  const open = bars.findLast((bar) => bar.to === null);
  switch (event.type) {
    case "queued":
      close(open, event.at);
      bars.push({ kind: "queue", from: event.at, to: null, state: "pending", attempt });
      break;
    case "turn":
      close(open, event.at);
      if (open) open.state = event.granted ? "ok" : "failed";
      break;
    case "proxy":
      attempt.proxy = event.name;
      break;
    case "proxy-burnt":
      attempt.burnt = { name: event.name, rest: event.rest };
      break;
    case "signed":
      attempt.signature = { scheme: event.scheme, headers: event.headers };
      break;
    case "request":
      close(open, event.at);
      attempt.request = event.request;
      bars.push({ kind: "attempt", from: event.at, to: null, state: "pending", attempt });
      break;
    case "answer":
      attempt.answer = event.answer;
      attempt.request = event.request ?? attempt.request;
      break;
    case "attempt":
      endAttempt(bars, attempt, event);
      break;
  }
}

/** An attempt that never got as far as a request has a bar too: it is where it failed. */
function endAttempt(
  bars: Bar[],
  attempt: Attempt,
  event: Extract<LiveEvent, { type: "attempt" }>,
): void {
  attempt.outcome = event;
  attempt.proxy ??= event.proxy;
  const state = event.kind === null ? "ok" : event.wait === null ? "failed" : "retried";
  const open = bars.findLast((bar) => bar.to === null);
  if (open?.kind === "attempt") {
    open.to = event.at;
    open.state = state;
  } else {
    close(open, event.at);
    bars.push({ kind: "attempt", from: event.at, to: event.at, state, attempt });
  }
  if (event.wait !== null && event.wait > 0) {
    bars.push({ kind: "wait", from: event.at, to: null, state: "pending", attempt });
  }
}

function close(bar: Bar | undefined, at: number): void {
  if (!bar || bar.to !== null) return;
  bar.to = at;
  bar.state = "ok";
}

function attemptOf(bars: readonly Bar[], number: number): Attempt {
  const known = bars.findLast(({ attempt }) => attempt.number === number)?.attempt;
  return known ?? {
    number,
    request: null,
    answer: null,
    proxy: null,
    burnt: null,
    signature: null,
    outcome: null,
  };
}
