/**
 * What one call of `send()` keeps while it runs.
 *
 * @module
 */

import type { Settings } from "./options.ts";
import type { Scope } from "./scope.ts";

/** One send, over all the URLs that it tries. */
export interface Send {
  readonly settings: Settings;
  /** How long one attempt may take, in ms. */
  readonly timeout: number;
  readonly scope: Scope;
  /** When `send()` was called, in ticks. */
  readonly started: number;
  /** How many requests were made so far. */
  attempts: number;
  /** Whether one of them may have been taken in although no clean answer came. */
  mayHaveArrived: boolean;
}
