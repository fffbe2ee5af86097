/**
 * What is wrong with a request, to be told to the page.
 *
 * @module
 */

import { STATUS_CODE, type StatusCode } from "@std/http/status";
import type { ApiProblem, MissingPart } from "./api.ts";

/** What is known of a problem beside its message. */
export interface ProblemDetails {
  /** The status of the answer; 400 by default. */
  readonly status?: StatusCode;
  /** Where in the body. */
  readonly path?: string;
  /** What must be given again. */
  readonly missing?: readonly MissingPart[];
}

/** Thrown by a route to answer with an {@linkcode ApiProblem}. */
export class Problem extends Error {
  /** The status of the answer. */
  readonly status: StatusCode;
  readonly #details: ProblemDetails;

  /**
   * @param message Why, for people. It must hold no secret.
   * @param details What else is known.
   */
  constructor(message: string, details: ProblemDetails = {}) {
    super(message);
    this.status = details.status ?? STATUS_CODE.BadRequest;
    this.#details = details;
  }

  /** The body of the answer. */
  get body(): ApiProblem {
    const { path, missing } = this.#details;
    return {
      error: this.message,
      ...(path !== undefined && { path }),
      ...(missing !== undefined && { missing }),
    };
  }
}
