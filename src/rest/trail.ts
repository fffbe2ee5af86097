/**
 * Notices that a list leads round in a circle.
 *
 * @module
 */

/**
 * Follows the cursors of a list. It keeps one of them, however long the list is: a later one after twice
 * as many steps each time (Brent's way to find a cycle), so that a circle of any length is found
 * within a few rounds.
 */
export class Trail {
  #mark: string | undefined;
  #steps = 0;
  #patience = 0;

  /**
   * Goes on to a cursor.
   *
   * @param cursor The cursor.
   * @returns Whether it is known to have been here before.
   */
  returnsTo(cursor: string): boolean {
    if (cursor === this.#mark) return true;
    if (++this.#steps > this.#patience) {
      this.#mark = cursor;
      this.#patience += this.#steps;
      this.#steps = 0;
    }
    return false;
  }
}
