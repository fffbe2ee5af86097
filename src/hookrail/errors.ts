/**
 * The errors of Hookrail's clients: one family, as the service's other clients have it.
 *
 * @module
 */

import { excerpt } from "../rest/excerpt.ts";
import type { Problem } from "./problem.ts";

/** What every error of this client is. */
export class HookrailError extends Error {
  /** The name of this class, for those who cannot compare classes. */
  override readonly name: string = "HookrailError";
}

/** A wrong option or argument. Nothing was sent. */
export class HookrailConfigError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "HookrailConfigError";
}

/** The caller's signal ended the call. */
export class HookrailAbortError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "HookrailAbortError";
}

/** No answer came: DNS, connect, TLS, a lost connection, a proxy. */
export class HookrailConnectionError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "HookrailConnectionError";
}

/** No answer came in time. */
export class HookrailTimeoutError extends HookrailConnectionError {
  /** The name of this class. */
  override readonly name: string = "HookrailTimeoutError";
}

/** A 2xx whose body is not what was promised. The request was carried out, and is not sent again. */
export class HookrailResponseError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "HookrailResponseError";
}

/** The service answered with something else than a 2xx. */
export class HookrailAPIError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "HookrailAPIError";
  /** The HTTP status. */
  readonly status: number;
  /** What the service says of it (RFC 9457), or `null` if it said nothing that can be read. */
  readonly problem: Problem | null;

  /**
   * Makes an error.
   *
   * @param status The HTTP status.
   * @param problem What the service says of it.
   */
  constructor(status: number, problem: Problem | null = null) {
    super(describe(status, problem));
    this.status = status;
    this.problem = problem;
  }
}

function describe(status: number, problem: Problem | null): string {
  const said = [problem?.title, problem?.detail].filter((text) => text).join(" ");
  return `hookrail API error ${status}: ${excerpt(said)}`.replace(/[: ]+$/, "");
}

/** 400: the request cannot be read. */
export class BadRequestError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "BadRequestError";
}

/** 401: no key, or one that is unknown or revoked. */
export class AuthenticationError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "AuthenticationError";
}

/** 403: the key may not do this. */
export class ForbiddenError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "ForbiddenError";
}

/** 404: there is no such thing; old servers answer so at every fault of their storage too. */
export class NotFoundError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "NotFoundError";
}

/** 409: the idempotency key was used for another event, or the state does not allow this. */
export class ConflictError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "ConflictError";
}

/** 413: the payload is over 256 KiB. */
export class PayloadTooLargeError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "PayloadTooLargeError";
}

/** 429: too many events, or too many that wait in order. Seen as the cause of a {@linkcode RetryError}. */
export class RateLimitError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "RateLimitError";
  /** The wait that the service asked for, in ms, or `null`. */
  readonly retryAfter: number | null;

  /**
   * Makes an error.
   *
   * @param status The HTTP status.
   * @param problem What the service says of it.
   * @param retryAfter The wait that it asked for, in ms.
   */
  constructor(
    status: number,
    problem: Problem | null = null,
    retryAfter: number | null = null,
  ) {
    super(status, problem);
    this.retryAfter = retryAfter;
  }
}

/** 500 and above. Seen as the cause of a {@linkcode RetryError}. */
export class ServerError extends HookrailAPIError {
  /** The name of this class. */
  override readonly name: string = "ServerError";
}

/**
 * The call was tried as often as the policy allows, and the last failure was still one that may
 * pass. Failures that will not pass are never wrapped in it.
 */
export class RetryError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "RetryError";
  /** The last failure. */
  override readonly cause: HookrailError;

  /**
   * Makes an error.
   *
   * @param cause The last failure.
   */
  constructor(cause: HookrailError) {
    super(`giving up after retries: ${cause.message}`);
    this.cause = cause;
  }
}

/** An incoming delivery was refused: the base of the three errors that say why. */
export class SignatureVerificationError extends HookrailError {
  /** The name of this class. */
  override readonly name: string = "SignatureVerificationError";
}

/** The headers of a delivery are missing or cannot be read. */
export class MalformedSignatureError extends SignatureVerificationError {
  /** The name of this class. */
  override readonly name: string = "MalformedSignatureError";
}

/** A delivery was signed too long ago, or by a clock that is ahead. */
export class SignatureTimestampError extends SignatureVerificationError {
  /** The name of this class. */
  override readonly name: string = "SignatureTimestampError";
}

/** No secret fits the signature of a delivery. */
export class SignatureError extends SignatureVerificationError {
  /** The name of this class. */
  override readonly name: string = "SignatureError";
}
