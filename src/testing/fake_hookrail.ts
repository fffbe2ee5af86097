/**
 * A Hookrail of your own: it records events, delivers them signed, and tells how they stand.
 *
 * @module
 */

import { type Clock, systemClock } from "../util/clock.ts";
import { type Exchange, play } from "./answers.ts";
import { Admin } from "./hookrail/admin.ts";
import { Producer } from "./hookrail/producer.ts";
import type { HookrailRole } from "./hookrail/rows.ts";
import { Store } from "./hookrail/store.ts";
import { Surface } from "./hookrail/surface.ts";
import { Worker } from "./hookrail/worker.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import type { Answer, PlainAnswer } from "./script.ts";

/** How a {@linkcode FakeHookrail} is set up. */
export interface FakeHookrailOptions {
  /** Measures waits, windows and timestamps. The real one by default. */
  readonly clock?: Clock;
  /**
   * The source of chance, from 0 up to 1, for the waits between its attempts.
   *
   * @default {Math.random}
   */
  readonly random?: () => number;
  /**
   * Whether it would post to a URL; the answer is 422 if not. By default any that is http(s): the
   * real service turns loopback and private addresses away.
   */
  readonly allows?: (url: string) => boolean;
}

/** Where a {@linkcode FakeHookrail} delivers to. */
export interface FakeHookrailEndpoint {
  /** Its id. */
  readonly id: string;
  /** The secret that deliveries are signed with. */
  readonly secret: string;
}

/** How a subscription of a {@linkcode FakeHookrail} delivers. */
export interface FakeSubscriptionOptions {
  /**
   * How often it tries in all.
   *
   * @default {8}
   */
  readonly maxAttempts?: number;
  /**
   * Whether events with an ordering key are delivered one by one.
   *
   * @default {false}
   */
  readonly ordered?: boolean;
}

/** What goes wrong with one request. */
export interface HookrailFaultOptions {
  /**
   * Whether the request is carried out all the same, and only its answer is lost.
   *
   * @default {false}
   */
  readonly carriedOut?: boolean;
}

/**
 * A fake of Hookrail, the producer surface and the admin surface each on a port of 127.0.0.1. It
 * keeps events, keys, endpoints and subscriptions, and posts signed deliveries to the endpoints, with
 * the retries, dead letters and order of the real one. It does not limit rates by itself: see
 * {@linkcode FakeHookrail.fail}.
 *
 * @example An event is delivered
 * ```ts
 * import { FakeHookrail, FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using receiver = await FakeServer.start([204]);
 * await using service = await FakeHookrail.start();
 * service.subscribe("orders.*", receiver.url);
 *
 * const response = await fetch(`${service.url}/v1/events`, {
 *   method: "POST",
 *   headers: { authorization: `Bearer ${service.apiKey}` },
 *   body: '{"topic":"orders.created","payload":{"id":"o_1"}}',
 * });
 * assertEquals(response.status, 202);
 * await response.body?.cancel();
 *
 * await service.idle();
 * assertEquals(receiver.requests[0]?.json(), { id: "o_1" });
 * ```
 */
export class FakeHookrail implements AsyncDisposable {
  /** A producer key that may send every topic. */
  readonly apiKey: string;
  /** A token of the role `admin`. */
  readonly adminToken: string;
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #worker: Worker;
  readonly #requests: RecordedRequest[] = [];
  readonly #faults: { readonly answer: Answer; readonly carriedOut: boolean }[] = [];
  readonly #producer: Surface;
  readonly #admin: Surface;
  readonly #closing = new AbortController();

  private constructor(options: FakeHookrailOptions) {
    const { clock = systemClock, random = Math.random, allows = isHttp } = options;
    this.#clock = clock;
    this.#store = new Store(clock);
    this.#worker = new Worker(this.#store, clock, random);
    this.apiKey = this.#store.addKey(null).key;
    this.adminToken = this.#store.addToken("admin", "root").token;
    const dispatch = this.#worker.dispatch.bind(this.#worker);
    const producer = new Producer(this.#store, clock, ({ deliveries }) => {
      for (const delivery of deliveries) dispatch(delivery);
    });
    const admin = new Admin(this.#store, clock, { dispatch, allows });
    const serve = this.#serve.bind(this);
    this.#producer = new Surface(clock, (...args) => serve(producer, ...args));
    this.#admin = new Surface(clock, (...args) => serve(admin, ...args));
  }

  /**
   * Starts a fake on two free ports.
   *
   * @param options How it is set up.
   * @returns The fake, listening.
   */
  static async start(options: FakeHookrailOptions = {}): Promise<FakeHookrail> {
    const service = new FakeHookrail(options);
    await service.#producer.listen();
    await service.#admin.listen();
    return service;
  }

  /** Where producers find it: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#producer.url;
  }

  /** Where those who run it find it. */
  get adminUrl(): string {
    return this.#admin.url;
  }

  /** Every request that arrived, on either port, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** How many events it has recorded. A replay is not counted. */
  get events(): number {
    return this.#store.events.length;
  }

  /**
   * Adds an endpoint, and a subscription that leads there.
   *
   * @throws {TypeError} If the URL is none of http(s).
   */
  subscribe(
    topicPattern: string,
    url: string,
    options: FakeSubscriptionOptions = {},
  ): FakeHookrailEndpoint {
    if (!isHttp(url)) throw new TypeError("'url' must be an http(s) URL");
    const { maxAttempts = 8, ordered = false } = options;
    const { id, secret } = this.#store.addEndpoint(url, "");
    const rest = { rateLimitRps: null, backoffPolicy: null };
    this.#store.addSubscription({ topicPattern, endpointId: id, maxAttempts, ordered, ...rest });
    return { id, secret };
  }

  /** Adds a producer key that may send only the topics that fit these patterns. */
  addKey(topics: readonly string[]): string {
    return this.#store.addKey(topics).key;
  }

  /** Adds an admin token. */
  addToken(role: HookrailRole): string {
    return this.#store.addToken(role, role).token;
  }

  /**
   * Lets something go wrong with the next request, on either port. Several are played in order.
   *
   * @param answer What is answered in place of the real answer.
   * @param options Whether the request is carried out.
   */
  fail(answer: Answer, options: HookrailFaultOptions = {}): void {
    this.#faults.push({ answer, carriedOut: options.carriedOut ?? false });
  }

  /** Resolves once no delivery is under way. What waits for a later attempt is not waited for. */
  idle(): Promise<void> {
    return this.#worker.idle();
  }

  /** Closes both ports and every connection, whatever is on its way. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#worker.close();
    await Promise.all([this.#producer.close(), this.#admin.close()]);
    await this.#worker.idle();
  }

  /** The same as {@linkcode FakeHookrail.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(
    surface: { answer(request: RecordedRequest): PlainAnswer },
    request: RecordedRequest,
    exchange: Exchange,
  ): Promise<void> {
    this.#requests.push(request);
    const fault = this.#faults.shift();
    const answer = fault && !fault.carriedOut ? fault.answer : surface.answer(request);
    const played = fault?.answer ?? answer;
    const delay = typeof played === "number" ? 0 : played.delay ?? 0;
    const { signal } = this.#closing;
    if (delay > 0) await this.#clock.sleep(delay, { signal }).catch(() => {});
    if (!signal.aborted) play(played, exchange);
  }
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
