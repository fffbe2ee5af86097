/**
 * Knows which sends of a client are not over, and ends them.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** Thrown in place of a send once no more are taken. */
export class ClosedClient extends Error {
  /** The name of this class. */
  override readonly name: string = "ClosedClient";
}

/** The sends of a client that are not over. It counts them; it is no queue. */
export class OpenSends {
  readonly #clock: Clock;
  readonly #open = new Map<Promise<unknown>, AbortController>();
  #isClosed = false;

  /** @param clock Where the time comes from. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Begins a send.
   *
   * @param signal The caller's signal.
   * @param send What to do. It is given a signal that ends with the caller's, or when the sends are
   * given up; its promise must not reject.
   * @returns The promise of the send.
   * @throws {ClosedClient} If no more are taken.
   * @throws {TypeError} If the caller's signal is none. And what `send` throws.
   */
  begin<T>(
    signal: AbortSignal | undefined,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw new ClosedClient();
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError("'signal' must be an AbortSignal");
    }
    // One for each: a signal of all would have as many listeners as there are sends, and they are
    // kept in a list. AbortSignal.any() stays in memory.
    const controller = new AbortController();
    const forward = () => controller.abort(signal?.reason);
    if (signal?.aborted) forward();
    const result = send(controller.signal);
    signal?.addEventListener("abort", forward, { once: true });
    this.#open.set(result, controller);
    result.then(() => {
      signal?.removeEventListener("abort", forward);
      this.#open.delete(result);
    });
    return result;
  }

  /**
   * Resolves when all that began before the call are over, or the time is.
   *
   * @param timeout How long to wait, in ms.
   * @returns How many of them are left.
   */
  async settled(timeout: number): Promise<number> {
    const begun = [...this.#open.keys()];
    if (begun.length > 0 && timeout > 0) {
      const timer = Promise.withResolvers<void>();
      const stop = timeout < Infinity ? this.#clock.after(timeout, timer.resolve) : () => {};
      await Promise.race([Promise.all(begun), timer.promise]);
      stop();
    }
    return begun.filter((result) => this.#open.has(result)).length;
  }

  /**
   * Takes no more. Gives up those that are not over when the time is.
   *
   * @param timeout How long to wait, in ms.
   * @returns How many were given up.
   */
  async close(timeout: number): Promise<number> {
    this.#isClosed = true;
    const left = await this.settled(timeout);
    const reason = new DOMException("The client was closed", "AbortError");
    for (const controller of this.#open.values()) controller.abort(reason);
    await this.settled(Infinity);
    return left;
  }
}
