/**
 * What the service says of a failure.
 *
 * @module
 */

/**
 * Problem details, RFC 9457. Every member may be missing. Members that the RFC leaves to the
 * service are kept as they came.
 */
export interface Problem {
  /** A URI that names the kind of problem. */
  readonly type: string | null;
  /** The kind of problem in words. */
  readonly title: string | null;
  /** The HTTP status. */
  readonly status: number | null;
  /** What is wrong this time. */
  readonly detail: string | null;
}

/**
 * Reads problem details.
 *
 * @param value The body of an answer.
 * @returns The details; what is of the wrong type counts as missing. `null` if it is no JSON object.
 */
export function readProblem(value: unknown): Problem | null {
  if (!isObject(value)) return null;
  const text = (name: string) => typeof value[name] === "string" ? value[name] : null;
  const status = Number.isInteger(value.status) ? value.status as number : null;
  return { ...value, type: text("type"), title: text("title"), status, detail: text("detail") };
}

/**
 * Whether a JSON value is an object.
 *
 * @param value The value.
 * @returns `false` for an array and for `null`.
 */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
