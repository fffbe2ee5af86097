/**
 * Turns a payload into a request, before anything leaves the process.
 *
 * @module
 */

import { isPromise } from "../util/promise.ts";
import { type Body, encodeBody, JSON_TYPE, NO_BODY, PayloadError, RefusedPayload } from "./body.ts";
import { Composition } from "./composition.ts";
import type { Failure } from "./failure.ts";
import type { Settings } from "./options.ts";
import type { OutgoingRequest } from "./request.ts";
import type { SendPlan } from "./send_options.ts";

/** A request that does not know yet which URL it goes to. */
export type Letter = Omit<OutgoingRequest, "url">;

/** What preparing comes to. */
export type Prepared = { readonly letter: Letter } | { readonly failure: Failure };

/**
 * Serialises a payload, once.
 *
 * @param payload What the caller gave.
 * @param plan What the send was asked for.
 * @param settings The settings of the webhook.
 * @param signal Ends with the send.
 * @returns The letter, or why there can be none; as a promise only for a payload that cannot be
 * read in any other way.
 */
export function prepare(
  payload: unknown,
  plan: SendPlan,
  settings: Settings,
  signal?: AbortSignal,
): Prepared | Promise<Prepared> {
  const { method } = plan;
  if (payload === NO_BODY) {
    // Not `null`: Deno may repeat a request without a body by itself, a POST too.
    return { letter: { ...seal(undefined, plan, settings), body: new Blob() } };
  }
  if (payload === undefined && (method === "GET" || method === "HEAD" || method === "DELETE")) {
    return { letter: seal(undefined, plan, settings) };
  }
  if (method === "GET" || method === "HEAD") {
    return { failure: { kind: "payload", reason: `${method} carries no payload` } };
  }
  try {
    if (payload instanceof Composition) return compose(payload, plan, settings, signal);
    const body = encodeBody(payload, plan.contentType);
    if (!isPromise(body)) return { letter: seal(body, plan, settings) };
    return body.then((body) => ({ letter: seal(body, plan, settings) }), unserialisable);
  } catch (cause) {
    return unserialisable(cause);
  }
}

function compose(
  composition: Composition,
  plan: SendPlan,
  settings: Settings,
  signal: AbortSignal | undefined,
): Prepared | Promise<Prepared> {
  const payload = composition.compose(signal);
  if (!isPromise(payload)) return prepare(payload, plan, settings);
  return payload.then((payload) => prepare(payload, plan, settings), unserialisable);
}

function seal(body: Body | undefined, plan: SendPlan, settings: Settings): Letter {
  const { id, idHeader, method } = plan;
  const content = body?.content ?? null;
  if (plan.headers === settings.headers && !idHeader && body?.type === JSON_TYPE) {
    return { id, method, headers: settings.jsonHeaders, body: content }; // The usual case: no copy.
  }
  const headers = new Headers(plan.headers);
  if (body) headers.set("content-type", body.type);
  if (idHeader) headers.set(idHeader, id);
  return { id, method, headers: Object.fromEntries(headers), body: content };
}

function unserialisable(cause: unknown): { failure: Failure } {
  return { failure: { kind: "payload", reason: explain(cause), cause } };
}

/**
 * What a user's toJSON() throws may say anything; what JSON.stringify() throws is a TypeError that
 * goes on to draw the payload from its second line.
 */
function explain(cause: unknown): string {
  const reason = "the payload cannot be serialised";
  try {
    if (cause instanceof RefusedPayload) return cause.message;
    if (!(cause instanceof PayloadError || cause instanceof TypeError)) return reason;
    return `${reason}: ${String(cause.message).split("\n")[0]}`;
  } catch {
    return reason; // What a payload throws may throw again when it is looked at.
  }
}
