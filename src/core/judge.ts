/**
 * Judges failed attempts: the handlers have their say, the budgets the last word.
 *
 * @module
 */

import { backoffDelay } from "../util/backoff.ts";
import { maskUrl } from "../util/mask.ts";
import type { Exchange } from "./exchange.ts";
import { endOf, type Failure } from "./failure.ts";
import { askHandlers, countFailures, type FailedAttempt, type RetryContext } from "./retry.ts";
import { type Send, timeLeft } from "./send.ts";

/** Judges the failed attempts of one send to one URL. */
export class Judge {
  readonly #url: URL;
  readonly #send: Send;
  readonly #state = new Map<unknown, unknown>();
  #history: readonly FailedAttempt[] = [];
  #retries = 0;
  #rotations = 0;

  /**
   * @param url Where the attempts go.
   * @param send The send they are part of.
   */
  constructor(url: URL, send: Send) {
    this.#url = url;
    this.#send = send;
  }

  /**
   * Whether a failed attempt is followed by another.
   *
   * @param failure Why it failed.
   * @param outcome What came of it.
   * @param proxied Whether it went through a proxy.
   * @returns The wait before the next attempt, in ms, or the failure that the send ends with.
   */
  judge(failure: Failure, outcome: Exchange, proxied: boolean): number | Failure {
    const { settings, scope } = this.#send;
    const { kind, mayHaveArrived = false, retryAfter = null } = failure;
    const ended = endOf(scope);
    if (ended) return ended;
    if (kind === "config" || kind === "blocked") return failure;
    if (mayHaveArrived && settings.delivery === "at-most-once") return failure;
    if (retryAfter !== null && retryAfter > settings.maxRetryAfter) return failure;

    // The next proxy is another way, and need not be spared.
    const rotates = proxied && (kind === "network" || kind === "timeout" || kind === "proxy");
    const backoff = rotates ? 0 : backoffDelay(settings.backoff, countFailures(this.#history));
    const failed = this.#describe(failure, outcome, proxied, backoff);
    const { status } = failed;
    this.#history = [...this.#history, { kind, status, mayHaveArrived }];
    let decision;
    try {
      decision = askHandlers(settings.retryHandlers, failed);
    } catch (cause) {
      return { kind: "config", reason: "a retry handler failed", cause };
    }
    if (!decision?.retry || this.#isSpent(rotates)) return failure;
    const wait = decision.delay ?? backoff;
    // A wait that does not fit into the deadline is not begun.
    return wait > timeLeft(this.#send) ? failure : wait;
  }

  #isSpent(rotates: boolean): boolean {
    const { maxRetries, maxProxyRetries } = this.#send.settings;
    return rotates ? this.#rotations++ >= maxProxyRetries : this.#retries++ >= maxRetries;
  }

  #describe(
    failure: Failure,
    outcome: Exchange,
    proxied: boolean,
    backoff: number,
  ): RetryContext {
    const { settings, started } = this.#send;
    const { kind, mayHaveArrived = false, retryAfter = null } = failure;
    const answer = outcome.answered ? outcome : { status: null, headers: null, response: null };
    return {
      kind,
      mayHaveArrived,
      retryAfter,
      backoff,
      proxied,
      status: answer.status,
      headers: answer.headers,
      response: answer.response,
      attempt: this.#history.length + 1,
      history: this.#history,
      state: this.#state,
      elapsed: settings.clock.ticks() - started,
      url: maskUrl(this.#url),
    };
  }
}
