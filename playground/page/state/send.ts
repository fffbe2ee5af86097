/**
 * Sends what is being composed.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { Order } from "../../server/api.ts";
import { abortRun, startRun } from "../api/client.ts";
import { draftOrder } from "./draft.ts";
import { shownRun } from "./runs.ts";
import { attempt, complaint } from "./view.ts";

/** How many the last send asked for; what is copied as code sends as many. */
export const lastCount: Signal<number> = signal(1);

/** Sends the draft so many times. */
export async function sendDraft(count: number): Promise<void> {
  const order = draftOrder(count);
  if (!order) {
    complaint.value = "The payload is no JSON: mend what the editor marks";
    return;
  }
  lastCount.value = count;
  await sendOrder(order);
}

/** Sends an order, and shows how it goes. */
export async function sendOrder(order: Order): Promise<void> {
  await attempt(async () => {
    const { id } = await startRun(order);
    shownRun.value = id; // Its events are on their way.
  });
}

/** Ends the run that is shown. */
export async function abortShown(): Promise<void> {
  const id = shownRun.value;
  if (id !== null) await attempt(() => abortRun(id));
}
