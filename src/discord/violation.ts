/**
 * One thing that is wrong with a message.
 *
 * @module
 */

/** What is counted where a limit is broken. */
export type ViolationUnit = "characters" | "items" | "bytes" | "hours";

/** One thing that is wrong with a message, found before it is sent. */
export interface MessageViolation {
  /** Where it is, such as `embeds[0].fields[2].name`. */
  readonly path: string;
  /** What is wrong, in a sentence that begins with the path. It holds nothing of the message. */
  readonly message: string;
  /** How much there is. `null` where the matter is none of numbers. */
  readonly actual: number | null;
  /** How much there may be, or must be at least. `null` where the matter is none of numbers. */
  readonly limit: number | null;
  /** What the two numbers count. `null` where there are none, or where they are plain numbers. */
  readonly unit: ViolationUnit | null;
}
