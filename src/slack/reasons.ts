/**
 * Why Slack refuses messages: its error texts, sorted.
 *
 * @module
 */

/**
 * Why Slack does not take a message.
 *
 * - `payload`: the message is wrong. `destination`: the channel or user is gone or closed.
 * - `policy`: an administrator forbids it. `revoked`: the URL is not valid any more.
 * - `rate`: too many messages. `server`: trouble at Slack's.
 * - `spent`: a `response_url` was used five times, or is older than 30 minutes.
 * - `unknown`: an answer that is none of Slack's, or a new one.
 */
export type SlackReason =
  | "payload"
  | "destination"
  | "policy"
  | "revoked"
  | "rate"
  | "server"
  | "spent"
  | "unknown";

/** What a refusal means. */
export interface SlackRefusal {
  /** Why, as a word to branch on. */
  readonly reason: SlackReason;
  /** The error as Slack names it, such as `no_service`; `null` if it names none. */
  readonly code: string | null;
  /** Whether the same message would be refused again. Only `rate` and `server` pass. */
  readonly permanent: boolean;
}

/** Slack's errors. Those that it documents, and those that people met. */
const CODES: ReadonlyMap<string, SlackReason> = new Map([
  ["invalid_payload", "payload"],
  ["no_text", "payload"],
  ["missing_text_or_fallback_or_attachments", "payload"],
  ["invalid_blocks", "payload"],
  ["invalid_blocks_format", "payload"],
  ["too_many_attachments", "payload"],
  ["user_not_found", "destination"],
  ["channel_not_found", "destination"],
  ["channel_is_archived", "destination"],
  ["action_prohibited", "policy"],
  ["posting_to_general_channel_denied", "policy"],
  ["invalid_token", "revoked"],
  ["no_service", "revoked"],
  ["no_service_id", "revoked"],
  ["no_active_hooks", "revoked"],
  ["no_team", "revoked"],
  ["team_disabled", "revoked"],
  ["rollup_error", "server"],
  ["rate_limited", "rate"],
  ["expired_url", "spent"],
  ["used_url", "spent"],
]);

/** What a status means whose body says nothing. */
const STATUSES: ReadonlyMap<number, SlackReason> = new Map([
  [400, "payload"],
  [401, "revoked"],
  [403, "policy"],
  [404, "destination"],
  [408, "server"],
  [410, "destination"],
  [413, "payload"],
  [425, "server"],
  [429, "rate"],
]);

/**
 * Says what a refusal means: by its body, or else by its status.
 *
 * @param status The HTTP status, or `null`.
 * @param response The body: JSON if it parses, else text.
 * @returns What it means.
 */
export function readRefusal(status: number | null, response: unknown): SlackRefusal {
  const code = readCode(response);
  return refusal(reasonOf(code) ?? reasonOfStatus(status ?? 0), code);
}

/**
 * Makes a refusal of its reason.
 *
 * @param reason Why.
 * @param code The error as Slack names it.
 * @returns The refusal.
 */
export function refusal(reason: SlackReason, code: string | null = null): SlackRefusal {
  return Object.freeze({ reason, code, permanent: reason !== "rate" && reason !== "server" });
}

/**
 * Whether an answer says in JSON that the message was refused: for the URLs of responses and of
 * workflows Slack does so, with a 200.
 *
 * @param response The body of an answer.
 * @returns Whether it is JSON with `ok: false`.
 */
export function saysNo(response: unknown): response is { readonly ok: false } {
  return typeof response === "object" && response !== null && "ok" in response &&
    response.ok === false;
}

function readCode(response: unknown): string | null {
  const isJson = saysNo(response) && "error" in response;
  const said = isJson ? response.error : response;
  if (typeof said !== "string") return null;
  const code = said.trim();
  // Anything else is a page for people, or not from Slack.
  return reasonOf(code) || /^[a-z][a-z0-9_]{1,79}$/.test(code) ? code : null;
}

function reasonOf(code: string | null): SlackReason | undefined {
  // `Expired url` and `expired_url` are the same.
  return CODES.get(code?.toLowerCase().replaceAll(" ", "_") ?? "");
}

function reasonOfStatus(status: number): SlackReason {
  if (status >= 500 && status < 600) return "server";
  return STATUSES.get(status) ?? "unknown";
}
