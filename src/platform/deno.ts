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
import { ByteBlob } from "./byte_blob.ts";

const encoder = new TextEncoder();

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
 * Sends one request by the platform's own `fetch`, which is looked up at each call. Redirects are
 * not followed. The body goes out as a `Blob`: Deno silently sends bytes a second time when a reused
 * connection closes early, and a `Blob` never.
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
  const blob = body instanceof Uint8Array ? toBlob(body) : body;
  const init: RequestInit = { ...request, body: blob };
  if (client) Object.assign(init, { client }); // Deno's own extension of `fetch`.
  return globalThis.fetch(url, init);
}

/** Other platforms than Deno read a `Blob` past its methods, and would find a `ByteBlob` empty. */
function toBlob(bytes: Uint8Array<ArrayBuffer>): Blob {
  return takesClients() ? new ByteBlob(bytes) : new Blob([bytes]);
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
