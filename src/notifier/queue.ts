/**
 * The bounded queue of what waits to be sent.
 *
 * @module
 */

/**
 * What happens to a full queue. `drop-newest`: what comes is turned away. `drop-oldest`: what has
 * waited longest goes. `drop-lowest`: the least urgent goes, the newest of these first. Whatever is
 * chosen, a P0 never goes in favour of a lower one, and one that comes takes the place of a lower
 * one.
 */
export type Overflow = "drop-newest" | "drop-oldest" | "drop-lowest";

/** All of them. */
export const OVERFLOWS: readonly Overflow[] = ["drop-newest", "drop-oldest", "drop-lowest"];

/** What a {@linkcode BoundedQueue} holds. */
export interface Ranked {
  /** How urgent it is: the higher, the more. */
  readonly rank: number;
}

/**
 * First in, first out, up to a number of items. Only a P0 does not stand in line behind lower ones:
 * at the pace of a rate limit it would wait for minutes.
 */
export class BoundedQueue<T extends Ranked> {
  readonly #capacity: number;
  readonly #overflow: Overflow;
  /** The rank from which on an item is kept before all others. */
  readonly #top: number;
  readonly #items: T[] = [];

  /**
   * Makes an empty queue.
   *
   * @param capacity How many items it holds.
   * @param overflow What happens when it is full.
   * @param top The rank of a P0.
   */
  constructor(capacity: number, overflow: Overflow, top: number) {
    this.#capacity = capacity;
    this.#overflow = overflow;
    this.#top = top;
  }

  /** How many items wait. */
  get size(): number {
    return this.#items.length;
  }

  /**
   * Puts an item at the end; a P0 before all lower ones.
   *
   * @param item The item.
   * @returns What had to go: another item, this one, or nothing.
   */
  push(item: T): T | undefined {
    let victim: T | undefined;
    if (this.#items.length >= this.#capacity) {
      const index = this.#victim(item);
      if (index < 0) return item;
      [victim] = this.#items.splice(index, 1);
    }
    this.#items.splice(this.#place(item), 0, item);
    return victim;
  }

  /**
   * Takes items from the front.
   *
   * @param count How many at the most.
   * @returns The items, in order.
   */
  take(count: number): T[] {
    return this.#items.splice(0, count);
  }

  /**
   * Takes an item out, wherever it stands.
   *
   * @param item The item.
   * @returns Whether it was there.
   */
  remove(item: T): boolean {
    const index = this.#items.indexOf(item);
    if (index >= 0) this.#items.splice(index, 1);
    return index >= 0;
  }

  /** Where a new item goes. */
  #place({ rank }: T): number {
    const isTop = rank >= this.#top;
    const lower = isTop ? this.#items.findIndex((item) => item.rank < this.#top) : -1;
    return lower < 0 ? this.#items.length : lower;
  }

  /** Where the item is that goes in favour of a new one, or -1 if it is the new one itself. */
  #victim({ rank }: T): number {
    const isTop = rank >= this.#top;
    const isLower = (item: T) => item.rank < this.#top;
    switch (this.#overflow) {
      case "drop-newest":
        return isTop ? this.#items.findLastIndex(isLower) : -1;
      case "drop-oldest": {
        const oldest = this.#items.findIndex(isLower);
        return oldest < 0 && isTop ? 0 : oldest;
      }
      case "drop-lowest": {
        const lowest = this.#items.reduce((least, item) => Math.min(least, item.rank), rank);
        if (lowest === rank) return -1;
        return this.#items.findLastIndex((item) => item.rank === lowest);
      }
    }
  }
}
