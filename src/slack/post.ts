/**
 * One send to Slack.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import { run } from "../core/run.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Target } from "../core/target.ts";
import type { WebhookResult } from "../core/result.ts";

/** Who sends, and where to. */
export interface SlackSending {
  /** Where to. */
  readonly targets: readonly Target[];
  /** The settings of the sender. */
  readonly settings: Settings;
}

/**
 * Posts a body to Slack. It never throws and never rejects.
 *
 * @param sending Who sends, and where to.
 * @param compose Makes the body. It is called when the core serialises it: what a builder or a
 * check throws is then a value, like all else.
 * @param options Settings of this send.
 * @returns What came of it.
 */
export function post(
  sending: SlackSending,
  compose: () => object,
  options: SendOptions,
): Promise<WebhookResult> {
  return run(sending, { toJSON: compose }, withoutContentType(options));
}

/** The body is JSON, whatever the caller's headers say. */
function withoutContentType(options: SendOptions): SendOptions {
  try {
    const headers = new Headers(options.headers);
    if (!headers.has("content-type")) return options;
    headers.delete("content-type");
    return { ...options, headers };
  } catch {
    return options; // What is wrong with them, the core says.
  }
}
