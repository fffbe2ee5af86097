/**
 * Scenarios: orders to share.
 *
 * @module
 */

import type { Order } from "./order.ts";

/** A scenario: an order to share, and what must come of it. */
export interface Scenario {
  /** For the editor: `../schemas/scenario.json`. */
  readonly $schema?: string;
  /** The name of its file, without `.json`: lower case, digits and hyphens. */
  readonly name: string;
  /** A heading. */
  readonly title: string;
  /** What is to be seen, in a sentence or two. */
  readonly about: string;
  /** `example`: offered while composing. `demo`: a scene of `--demo`, in the order of `scene`. */
  readonly tags?: readonly ("example" | "demo")[];
  /** The place in the demo. */
  readonly scene?: number;
  readonly order: Order;
  /** What must hold afterwards; `--demo` and the tests see to it. */
  readonly expect?: Expectation;
}

/** What must hold of a run. What is left out may be anything. */
export interface Expectation {
  readonly delivered?: number;
  readonly failed?: number;
  /** The kind of every failure. */
  readonly kind?: string;
  /** The attempts of all sends together. */
  readonly attempts?: number;
  /** What the fake answered, in order. */
  readonly statuses?: readonly number[];
  /** How many messages the fake kept. */
  readonly stored?: number;
  /** How many parts a message was split into. */
  readonly parts?: number;
  /** How many proxies were burnt. */
  readonly burnt?: number;
  /** The least that the whole may take, in ms. */
  readonly atLeast?: number;
  /** How often the fake objected; 0 if left out. */
  readonly violations?: number;
}
