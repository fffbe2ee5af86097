/**
 * One run: an order on its way, and all that is told of it.
 *
 * @module
 */

import type { WebhookResult } from "@hookcast/hookcast";
import type { EventBase, LiveEvent } from "../../api/event.ts";
import type { RunRecord } from "../../api/history.ts";
import type { Order } from "../../api/order.ts";
import type { MissingPart, RunSummary, ShownResult } from "../../api/run.ts";
import { MASK, maskUrl, type Redact, redactDeep, redactorOf, withoutSecrets } from "../secrets.ts";
import { Position } from "../watch/position.ts";
import { excerptOf } from "./payload.ts";

/** More would make a record that no page can draw. */
const MAX_EVENTS = 20_000;

/** An event that belongs to a run. */
export type RunEvent = Extract<LiveEvent, EventBase>;

/** An event without what the run knows itself. */
type Told = RunEvent extends infer Event
  ? Event extends RunEvent ? Omit<Event, "run" | "at"> : never
  : never;

/** A run, from its beginning to its end. */
export class Run {
  /** Its id. */
  readonly id: string = crypto.randomUUID();
  /** The order, with its secrets. It must be neither shown nor kept. */
  readonly order: Order;
  /** Takes the secrets of the order out of a text. */
  readonly redact: Redact = (text) => this.#redact(text);
  #redact: Redact;
  readonly #shownOrder: Order;
  readonly #missing: readonly MissingPart[];
  readonly #startedAt = new Date().toISOString();
  readonly #begun = performance.now();
  readonly #results: { readonly send: number; readonly result: ShownResult }[] = [];
  readonly #events: RunEvent[] = [];
  readonly #onEvent: (event: RunEvent) => void;
  readonly #stop = new AbortController();
  #elapsed: number | null = null;

  /**
   * @param order What is sent.
   * @param onEvent Told of everything that happens.
   */
  constructor(order: Order, onEvent: (event: RunEvent) => void) {
    this.order = order;
    this.#redact = redactorOf(order);
    const { order: shown, missing } = withoutSecrets(order);
    this.#shownOrder = shown;
    this.#missing = missing;
    this.#onEvent = onEvent;
  }

  /** Ends the sends. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether it is over. */
  get isOver(): boolean {
    return this.#elapsed !== null;
  }

  /** It in one line. What a resend needs anew is empty: this start still knows it. */
  get summary(): RunSummary {
    const { target, url, count = 1, payload } = this.order;
    const results = this.#results.map(({ result }) => result);
    const failed = results.filter(({ ok }) => !ok);
    return {
      id: this.id,
      startedAt: this.#startedAt,
      target,
      url: url === undefined ? null : maskUrl(url),
      excerpt: this.redact(excerptOf(payload)),
      count,
      elapsed: this.#elapsed,
      delivered: results.length - failed.length,
      failed: failed.length,
      attempts: results.reduce((sum, { attempts }) => sum + attempts, 0),
      kinds: [...new Set(failed.map(({ kind }) => kind ?? ""))].sort(),
      missing: [],
    };
  }

  /** It in full, without secrets. */
  get record(): RunRecord {
    const results = this.#results.toSorted((a, b) => a.send - b.send).map(({ result }) => result);
    return { ...this.summary, order: this.#shownOrder, results, events: this.#events };
  }

  /** What a resend would need in another start, where nothing is known of its secrets. */
  get missing(): readonly MissingPart[] {
    return this.#missing;
  }

  /** The time since it began, in ms. */
  elapsed(): number {
    return performance.now() - this.#begun;
  }

  /** Takes one more secret out of texts, from here on. */
  hide(secret: string): void {
    const redact = this.#redact;
    this.#redact = (text) => redact(text).replaceAll(secret, MASK);
  }

  /** Where one of its sends stands. */
  position(send: number): Position {
    return new Position(send, {
      id: this.id,
      tell: (event) => this.#keep(event as RunEvent),
      elapsed: () => this.elapsed(),
    });
  }

  /** Tells an event. */
  tell(event: Told): void {
    this.#keep({ ...event, run: this.id, at: this.elapsed() } as RunEvent);
  }

  /** Keeps the result of a send. */
  addResult(send: number, result: WebhookResult): void {
    // A result masks itself; what the order's options held beside is masked here.
    const plain: unknown = JSON.parse(JSON.stringify(result));
    const shown = redactDeep(plain, this.redact) as ShownResult;
    this.#results.push({ send, result: shown });
    this.tell({ type: "result", send, result: shown });
  }

  /** Ends the sends that are under way. */
  abort(): void {
    this.#stop.abort(new DOMException("The run was stopped", "AbortError"));
  }

  /** All is sent. */
  end(): void {
    this.#elapsed = this.elapsed();
    this.tell({ type: "run-ended", summary: this.summary });
  }

  #keep(event: RunEvent): void {
    if (this.#events.length < MAX_EVENTS) this.#events.push(event);
    this.#onEvent(event);
  }
}
