/**
 * Helpers for tests that mix a clock moved by hand with real sockets: the clock may be moved only
 * once the sender waits for it.
 *
 * @module
 */

import { delay } from "@std/async/delay";
import type { ManualClock } from "../../src/testing/manual_clock.ts";

/** How long, in real ms, something may take to happen that takes a few ms. */
const PATIENCE = 5_000;

/** No backoff: for tests with the real clock that are not about waits. */
export const AT_ONCE = { minTimeout: 0, maxTimeout: 1 };

/** Resolves once `condition` holds; looks again whenever the event loop comes round. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`It never happened: ${what}`);
    await delay(0);
  }
}

/** Resolves once the sender has begun its n-th wait in all. */
export function sleeping(clock: ManualClock, n: number): Promise<void> {
  return until(() => clock.waits.length >= n, `wait number ${n}`);
}

/** What a promise resolves to, if that takes no step of the clock; else this fails and never hangs. */
export async function soon<T>(promise: Promise<T>, what = "the send ends"): Promise<T> {
  let over = false;
  promise.finally(() => over = true).catch(() => {});
  await until(() => over, what);
  return await promise;
}

/** Lets whatever is due happen: several rounds of the event loop, loopback traffic included. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await delay(1);
}

/** Whether a promise is still open after everything due has happened. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  promise.finally(() => pending = false).catch(() => {});
  await settled();
  return pending;
}
