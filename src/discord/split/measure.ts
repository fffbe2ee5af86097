/**
 * Measures parts of a text in code points.
 *
 * @module
 */

/** A text, measured once, so that the size of every part of it is at hand. */
export class Measure {
  readonly #text: string;
  /** How many code points begin before each index. */
  readonly #before: Uint32Array;

  /**
   * Measures a text.
   *
   * @param text The text.
   */
  constructor(text: string) {
    this.#text = text;
    this.#before = new Uint32Array(text.length + 1);
    for (let i = 0; i < text.length; i++) {
      this.#before[i + 1] = this.#before[i]! + (this.#isInside(i) ? 0 : 1);
    }
  }

  /**
   * The size of a part.
   *
   * @param start Its first index.
   * @param end The index after it.
   * @returns How many code points it has.
   */
  size(start: number, end: number): number {
    return this.#before[end]! - this.#before[start]!;
  }

  /**
   * Finds how far a part may go.
   *
   * @param start Its first index.
   * @param size How many code points it may have.
   * @returns The last index that it may end at. It is never within a surrogate pair.
   */
  reach(start: number, size: number): number {
    let low = start;
    let high = Math.min(this.#text.length, start + 2 * size);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.size(start, middle) <= size) low = middle;
      else high = middle - 1;
    }
    return this.whole(low);
  }

  /**
   * Keeps surrogate pairs whole.
   *
   * @param index Any index.
   * @returns The index; if it is within a pair, the one before the pair.
   */
  whole(index: number): number {
    return this.#isInside(index) ? index - 1 : index;
  }

  /** Whether the unit at an index is the second of a pair. */
  #isInside(index: number): boolean {
    return index > 0 && this.#text.codePointAt(index - 1)! > 0xffff;
  }
}
