/**
 * Results of alerts that no sender got to see, or that one failed over by throwing.
 *
 * @module
 */

import { createResult, type Failed, type FailureKind, type WebhookResult } from "../core/result.ts";
import { redactError, redactor } from "../util/mask.ts";

/** What else there is to say of a refusal. */
export interface RefusalFacts {
  /** When it may be tried again, in ms from now. */
  readonly retryAfter?: number;
  /** Whether it may have been delivered all the same. */
  readonly mayHaveArrived?: boolean;
  /** What was thrown. */
  readonly cause?: unknown;
}

/**
 * Makes a failed result.
 *
 * @param kind Why, as a word to branch on.
 * @param reason Why, in plain words, to stand behind "Cannot send the alert: ".
 * @param facts What else there is to say.
 * @returns The result.
 */
export function refuse(
  kind: FailureKind,
  reason: string,
  facts: RefusalFacts = {},
): WebhookResult {
  const { retryAfter = null, mayHaveArrived = false, cause } = facts;
  const failed: Failed = {
    ok: false,
    kind,
    error: `Cannot send the alert: ${reason}`,
    url: "",
    status: null,
    response: null,
    headers: null,
    attempts: 0,
    elapsed: 0,
    proxy: null,
    truncated: false,
    retryAfter,
    mayHaveArrived,
    cause: redactError(cause, redactor()),
  };
  return createResult(failed, { redactor });
}
