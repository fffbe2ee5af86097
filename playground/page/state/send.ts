/**
 * Sends what is being composed.
 *
 * @module
 */

import type { Order } from "../../api/order.ts";
import { abortRun, startRun } from "../api/client.ts";
import { draftOrder, lastCount } from "./draft.ts";
import { shownRun } from "./runs.ts";
import { attempt, complaint } from "./view.ts";

/** Sends the draft so many times. */
export async function sendDraft(count: number): Promise<void> {
  const order = finishedOrder(count);
  if (!order) return;
  lastCount.value = count;
  await attempt(async () => {
    const { id } = await startRun(order);
    shownRun.value = id; // Its events are on their way.
  });
}

/** What is composed, so many times; complains where that is no JSON yet. */
export function finishedOrder(count: number): Order | null {
  const order = draftOrder(count);
  if (!order) complaint.value = "The payload is no JSON: mend what the editor marks";
  return order;
}

/** Ends the run that is shown. */
export async function abortShown(): Promise<void> {
  const id = shownRun.value;
  if (id !== null) await attempt(() => abortRun(id));
}
