/**
 * What becomes of a message that is too long.
 *
 * @module
 */

/** What becomes of a message that is too long. */
export type Overflow = "fail" | "split" | "truncate" | "file";

/** The words of {@linkcode Overflow}. */
export const OVERFLOWS = [
  "fail",
  "split",
  "truncate",
  "file",
] as const satisfies readonly Overflow[];
