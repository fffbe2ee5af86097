/**
 * Orders as code.
 *
 * @module
 */

import type { Order } from "./order.ts";

/** What to turn into code. */
export interface CodeRequest {
  readonly as: "typescript" | "curl";
  readonly order: Order;
}

/** Code that sends the same. Secrets of a real webhook are read from the environment. */
export interface GeneratedCode {
  readonly code: string;
  /** The environment variables that it reads. */
  readonly environment: readonly string[];
  /** What it cannot do that the order does, such as retries in curl; sentences. */
  readonly notes: readonly string[];
}
