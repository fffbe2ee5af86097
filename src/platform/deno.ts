/**
 * What is particular to Deno: HTTP clients that go through a proxy.
 *
 * @module
 */

import type { HttpClient, ProxyAddress, TlsOptions } from "./http_client.ts";

/**
 * Whether this platform's own `fetch` takes an {@linkcode HttpClient}. Elsewhere it would ignore
 * the client, and the request would go out without the proxy that it was promised.
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
