/**
 * What Discord's answers mean.
 *
 * @module
 */

import { type Failed, restate, type WebhookResult, withDetails } from "../core/result.ts";
import { classify, codeName, type DiscordFailureClass } from "./codes.ts";
import { type DiscordFieldError, flattenErrors } from "./error_tree.ts";
import type { DiscordBlock } from "./rate_limiter.ts";
import type { MessageViolation } from "./violation.ts";

/** What a {@linkcode DiscordResult} tells beside the facts of every result. */
export interface DiscordReport {
  /**
   * What became of the message. `stored`: Discord answered with it. `accepted`: Discord took it
   * without saying what becomes of it; ask with `wait: true`. `rejected`: it did not arrive.
   * `unknown`: nobody knows.
   */
  readonly delivery: "stored" | "accepted" | "rejected" | "unknown";
  /** What to make of the failure, or `null` when there is none. */
  readonly class: DiscordFailureClass | null;
  /** Discord's own code, such as 50035, or `null`. */
  readonly code: number | null;
  /** The name of that code, such as `InvalidFormBodyOrContentType`, or `null`. */
  readonly name: string | null;
  /** What Discord found wrong with the message, part by part. */
  readonly errors: readonly DiscordFieldError[];
  /** What was found wrong with the message before it was sent; then it was not sent. */
  readonly violations: readonly MessageViolation[];
  /** What an answer said that is no JSON, such as a page of HTML: its text, shortened; or `null`. */
  readonly excerpt: string | null;
  /**
   * When the message was too long and went out as several: what came of each, in their order, up to
   * the first that failed. Empty otherwise.
   */
  readonly parts: readonly DiscordResult[];
}

/** A result, and what Discord meant by its answer. */
export type DiscordResult<T = unknown> = WebhookResult<T> & {
  /** What Discord meant. */
  readonly discord: DiscordReport;
};

/** What is known of a send beside its result. */
export interface Circumstances {
  /** What was wrong with the message. */
  readonly violations?: readonly MessageViolation[];
  /** What came of the parts of a message. */
  readonly parts?: readonly DiscordResult[];
  /** Why nothing goes out to the webhook, if that is so. */
  readonly block?: DiscordBlock | undefined;
  /** Whether nothing goes out as the client is closed. */
  readonly isClosed?: boolean;
}

/** How much is shown of a page, and of Discord's complaints in one sentence. */
const MAX_EXCERPT = 200;

/**
 * Explains a result.
 *
 * @param result The result of the core.
 * @param circumstances What is known beside.
 * @returns The same with a report, and with an `error` that says what Discord said.
 */
export function explain<T>(
  result: WebhookResult<T>,
  { violations = [], parts = [], block, isClosed }: Circumstances = {},
): DiscordResult<T> {
  const answer = readAnswer(result.response);
  const dead = !result.ok && result.kind === "blocked" && block?.reason === "dead" ? block : null;
  const told = result.ok ? null : dead?.code ?? answer.code;
  let report: DiscordReport | undefined;
  const restated = restate(result, (redact) => {
    // Before anything is cut or cleaned: half a secret would not be found any more.
    const { errors, excerpt, message } = mapTexts(answer, (text) => clean(redact(text)));
    report = Object.freeze({
      delivery: deliveryOf(result),
      class: result.ok ? null : classOf(result, told, dead !== null),
      code: told,
      name: codeName(told),
      errors: result.ok ? [] : errors,
      violations,
      excerpt,
      parts,
    });
    if (result.ok) return {};
    const isRefused = isClosed && result.kind === "blocked";
    const reason = isRefused ? "the client is closed" : reasonOf(result, report, message, block);
    return { reason };
  });
  return withDetails(restated, { discord: report! });
}

function deliveryOf(result: WebhookResult): DiscordReport["delivery"] {
  if (!result.ok) return result.mayHaveArrived ? "unknown" : "rejected";
  const { response } = result;
  return typeof response === "object" && response !== null ? "stored" : "accepted";
}

function classOf(result: Failed, code: number | null, isDead: boolean): DiscordFailureClass {
  if (isDead) return "dead";
  switch (result.kind) {
    case "payload":
    case "config":
      return "permanent";
    case "http":
    case "rate-limited":
      return result.status === null ? "transient" : classify(result.status, code);
    default:
      return "transient";
  }
}

/** What an answer says. */
interface AnswerText {
  readonly code: number | null;
  readonly message: string;
  readonly errors: readonly DiscordFieldError[];
  readonly excerpt: string | null;
}

function mapTexts(answer: AnswerText, change: (text: string) => string): AnswerText {
  const { errors, excerpt, message } = answer;
  return {
    ...answer,
    message: change(message),
    excerpt: excerpt === null ? null : shorten(change(excerpt)),
    errors: errors.map(({ path, code, message }) => ({
      path: change(path),
      code: change(code),
      message: change(message),
    })),
  };
}

/** Whoever answers must not move the cursor of a terminal, turn its text, or begin a line of a log. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ");
}

function readAnswer(response: unknown): AnswerText {
  if (typeof response !== "object" || response === null) {
    const excerpt = typeof response === "string" ? textOf(response) : null;
    return { code: null, message: "", errors: [], excerpt };
  }
  const { code, message, errors } = response as Record<string, unknown>;
  const isCoded = Number.isInteger(code);
  return {
    code: isCoded ? code as number : null,
    message: typeof message === "string" ? message : "",
    // Before v8 the whole answer was the tree.
    errors: flattenErrors(isCoded || message !== undefined ? errors : response),
    excerpt: null,
  };
}

/** The text of a page: without tags, scripts and styles, which tell nobody anything. */
function textOf(page: string): string {
  // The start of a page is enough, and keeps a huge one from taking its time.
  return page.slice(0, 20_000)
    .replace(/<(script|style)\b[^>]*>.*?<\/\1>/gis, " ")
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function shorten(text: string): string | null {
  if (text === "") return null;
  const characters = [...text];
  if (characters.length <= MAX_EXCERPT) return text;
  return `${characters.slice(0, MAX_EXCERPT - 1).join("")}…`;
}

function reasonOf(
  { kind, status, error }: Failed,
  { code, name, errors, excerpt }: DiscordReport,
  message: string,
  block: DiscordBlock | undefined,
): string {
  if (kind === "blocked" && block) return describeBlock(block, name);
  const reason = error.slice(error.indexOf(": ") + 2);
  if (kind !== "http" || status === null) return reason;
  const [first] = errors;
  const said = [
    code === null ? "" : String(code),
    message || (name ?? ""),
    first ? `(${first.path ? `${first.path}: ` : ""}${first.message || first.code})` : "",
  ].filter((text) => text !== "").join(" ") || (excerpt ?? "");
  return said === "" ? reason : `${reason}: ${shorten(said)}`;
}

function describeBlock(block: DiscordBlock, name: string | null): string {
  switch (block.reason) {
    case "dead":
      if (block.status < 300) return "the webhook is gone: it was deleted";
      return `the webhook is gone: Discord answered ${block.status}${name ? ` ${name}` : ""}`;
    case "banned":
      return "Discord turns this address away for now";
    case "invalid-requests":
      return "so many requests were refused that Discord would ban this address";
  }
}
