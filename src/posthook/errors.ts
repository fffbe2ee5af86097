/**
 * What the client rejects with.
 *
 * @module
 */

import type { QuotaInfo } from "./quota.ts";

/** What an error tells beside its message. */
export interface PosthookErrorDetails {
  /** The HTTP status, if an answer came. */
  readonly status?: number;
  /** The headers of the answer, if one came. */
  readonly headers?: Headers;
  /** What was thrown below, without secrets. */
  readonly cause?: unknown;
}

/**
 * The error that all others here are a kind of. It is also used as it is, with the code
 * `unknown_error`: for statuses that have no class of their own, and for answers that make no sense.
 */
export class PosthookError extends Error {
  /** The name of the class. */
  override readonly name: string = "PosthookError";
  /** What happened, as a word to branch on. */
  readonly code: string = "unknown_error";
  /**
   * Of an operation on many hooks by their ids: how many hooks the requests before the one that failed
   * had affected; else it is missing.
   */
  declare readonly affected?: number;
  /** The HTTP status; `undefined` when no answer came. */
  readonly status: number | undefined;
  // Private, so that printing an error does not print whatever the server put into its headers.
  readonly #headers: Headers | undefined;

  /**
   * Makes an error.
   *
   * @param message What happened, for people. It must hold no secret.
   * @param details Status, headers and cause.
   */
  constructor(message: string, details: PosthookErrorDetails = {}) {
    const { status, headers, cause } = details;
    super(message, cause === undefined ? {} : { cause });
    this.status = status;
    this.#headers = headers;
  }

  /** The headers of the answer; `undefined` when none came. */
  get headers(): Headers | undefined {
    return this.#headers;
  }
}

/** 400: the service does not understand the request. */
export class BadRequestError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "BadRequestError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "bad_request";
}

/** 401: the API key is missing or wrong. */
export class AuthenticationError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "AuthenticationError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "authentication_error";
}

/** 403: the API key does not allow it. */
export class ForbiddenError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "ForbiddenError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "forbidden";
}

/** 404: there is no such thing. */
export class NotFoundError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "NotFoundError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "not_found";
}

/** 413: the payload is too large. The service takes 64 KB. */
export class PayloadTooLargeError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "PayloadTooLargeError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "payload_too_large";
}

/** 429: the quota of the month is used up. Trying again is of no use before it is reset. */
export class RateLimitError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "RateLimitError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "rate_limit_exceeded";
  /** The quota, or `null` when the answer does not tell. */
  readonly quota: QuotaInfo | null;

  /**
   * Makes an error.
   *
   * @param message What happened, for people.
   * @param details Status, headers and cause, and the quota.
   */
  constructor(
    message: string,
    details: PosthookErrorDetails & {
      /** The quota as the answer tells it. */
      readonly quota?: QuotaInfo | null;
    } = {},
  ) {
    super(message, details);
    this.quota = details.quota ?? null;
  }
}

/** 500 and above: the service failed. `status` tells which. */
export class InternalServerError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "InternalServerError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "internal_error";
}

/** No answer, or only a part of one: the network failed, the time was up, or the call was aborted. */
export class PosthookConnectionError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "PosthookConnectionError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "connection_error";
}

/** A delivery is not from Posthook, too old, or cannot be read. */
export class SignatureVerificationError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "SignatureVerificationError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "signature_verification_error";
}

/** An ack or a nack was refused. `status` tells why: 401 for a bad token, 410 when it is too late. */
export class CallbackError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "CallbackError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "callback_error";
}

/** The connection of a listener failed. */
export class WebSocketError extends PosthookError {
  /** The name of the class. */
  override readonly name: string = "WebSocketError";
  /** What happened, as a word to branch on. */
  override readonly code: string = "websocket_error";
}
