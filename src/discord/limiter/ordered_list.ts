/**
 * A line in which everyone has a number.
 *
 * @module
 */

/** Whoever can stand in a line. */
export interface Numbered {
  /** Lower numbers stand further ahead. */
  readonly number: number;
}

interface Node<T> {
  readonly item: T;
  previous: Node<T> | undefined;
  next: Node<T> | undefined;
}

/** A line in the order of numbers. Ends are cheap to join, and every place is cheap to leave. */
export class OrderedList<T extends Numbered> {
  readonly #nodes = new Map<T, Node<T>>();
  #first: Node<T> | undefined;
  #last: Node<T> | undefined;

  /** How many stand in line. */
  get size(): number {
    return this.#nodes.size;
  }

  /** Who stands in front. */
  get first(): T | undefined {
    return this.#first?.item;
  }

  /** Adds one that is not in line. */
  add(item: T): void {
    // Newcomers belong to the end; those who come back, near the front.
    let next = this.#last && this.#last.item.number < item.number ? undefined : this.#first;
    while (next && next.item.number < item.number) next = next.next;
    const previous = next ? next.previous : this.#last;
    const node = { item, previous, next };
    this.#nodes.set(item, node);
    if (previous) previous.next = node;
    else this.#first = node;
    if (next) next.previous = node;
    else this.#last = node;
  }

  /** Removes one, if it is in line. */
  remove(item: T): void {
    const node = this.#nodes.get(item);
    if (!node) return;
    this.#nodes.delete(item);
    const { previous, next } = node;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
  }

  /** Everyone in line, from the front. The one that is visited may leave. */
  *[Symbol.iterator](): Iterator<T> {
    for (let node = this.#first; node; node = node.next) yield node.item;
  }
}
