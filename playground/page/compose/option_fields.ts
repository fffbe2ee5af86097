/**
 * The options that the form offers.
 *
 * @module
 */

import type { TargetName } from "../../server/api.ts";

/** One option. */
export interface OptionField {
  /** Where it is in the options, with dots between the names. */
  readonly path: string;
  /** What it is called. */
  readonly title: string;
  /** How it is entered. */
  readonly kind: "number" | "text" | "flag" | "choice" | "pairs";
  /** What stands in an empty field: the default, mostly. */
  readonly hint?: string;
  /** The choices: value and words. */
  readonly choices?: readonly (readonly [value: string, words: string])[];
}

/** Options that belong together. */
export interface OptionGroup {
  /** A heading. */
  readonly title: string;
  /** The only target that has them; all have if left out. */
  readonly target?: TargetName;
  /** The options. */
  readonly fields: readonly OptionField[];
}

/** All of them. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  {
    title: "Discord",
    target: "discord",
    fields: [
      {
        path: "discord.overflow",
        title: "Too long a message",
        kind: "choice",
        choices: [["fail", "fails"], ["split", "is split"], ["truncate", "is cut"], [
          "file",
          "goes as a file",
        ]],
      },
      { path: "discord.wait", title: "Wait for the message", kind: "flag" },
      { path: "discord.username", title: "User name", kind: "text" },
      { path: "discord.threadId", title: "Thread id", kind: "text" },
    ],
  },
  {
    title: "Notifier",
    target: "notifier",
    fields: [
      {
        path: "notifier.channel",
        title: "Channel",
        kind: "choice",
        choices: [["discord", "Discord"], ["slack", "Slack"], ["generic", "plain JSON"]],
      },
      { path: "notifier.throttle.limit", title: "Throttle: alerts", kind: "number" },
      { path: "notifier.throttle.window", title: "Throttle: window, ms", kind: "number" },
      { path: "notifier.digest", title: "Digest of what waits", kind: "flag" },
      { path: "notifier.concurrency", title: "At once", kind: "number" },
      { path: "notifier.capacity", title: "May wait", kind: "number" },
    ],
  },
  {
    title: "Time",
    fields: [
      { path: "timeout", title: "Timeout of an attempt, ms", kind: "number", hint: "10000" },
      { path: "deadline", title: "Deadline of the send, ms", kind: "number", hint: "none" },
    ],
  },
  {
    title: "Retries",
    fields: [
      { path: "maxRetries", title: "Retries", kind: "number" },
      { path: "maxProxyRetries", title: "Rotations of proxies", kind: "number" },
      { path: "maxRetryAfter", title: "Longest wait asked for, ms", kind: "number" },
      { path: "backoff.minTimeout", title: "Backoff: first wait, ms", kind: "number" },
      { path: "backoff.maxTimeout", title: "Backoff: longest wait, ms", kind: "number" },
      { path: "backoff.multiplier", title: "Backoff: multiplier", kind: "number" },
      { path: "backoff.jitter", title: "Backoff: jitter, 0 to 1", kind: "number" },
    ],
  },
  {
    title: "Manners",
    fields: [
      {
        path: "delivery",
        title: "In doubt",
        kind: "choice",
        choices: [["at-least-once", "send again"], ["at-most-once", "do not send again"]],
      },
      {
        path: "redirect",
        title: "Redirects",
        kind: "choice",
        choices: [["refuse", "refused"], ["follow", "followed"]],
      },
      { path: "rateLimit", title: "Rate limiter", kind: "flag" },
      { path: "maxResponseBytes", title: "Read of an answer, bytes", kind: "number" },
      { path: "idempotency", title: "Idempotency key", kind: "flag" },
      { path: "idempotencyKey", title: "Key of this send", kind: "text" },
    ],
  },
  {
    title: "Request",
    target: "generic",
    fields: [
      { path: "method", title: "Method", kind: "text", hint: "POST" },
      { path: "query", title: "Query: name: value", kind: "pairs" },
    ],
  },
  {
    title: "Headers",
    fields: [
      { path: "headers", title: "Headers: name: value, one per line", kind: "pairs" },
    ],
  },
];
