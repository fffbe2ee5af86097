/**
 * What a notifier tells of its own doings.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import { ignoreRejection } from "../util/promise.ts";
import type { Alert } from "./alert.ts";

/**
 * Why an alert was dropped. `queue-full`: there was no room, for it or beside a more urgent one.
 * `no-channel`: the channel it was meant for is not set up. `closed`: the notifier was closed before
 * it went out. `misused`: it could not be made of what `notify()` was given.
 */
export type DropReason = "queue-full" | "no-channel" | "closed" | "misused";

/** Something that happened to an alert. */
export interface NotifierEvent {
  /**
   * What happened: it was `sent`, it `failed`, it was held back as a repeat (`throttled`) or
   * `dropped`; its entry in the audit mirror did not get there (`mirror-failed`), or the probe did
   * not (`probe-failed`).
   */
  readonly type: "sent" | "failed" | "throttled" | "dropped" | "mirror-failed" | "probe-failed";
  /** How a logger may rate it. */
  readonly level: "info" | "warning";
  /** The same as a sentence. It holds no secret of a sender. */
  readonly message: string;
  /** The channel, where one is known. */
  readonly channel: string | null;
  /** The alert; `null` for one that could not be made. */
  readonly alert: Alert | null;
  /** What came of it. */
  readonly result: WebhookResult;
}

/** An alert that was dropped. */
export interface DroppedAlert {
  /** The alert; `null` for one that could not be made. */
  readonly alert: Alert | null;
  /** The channel, where one is known. */
  readonly channel: string | null;
  /** Why. */
  readonly reason: DropReason;
}

/**
 * Calls a user's hook. What it throws is ignored, and so is a promise that it rejects.
 *
 * @param hook The hook, if there is one.
 * @param value What to tell it.
 */
export function tell<T>(hook: ((value: T) => unknown) | undefined, value: T): void {
  try {
    ignoreRejection(hook?.(value));
  } catch {
    // An observer must not disturb what it observes.
  }
}
