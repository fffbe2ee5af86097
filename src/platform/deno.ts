/**
 * Sending in Deno, and wherever else there is a `fetch`. In the npm package `node.ts` takes the place
 * of this file.
 *
 * @module
 */

import { ByteBlob, takesByteBlobs } from "./byte_blob.ts";
import type {
  HeaderFields,
  HttpClient,
  HttpSend,
  ProxyAddress,
  TlsOptions,
} from "./http_client.ts";
import { UsualRequests } from "./usual_requests.ts";

const encoder = new TextEncoder();

/** Deno's own, whatever takes their places later; `undefined` elsewhere. */
const own = takesClients() ? { fetch: globalThis.fetch, Request: globalThis.Request } : undefined;

/**
 * Encodes a text.
 *
 * @param text The text.
 * @returns Its bytes in UTF-8.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/**
 * Makes the way to send the requests of one sender: the platform's own `fetch`, which is looked up at
 * each call. Bodies go out as a `Blob`: Deno silently sends bytes a second time when a reused
 * connection closes early, and a `Blob` never.
 *
 * @param usual The headers that most of the requests will have: this very object.
 * @returns The way to send.
 */
export function createSend(usual: HeaderFields): HttpSend {
  // Deno takes a twentieth of the time of a request on loopback to read all but the body.
  const blanks = own && new UsualRequests(usual, (url, { method, headers }) => {
    return new own.Request(url, { method, headers, redirect: "manual" });
  });
  return (url, request, client) => {
    const { method, headers, body, signal = null } = request;
    const init: RequestInit = { body: body instanceof Uint8Array ? toBlob(body) : body, signal };
    if (client) Object.assign(init, { client }); // Deno's own extension of `fetch`.
    const { fetch } = globalThis;
    // Any other, such as one that a test has put in its place, is told all in the plainest way.
    const blank = fetch === own?.fetch ? blanks?.get(url, request) : undefined;
    if (blank) return fetch(blank, init);
    return fetch(url, { method, headers, redirect: "manual", ...init });
  };
}

function toBlob(bytes: Uint8Array<ArrayBuffer>): Blob {
  return own && takesByteBlobs() ? new ByteBlob(bytes) : new Blob([bytes]);
}

/**
 * Whether {@linkcode createSend} takes an {@linkcode HttpClient} here. Elsewhere than in Deno `fetch`
 * would ignore the client, and the request would go out without the proxy that it was promised.
 *
 * @returns `true` in Deno.
 */
export function takesClients(): boolean {
  return typeof globalThis.Deno?.createHttpClient === "function";
}

/**
 * Opens a client whose every request goes through one proxy. Deno honours `NO_PROXY` even here: a
 * host listed there is reached directly.
 *
 * @param proxy The proxy.
 * @param tls Certificates to trust.
 * @returns The client. It costs about 100 KB until it is closed.
 * @throws {TypeError} If the platform has no such clients.
 */
export function openClient(proxy: ProxyAddress, tls: TlsOptions = {}): HttpClient {
  if (!takesClients()) {
    throw new TypeError(
      "Cannot use a proxy here: it takes Deno, or in Node the npm package 'hookcast'",
    );
  }
  const { protocol, hostname, port, username, password } = proxy;
  return Deno.createHttpClient({
    proxy: {
      url: `${protocol}://${hostname}:${port}`,
      ...(username !== undefined && { basicAuth: { username, password: password ?? "" } }),
    },
    ...(tls.caCerts && { caCerts: [...tls.caCerts] }),
  });
}
