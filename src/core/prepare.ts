/**
 * Turns a call of `send()` into a request, before anything leaves the process.
 *
 * @module
 */

import { checkType } from "../util/check.ts";
import { type Body, encodeBody, JSON_TYPE, PayloadError } from "./body.ts";
import type { Failure } from "./failure.ts";
import { checkTimes, readHeaders, type SendOptions, type Settings } from "./options.ts";
import type { OutgoingRequest } from "./request.ts";

/** A request that does not know yet which URL it goes to. */
export type Letter = Omit<OutgoingRequest, "url">;

/** What preparing comes to. */
export type Prepared = { readonly letter: Letter } | { readonly failure: Failure };

/** What HTTP allows in a method, but for the three that `fetch` forbids. */
const METHOD = /^(?!(?:CONNECT|TRACE|TRACK)$)[!#$%&'*+.^_`|~0-9A-Z-]+$/;

/**
 * Checks the options of a send and serialises its payload, once.
 *
 * @param payload What the caller gave.
 * @param options The options of this send.
 * @param settings The settings of the webhook.
 * @returns The letter, or why there can be none; as a promise only for a payload that cannot be
 * read in any other way.
 */
export function prepare(
  payload: unknown,
  options: SendOptions,
  settings: Settings,
): Prepared | Promise<Prepared> {
  try {
    checkSendOptions(options);
  } catch (cause) {
    const reason = cause instanceof TypeError || cause instanceof RangeError
      ? `options of send(): ${cause.message}`
      : "the options of send() cannot be read";
    return { failure: { kind: "config", reason, cause } };
  }
  const method = options.method?.toUpperCase() ?? "POST";
  const headers = envelope(options, settings);
  if (payload === undefined && (method === "GET" || method === "HEAD" || method === "DELETE")) {
    return { letter: seal(method, headers, undefined, options, settings) };
  }
  if (method === "GET" || method === "HEAD") {
    return { failure: { kind: "payload", reason: `${method} carries no payload` } };
  }
  try {
    const body = encodeBody(payload, headers.get("content-type"));
    if (!(body instanceof Promise)) {
      return { letter: seal(method, headers, body, options, settings) };
    }
    return body.then(
      (body) => ({ letter: seal(method, headers, body, options, settings) }),
      unserialisable,
    );
  } catch (cause) {
    return unserialisable(cause);
  }
}

function checkSendOptions(options: SendOptions): void {
  checkType("options", options ?? null, "object");
  const { idempotencyKey, method, signal, headers } = options;
  checkTimes(options);
  checkType("query", options.query, "object");
  if (idempotencyKey !== undefined) {
    checkType("idempotencyKey", idempotencyKey, "string");
    readHeaders("idempotencyKey", { "idempotency-key": idempotencyKey });
  }
  if (method !== undefined) {
    checkType("method", method, "string");
    if (!METHOD.test(method.toUpperCase())) throw new TypeError("'method' is not allowed in HTTP");
  }
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError("'signal' must be an AbortSignal");
  }
  if (headers !== undefined) readHeaders("headers", headers);
}

/** The headers of the webhook and of this send together. */
function envelope(options: SendOptions, settings: Settings): Headers {
  if (!options.headers) return settings.headers;
  const headers = new Headers(settings.headers);
  for (const [name, value] of readHeaders("headers", options.headers)) headers.set(name, value);
  return headers;
}

function seal(
  method: string,
  envelope: Headers,
  body: Body | undefined,
  options: SendOptions,
  settings: Settings,
): Letter {
  const id = options.idempotencyKey ?? crypto.randomUUID();
  const keyHeader = settings.idempotencyHeader ??
    (options.idempotencyKey === undefined ? undefined : "idempotency-key");
  const blob = body?.blob ?? null;
  if (envelope === settings.headers && !keyHeader && body?.type === JSON_TYPE) {
    return { id, method, headers: settings.jsonHeaders, body: blob }; // The usual case: no copy.
  }
  const headers = new Headers(envelope);
  if (body) headers.set("content-type", body.type);
  if (keyHeader) headers.set(keyHeader, id);
  return { id, method, headers, body: blob };
}

function unserialisable(cause: unknown): { failure: Failure } {
  const reason = `the payload cannot be serialised${explain(cause)}`;
  return { failure: { kind: "payload", reason, cause } };
}

/**
 * What a user's toJSON() throws may say anything; what JSON.stringify() throws is a TypeError that
 * goes on to draw the payload from its second line.
 */
function explain(cause: unknown): string {
  try {
    if (!(cause instanceof PayloadError || cause instanceof TypeError)) return "";
    return `: ${String(cause.message).split("\n")[0]}`;
  } catch {
    return ""; // What a payload throws may throw again when it is looked at.
  }
}
