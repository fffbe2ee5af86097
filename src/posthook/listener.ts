/**
 * Deliveries over a WebSocket, each given to a handler.
 *
 * @module
 */

import { makePrintable } from "../util/printable.ts";
import type { Callbacks } from "./callback.ts";
import type { PosthookError } from "./errors.ts";
import type { Link } from "./link.ts";
import { readDelivery, type ServerMessage, toMessage } from "./messages.ts";
import type { DeliveryHandler } from "./receiver.ts";
import { Result, resultOf } from "./result.ts";
import type { Session } from "./session.ts";
import type { ConnectionCallbacks } from "./session.ts";

/** Settings of a listener or a stream. */
export interface StreamOptions extends ConnectionCallbacks {
  /**
   * Whether each delivery also brings the request that the service would have posted.
   *
   * @default {false}
   */
  readonly forward?: boolean;
  /** Closes it. */
  readonly signal?: AbortSignal;
}

/** Settings of a listener. */
export interface ListenOptions extends StreamOptions {
  /**
   * How many deliveries are handled at a time. Those beyond are nacked at once, and so delivered
   * again later.
   *
   * @default {Infinity}
   */
  readonly maxConcurrency?: number;
}

/** Receives deliveries until it is closed: see `Posthook.listen()`. */
export class Listener implements AsyncDisposable {
  readonly #session: Session;

  static {
    makePrintable(this.prototype, "Listener");
  }

  /**
   * @param session The connection.
   * @ignore
   */
  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Waits for the end.
   *
   * @returns `null` once it was closed; why, when the connection was refused or given up. It never
   * rejects.
   */
  wait(): Promise<PosthookError | null> {
    return this.#session.ended;
  }

  /** Closes it. Handlers that run go on, but nobody hears what they return. */
  close(): Promise<void> {
    return this.#session.close();
  }

  /** The same as {@linkcode Listener.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * What is printed of it: nothing.
   *
   * @returns An empty object.
   */
  toJSON(): Record<string, never> {
    return {};
  }
}

/**
 * Makes what handles each delivery of a session.
 *
 * @param handler Handles one.
 * @param maxConcurrency How many at a time.
 * @param callbacks Sends acks and nacks over HTTP.
 * @returns A function that is told of each.
 */
export function handleEach<T>(
  handler: DeliveryHandler<T>,
  maxConcurrency: number,
  callbacks: Callbacks,
): (message: ServerMessage, link: Link) => Promise<void> {
  let running = 0;
  return async (message, link) => {
    const delivery = readDelivery<T>(message, callbacks);
    const answer = (result: Result) => link.send(toMessage(delivery.hookId, result));
    if (running >= maxConcurrency) return answer(Result.nack("At capacity"));
    running++;
    const result = await resultOf(() => handler(delivery));
    running--;
    answer(result);
  };
}
