/**
 * Remembers which messages were handled, so that a repeat is not handled again.
 *
 * @module
 */

import { checkMethods, checkNames, checkNumber } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";

/**
 * What is known of a message.
 *
 * - `new`: nothing; whoever asked is now to handle it, and others are told `pending`.
 * - `pending`: somebody is handling it.
 * - `done`: it was handled.
 */
export type ReplayState = "new" | "pending" | "done";

/** Where ids of messages are kept. To share one between processes, keep them in a database. */
export interface ReplayStore {
  /**
   * Tells what is known of a message, and claims it if that is nothing, in one step: of two who ask
   * at the same time only one is told `new`.
   *
   * @param id The id of the message.
   * @returns What was known before.
   */
  begin(id: string): ReplayState | Promise<ReplayState>;
  /**
   * Tells how it ended.
   *
   * @param id The id of a message that was claimed.
   * @param handled Whether it was handled. If not, it is forgotten, so that a repeat has a chance.
   */
  finish(id: string, handled: boolean): void | Promise<void>;
}

/** Settings of a {@linkcode MemoryReplayStore}. */
export interface MemoryReplayStoreOptions {
  /**
   * How many ids are kept; beyond it the oldest are forgotten.
   *
   * @default {10_000}
   */
  readonly maxIds?: number;
  /**
   * How long an id is kept, in ms. A sender that tries again later than this is taken for a new one.
   *
   * @default {86_400_000}
   */
  readonly maxAge?: number;
  /**
   * Where the time comes from.
   *
   * @default {systemClock}
   */
  readonly clock?: Pick<Clock, "ticks">;
}

interface Entry {
  readonly since: number;
  readonly state: "pending" | "done";
}

/**
 * Keeps ids in memory: of this process only, and a bounded number of them.
 *
 * @example
 * ```ts
 * import { MemoryReplayStore } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new MemoryReplayStore();
 * assertEquals(store.begin("msg_1"), "new");
 * store.finish("msg_1", true);
 * assertEquals(store.begin("msg_1"), "done");
 * ```
 */
export class MemoryReplayStore implements ReplayStore {
  /** Oldest first. */
  readonly #entries = new Map<string, Entry>();
  readonly #maxIds: number;
  readonly #maxAge: number;
  readonly #clock: Pick<Clock, "ticks">;

  /**
   * Makes a store. It has no timers: what is too old is forgotten when the next message comes.
   *
   * @param options Settings.
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(options: MemoryReplayStoreOptions = {}) {
    checkNames(options, ["maxIds", "maxAge", "clock"], "a replay store");
    const { maxIds = 10_000, maxAge = 86_400_000, clock = systemClock } = options;
    checkNumber("maxIds", maxIds, { min: 1 });
    checkNumber("maxAge", maxAge, { above: 0 });
    checkMethods("clock", clock, ["ticks"]);
    this.#maxIds = maxIds;
    this.#maxAge = maxAge;
    this.#clock = clock;
  }

  /** How many ids are kept now. */
  get size(): number {
    return this.#entries.size;
  }

  /** See {@linkcode ReplayStore.begin}. */
  begin(id: string): ReplayState {
    this.#forget();
    const known = this.#entries.get(id);
    if (known) return known.state;
    this.#keep(id, "pending");
    return "new";
  }

  /** See {@linkcode ReplayStore.finish}. */
  finish(id: string, handled: boolean): void {
    this.#entries.delete(id);
    if (handled) this.#keep(id, "done");
  }

  #keep(id: string, state: Entry["state"]): void {
    this.#entries.set(id, { since: this.#clock.ticks(), state });
    if (this.#entries.size <= this.#maxIds) return;
    const [oldest] = this.#entries.keys();
    this.#entries.delete(oldest!);
  }

  #forget(): void {
    const limit = this.#clock.ticks() - this.#maxAge;
    for (const [id, { since }] of this.#entries) {
      if (since > limit) return; // They lie in order of age.
      this.#entries.delete(id);
    }
  }
}
