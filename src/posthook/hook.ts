/**
 * Hooks, as the service tells of them.
 *
 * @module
 */

import { PosthookError } from "./errors.ts";
import { count, isFields, text } from "./fields.ts";
import type { QuotaInfo } from "./quota.ts";
import type { RetryOverride } from "./retry_override.ts";

/**
 * How a hook stands. `pending`: scheduled, or on its way. `retry`: waiting after a failure.
 * `completed` and `failed` are final. Others may come.
 */
export type HookStatus =
  | "pending"
  | "retry"
  | "completed"
  | "failed"
  | (string & Record<never, never>);

/** The sequence that a hook belongs to. */
export interface SequenceData {
  /** The id of the sequence. */
  readonly sequenceId: string;
  /** The name of the step. */
  readonly stepName: string;
  /** When the sequence last ran, as RFC 3339 text. */
  readonly sequenceLastRunAt: string;
}

/** A hook. Times are the service's own texts; fields that this version does not know are kept. */
export interface Hook {
  /** Its id. */
  readonly id: string;
  /** The path that it is posted to. */
  readonly path: string;
  /** The domain that it is posted to, or `null`. */
  readonly domain: string | null;
  /** How it stands. */
  readonly status: HookStatus;
  /** What it delivers. */
  readonly data: unknown;
  /** When it is due, as RFC 3339 text. */
  readonly postAt: string;
  /** When it was scheduled, as RFC 3339 text; empty when the service does not tell. */
  readonly createdAt: string;
  /** When it last changed, as RFC 3339 text; empty when the service does not tell. */
  readonly updatedAt: string;
  /** How long the last delivery took, in seconds. */
  readonly postDurationSeconds: number;
  /** How often it was delivered. */
  readonly attempts: number;
  /** Why it failed; empty when it did not. */
  readonly failureError: string;
  /** The sequence that it belongs to, or `null`. */
  readonly sequenceData: SequenceData | null;
  /** How it is delivered again, where that differs from the project's settings, or `null`. */
  readonly retryOverride: RetryOverride | null;
}

/** A hook just scheduled. */
export interface ScheduledHook extends Hook {
  /** The quota after it, or `null` when the answer does not tell. */
  readonly quota: QuotaInfo | null;
}

/**
 * Reads a hook.
 *
 * @param data What the service answered.
 * @returns The hook, with a default for every field that is missing.
 * @throws {PosthookError} If it is none.
 */
export function readHook(data: unknown): Hook {
  if (!isFields(data) || typeof data.id !== "string") {
    throw new PosthookError("Cannot read the answer: it holds no hook");
  }
  return {
    ...data,
    id: data.id,
    path: text(data.path),
    domain: typeof data.domain === "string" ? data.domain : null,
    status: text(data.status),
    data: data.data,
    postAt: text(data.postAt),
    createdAt: text(data.createdAt),
    updatedAt: text(data.updatedAt),
    postDurationSeconds: count(data.postDurationSeconds),
    attempts: count(data.attempts),
    failureError: text(data.failureError),
    sequenceData: isFields(data.sequenceData) ? readSequence(data.sequenceData) : null,
    retryOverride: isFields(data.retryOverride)
      ? data.retryOverride as unknown as RetryOverride
      : null,
  };
}

/**
 * Reads a list of hooks.
 *
 * @param data What the service answered; `null` means none.
 * @returns The hooks.
 * @throws {PosthookError} If it is no list, or one of it is no hook.
 */
export function readHooks(data: unknown): Hook[] {
  if (data === null || data === undefined) return [];
  if (!Array.isArray(data)) throw new PosthookError("Cannot read the answer: it holds no list");
  return data.map(readHook);
}

function readSequence({ sequenceID, ...rest }: Record<string, unknown>): SequenceData {
  return {
    ...rest,
    sequenceId: text(sequenceID),
    stepName: text(rest.stepName),
    sequenceLastRunAt: text(rest.sequenceLastRunAt),
  };
}
