/**
 * Sends many events, some at the same time.
 *
 * @module
 */

import { untilAborted } from "../util/abort.ts";
import { checkNames, checkNumber } from "../util/check.ts";
import { configured } from "./configured.ts";
import { HookrailAbortError, HookrailConfigError, HookrailError } from "./errors.ts";
import type { EventAccepted } from "./events.ts";
import { Lines } from "./lines.ts";
import { checkList, ListReader } from "./list_reader.ts";
import {
  CALL_NAMES,
  checkSignal,
  type HookrailCallOptions,
  type SendEventOptions,
} from "./send_options.ts";

/** One event to send. */
export interface OutgoingEvent extends Pick<SendEventOptions, "idempotencyKey" | "orderingKey"> {
  /** The topic. */
  readonly topic: string;
  /** Any JSON value. */
  readonly payload: unknown;
}

/** How to send many events. */
export interface SendEventsOptions extends HookrailCallOptions {
  /**
   * How many events may be under way at the same time.
   *
   * @default {8}
   */
  readonly concurrency?: number;
}

/** What came of one event of many. */
export type SentEvent =
  | {
    /** The service has recorded it. */
    readonly ok: true;
    /** The event, as given. */
    readonly event: OutgoingEvent;
    /** Its place in the list: 0 for the first. */
    readonly index: number;
    /** The ids of the event and of its deliveries. */
    readonly accepted: EventAccepted;
  }
  | {
    /** It was not recorded, or nobody knows. */
    readonly ok: false;
    /** The event, as given. */
    readonly event: OutgoingEvent;
    /** Its place in the list: 0 for the first. */
    readonly index: number;
    /** What `sendEvent()` would have rejected with. */
    readonly error: HookrailError;
  };

/**
 * Sends events, never more than so many at a time.
 *
 * @param events The events.
 * @param options How many.
 * @param send Sends one event.
 * @returns What came of each, as it comes.
 * @throws {HookrailConfigError} If an option is wrong: at the call.
 */
export function sendAll(
  events: Iterable<OutgoingEvent> | AsyncIterable<OutgoingEvent>,
  options: SendEventsOptions,
  send: (event: OutgoingEvent) => Promise<EventAccepted>,
): AsyncGenerator<SentEvent, void, undefined> {
  const concurrency = configured(() => {
    checkNames(options, [...CALL_NAMES, "concurrency"], "sendEvents()");
    const { concurrency = 8 } = options;
    checkNumber("concurrency", concurrency, { min: 1, integer: true });
    checkSignal(options.signal);
    checkList(events);
    return concurrency;
  });
  return inParallel(events, { concurrency, signal: options.signal }, inOrder(send));
}

type Work = (event: OutgoingEvent, index: number) => Promise<SentEvent>;

/** Sends an event once those before it that have the same ordering key are sent. It never rejects. */
function inOrder(send: (event: OutgoingEvent) => Promise<EventAccepted>): Work {
  const lines = new Lines();
  return async (event, index) => {
    try {
      const key = event?.orderingKey;
      const accepted = await (key ? lines.run(key, () => send(event)) : send(event));
      return { ok: true, event, index, accepted };
    } catch (cause) {
      return { ok: false, event, index, error: toHookrailError(cause) };
    }
  };
}

/** What cannot be read, such as an event whose getter throws, is the caller's mistake. */
function toHookrailError(cause: unknown): HookrailError {
  if (cause instanceof HookrailError) return cause;
  return new HookrailConfigError("An event cannot be read", { cause });
}

async function* inParallel(
  events: Iterable<OutgoingEvent> | AsyncIterable<OutgoingEvent>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal },
  work: Work,
): AsyncGenerator<SentEvent, void, undefined> {
  const list = new ListReader(events);
  const running = new Set<Promise<void>>();
  const done: SentEvent[] = [];
  const start = (event: OutgoingEvent, index: number) => {
    const job = work(event, index).then((sent) => {
      done.push(sent);
      running.delete(job);
    });
    running.add(job);
  };
  let index = 0;
  try {
    for (;;) {
      for (let sent = done.shift(); sent; sent = done.shift()) yield sent;
      const isReading = !list.ended && !signal?.aborted;
      if (!isReading && running.size === 0) break;
      const next = isReading && running.size < concurrency ? [list.next()] : [];
      // Whichever comes first: the next event, which a slow list may keep waiting, or a result.
      const race = Promise.race([...next, ...running]);
      const read = await (isReading ? untilAborted(race, signal).catch(() => {}) : race);
      if (read) start(list.take(read), index++);
    }
  } finally {
    await Promise.all(running);
    await list.close();
  }
  if (list.failed) throw list.failure;
  if (!list.ended) throw new HookrailAbortError("Cannot send on: aborted by the caller");
}
