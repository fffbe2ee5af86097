/**
 * Work that waits in line behind work of the same kind.
 *
 * @module
 */

/** Runs what has the same key one after the other, and the rest at the same time. */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>();

  /** How many keys have work that is not done. */
  get size(): number {
    return this.#last.size;
  }

  /**
   * Runs a piece of work after all that came before it with the same key, failed or not.
   *
   * @param key The key.
   * @param work The work.
   * @returns What the work returns. It rejects if the work does.
   */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = (async () => {
      await before?.catch(() => {});
      return await work();
    })();
    this.#last.set(key, mine);
    try {
      return await mine;
    } finally {
      // The last one of a line takes it away: keys may come and go for ever.
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
