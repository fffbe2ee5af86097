/**
 * One send to Slack.
 *
 * @module
 */

import type { Settings } from "../core/options.ts";
import { run } from "../core/run.ts";
import type { SendOptions } from "../core/send_options.ts";
import type { Target } from "../core/target.ts";
import { MessageError } from "./message_error.ts";
import type { ResponseBudget } from "./response_budget.ts";
import { type SlackResult, toSlackResult } from "./result.ts";

/** Who sends, and where to. */
export interface SlackSending {
  /** Where to. */
  readonly targets: readonly Target[];
  /** The settings of the sender. */
  readonly settings: Settings;
  /** How often this `response_url` may be used, if it is one. */
  readonly budget?: ResponseBudget;
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
export async function post(
  { targets, settings, budget }: SlackSending,
  compose: () => object,
  options: SendOptions,
): Promise<SlackResult> {
  let problem: string | undefined;
  const toJSON = () => {
    try {
      return compose();
    } catch (error) {
      if (error instanceof MessageError) problem = error.message;
      throw error;
    }
  };
  const limiter = budget?.forOneSend();
  const sending = { targets, settings: limiter ? { ...settings, limiter } : settings };
  const result = await run(sending, { toJSON }, withoutContentType(options));
  const { isSpent } = limiter ?? {};
  return toSlackResult(result, { problem, isSpent, now: settings.clock.now() });
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
