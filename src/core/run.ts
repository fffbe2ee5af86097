/**
 * One send, from the call to the result.
 *
 * @module
 */

import { untilAborted } from "../util/abort.ts";
import { isPromise } from "../util/promise.ts";
import { Conclusion } from "./conclusion.ts";
import { deliver } from "./deliver.ts";
import { endOf, type Failure } from "./failure.ts";
import { type Letter, prepare } from "./prepare.ts";
import type { OutgoingRequest } from "./request.ts";
import type { WebhookResult } from "./result.ts";
import { Scope } from "./scope.ts";
import type { Send } from "./send.ts";
import {
  readSendOptions,
  type SendOptions,
  type SendPlan,
  type SendTerms,
} from "./send_options.ts";
import type { Target } from "./target.ts";

/** Who sends. */
export interface Sending extends SendTerms {
  /** Where to: each is tried when the one before it has failed for good. At least one. */
  readonly targets: readonly Target[];
}

/**
 * Sends a payload. All that is sent goes through here. It never throws and never rejects.
 *
 * @param sending Who sends, and where to.
 * @param payload What to send.
 * @param options Settings of this send.
 * @returns What came of it.
 */
export async function run(
  sending: Sending,
  payload: unknown,
  options: SendOptions,
): Promise<WebhookResult> {
  const { targets, settings } = sending;
  const started = settings.clock.ticks();
  let plan: SendPlan;
  try {
    plan = readSendOptions(options, sending);
  } catch (cause) {
    return refuse(sending, started, misused(cause));
  }
  const scope = new Scope(plan.signal, plan.deadline, settings.clock);
  try {
    const pending = prepare(payload, plan, settings, scope.signal);
    const prepared = isPromise(pending) ? await untilAborted(pending, scope.signal) : pending;
    if ("failure" in prepared) return refuse(sending, started, prepared.failure);
    const { timeout, deadline = Infinity } = plan;
    const endsAt = started + deadline;
    const send: Send = {
      settings,
      timeout,
      scope,
      started,
      endsAt,
      attempts: 0,
      mayHaveArrived: false,
    };
    let result: WebhookResult;
    let step = 0;
    do {
      const target = targets[step++]!;
      result = await deliver(address(prepared.letter, target, plan), target.given, send);
    } while (step < targets.length && !isFinal(result, send));
    return result;
  } catch (cause) {
    // Beside the end of the scope nothing known leads here; should anything do, it is a value too.
    const failure = endOf(scope) ?? { kind: "config", reason: "an unexpected error", cause };
    return refuse(sending, started, failure);
  } finally {
    scope[Symbol.dispose]();
  }
}

/** The result of a send that came to no attempt. */
function refuse(
  { targets, settings }: Sending,
  started: number,
  failure: Failure,
): WebhookResult {
  const { url, given } = targets[0]!;
  const headers = Object.fromEntries(settings.headers);
  const tally = { settings, started, attempts: 0, mayHaveArrived: false };
  return new Conclusion({ url, headers }, given, tally).failed(failure);
}

function misused(cause: unknown): Failure {
  return { kind: "config", reason: `options of send(): ${complaint(cause)}`, cause };
}

function complaint(cause: unknown): string {
  try {
    if (cause instanceof TypeError || cause instanceof RangeError) return String(cause.message);
  } catch {
    // A getter among the options may throw anything, which may throw again when it is looked at.
  }
  return "they cannot be read";
}

/** Whether another URL would be no use, or would risk a second delivery. */
function isFinal(result: WebhookResult, { settings, scope, mayHaveArrived }: Send): boolean {
  if (result.ok || scope.ended) return true;
  if (result.kind === "payload" || result.kind === "config") return true;
  return mayHaveArrived && settings.delivery === "at-most-once";
}

/** Puts a URL on a letter. */
function address(letter: Letter, target: Target, { query }: SendPlan): OutgoingRequest {
  const { id, method, body } = letter;
  let { url } = target;
  let { headers } = letter;
  if (query.length > 0) {
    url = new URL(url);
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  if (target.authorization && !Object.hasOwn(headers, "authorization")) {
    headers = { ...headers, authorization: target.authorization };
  }
  return { id, method, url, headers, body };
}
