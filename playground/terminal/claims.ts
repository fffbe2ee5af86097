/**
 * Says what must hold, and counts what does not.
 *
 * @module
 */

import { green, red } from "./style.ts";

/** Claims, made at a terminal. */
export class Claims {
  /** How many held so far. */
  held = 0;
  /** How many did not. */
  broken = 0;

  /**
   * Says what must hold, and whether it does.
   *
   * @param claim The sentence.
   * @param holds Whether it is true.
   */
  check(claim: string, holds: boolean): void {
    if (holds) this.held++;
    else this.broken++;
    console.log(holds ? `  ${green("✓")} ${claim}` : `  ${red("✗ does not hold:")} ${claim}`);
  }
}
