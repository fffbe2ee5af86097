/**
 * What a send to Slack comes to.
 *
 * @module
 */

import { refute, type WebhookResult, withDetails } from "../core/result.ts";
import { readRefusal, refusal, saysNo, type SlackRefusal } from "./reasons.ts";

/** What a result tells of Slack. */
export interface SlackDetails {
  /**
   * What Slack's refusal means, or that of this library in its place; `null` after a delivery, and
   * when Slack said nothing: no answer came, or the send was aborted.
   */
  readonly slack: SlackRefusal | null;
}

/** What a send to Slack comes to: a `WebhookResult`, and what Slack's answer means. */
export type SlackResult = WebhookResult & SlackDetails;

/**
 * Reads Slack's answer out of a result.
 *
 * @param result What the core made of it.
 * @param isSpent Whether a `response_url` is known to be used up: then `blocked` means that.
 * @returns The result, which is a failure also when Slack says no in a 2xx.
 */
export function toSlackResult(result: WebhookResult, isSpent: boolean = false): SlackResult {
  const { status, response } = result;
  if (!result.ok) {
    return withDetails(result, { slack: refusalOf(result.kind, status, response, isSpent) });
  }
  if (!saysNo(response)) return withDetails(result, { slack: null });
  const slack = readRefusal(status, response);
  const failed = refute(result, {
    kind: slack.reason === "rate" ? "rate-limited" : "http",
    reason: `Slack answered ${status}, but refused it${slack.code ? `: ${slack.code}` : ""}`,
  });
  return withDetails(failed, { slack });
}

function refusalOf(
  kind: string,
  status: number | null,
  response: unknown,
  isSpent: boolean,
): SlackRefusal | null {
  switch (kind) {
    case "http":
      return readRefusal(status, response);
    case "rate-limited":
      // It may be the limiter of this library that refused, long after another answer.
      return status === 429 ? readRefusal(status, response) : refusal("rate");
    case "payload":
      return refusal("payload");
    case "blocked":
      return isSpent ? refusal("spent") : null;
    default:
      return null;
  }
}
