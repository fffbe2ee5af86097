/**
 * One attempt: sign, send, read the answer. It never throws.
 *
 * @module
 */

import type { HttpClient } from "../platform/http_client.ts";
import { readFailure } from "../platform/failure.ts";
import { untilAborted } from "../util/abort.ts";
import { readBody } from "../util/body.ts";
import type { Clock } from "../util/clock.ts";
import type { Settings } from "./options.ts";
import { MAX_REDIRECTS, redirected } from "./redirect.ts";
import type { OutgoingRequest } from "./request.ts";
import type { Signer } from "./signer.ts";

/** What is particular to one attempt. */
export interface AttemptOptions {
  /** The client of a proxy. */
  readonly client: HttpClient | undefined;
  /** How long the attempt may take, in ms. */
  readonly timeout: number;
  /** Ends the attempt from outside: the caller's signal or the deadline. */
  readonly signal: AbortSignal | undefined;
  /** Told of the headers that the signer added. */
  readonly onSigned: (added: Headers) => void;
}

/** An answer came. */
export interface Answer {
  readonly answered: true;
  readonly status: number;
  readonly headers: Headers;
  /** JSON if it parses, else text, `null` if empty. */
  readonly response: unknown;
  readonly truncated: boolean;
}

/** No answer came. */
export interface NoAnswer {
  readonly answered: false;
  /** Whether a request was made; without one, the signer did not come to an end. */
  readonly requested: boolean;
  readonly kind: "aborted" | "timeout" | "network" | "proxy" | "config";
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

/** The reason of an attempt's signal when its time is up. */
const TIME_IS_UP = new DOMException("The attempt timed out", "TimeoutError");

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
  const { clock, signer } = settings;
  const { client, signal, timeout } = options;
  const attempt = new AbortController();
  // A timer of our own, as AbortSignal.timeout() and .any() stay in memory until they fire.
  const disarm = clock.after(timeout, () => attempt.abort(TIME_IS_UP));
  const forward = () => attempt.abort(signal?.reason);
  if (signal?.aborted) forward();
  signal?.addEventListener("abort", forward, { once: true });
  let requested = false;
  try {
    const ready = signer ? await sign(request, signer, clock, attempt.signal, options) : request;
    attempt.signal.throwIfAborted();
    requested = true;
    const response = await transmit(ready, settings, client, attempt.signal);
    const body = await readBody(response, settings.maxResponseBytes, attempt.signal);
    return {
      answered: true,
      status: response.status,
      headers: response.headers,
      response: readResponse(body.text, body.truncated),
      truncated: body.truncated,
    };
  } catch (error) {
    if (attempt.signal.aborted) return interrupted(attempt.signal.reason, options, requested);
    if (!requested) return { ...failed("config", "the signer failed", error), requested };
    return unanswered(error, client !== undefined);
  } finally {
    disarm();
    signal?.removeEventListener("abort", forward);
  }
}

async function sign(
  request: OutgoingRequest,
  signer: Signer,
  clock: Clock,
  signal: AbortSignal,
  { onSigned }: AttemptOptions,
): Promise<OutgoingRequest> {
  const { id, url, body } = request;
  const message = {
    id,
    timestamp: new Date(clock.now()),
    body: new Uint8Array(await body?.arrayBuffer() ?? new ArrayBuffer(0)),
    url: new URL(url),
  };
  const headers = new Headers(request.headers);
  const added = new Headers(await untilAborted(signer(message), signal));
  onSigned(added);
  for (const [name, value] of added) headers.set(name, value);
  return { ...request, headers };
}

/** Sends the request, and again where it is redirected to, if that is wanted. */
async function transmit(
  request: OutgoingRequest,
  { transport, redirect }: Settings,
  client: HttpClient | undefined,
  signal: AbortSignal,
): Promise<Response> {
  let response = await transport(request, { signal, client });
  for (let hop = 0; redirect === "follow" && hop < MAX_REDIRECTS; hop++) {
    const next = redirected(request, response);
    if (!next) break;
    response.body?.cancel().catch(() => {});
    request = next;
    response = await transport(request, { signal, client });
  }
  return response;
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

function interrupted(reason: unknown, options: AttemptOptions, requested: boolean): NoAnswer {
  if (reason !== TIME_IS_UP) {
    return { ...failed("aborted", "aborted", reason), requested, mayHaveArrived: requested };
  }
  const what = requested ? "no answer" : "no signature";
  return {
    ...failed("timeout", `${what} within ${options.timeout} ms`, undefined),
    requested,
    mayHaveArrived: requested,
    proxyFailed: requested && options.client !== undefined,
  };
}

function unanswered(error: unknown, proxied: boolean): NoAnswer {
  const { phase, side, reason } = readFailure(error, proxied);
  if (phase === "refused") return failed("config", reason, error);
  return {
    ...failed(side === "proxy" ? "proxy" : "network", reason, error),
    mayHaveArrived: phase === "unknown",
    // A connection lost under way may be the proxy's doing as well as the server's.
    proxyFailed: proxied && (side === "proxy" || phase === "unknown"),
  };
}

function failed(kind: NoAnswer["kind"], reason: string, cause: unknown): NoAnswer {
  return {
    answered: false,
    requested: true,
    kind,
    reason,
    cause,
    mayHaveArrived: false,
    proxyFailed: false,
  };
}
