/**
 * The one place where a request leaves the process.
 *
 * @module
 */

import { createSend } from "../platform/deno.ts";
import type { HeaderFields, HttpClient, HttpResponse } from "../platform/http_client.ts";
import { untilAborted } from "../util/abort.ts";
import type { OutgoingRequest } from "./request.ts";

/** Sends one request and resolves to its answer, or rejects with whatever the platform throws. */
export type HttpTransport = (request: OutgoingRequest, use: {
  /** Ends the request, and the reading of the answer; `undefined` when nothing can. */
  readonly signal: AbortSignal | undefined;
  /** The client to go through. */
  readonly client?: HttpClient;
}) => Promise<HttpResponse>;

/**
 * Makes the transport out of a user's options.
 *
 * @param options `fetch` to use instead of the platform's own way to send; `client` for requests
 * that bring none of their own.
 * @param usual The headers that most of the requests will have: this very object.
 * @returns The transport.
 */
export function createTransport(
  options: { readonly fetch?: typeof fetch; readonly client?: HttpClient },
  usual: HeaderFields,
): HttpTransport {
  if (options.fetch) return createForeign(options.fetch, options.client);
  const send = createSend(usual);
  return ({ method, url, headers, body }, { signal, client = options.client }) => {
    return send(url.href, { method, headers, body, signal }, client);
  };
}

/** Sends by a `fetch` of the user's own. */
function createForeign(own: typeof fetch, usualClient: HttpClient | undefined): HttpTransport {
  return ({ method, url, headers, body }, { signal, client = usualClient }) => {
    const init: RequestInit = {
      method,
      headers: new Headers(headers), // It may read them in a way of its own.
      body: body instanceof Uint8Array ? new Blob([body]) : body, // Deno's may send bytes twice.
      signal,
      redirect: "manual",
    };
    if (client) Object.assign(init, { client });
    return guarded(own(url, init), signal);
  };
}

/** A `fetch` that is not the platform's may not listen to its signal, and answer too late. */
function guarded(answer: Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  return untilAborted(answer, signal).catch((error) => {
    // What it returned may be no promise, and what it promised no response.
    Promise.resolve(answer).then((late) => late?.body?.cancel()).catch(() => {});
    throw error;
  });
}
