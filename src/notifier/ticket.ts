/**
 * What `notify()` gives back at once.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { AlertOptions } from "./alert.ts";

/** What may be said of an alert, and of how it is sent. */
export interface NotifyOptions extends AlertOptions {
  /** The channel, in place of the one that the routes name. */
  readonly channel?: string;
  /**
   * Whether the audit mirror tells of it.
   *
   * @default {true}
   */
  readonly mirror?: boolean;
  /**
   * Calls it off while it waits or is sent: the result's kind is then `aborted`. An alert that is
   * already part of a digest goes out with it.
   */
  readonly signal?: AbortSignal;
}

/** What became of an alert at the door, and the promise of what comes of it. */
export interface Ticket {
  /**
   * `accepted`: it waits for its turn. `throttled`: it is one repeat too many. `dropped`: there was
   * no room or no channel for it, or the notifier is closed. `disabled`: the notifier is off.
   */
  readonly status: "accepted" | "throttled" | "dropped" | "disabled";
  /**
   * What comes of it; it never rejects. An alert that is not accepted has failed at once: a
   * throttled one as `rate-limited`, with the time until the next may pass as `retryAfter`, others
   * as `blocked`; as `config` without a channel, and as `payload` if it made no sense.
   */
  readonly result: Promise<WebhookResult>;
}
