/**
 * How Slack words its errors.
 *
 * @module
 */

import type { PlainAnswer } from "../script.ts";

/** An error as Slack names it. */
export type SlackErrorCode =
  | "invalid_payload"
  | "no_text"
  | "missing_text_or_fallback_or_attachments"
  | "invalid_blocks"
  | "invalid_blocks_format"
  | "too_many_attachments"
  | "user_not_found"
  | "channel_not_found"
  | "channel_is_archived"
  | "action_prohibited"
  | "posting_to_general_channel_denied"
  | "invalid_token"
  | "no_service"
  | "no_service_id"
  | "no_active_hooks"
  | "no_team"
  | "team_disabled"
  | "rollup_error"
  | "rate_limited"
  | "expired_url"
  | "used_url";

/** The status of each error. Where Slack documents none, the likeliest. */
const STATUSES: Readonly<Record<SlackErrorCode, number>> = {
  invalid_payload: 400,
  no_text: 400,
  missing_text_or_fallback_or_attachments: 400,
  invalid_blocks: 400,
  invalid_blocks_format: 400,
  too_many_attachments: 400,
  user_not_found: 400,
  channel_not_found: 404,
  channel_is_archived: 410,
  action_prohibited: 403,
  posting_to_general_channel_denied: 403,
  invalid_token: 403,
  no_service: 404,
  no_service_id: 404,
  no_active_hooks: 404,
  no_team: 404,
  team_disabled: 403,
  rollup_error: 500,
  rate_limited: 429,
  expired_url: 404,
  used_url: 404,
};

/** Errors that come as JSON; all others are plain text. */
const AS_JSON: readonly SlackErrorCode[] = ["rate_limited", "expired_url", "used_url"];

/** What Slack says after a delivery. */
export const OK: PlainAnswer = { headers: { "content-type": "text/html" }, body: "ok" };

/** What Slack says when it has taken the variables of a workflow. */
export const OK_JSON: PlainAnswer = { body: { ok: true } };

/**
 * The answer for an error.
 *
 * @param code The error.
 * @param retryAfter The wait that a 429 names, in whole seconds.
 */
export function errorAnswer(code: SlackErrorCode, retryAfter: number = 1): PlainAnswer {
  const status = STATUSES[code];
  if (code === "rate_limited") {
    const body = { ok: false, error: code, retry_after: retryAfter };
    return { status, headers: { "retry-after": String(retryAfter) }, body };
  }
  if (AS_JSON.includes(code)) return { status, body: { ok: false, error: code } };
  return { status, headers: { "content-type": "text/html" }, body: code };
}
