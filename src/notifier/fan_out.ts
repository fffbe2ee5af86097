/**
 * Hands one job to several outlets.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { DropReason } from "./events.ts";
import type { Job } from "./outlet.ts";

/** How a job ended. */
interface Outcome {
  readonly result: WebhookResult;
  readonly dropped: DropReason | undefined;
}

/**
 * Makes one job of each outlet, that together count as one: it is finished when all of them are. It
 * was dropped if each was, and has failed if one has.
 *
 * @param job The job.
 * @param count How many there are to be.
 * @returns The jobs.
 */
export function fanOut(job: Job, count: number): Job[] {
  const outcomes: Outcome[] = [];
  let left = count;
  return Array.from({ length: count }, (_, index) => ({
    ...job,
    finish: (result, dropped) => {
      outcomes[index] = { result, dropped };
      if (--left > 0) return;
      const { result: whole } = outcomes.find(({ result }) => !result.ok) ?? outcomes[0]!;
      const isLost = outcomes.every(({ dropped }) => dropped);
      job.finish(whole, isLost ? dropped : undefined);
    },
  }));
}
