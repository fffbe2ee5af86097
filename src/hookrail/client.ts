/**
 * The client of Hookrail for those who send events.
 *
 * @module
 */

import { path } from "../rest/path.ts";
import { checkNames } from "../util/check.ts";
import { makePrintable } from "../util/printable.ts";
import { configured } from "./configured.ts";
import { Connection } from "./connection.ts";
import {
  type EventAccepted,
  type EventStatus,
  readEventAccepted,
  readEventStatus,
} from "./events.ts";
import type { HookrailClientOptions } from "./options.ts";
import { type OutgoingEvent, sendAll, type SendEventsOptions, type SentEvent } from "./send_all.ts";
import {
  CALL_NAMES,
  type HookrailCallOptions,
  readSendOptions,
  type SendEventOptions,
  writeEvent,
} from "./send_options.ts";
import { waitForEvent, type WaitOptions } from "./wait.ts";

/** Settings of a {@linkcode Hookrail} client. */
export interface HookrailOptions extends HookrailClientOptions {
  /** The producer key, `hk_…`. By default the variable `HOOKRAIL_API_KEY`. */
  readonly apiKey?: string;
  /**
   * Where the service is. By default the variable `HOOKRAIL_BASE_URL`, or else
   * `http://localhost:8080`. A path prefix is kept.
   */
  readonly baseUrl?: string | URL;
}

const SERVICE = {
  name: "Hookrail",
  keyName: "apiKey",
  keyVariable: "HOOKRAIL_API_KEY",
  urlVariable: "HOOKRAIL_BASE_URL",
  defaultUrl: "http://localhost:8080",
};

/**
 * Sends events to Hookrail, a webhook service that one hosts oneself, and asks how they stand.
 * Every call rejects with a `HookrailError` when it fails; one that may pass is tried again, as the
 * {@linkcode RetryPolicy} says, and ends in a `RetryError`.
 *
 * A repeat from elsewhere is known by the same idempotency key **and** the same bytes. JavaScript
 * writes `1.0` as `1`, and text as UTF-8: a client in another language may not.
 *
 * @example
 * ```ts
 * import { Hookrail } from "@hookcast/hookcast/hookrail";
 * import { FakeHookrail } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using service = await FakeHookrail.start(); // your own service here
 *
 * using hookrail = new Hookrail({ apiKey: service.apiKey, baseUrl: service.url });
 * const { eventId } = await hookrail.sendEvent("orders.created", { id: "o_1" }, {
 *   idempotencyKey: "order-o_1",
 * });
 * const event = await hookrail.getEvent(eventId);
 *
 * assertEquals(event.topic, "orders.created");
 * ```
 */
export class Hookrail implements Disposable {
  readonly #connection: Connection;

  static {
    makePrintable(this.prototype, "Hookrail");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param options The key, where the service is, and how to send.
   * @throws {HookrailConfigError} If there is no key, or an option is unknown or wrong. No message
   * holds the key.
   */
  constructor(options: HookrailOptions = {}) {
    this.#connection = new Connection(options, SERVICE);
  }

  /**
   * Sends an event. The service has recorded it when this resolves; it is delivered afterwards.
   *
   * @param topic The topic, by which subscriptions choose.
   * @param payload Any JSON value; 256 KiB at the most.
   * @param options Keys and settings of this event.
   * @returns The ids of the event and of its deliveries.
   * @throws {HookrailConfigError} If an argument is wrong; nothing was sent then.
   * @throws {HookrailAPIError} If the service refuses; `ConflictError` when the idempotency key was
   * used for another event.
   * @throws {RetryError} If the service cannot be reached or is overloaded. The event may have been
   * recorded: to send it again without harm, give the same `idempotencyKey`.
   */
  async sendEvent(
    topic: string,
    payload: unknown,
    options: SendEventOptions = {},
  ): Promise<EventAccepted> {
    const call = configured(() => {
      const body = writeEvent(topic, payload);
      return { ...readSendOptions(options), body };
    });
    const { response, headers } = await this.#connection.call("POST", "/v1/events", call);
    return readEventAccepted(response, headers?.get("idempotent-replay") === "true");
  }

  /**
   * Sends many events, some at the same time. It begins when the first result is asked for.
   *
   * @param events The events; the list may be endless, and is read only as far as needed. Those with
   * the same `orderingKey` are sent one after the other, in order.
   * @param options How many at a time.
   * @returns What came of each event, as it comes. A failure is a value, and does not stop the others.
   * Whoever stops reading stops the sending; what was under way is waited for.
   * @throws {HookrailConfigError} If an option is wrong: at the call.
   * @throws {HookrailAbortError} If the signal ends it before the list has ended.
   * @throws What the list of events throws.
   */
  sendEvents(
    events: Iterable<OutgoingEvent> | AsyncIterable<OutgoingEvent>,
    options: SendEventsOptions = {},
  ): AsyncGenerator<SentEvent, void, undefined> {
    return sendAll(events, options, (event) => {
      const { topic, payload, idempotencyKey, orderingKey } = event;
      const { signal, timeout } = options;
      return this.sendEvent(topic, payload, { idempotencyKey, orderingKey, signal, timeout });
    });
  }

  /**
   * Asks how an event stands.
   *
   * @param id The id of the event.
   * @param options Settings of this call.
   * @returns The event with its deliveries and their attempts.
   * @throws {NotFoundError} If there is no such event. An old service says so at any fault of its
   * storage, and the event may exist.
   * @throws {HookrailError} If the call fails in another way.
   */
  async getEvent(id: string, options: HookrailCallOptions = {}): Promise<EventStatus> {
    const { path: where, call } = configured(() => {
      checkNames(options, CALL_NAMES, "getEvent()");
      const { signal, timeout } = options;
      return { path: path`/v1/events/${id}`, call: { signal, timeout } };
    });
    const { response } = await this.#connection.call("GET", where, call);
    return readEventStatus(response);
  }

  /**
   * Asks how an event stands, again and again, until it is settled.
   *
   * @param id The id of the event.
   * @param options Until when, and how often.
   * @returns The event as it stood last.
   * @throws {HookrailTimeoutError} If the `deadline` has passed.
   * @throws {HookrailError} If asking fails.
   */
  async waitForEvent(id: string, options: WaitOptions = {}): Promise<EventStatus> {
    const ask = (call: HookrailCallOptions) => this.getEvent(id, call);
    return await waitForEvent(ask, options, this.#connection.clock);
  }

  /** Refuses further calls; those under way go on. What was passed in is left alone. */
  close(): void {
    this.#connection.close();
  }

  /** The same as {@linkcode Hookrail.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What is printed of a client: where it leads, not its key.
   *
   * @returns A plain object.
   */
  toJSON(): { baseUrl: string } {
    return { baseUrl: this.#connection.origin };
  }
}
