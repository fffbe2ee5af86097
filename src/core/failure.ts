/**
 * A failure on its way to becoming a result.
 *
 * @module
 */

import type { Exchange } from "./exchange.ts";
import type { FailureKind } from "./result.ts";
import type { Scope } from "./scope.ts";

/** Why a send, or an attempt of it, failed. */
export interface Failure {
  readonly kind: FailureKind;
  /** Why, in plain words, to stand behind "Cannot deliver to HOST: ". */
  readonly reason: string;
  /** What was thrown, as it was: it may hold secrets. */
  readonly cause?: unknown;
  /** The wait that the server asked for, in ms. */
  readonly retryAfter?: number | null;
  /** Whether the server may have the message all the same. */
  readonly mayHaveArrived?: boolean;
  /** Whether the proxy is to blame, as far as can be told. */
  readonly proxyFailed?: boolean;
}

/**
 * The failure that an attempt which did not deliver comes to.
 *
 * @param outcome What the attempt came to; no 2xx.
 * @param retryAfter The wait that the server asked for, in ms, or `null`.
 * @param byProxy Whether the proxy itself may be the one who answered.
 * @returns The failure.
 */
export function failureOf(
  outcome: Exchange,
  retryAfter: number | null,
  byProxy: boolean,
): Failure {
  if (!outcome.answered) return { ...outcome, retryAfter: null };
  const { status } = outcome;
  if (status === 429) {
    const asks = retryAfter === null ? "" : `, and asks to wait ${retryAfter} ms`;
    return { kind: "rate-limited", reason: `server answered 429${asks}`, retryAfter };
  }
  const reason = `server answered ${status}`;
  // Only a proxy asks for this, so the message never came to the server. RFC 9110, 15.5.8.
  if (status === 407 && byProxy) {
    return { kind: "proxy", reason: "proxy rejected the login", proxyFailed: true, retryAfter };
  }
  return { kind: "http", reason, retryAfter, mayHaveArrived: status >= 500 };
}

/**
 * How a send ends whose scope has ended.
 *
 * @param scope The scope.
 * @returns The failure, or `undefined` as long as the send may go on.
 */
export function endOf(scope: Scope): Failure | undefined {
  switch (scope.ended) {
    case "aborted":
      return { kind: "aborted", reason: "aborted by the caller", cause: scope.signal?.reason };
    case "timeout":
      return { kind: "timeout", reason: "the deadline has passed" };
    default:
      return undefined;
  }
}
