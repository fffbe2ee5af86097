/**
 * One attempt: sign, send, read the answer. It never throws.
 *
 * @module
 */

import type { HttpClient, HttpResponse } from "../platform/http_client.ts";
import { readFailure } from "../platform/failure.ts";
import { untilAborted } from "../util/abort.ts";
import { type BodyText, readBody } from "../util/body.ts";
import type { Clock } from "../util/clock.ts";
import { readHeaders, type Settings } from "./options.ts";
import { MAX_REDIRECTS, redirected } from "./redirect.ts";
import type { OutgoingRequest } from "./request.ts";
import { Scope } from "./scope.ts";
import type { Signer } from "./signer.ts";

/** What is particular to one attempt. */
export interface AttemptOptions {
  /** The client of a proxy. */
  readonly client: HttpClient | undefined;
  /** How long the attempt may take, in ms. */
  readonly timeout: number;
  /** Ends the attempt from outside: the caller's signal or the deadline. */
  readonly signal: AbortSignal | undefined;
  /** Takes the headers that the signer adds. */
  readonly signed: Headers[];
}

/** An answer came. */
export interface Answer {
  readonly answered: true;
  /** How many requests were made: more than one when a redirect was followed. */
  readonly requests: number;
  readonly status: number;
  readonly headers: Headers;
  /** JSON if it parses, else text, `null` if empty. */
  readonly response: unknown;
  readonly truncated: boolean;
}

/** No answer came. */
export interface NoAnswer {
  readonly answered: false;
  /** How many requests were made: none when the signer failed, or the platform would not send. */
  readonly requests: number;
  readonly kind: "aborted" | "timeout" | "network" | "proxy" | "config" | "blocked";
  /** Why, in plain words, to stand behind "Cannot deliver to HOST: ". */
  readonly reason: string;
  readonly cause: unknown;
  /** Whether the server may have the message all the same. */
  readonly mayHaveArrived: boolean;
  /** Whether the proxy is to blame, as far as can be told. */
  readonly proxyFailed: boolean;
}

/** What an attempt comes to. */
export type Exchange = Answer | NoAnswer;

/**
 * Makes one attempt.
 *
 * @param request What to send.
 * @param settings How the webhook sends.
 * @param options What is particular to this attempt.
 * @returns The answer, or why there is none.
 */
export async function exchange(
  request: OutgoingRequest,
  settings: Settings,
  options: AttemptOptions,
): Promise<Exchange> {
  const { clock, signer, transport } = settings;
  const { client } = options;
  const scope = new Scope(options.signal, options.timeout, clock);
  const { signal } = scope;
  let requests = 0;
  try {
    let ready = signer ? await sign(request, signer, clock, signal, options) : request;
    signal?.throwIfAborted();
    for (;;) {
      requests++;
      const response = await transport(ready, { signal, client });
      const next = requests > MAX_REDIRECTS ? undefined : follow(ready, response, settings);
      if (next) {
        ready = next;
        continue;
      }
      // A `fetch` of the user's own may return anything, and may have sent the message before.
      if (!isResponse(response)) return misanswered(requests);
      const guard = settings.isForeign ? signal : undefined;
      const body = await readBody(response, settings.maxResponseBytes, guard);
      return answered(response, body, requests);
    }
  } catch (error) {
    if (scope.ended) return interrupted(scope, options, requests);
    if (requests === 0) return { ...failed("config", "the signer failed", error), requests };
    return unanswered(error, client !== undefined, requests);
  } finally {
    scope[Symbol.dispose]();
  }
}

async function sign(
  request: OutgoingRequest,
  signer: Signer,
  clock: Clock,
  signal: AbortSignal | undefined,
  { signed }: AttemptOptions,
): Promise<OutgoingRequest> {
  const { id, url, body } = request;
  const bytes = body instanceof Blob
    ? await untilAborted(body.arrayBuffer(), signal)
    : body ?? new ArrayBuffer();
  const message = {
    id,
    timestamp: new Date(clock.now()),
    body: new Uint8Array(bytes),
    url: new URL(url),
  };
  const made = await untilAborted(signer(message), signal);
  if (!made) throw new TypeError("A signer must return headers");
  const added = readHeaders("headers of the signer", made);
  signed.push(added);
  return { ...request, headers: { ...request.headers, ...Object.fromEntries(added) } };
}

/** The request that a redirect asks for, if redirects are followed and this is one. */
function follow(
  request: OutgoingRequest,
  response: HttpResponse,
  { redirect }: Settings,
): OutgoingRequest | undefined {
  const next = redirect === "follow" ? redirected(request, response) : undefined;
  if (next) response.body?.cancel().catch(() => {});
  return next;
}

function isResponse(response: HttpResponse): boolean {
  return Number.isInteger(response?.status) && typeof response.headers?.get === "function";
}

function answered({ status, headers }: HttpResponse, body: BodyText, requests: number): Answer {
  const { text, truncated } = body;
  return {
    answered: true,
    requests,
    status,
    headers,
    response: readResponse(text, truncated),
    truncated,
  };
}

function misanswered(requests: number): NoAnswer {
  const cause = new TypeError("It returned no Response");
  return { ...failed("config", "'fetch' failed", cause), requests, mayHaveArrived: true };
}

function readResponse(text: string, truncated: boolean): unknown {
  if (text === "") return null;
  if (truncated) return text; // Half of a JSON text may parse too: `1` of `12`.
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function interrupted(scope: Scope, options: AttemptOptions, requests: number): NoAnswer {
  const requested = requests > 0;
  if (scope.ended === "aborted") {
    const failure = failed("aborted", "aborted", scope.signal?.reason);
    return { ...failure, requests, mayHaveArrived: requested };
  }
  const what = requested ? "no answer" : "no signature";
  return {
    ...failed("timeout", `${what} within ${options.timeout} ms`, undefined),
    requests,
    mayHaveArrived: requested,
    proxyFailed: requested && options.client !== undefined,
  };
}

function unanswered(error: unknown, proxied: boolean, requests: number): NoAnswer {
  const { phase, side, reason } = readFailure(error, proxied);
  switch (phase) {
    case "forbidden":
      return { ...failed("config", reason, error), requests: requests - 1 };
    case "blocked":
      return { ...failed("blocked", reason, error), requests: requests - 1 };
    case "no-client":
      // A provider's client is like a proxy that cannot be reached.
      return {
        ...failed(proxied ? "proxy" : "config", reason, error),
        requests: requests - 1,
        proxyFailed: proxied,
      };
    default:
      return {
        ...failed(side === "proxy" ? "proxy" : "network", reason, error),
        requests,
        mayHaveArrived: phase === "unknown",
        // A connection lost under way may be the proxy's doing as well as the server's.
        proxyFailed: proxied && (side === "proxy" || phase === "unknown"),
      };
  }
}

function failed(kind: NoAnswer["kind"], reason: string, cause: unknown): NoAnswer {
  return {
    answered: false,
    requests: 0,
    kind,
    reason,
    cause,
    mayHaveArrived: false,
    proxyFailed: false,
  };
}
