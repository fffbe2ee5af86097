/**
 * How requests are sent that must not be sent twice.
 *
 * @module
 */

import type { WebhookOptions } from "../core/options.ts";
import { connectionErrorRetry } from "../core/retry.ts";

/**
 * A second request could make a second hook; and a 429 is about the month, so that to wait for it is
 * of no use. Only a proxy that did not get through is worth another.
 */
export const ONCE: Pick<
  WebhookOptions,
  "delivery" | "maxRetries" | "rateLimit" | "retryHandlers"
> = {
  delivery: "at-most-once",
  maxRetries: 0,
  retryHandlers: [connectionErrorRetry()],
  rateLimit: false,
};
