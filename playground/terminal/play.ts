/**
 * Carries out an order before the user's eyes.
 *
 * @module
 */

import type { WebhookResult } from "@hookcast/hookcast";
import type { RunRecord } from "../api/history.ts";
import type { Order } from "../api/order.ts";
import type { Fakes } from "../engine/fakes.ts";
import { mend } from "../engine/faults.ts";
import { prepare } from "../engine/send/carry_out.ts";
import { Run } from "../engine/send/run.ts";
import { type Limiters, makeLimiters } from "../engine/send/senders.ts";
import { startTimeline } from "./timeline.ts";

/** What is played on, and how. */
export interface Stage {
  /** The fakes. */
  readonly fakes: Fakes;
  /** What to call the target, in a word or two. */
  readonly name: string;
  /** Ends the sends. */
  readonly signal?: AbortSignal;
  /** What is known of real servers, from one order to the next. */
  readonly limiters?: Limiters;
}

/** What came of an order. */
export interface Played {
  /** One result per message. */
  readonly results: readonly WebhookResult[];
  /** All that was told of it. */
  readonly record: RunRecord;
}

/**
 * Carries out an order, and shows a line for each attempt.
 *
 * @param order What to send.
 * @param stage What is played on.
 * @returns What came of it.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export async function play(order: Order, stage: Stage): Promise<Played> {
  const { fakes, name, signal, limiters = makeLimiters() } = stage;
  const run = new Run(
    order,
    startTimeline({
      name: (proxy) => proxy === null ? name : `by ${fakes.nameOfProxy(proxy)}`,
      many: (order.count ?? 1) > 1,
    }),
  );
  const prepared = prepare(run, fakes, limiters);
  const abort = () => run.abort();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    const results = await prepared.carryOut();
    return { results, record: run.record };
  } finally {
    signal?.removeEventListener("abort", abort);
    await mend(fakes);
  }
}
