/**
 * How long one send may live: until its caller aborts it, or its deadline passes.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";

/** The reason of a scope's signal when the deadline has passed. */
const DEADLINE_PASSED = new DOMException("The deadline has passed", "TimeoutError");

/** The life of one send. Disposing of it leaves no timer and no listener. */
export class Scope implements Disposable {
  /** Aborted when the send must end; `undefined` when nothing can end it. */
  readonly signal: AbortSignal | undefined;
  readonly #clock: Clock;
  readonly #endsAt: number;
  readonly #release: () => void = () => {};

  /**
   * @param signal The caller's signal.
   * @param deadline How long the send may take, in ms.
   * @param clock Where the time comes from.
   */
  constructor(signal: AbortSignal | undefined, deadline: number | undefined, clock: Clock) {
    this.#clock = clock;
    this.#endsAt = deadline === undefined ? Infinity : clock.ticks() + deadline;
    if (deadline === undefined) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    this.signal = controller.signal;
    if (signal?.aborted) controller.abort(signal.reason);
    const forward = () => controller.abort(signal?.reason);
    signal?.addEventListener("abort", forward, { once: true });
    const disarm = clock.after(deadline, () => controller.abort(DEADLINE_PASSED));
    this.#release = () => {
      disarm();
      signal?.removeEventListener("abort", forward);
    };
  }

  /** How much time is left, in ms; `Infinity` without a deadline. */
  get left(): number {
    return Math.max(0, this.#endsAt - this.#clock.ticks());
  }

  /** How the send must end: by its caller, by the deadline, or `undefined` as long as it may go on. */
  get ended(): "aborted" | "timeout" | undefined {
    if (!this.signal?.aborted) return undefined;
    return this.signal.reason === DEADLINE_PASSED ? "timeout" : "aborted";
  }

  /** Removes the timer and the listener. */
  [Symbol.dispose](): void {
    this.#release();
  }
}
