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
   * @param claim Names this claim: another word for each.
   * @returns What was known before.
   */
  begin(id: string, claim: string): ReplayState | Promise<ReplayState>;
  /**
   * Tells how it ended. It must change nothing if somebody else has claimed the message meanwhile,
   * as happens where claims end by age.
   *
   * @param id The id of a message that was claimed.
   * @param handled Whether it was handled. If not, it is forgotten, so that a repeat has a chance.
   * @param claim The claim as `begin()` was told it.
   */
  finish(id: string, handled: boolean, claim: string): void | Promise<void>;
}

/** Settings of a {@linkcode MemoryReplayStore}. */
export interface MemoryReplayStoreOptions {
  /**
   * How many ids of handled messages are kept; beyond it the oldest are forgotten. Those that are
   * being handled are kept beside.
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

/** A message that is being handled. */
interface Claim {
  readonly since: number;
  readonly claim: string;
}

/**
 * Keeps ids in memory: of this process only, and a bounded number of them beside those that are
 * being handled.
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
  readonly #pending = new Map<string, Claim>();
  /** Since when, oldest first. */
  readonly #done = new Map<string, number>();
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
    return this.#pending.size + this.#done.size;
  }

  /** See {@linkcode ReplayStore.begin}. Without a claim all are the same. */
  begin(id: string, claim: string = ""): ReplayState {
    this.#forget();
    if (this.#done.has(id)) return "done";
    if (this.#pending.has(id)) return "pending";
    this.#pending.set(id, { since: this.#clock.ticks(), claim });
    return "new";
  }

  /** See {@linkcode ReplayStore.finish}. */
  finish(id: string, handled: boolean, claim: string = ""): void {
    const pending = this.#pending.get(id);
    if (pending && pending.claim !== claim) return;
    this.#pending.delete(id);
    if (handled) this.#keep(id);
  }

  #keep(id: string): void {
    this.#done.delete(id); // To be the youngest.
    this.#done.set(id, this.#clock.ticks());
    if (this.#done.size <= this.#maxIds) return;
    const [oldest] = this.#done.keys();
    this.#done.delete(oldest!);
  }

  #forget(): void {
    const limit = this.#clock.ticks() - this.#maxAge;
    // Both lie in order of age.
    for (const [id, { since }] of this.#pending) {
      if (since > limit) break;
      this.#pending.delete(id);
    }
    for (const [id, since] of this.#done) {
      if (since > limit) break;
      this.#done.delete(id);
    }
  }
}
