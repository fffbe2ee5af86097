/**
 * One send, from the call to the result.
 *
 * @module
 */

import { untilAborted } from "../util/abort.ts";
import { Conclusion } from "./conclusion.ts";
import { deliver } from "./deliver.ts";
import { endOf, type Failure } from "./failure.ts";
import type { Settings } from "./options.ts";
import { type Letter, prepare } from "./prepare.ts";
import type { OutgoingRequest } from "./request.ts";
import type { WebhookResult } from "./result.ts";
import { Scope } from "./scope.ts";
import type { Send } from "./send.ts";
import { readSendOptions, type SendOptions, type SendPlan } from "./send_options.ts";
import type { Target } from "./target.ts";

/** Who sends. */
export interface Sending {
  /** Where to: each is tried when the one before it has failed for good. At least one. */
  readonly targets: readonly Target[];
  /** The settings of the sender. */
  readonly settings: Settings;
  /** Names of options that a layer reads itself. */
  readonly alsoKnown?: readonly string[];
  /** The method, where a layer decides on it. */
  readonly method?: string;
  /** Parameters that a layer adds to the query. Those of the options win. */
  readonly query?: SendPlan["query"];
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
  { targets, settings, alsoKnown = [], method, query = [] }: Sending,
  payload: unknown,
  options: SendOptions,
): Promise<WebhookResult> {
  const { clock } = settings;
  const tally = { settings, started: clock.ticks(), attempts: 0, mayHaveArrived: false };
  const refuse = (failure: Failure) => {
    const { url, given } = targets[0]!;
    const headers = Object.fromEntries(settings.headers);
    return new Conclusion({ url, headers }, given, tally).failed(failure);
  };
  let plan: SendPlan;
  try {
    const asked = readSendOptions(options, settings, alsoKnown);
    plan = { ...asked, method: method ?? asked.method, query: [...query, ...asked.query] };
  } catch (cause) {
    return refuse(misused(cause));
  }
  const scope = new Scope(plan.signal, plan.deadline, clock);
  try {
    const pending = prepare(payload, plan, settings, scope.signal);
    const prepared = pending instanceof Promise
      ? await untilAborted(pending, scope.signal)
      : pending;
    if ("failure" in prepared) return refuse(prepared.failure);
    const send: Send = { ...tally, timeout: plan.timeout, scope };
    let result: WebhookResult;
    let step = 0;
    do {
      const target = targets[step++]!;
      result = await deliver(address(prepared.letter, target, plan), target.given, send);
    } while (step < targets.length && !isFinal(result, send));
    return result;
  } catch (cause) {
    // Beside the end of the scope nothing known leads here; should anything do, it is a value too.
    return refuse(endOf(scope) ?? { kind: "config", reason: "an unexpected error", cause });
  } finally {
    scope[Symbol.dispose]();
  }
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
  let { url } = target;
  let { headers } = letter;
  if (query.length > 0) {
    url = new URL(url);
    for (const [name, value] of query) url.searchParams.set(name, value);
  }
  if (target.authorization && !Object.hasOwn(headers, "authorization")) {
    headers = { ...headers, authorization: target.authorization };
  }
  return { ...letter, url, headers };
}
