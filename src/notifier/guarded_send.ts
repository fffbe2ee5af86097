/**
 * Hands a payload to a sender that may be anybody's.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { Sender } from "../core/sender.ts";
import { untilAborted } from "../util/abort.ts";
import { refuse } from "./refusal.ts";

/**
 * Sends a payload. It never throws and never rejects, whatever the sender and the rendering do, and
 * it ends when the signal is aborted even if the sender does not heed it.
 *
 * @param to Who sends.
 * @param render Makes the payload, or a promise of it.
 * @param signal Ends the send; once it is aborted, nothing is sent.
 * @returns What came of it.
 */
export async function guardedSend(
  to: Sender,
  render: () => unknown,
  signal: AbortSignal,
): Promise<WebhookResult> {
  let payload: unknown;
  try {
    payload = await untilAborted(render(), signal);
  } catch (cause) {
    if (signal.aborted) return refuse("aborted", "it was aborted");
    return refuse("payload", "its rendering failed", { cause });
  }
  try {
    const result = await untilAborted(to.send(payload, { signal }), signal);
    if (isResult(result)) return result;
    return refuse("config", "the sender gave no result", { mayHaveArrived: true });
  } catch (cause) {
    if (signal.aborted) return refuse("aborted", "it was aborted", { mayHaveArrived: true });
    return refuse("config", "the sender threw", { mayHaveArrived: true, cause });
  }
}

/** What is needed of a result, whoever made it. */
function isResult(result: WebhookResult): boolean {
  return result?.ok === true || (result?.ok === false && typeof result.error === "string");
}
