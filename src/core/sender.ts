/**
 * The one shape that layers wrap.
 *
 * @module
 */

import type { SendOptions } from "./send_options.ts";
import type { WebhookResult } from "./result.ts";

/** Anything that delivers payloads of one type and never rejects. */
export interface Sender<P = unknown, T = unknown> {
  /**
   * Sends one payload.
   *
   * @param payload What to send.
   * @param options Settings of this send.
   * @returns What came of it.
   */
  send(payload: P, options?: SendOptions): Promise<WebhookResult<T>>;
}
