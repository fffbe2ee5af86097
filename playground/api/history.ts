/**
 * Runs in full, and two of them side by side.
 *
 * @module
 */

import type { LiveEvent } from "./event.ts";
import type { Order } from "./order.ts";
import type { RunSummary, ShownResult } from "./run.ts";

/** A run in full. It holds no secret: the order has `***` in their place. */
export interface RunRecord extends RunSummary {
  readonly order: Order;
  readonly results: readonly ShownResult[];
  readonly events: readonly LiveEvent[];
}

/** Two runs side by side: those facts first that differ. */
export interface Comparison {
  readonly a: RunSummary;
  readonly b: RunSummary;
  readonly rows: readonly {
    /** Such as `results.1.status` or `order.options.timeout`. */
    readonly path: string;
    readonly a: unknown;
    readonly b: unknown;
    readonly same: boolean;
  }[];
}
