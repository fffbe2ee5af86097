/**
 * Turns a failed result into the error that a call rejects with.
 *
 * @module
 */

import type { Failed } from "../core/result.ts";
import { hideSecrets } from "../rest/hide.ts";
import type { Clock } from "../util/clock.ts";
import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  HookrailAbortError,
  HookrailAPIError,
  HookrailConfigError,
  HookrailConnectionError,
  type HookrailError,
  HookrailTimeoutError,
  NotFoundError,
  PayloadTooLargeError,
  RateLimitError,
  RetryError,
  ServerError,
} from "./errors.ts";
import { readProblem } from "./problem.ts";
import { isRetryable } from "./retry.ts";
import { readRetryAfter } from "./retry_after.ts";

/** What is needed to tell of a failure. */
export interface Telling {
  /** The key of the client, which no error may show. */
  readonly key: string;
  /** Where the time comes from. */
  readonly clock: Pick<Clock, "now">;
}

/** The statuses that have a class of their own. */
const CLASSES: Readonly<Record<number, typeof HookrailAPIError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  413: PayloadTooLargeError,
};

/**
 * Makes the error of a failed call.
 *
 * @param failed The result of the core.
 * @param telling The key and the clock of the client.
 * @returns The error. A failure that may pass is wrapped in a {@linkcode RetryError}, even when it
 * was not tried again.
 */
export function toError(failed: Failed, telling: Telling): HookrailError {
  const { kind, error, cause } = failed;
  switch (kind) {
    case "http":
    case "rate-limited":
      return answered(failed, telling);
    case "aborted":
      return new HookrailAbortError(error, { cause });
    case "timeout":
      return new RetryError(new HookrailTimeoutError(error, { cause }));
    case "network":
    case "proxy":
      return new RetryError(new HookrailConnectionError(error, { cause }));
    case "blocked":
      return new HookrailConnectionError(error, { cause });
    default:
      return new HookrailConfigError(error, { cause });
  }
}

function answered({ status, headers, response }: Failed, telling: Telling): HookrailError {
  const problem = readProblem(hideSecrets(response, [telling.key]));
  const code = status ?? 0;
  const error = code === 429
    ? new RateLimitError(code, problem, readRetryAfter(headers, telling.clock.now()))
    : new (code >= 500 ? ServerError : CLASSES[code] ?? HookrailAPIError)(code, problem);
  return isRetryable(code) ? new RetryError(error) : error;
}
