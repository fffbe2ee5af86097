/**
 * The options that the form offers.
 *
 * @module
 */

import type { TargetName } from "../../api/order.ts";

/** One option. */
export interface OptionField {
  /** Where it is in the options, with dots between the names. */
  readonly path: string;
  /** What it is called. */
  readonly title: string;
  /** How it is entered. */
  readonly kind: "number" | "text" | "flag" | "choice" | "pairs";
  /** What holds where nothing is chosen: the library's default. */
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
        hint: "fails",
        choices: [["fail", "fails"], ["split", "is split"], ["truncate", "is cut"], [
          "file",
          "goes as a file",
        ]],
      },
      { path: "discord.wait", title: "Wait for the message", kind: "flag", hint: "off" },
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
        hint: "Discord",
        choices: [["discord", "Discord"], ["slack", "Slack"], ["generic", "plain JSON"]],
      },
      { path: "notifier.throttle.limit", title: "Throttle: alerts", kind: "number", hint: "3" },
      {
        path: "notifier.throttle.window",
        title: "Throttle: window, ms",
        kind: "number",
        hint: "60000",
      },
      { path: "notifier.digest", title: "Digest of what waits", kind: "flag", hint: "off" },
      { path: "notifier.concurrency", title: "At once", kind: "number", hint: "1" },
      { path: "notifier.capacity", title: "May wait", kind: "number", hint: "500" },
    ],
  },
  {
    title: "Time",
    fields: [
      { path: "timeout", title: "Timeout of an attempt, ms", kind: "number", hint: "15000" },
      { path: "deadline", title: "Deadline of the send, ms", kind: "number", hint: "none" },
    ],
  },
  {
    title: "Retries",
    fields: [
      { path: "maxRetries", title: "Retries", kind: "number", hint: "3" },
      { path: "maxProxyRetries", title: "Rotations of proxies", kind: "number", hint: "3" },
      {
        path: "maxRetryAfter",
        title: "Longest wait asked for, ms",
        kind: "number",
        hint: "300000",
      },
      {
        path: "backoff.minTimeout",
        title: "Backoff: first wait, ms",
        kind: "number",
        hint: "500; Discord 1000",
      },
      {
        path: "backoff.maxTimeout",
        title: "Backoff: longest wait, ms",
        kind: "number",
        hint: "30000",
      },
      { path: "backoff.multiplier", title: "Backoff: multiplier", kind: "number", hint: "2" },
      {
        path: "backoff.jitter",
        title: "Backoff: jitter, 0 to 1",
        kind: "number",
        hint: "1; Discord 0.5",
      },
    ],
  },
  {
    title: "Manners",
    fields: [
      {
        path: "delivery",
        title: "In doubt",
        kind: "choice",
        hint: "send again",
        choices: [["at-least-once", "send again"], ["at-most-once", "do not send again"]],
      },
      {
        path: "redirect",
        title: "Redirects",
        kind: "choice",
        hint: "refused",
        choices: [["refuse", "refused"], ["follow", "followed"]],
      },
      { path: "rateLimit", title: "Rate limiter", kind: "flag", hint: "on" },
      {
        path: "maxResponseBytes",
        title: "Read of an answer, bytes",
        kind: "number",
        hint: "1048576",
      },
      { path: "idempotency", title: "Idempotency key", kind: "flag", hint: "off" },
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
