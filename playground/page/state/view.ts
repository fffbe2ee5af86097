/**
 * Which part of the page is shown.
 *
 * @module
 */

import { effect, type Signal, signal } from "@preact/signals";

/** A part of the page. */
export type View = "compose" | "history" | "verify";

/** The part that is shown. */
export const view: Signal<View> = signal("compose");

/** Whether a dialog is open: what is said outside of it nobody hears. */
export const isModal: Signal<boolean> = signal(false);

/** What went wrong last, for people; `null`: nothing. */
export const complaint: Signal<string | null> = signal(null);

/** What was just done, for people and screen readers. */
export const notice: Signal<string | null> = signal(null);

/** How long it is told what was just done, in ms. What went wrong stays until it is dismissed. */
const NOTICE = 6000;

effect(() => {
  if (notice.value === null) return;
  const timer = setTimeout(() => notice.value = null, NOTICE);
  return () => clearTimeout(timer);
});

/** Does something, and says so if it fails. */
export async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    complaint.value = null;
    await action();
  } catch (error) {
    complaint.value = error instanceof Error ? error.message : String(error);
  }
}
