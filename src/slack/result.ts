/**
 * What a send to Slack comes to.
 *
 * @module
 */

import {
  type Delivered,
  type Failed,
  refute,
  restate,
  type WebhookResult,
  withDetails,
} from "../core/result.ts";
import { namedWait } from "../core/retry.ts";
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

/** What is known beside the result of the core. */
interface Circumstances {
  /** What was wrong with the message. */
  readonly problem?: string;
  /** Whether it was refused as the `response_url` is used up: then `blocked` means that. */
  readonly isSpent?: boolean;
  /** The time, in epoch ms. */
  readonly now: number;
}

/**
 * Reads Slack's answer out of a result.
 *
 * @param result What the core made of it.
 * @param circumstances What is known beside.
 * @returns The result, which is a failure also when Slack says no in a 2xx; its `error` tells what
 * Slack said.
 */
export function toSlackResult(
  result: WebhookResult,
  circumstances: Circumstances,
): SlackResult {
  if (!result.ok) {
    const slack = refusalOf(result, circumstances);
    const reason = reasonOf(result, slack, circumstances);
    return withDetails(reason ? restate(result, () => ({ reason })) : result, { slack });
  }
  const { status, response } = result;
  const { now } = circumstances;
  if (!saysNo(response)) return withDetails(result, { slack: null });
  const slack = readRefusal(status, response);
  const isRate = slack.reason === "rate";
  const failed = refute(result, {
    kind: isRate ? "rate-limited" : "http",
    retryAfter: isRate ? readWait(result, now) : null,
    reason: `Slack answered ${status}, but refused it${slack.code ? `: ${slack.code}` : ""}`,
  });
  return withDetails(failed, { slack });
}

/** The wait that a 2xx asks for: read like that of a 429, which it stands for. */
function readWait({ headers, response }: Delivered, now: number): number | null {
  return namedWait({ status: 429, headers: headers ?? new Headers(), response }, now);
}

function refusalOf(result: Failed, { isSpent = false }: Circumstances): SlackRefusal | null {
  const { status, response } = result;
  switch (result.kind) {
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

/** Why, where Slack's answer or its rules tell more than the core knows. */
function reasonOf(
  { kind, status }: Failed,
  slack: SlackRefusal | null,
  { problem }: Circumstances,
): string | undefined {
  if (kind === "payload" && problem) return `Slack would refuse it: ${problem}`;
  if (kind === "blocked" && slack) return "the response_url is used up, or expired";
  if (kind === "http" && slack?.code) return `Slack answered ${status}: ${slack.code}`;
  return undefined;
}
