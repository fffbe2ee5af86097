/**
 * The retry loop, the only one in the package.
 *
 * @module
 */

import { report } from "./attempt_event.ts";
import { Conclusion, describe } from "./conclusion.ts";
import { exchange } from "./exchange.ts";
import { endOf, type Failure, failureOf } from "./failure.ts";
import { Judge } from "./judge.ts";
import { type Lease, takeLease } from "./lease.ts";
import type { Settings } from "./options.ts";
import type { OutgoingRequest } from "./request.ts";
import type { WebhookResult } from "./result.ts";
import { namedWait } from "./retry.ts";
import { type Send, timeLeft } from "./send.ts";
import { settle, takeTurn } from "./turn.ts";

/**
 * Delivers one request to one URL: makes attempts until one gets a 2xx, or nobody wants another,
 * or a budget or the scope ends it.
 *
 * `retry()` of `@std/async` is not used here: it neither tells how long it will wait nor takes the
 * time from a clock, and a send must know a wait before it begins. Its formula is that of
 * `backoffDelay()`.
 *
 * @param request What to send.
 * @param url The URL as the caller gave it, for the result.
 * @param send The send that this is part of.
 * @returns The result.
 */
export async function deliver(
  request: OutgoingRequest,
  url: string,
  send: Send,
): Promise<WebhookResult> {
  const { settings, scope, timeout } = send;
  const { clock, limiter, maxRetryAfter, onAttempt, proxies } = settings;
  const conclusion = new Conclusion(request, url, send);

  let judge: Judge | undefined;
  let last: Failure | undefined;

  for (;;) {
    const ended = endOf(scope);
    if (ended) return conclusion.failed(ended);

    // 1 turn
    const asked = ticks(settings);
    const patience = Math.min(maxRetryAfter, timeLeft(send));
    const admission = limiter && await takeTurn(limiter, request.url, patience, scope);
    if (admission && "failure" in admission) return conclusion.failed(admission.failure);
    const turn = admission?.turn;

    // 2 lease
    const leasing = proxies && await takeLease(proxies, settings, timeout, scope);
    if (leasing && "failure" in leasing) {
      settle(turn);
      return conclusion.failed(last ? noWayLeft(leasing.failure, last) : leasing.failure);
    }
    const lease = leasing?.lease;
    if (lease) conclusion.proxies.push(lease.address);

    // 3 exchange
    const begun = ticks(settings);
    const outcome = await exchange(request, settings, {
      client: lease?.client,
      timeout,
      signal: scope.signal,
      signed: conclusion.signed,
    });
    send.attempts += outcome.requests;
    const requested = outcome.requests > 0;
    const event = onAttempt && {
      id: request.id,
      attempt: send.attempts,
      url: request.url,
      proxy: lease?.address,
      queued: begun - asked,
      elapsed: ticks(settings) - begun,
      status: outcome.answered ? outcome.status : null,
    };
    if (outcome.answered) {
      conclusion.answer = outcome;
      if (outcome.status >= 200 && outcome.status < 300) {
        settle(turn, { ...outcome, retryAfter: null }); // Delivered, whatever the limiter says.
        if (event) report(onAttempt, { ...event, kind: null, error: null, wait: null });
        return conclusion.delivered(outcome);
      }
    }

    // 4 verdict
    const retryAfter = outcome.answered ? namedWait(outcome, clock.now()) : null;
    const byProxy = lease !== undefined && isAnsweredByProxy(lease, request);
    const failure = { ...failureOf(outcome, retryAfter, byProxy), ...endOf(scope) };
    last = failure;
    conclusion.retryAfter = retryAfter ?? conclusion.retryAfter;
    send.mayHaveArrived ||= failure.mayHaveArrived ?? false;
    judge ??= new Judge(request.url, send);
    const verdict = judge.judge(failure, outcome, lease !== undefined);
    const wait = typeof verdict === "number" ? verdict : null;

    // 5 report
    const answer = outcome.answered ? { ...outcome, retryAfter: retryAfter ?? wait } : undefined;
    const guestFailure = settle(turn, answer) ??
      (failure.proxyFailed ? await lease?.burn() : undefined);
    if (event && requested) {
      report(onAttempt, {
        ...event,
        kind: failure.kind,
        error: describe(request.url, failure),
        wait: guestFailure ? null : wait,
      });
    }
    if (guestFailure) return conclusion.failed(guestFailure);
    if (typeof verdict !== "number") return conclusion.failed(verdict);
    if (verdict > 0) await clock.sleep(verdict, { signal: scope.signal }).catch(() => {});
  }
}

/** To ask for the time costs, and only an observer is told. */
function ticks({ onAttempt, clock }: Settings): number {
  return onAttempt ? clock.ticks() : 0;
}

/** Whether an answer may be the proxy's own: only what it is asked in clear text, it can answer. */
function isAnsweredByProxy({ address }: Lease, { url }: OutgoingRequest): boolean {
  return address.protocol !== "socks5" && url.protocol === "http:";
}

/** When the last proxy is burnt, what went wrong with it is what people need to know. */
function noWayLeft(failure: Failure, last: Failure): Failure {
  const reason = `${failure.reason}; the attempt before: ${last.reason}`;
  return { ...failure, reason, cause: last.cause ?? failure.cause };
}
