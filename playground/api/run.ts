/**
 * Runs: begun, in a line each, and what it takes to send one again.
 *
 * @module
 */

import type { TargetName, UploadedFile } from "./order.ts";

/** A run has begun. */
export interface RunStarted {
  /** Its id. */
  readonly id: string;
}

/** A run in one line of the history. */
export interface RunSummary {
  readonly id: string;
  /** When it began, as an ISO date. */
  readonly startedAt: string;
  readonly target: TargetName;
  /** Where it led, masked; `null` for a fake. */
  readonly url: string | null;
  /** The first words of the payload. */
  readonly excerpt: string;
  readonly count: number;
  /** `null` as long as it is under way. */
  readonly elapsed: number | null;
  readonly delivered: number;
  readonly failed: number;
  /** Of all its sends together. */
  readonly attempts: number;
  /** The kinds of the failures, each once. */
  readonly kinds: readonly string[];
  /** What a resend needs anew: known in this start, all is empty. */
  readonly missing: readonly MissingPart[];
}

/** A `WebhookResult` as its `toJSON()` shows it: secrets masked. */
export interface ShownResult {
  readonly ok: boolean;
  readonly status: number | null;
  readonly attempts: number;
  readonly elapsed: number;
  /** Masked. */
  readonly url: string;
  readonly proxy: string | null;
  readonly response: unknown;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly truncated: boolean;
  readonly error: string | null;
  readonly kind?: string;
  readonly retryAfter?: number | null;
  readonly mayHaveArrived?: boolean;
  /** What Discord meant: `DiscordReport`. */
  readonly discord?: unknown;
  /** What Slack meant: `SlackRefusal`. */
  readonly slack?: unknown;
}

/** A part of an order that is a secret, and so was not written to the file of the history. */
export type MissingPart = "url" | "headers" | "query" | "proxies" | "secret" | "payload" | "files";

/** Parts for a run that is sent again after a restart; none are needed as long as it is known. */
export interface Resend {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly proxies?: readonly string[];
  readonly secret?: string;
  readonly payload?: unknown;
  readonly files?: readonly UploadedFile[];
}
