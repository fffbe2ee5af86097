/**
 * Which URL of several a send goes to.
 *
 * @module
 */

import type { Target } from "./target.ts";

/** The URLs of a sender, and whose turn it is. */
export class Pool {
  /** All of them, in order. */
  readonly targets: readonly Target[];
  readonly #failover: boolean;
  #next = 0;

  /**
   * Makes a pool.
   *
   * @param targets The URLs; at least one.
   * @param rotation Whether a send that has failed goes on to the next.
   */
  constructor(targets: readonly Target[], rotation: "round-robin" | "failover") {
    this.targets = targets;
    this.#failover = rotation === "failover";
  }

  /**
   * Whose turn it is.
   *
   * @returns The URLs for one send, in the order in which to try them.
   */
  take(): readonly Target[] {
    const first = this.#next++ % this.targets.length;
    return this.#failover
      ? [...this.targets.slice(first), ...this.targets.slice(0, first)]
      : [this.targets[first]!];
  }
}
