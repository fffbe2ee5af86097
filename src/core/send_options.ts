/**
 * The options of one send.
 *
 * @module
 */

import { checkHeaderText, checkNames, checkType } from "../util/check.ts";
import { checkTimes, readHeaders, type Settings } from "./options.ts";

/** Settings of one send. They win over those of the webhook. */
export interface SendOptions {
  /** Ends the send at once, wherever it is: the result's kind is then `aborted`. */
  readonly signal?: AbortSignal;
  /** Headers to add to those of the webhook, or to replace them. */
  readonly headers?: HeadersInit;
  /** How long one attempt may take, in ms. */
  readonly timeout?: number;
  /** How long the whole send may take, in ms. */
  readonly deadline?: number;
  /** The idempotency key of this send, in place of a random one. */
  readonly idempotencyKey?: string;
  /** Parameters to add to the query of the URL. One that the URL has already is replaced. */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * The HTTP method. A request without a body (`GET`, `HEAD`, or `DELETE` of `undefined`) is one that
   * Deno may repeat by itself when a reused connection closes; these methods are idempotent.
   *
   * @default {"POST"}
   */
  readonly method?: string;
}

/** What a send was asked for: {@linkcode SendOptions} checked and copied, with every default. */
export interface SendPlan {
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  readonly deadline: number | undefined;
  /** The headers of the webhook and of this send together; the webhook's own object if it can be. */
  readonly headers: Headers;
  /** The content type among them, or `null`. */
  readonly contentType: string | null;
  /** The id of the send; empty if there is nobody to tell it to, as a random one costs. */
  readonly id: string;
  /** The header that carries the id, if one does. */
  readonly idHeader: string | undefined;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** In capitals. */
  readonly method: string;
}

/** What is settled before the options are read. */
export interface SendTerms {
  /** The settings of the sender. */
  readonly settings: Settings;
  /** Names of options that a layer reads itself. */
  readonly alsoKnown?: readonly string[];
  /** The method, where a layer decides on it. */
  readonly method?: string;
  /** Parameters that a layer adds to the query. Those of the options win. */
  readonly query?: SendPlan["query"];
}

/** The names of all options. */
const NAMES = [
  "signal",
  "headers",
  "timeout",
  "deadline",
  "idempotencyKey",
  "query",
  "method",
] satisfies (keyof SendOptions)[];

/** What HTTP allows in a method, but for the three that `fetch` forbids. */
const METHOD = /^(?!(?:CONNECT|TRACE|TRACK)$)[!#$%&'*+.^_`|~0-9A-Z-]+$/;

/**
 * Reads the options of a send, each once: what the caller does with them later has no effect.
 *
 * @param options The options as the caller gave them.
 * @param terms What is settled before.
 * @returns The plan.
 * @throws {TypeError | RangeError} If an option is unknown, of the wrong type or out of its range.
 * @throws Whatever a getter among them throws.
 */
export function readSendOptions(options: SendOptions, terms: SendTerms): SendPlan {
  const { settings, alsoKnown, query: own = [] } = terms;
  checkNames(options, alsoKnown ? [...NAMES, ...alsoKnown] : NAMES, "send()");
  const { signal, headers, timeout, deadline, idempotencyKey, query, method } = options;
  checkTimes({ timeout, deadline });
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError("'signal' must be an AbortSignal");
  }
  const idHeader = settings.idempotencyHeader ??
    (idempotencyKey === undefined ? undefined : "idempotency-key");
  const { signer, onAttempt } = settings;
  const isTold = idHeader !== undefined || signer !== undefined || onAttempt !== undefined;
  const merged = headers === undefined ? undefined : mergeHeaders(settings.headers, headers);
  return {
    signal,
    timeout: timeout ?? settings.timeout,
    deadline: deadline ?? settings.deadline,
    headers: merged ?? settings.headers,
    contentType: merged ? merged.get("content-type") : settings.contentType,
    id: readKey(idempotencyKey) ?? (isTold ? crypto.randomUUID() : ""),
    idHeader,
    query: query === undefined ? own : [...own, ...readQuery(query)],
    method: terms.method ?? (method === undefined ? "POST" : readMethod(method)),
  };
}

function mergeHeaders(base: Headers, init: HeadersInit): Headers {
  const merged = new Headers(base);
  for (const [name, value] of readHeaders("headers", init)) merged.set(name, value);
  return merged;
}

function readKey(key: string | undefined): string | undefined {
  checkType("idempotencyKey", key, "string");
  if (key === undefined) return undefined;
  checkHeaderText("idempotencyKey", key);
  try {
    new Headers({ "idempotency-key": key });
  } catch {
    throw new TypeError("'idempotencyKey' holds a character that is not allowed in HTTP");
  }
  return key;
}

function readQuery(query: Readonly<Record<string, string>>): SendPlan["query"] {
  checkType("query", query ?? null, "object");
  if (Symbol.iterator in query) {
    throw new TypeError("'query' must be a plain object: see Object.fromEntries()");
  }
  return Object.entries(query).map(([name, value]) => {
    checkType(`query.${name}`, value ?? null, "string");
    return [name, value];
  });
}

function readMethod(method: string): string {
  checkType("method", method, "string");
  const upper = method.toUpperCase();
  if (!METHOD.test(upper)) throw new TypeError("'method' is not allowed in HTTP");
  return upper;
}
