/**
 * Reads lists whose items may take their time.
 *
 * @module
 */

/**
 * Checks that something can be read item by item.
 *
 * @param list What the caller gave.
 * @throws {TypeError} If it is no list.
 */
export function checkList(list: Iterable<unknown> | AsyncIterable<unknown>): void {
  const isList = typeof list === "object" && list !== null &&
    (Symbol.iterator in list || Symbol.asyncIterator in list);
  if (!isList) throw new TypeError("'events' must be a list: an iterable, or an async one");
}

/** Reads a list one by one. What goes wrong is kept until all else is done. */
export class ListReader<T> {
  /** Whether nothing more will come. */
  ended = false;
  /** Whether that is because the list has thrown. */
  failed = false;
  /** What it has thrown. */
  failure: unknown;
  readonly #iterator: Iterator<T> | AsyncIterator<T>;
  #pending: Promise<{ readonly item: T } | undefined> | undefined;

  /** @param list The list. */
  constructor(list: Iterable<T> | AsyncIterable<T>) {
    this.#iterator = Symbol.asyncIterator in list
      ? list[Symbol.asyncIterator]()
      : list[Symbol.iterator]();
  }

  /** Asks for the next item; the same one until it is taken. It resolves to nothing at the end. */
  next(): Promise<{ readonly item: T } | undefined> {
    return this.#pending ??= this.#read();
  }

  /** Takes an item that was read. */
  take({ item }: { readonly item: T }): T {
    this.#pending = undefined;
    return item;
  }

  /** Tells the list that nothing more is wanted. One that is busy is not waited for. */
  async close(): Promise<void> {
    if (this.ended) return;
    const closing = Promise.resolve(this.#iterator.return?.());
    if (this.#pending) closing.catch(() => {});
    else await closing;
  }

  async #read(): Promise<{ readonly item: T } | undefined> {
    try {
      const { done, value } = await this.#iterator.next();
      if (!done) return { item: value };
    } catch (error) {
      this.failed = true;
      this.failure = error;
    }
    this.ended = true;
    return undefined;
  }
}
