/**
 * Lists that a service hands out page by page.
 *
 * @module
 */

/** One page of a list. */
export interface Page<T, C = string> {
  /** What is on it. */
  readonly items: readonly T[];
  /** Where the next page begins, or `undefined` on the last one. */
  readonly next: C | undefined;
}

/**
 * Reads a list page by page, each when it is asked for.
 *
 * @param read Reads the page that begins there; the first one for `undefined`.
 * @returns The pages. Whether they lead round in a circle is for `read` to notice: see `Trail`.
 * @throws Whatever `read` throws.
 */
export async function* pages<T, C = string>(
  read: (start: C | undefined) => Promise<Page<T, C>>,
): AsyncGenerator<Page<T, C>, void, undefined> {
  let start: C | undefined;
  for (;;) {
    const page = await read(start);
    yield page;
    if (page.next === undefined) return;
    start = page.next;
  }
}

/**
 * Reads a list item by item.
 *
 * @param read Reads the page that begins there; the first one for `undefined`.
 * @returns The items of all pages, in order.
 * @throws Whatever `read` throws.
 */
export async function* items<T, C = string>(
  read: (start: C | undefined) => Promise<Page<T, C>>,
): AsyncGenerator<T, void, undefined> {
  for await (const page of pages(read)) yield* page.items;
}
