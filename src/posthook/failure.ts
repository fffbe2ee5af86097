/**
 * Which error a failed call is.
 *
 * @module
 */

import type { Delivered, Failed } from "../core/result.ts";
import { excerpt } from "../rest/excerpt.ts";
import { hideSecrets } from "../rest/hide.ts";
import {
  AuthenticationError,
  BadRequestError,
  ForbiddenError,
  InternalServerError,
  NotFoundError,
  PayloadTooLargeError,
  PosthookConnectionError,
  PosthookError,
  type PosthookErrorDetails,
  RateLimitError,
} from "./errors.ts";
import { isFields } from "./fields.ts";
import { readQuota } from "./quota.ts";

/** Statuses that have a class of their own. */
const BY_STATUS: Readonly<Record<number, typeof PosthookError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: ForbiddenError,
  404: NotFoundError,
  413: PayloadTooLargeError,
};

/**
 * Makes the error that a failed call rejects with.
 *
 * @param failed What the call came to.
 * @param secrets Tells what must not be seen, should the service repeat it; asked once it has answered.
 * @returns The error. One of the caller's own is a `TypeError`.
 */
export function toPosthookError(failed: Failed, secrets: () => readonly string[]): Error {
  const { kind, status, cause } = failed;
  if (status !== null && (kind === "http" || kind === "rate-limited")) {
    return ofAnswer(status, failed, secrets());
  }
  if (kind === "payload" || kind === "config") {
    return new TypeError(`Cannot call Posthook: ${reasonOf(failed)}`, { cause });
  }
  return ofSilence(failed);
}

/**
 * Makes the error for a call that got no answer, or whose answer was cut.
 *
 * @param failed What the call came to.
 * @returns The error.
 */
export function ofSilence(failed: Failed): PosthookConnectionError {
  const { kind, cause } = failed;
  if (kind === "aborted") return new PosthookConnectionError("Request aborted", { cause });
  const what = kind === "timeout" ? "Request timed out" : "Network error";
  return new PosthookConnectionError(`${what}: ${reasonOf(failed)}`, { cause });
}

/**
 * What the service put into the envelope of a good answer.
 *
 * @param result The answer.
 * @param call How long the call might take, and the signal that might end it.
 * @returns The data; not checked.
 * @throws {PosthookConnectionError} If the answer was cut.
 * @throws {PosthookError} If it is no envelope.
 */
export function readData(
  { response, status, headers, truncated, elapsed }: Delivered,
  call: { readonly signal?: AbortSignal; readonly timeout: number },
): unknown {
  if (truncated) {
    const cause = call.signal?.aborted ? "Request aborted" : undefined;
    const what = elapsed >= call.timeout ? "Request timed out" : "Network error";
    const rest = `the service has taken the request (${status}), but its answer was cut`;
    throw new PosthookConnectionError(`${cause ?? what}: ${rest}`);
  }
  if (!isFields(response)) {
    const details = { status, headers: headers ?? undefined };
    throw new PosthookError("Cannot read the answer: it is no JSON object", details);
  }
  return response.data;
}

function ofAnswer(
  status: number,
  { response, headers, cause }: Failed,
  secrets: readonly string[],
): PosthookError {
  const told = isFields(response) ? response.error : undefined;
  const message = typeof told === "string" && told !== ""
    ? excerpt(hideSecrets(told, secrets))
    : `HTTP ${status}`;
  const details: PosthookErrorDetails = { status, headers: headers ?? undefined, cause };
  if (status === 429) return new RateLimitError(message, { ...details, quota: readQuota(headers) });
  if (status >= 500) return new InternalServerError(message, details);
  return new (BY_STATUS[status] ?? PosthookError)(message, details);
}

/** The reason without "Cannot deliver to HOST: " before it. */
function reasonOf({ error }: Failed): string {
  return error.slice(error.indexOf(": ") + 2);
}
