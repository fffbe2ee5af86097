/**
 * The one place where a request leaves the process.
 *
 * @module
 */

import type { HttpClient } from "../platform/http_client.ts";
import { untilAborted } from "../util/abort.ts";
import type { OutgoingRequest } from "./request.ts";

/** Sends one request and resolves to its answer, or rejects with whatever the platform throws. */
export type HttpTransport = (request: OutgoingRequest, use: {
  /** Ends the request, and the reading of the answer. */
  readonly signal: AbortSignal;
  /** The client to go through. */
  readonly client?: HttpClient;
}) => Promise<Response>;

/**
 * Makes the transport out of a user's options.
 *
 * @param options `fetch` to use instead of the platform's own, which is looked up at each call;
 * `client` for requests that bring none of their own.
 * @returns The transport.
 */
export function createTransport(options: {
  readonly fetch?: typeof fetch;
  readonly client?: HttpClient;
}): HttpTransport {
  const own = options.fetch;
  return (request, use) => {
    const { method, url, headers, body } = request;
    const client = use.client ?? options.client;
    const init: RequestInit = { method, headers, body, signal: use.signal, redirect: "manual" };
    if (client) Object.assign(init, { client }); // Deno's own extension of `fetch`.
    return own ? guarded(own(url, init), use.signal) : globalThis.fetch(url.href, init);
  };
}

/** A `fetch` that is not the platform's may not listen to its signal, and answer too late. */
function guarded(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return untilAborted(answer, signal).catch((error) => {
    answer.then((late) => late.body?.cancel()).catch(() => {});
    throw error;
  });
}
