/**
 * The client of Posthook.
 *
 * @module
 */

import { NO_BODY } from "../core/body.ts";
import type { Clock } from "../util/clock.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import { makePrintable } from "../util/printable.ts";
import { Api } from "./api.ts";
import { Callbacks } from "./callback.ts";
import { PosthookError } from "./errors.ts";
import { isFields, text } from "./fields.ts";
import { Hooks } from "./hooks.ts";
import type { Link, WebSocketConstructor } from "./link.ts";
import { handleEach, Listener, type ListenOptions, type StreamOptions } from "./listener.ts";
import { readDelivery, type ServerMessage } from "./messages.ts";
import { type PosthookOptions, resolvePosthook } from "./options.ts";
import type { DeliveryHandler } from "./receiver.ts";
import { Session } from "./session.ts";
import { Signatures } from "./signatures.ts";
import { DeliveryStream } from "./stream.ts";

/** The names of all settings of a stream. */
const STREAM_NAMES = [
  "forward",
  "signal",
  "onConnected",
  "onDisconnected",
  "onReconnecting",
  "onAckTimeout",
] satisfies (keyof StreamOptions)[];

/**
 * Schedules hooks with Posthook, and verifies what it delivers. Unlike a `Webhook` its calls resolve
 * to data, and reject with a {@linkcode PosthookError}.
 *
 * @example Schedule a hook, list what is due, and delete it
 * ```ts
 * import { Posthook } from "@hookcast/hookcast/posthook";
 * import { FakePosthook } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using service = await FakePosthook.start();
 * const posthook = new Posthook(service.apiKey, { baseUrl: service.url }); // new Posthook("pk_…")
 *
 * const hook = await posthook.hooks.schedule({
 *   path: "/remind",
 *   data: { user: 1 },
 *   postIn: "5m",
 * });
 * const pending = await posthook.hooks.list({ status: "pending" });
 * assertEquals(pending.map(({ id }) => id), [hook.id]);
 *
 * await posthook.hooks.delete(hook.id);
 * ```
 */
export class Posthook implements AsyncDisposable {
  /** The hooks of the project. */
  readonly hooks: Hooks;
  /** Verifies deliveries. */
  readonly signatures: Signatures;
  readonly #api: Api;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  readonly #callbacks: Callbacks;
  readonly #socket: WebSocketConstructor | undefined;
  readonly #sessions = new Set<Session>();

  static {
    makePrintable(this.prototype, "Posthook");
  }

  /**
   * Makes a client. Nothing is sent or opened yet.
   *
   * @param apiKey The API key of the project; the environment's `POSTHOOK_API_KEY` without one.
   * @param options Settings of every call.
   * @throws {AuthenticationError} If there is no API key.
   * @throws {TypeError} If an option is unknown or of the wrong type. No message holds a key.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(apiKey?: string, options: PosthookOptions = {}) {
    const { log, fetch, client, proxies, callbackHosts: hosts } = options;
    const { apiKey: key, signingKey, baseUrl, settings } = resolvePosthook(apiKey, options);
    const { clock, timeout } = settings;
    const secrets = signingKey === undefined ? [key] : [key, signingKey];
    const callbacks = { fetch, client, proxies, timeout, hosts };
    this.#api = new Api({ baseUrl, settings, secrets, log });
    this.#baseUrl = baseUrl.href;
    this.#clock = clock;
    this.#callbacks = new Callbacks({ ...callbacks, clock });
    this.#socket = options.WebSocket;
    this.hooks = new Hooks(this.#api);
    this.signatures = new Signatures(signingKey, { callbacks, clock });
  }

  /**
   * Receives deliveries over a WebSocket, so that no server of yours need be reachable. A
   * connection that breaks is made anew: after 1, 2, 4, 8, 16 and then 30 seconds, ten times in a
   * row at the most.
   *
   * @example
   * ```ts
   * import { Posthook, Result } from "@hookcast/hookcast/posthook";
   * import { FakePosthook } from "@hookcast/hookcast/testing";
   * import { assertEquals } from "@std/assert";
   *
   * await using service = await FakePosthook.start();
   * const posthook = new Posthook(service.apiKey, { baseUrl: service.url });
   *
   * await using _listener = await posthook.listen<{ user: number }>(async (delivery) => {
   *   assertEquals(delivery.data.user, 1);
   *   return Result.ack();
   * });
   *
   * const { id } = await posthook.hooks.schedule({ path: "/", data: { user: 1 }, postIn: "5m" });
   * await service.deliver(id); // five minutes later
   * assertEquals((await posthook.hooks.get(id)).status, "completed");
   * ```
   * @param handler Handles each delivery, many at a time. What it throws is a nack. The service
   * waits 10 seconds for what it returns.
   * @param options Settings.
   * @returns The listener, connected. Rejects with an {@linkcode AuthenticationError}, a
   * `ForbiddenError` or a `WebSocketError` if there is no connection; with a `TypeError` or
   * `RangeError` if an option is wrong.
   */
  async listen<T = unknown>(
    handler: DeliveryHandler<T>,
    options: ListenOptions = {},
  ): Promise<Listener> {
    checkType("handler", handler ?? null, "function");
    checkNames(options, [...STREAM_NAMES, "maxConcurrency"], "listen()");
    const { maxConcurrency = Infinity } = options;
    checkNumber("maxConcurrency", maxConcurrency, { min: 1 });
    const session = this.#open(options, handleEach(handler, maxConcurrency, this.#callbacks));
    await session.start();
    return new Listener(session);
  }

  /**
   * Receives deliveries over a WebSocket, for `for await`. Each is answered by `stream.ack()`,
   * `stream.accept()` or `stream.nack()`.
   *
   * @example
   * ```ts
   * import { Posthook } from "@hookcast/hookcast/posthook";
   * import { FakePosthook } from "@hookcast/hookcast/testing";
   * import { assertEquals } from "@std/assert";
   *
   * await using service = await FakePosthook.start();
   * const posthook = new Posthook(service.apiKey, { baseUrl: service.url });
   * const stream = await posthook.stream();
   *
   * const { id } = await posthook.hooks.schedule({ path: "/remind", postIn: "5m" });
   * const delivered = service.deliver(id); // five minutes later
   * for await (const delivery of stream) {
   *   assertEquals(delivery.path, "/remind");
   *   stream.ack(delivery.hookId);
   *   await delivered;
   *   break; // closes the stream
   * }
   * ```
   * @param options Settings.
   * @returns The stream, connected. Rejects as {@linkcode Posthook.listen} does.
   */
  async stream<T = unknown>(options: StreamOptions = {}): Promise<DeliveryStream<T>> {
    checkNames(options, STREAM_NAMES, "stream()");
    const stream = new DeliveryStream<T>((push) => {
      return this.#open(options, (message) => push(readDelivery<T>(message, this.#callbacks)));
    });
    return await stream.start();
  }

  /** Closes all listeners and streams. What was passed in is left alone. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#sessions, (session) => session.close()));
  }

  /** The same as {@linkcode Posthook.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * What is printed of a client: where the service is, no key.
   *
   * @returns A plain object.
   */
  toJSON(): { baseUrl: string; apiKey: string } {
    return { baseUrl: this.#baseUrl, apiKey: "***" };
  }

  #open(options: StreamOptions, onHook: (message: ServerMessage, link: Link) => void): Session {
    const { forward = false, signal, ...callbacks } = options;
    checkType("forward", forward, "boolean");
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError("'signal' must be an AbortSignal");
    }
    const WebSocket = this.#socket ?? globalThis.WebSocket;
    if (typeof WebSocket !== "function") {
      throw new TypeError("'WebSocket' is required here: this platform has none");
    }
    const session = new Session({
      ticket: (signal) => this.#ticket(forward, signal),
      WebSocket,
      clock: this.#clock,
      callbacks,
      onHook,
    });
    const close = () => void session.close();
    if (signal?.aborted) close();
    signal?.addEventListener("abort", close, { once: true });
    this.#sessions.add(session);
    session.ended.then(() => {
      this.#sessions.delete(session);
      signal?.removeEventListener("abort", close);
    });
    return session;
  }

  /** The URL of a new connection. */
  async #ticket(forward: boolean, signal: AbortSignal): Promise<URL> {
    const content = { body: NO_BODY };
    const { data } = await this.#api.call("POST", "/v1/ws/ticket", content, { signal });
    const { ticket, url } = isFields(data) ? data : {};
    if (!text(ticket) || !URL.canParse(text(url))) {
      throw new PosthookError("Cannot read the answer: it holds no ticket");
    }
    const address = new URL(text(url));
    address.searchParams.set("ticket", text(ticket));
    if (forward) address.searchParams.set("forward", "true");
    return address;
  }
}
