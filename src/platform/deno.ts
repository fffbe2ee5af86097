/**
 * Sending in Deno, and wherever else there is a `fetch`. In the npm package `node.ts` takes the place
 * of this file.
 *
 * @module
 */

import type {
  HttpClient,
  HttpRequest,
  HttpResponse,
  ProxyAddress,
  TlsOptions,
} from "./http_client.ts";

import { nativeBlob } from "../util/byte_blob.ts";

/**
 * Sends one request by the platform's own `fetch`, which is looked up at each call. Redirects are
 * not followed.
 *
 * @param url Where to. As a text: Deno would turn a `URL` into one.
 * @param request What to send.
 * @param client The client to go through, if any.
 * @returns The answer. Rejects with whatever `fetch` throws.
 */
export function send(
  url: string,
  request: HttpRequest,
  client: HttpClient | undefined,
): Promise<HttpResponse> {
  const { body } = request;
  if (!takesClients()) return globalThis.fetch(url, { ...request, body: body && nativeBlob(body) });
  if (!client) return globalThis.fetch(url, request);
  const init = { ...request, client }; // Deno's own extension of `fetch`.
  return globalThis.fetch(url, init);
}

/**
 * Whether {@linkcode send} takes an {@linkcode HttpClient} here. Elsewhere than in Deno `fetch`
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
