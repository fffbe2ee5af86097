/**
 * What is wrong with an order or a request, to be told to whoever made it.
 *
 * @module
 */

import { STATUS_CODE, type StatusCode } from "@std/http/status";
import type { ApiProblem } from "../api/problem.ts";
import type { MissingPart } from "../api/run.ts";

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

/**
 * Turns what the library complains about into a problem of the order.
 *
 * @param error What was thrown.
 * @param redact Takes the secrets of the order out of a text.
 * @param place Where in the order the option stands that is complained about.
 * @returns The problem. It says where in the order, if the complaint does.
 */
export function asProblem(
  error: unknown,
  redact: (text: string) => string,
  place = "options",
): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, name] = /'([\w.[\]]+)'/.exec(message) ?? [];
  const path = name === "urls" ? "url" : name === undefined ? undefined : `${place}.${name}`;
  return new Problem(redact(message), path ? { path } : {});
}
