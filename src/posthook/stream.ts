/**
 * Deliveries over a WebSocket, one after the other.
 *
 * @module
 */

import { makePrintable } from "../util/printable.ts";
import type { Delivery } from "./delivery.ts";
import type { PosthookError } from "./errors.ts";
import { toMessage } from "./messages.ts";
import { Result } from "./result.ts";
import type { Session } from "./session.ts";

/** How many deliveries may wait: few enough to keep, more than are taken in the time they have. */
const MAX_WAITING = 1000;

/**
 * Deliveries as they come, for `for await`: see `Posthook.stream()`. Each must be answered within
 * 10 seconds. Up to 1000 wait to be taken; those beyond are nacked at once, and so delivered again
 * later. Leaving the loop closes the stream.
 */
export class DeliveryStream<T = unknown>
  implements AsyncIterableIterator<Delivery<T>>, AsyncDisposable {
  readonly #session: Session;
  readonly #queue: Delivery<T>[] = [];
  readonly #waiting: ((next: IteratorResult<Delivery<T>, undefined>) => void)[] = [];
  #isOver = false;

  static {
    makePrintable(this.prototype, "DeliveryStream");
  }

  /**
   * @param open Opens the connection; it is told where deliveries go.
   * @ignore
   */
  constructor(open: (push: (delivery: Delivery<T>) => void) => Session) {
    this.#session = open((delivery) => this.#push(delivery));
    this.#session.ended.then(() => this.#finish());
  }

  /**
   * Waits for the first connection.
   *
   * @returns The stream. Rejects with why there is no connection.
   * @ignore
   */
  async start(): Promise<this> {
    await this.#session.start();
    return this;
  }

  /**
   * Says that a hook is done.
   *
   * @param hookId The id of the delivery.
   */
  ack(hookId: string): void {
    this.#session.send(toMessage(hookId, Result.ack()));
  }

  /**
   * Says that a hook will be answered later, by `delivery.ack()` or `delivery.nack()`.
   *
   * @param hookId The id of the delivery.
   * @param timeout How long that may take, in ms: 10 seconds to 3 hours.
   * @throws {TypeError | RangeError} If it is out of that range.
   */
  accept(hookId: string, timeout: number): void {
    this.#session.send(toMessage(hookId, Result.accept(timeout)));
  }

  /**
   * Says that a hook failed, so that it is delivered again.
   *
   * @param hookId The id of the delivery.
   * @param error Why.
   */
  nack(hookId: string, error?: unknown): void {
    this.#session.send(toMessage(hookId, Result.nack(error)));
  }

  /**
   * The next delivery.
   *
   * @returns The delivery, or the end. It never rejects.
   */
  next(): Promise<IteratorResult<Delivery<T>, undefined>> {
    const value = this.#queue.shift();
    if (value) return Promise.resolve({ done: false, value });
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Closes the stream: called by a loop that is left.
   *
   * @returns The end.
   */
  async return(): Promise<IteratorResult<Delivery<T>, undefined>> {
    await this.close();
    return { done: true, value: undefined };
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

  /** Closes it. What was not taken yet is dropped: the service delivers it again. */
  async close(): Promise<void> {
    this.#finish();
    await this.#session.close();
  }

  /** The same as {@linkcode DeliveryStream.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The stream itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * What is printed of it: nothing.
   *
   * @returns An empty object.
   */
  toJSON(): Record<string, never> {
    return {};
  }

  #push(delivery: Delivery<T>): void {
    const take = this.#waiting.shift();
    if (take) take({ done: false, value: delivery });
    else if (this.#queue.length < MAX_WAITING) this.#queue.push(delivery);
    else this.nack(delivery.hookId, "At capacity");
  }

  #finish(): void {
    this.#isOver = true;
    this.#queue.length = 0;
    for (const end of this.#waiting.splice(0)) end({ done: true, value: undefined });
  }
}
