/**
 * What is said of a request that went wrong.
 *
 * @module
 */

import type { MissingPart } from "./run.ts";

/** What is said of a request that went wrong. */
export interface ApiProblem {
  /** Why, for people. It holds no secret. */
  readonly error: string;
  /** Where in the body, such as `options.timeout` or `payload.embeds.0.title`, if that is known. */
  readonly path?: string;
  /** What must be given again, since it was never written down: see `Resend`. */
  readonly missing?: readonly MissingPart[];
}
