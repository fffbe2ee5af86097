/**
 * Sending in Node, by undici's own `dispatch()`: the global `fetch` costs five times as much there,
 * and cannot be given a proxy. The npm package has this file in the place of `deno.ts`.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type {
  HeaderFields,
  HttpClient,
  HttpSend,
  ProxyAddress,
  TlsOptions,
} from "./http_client.ts";
import { Connections } from "./node/connections.ts";
import { DirectClient } from "./node/direct_client.ts";
import { type Dispatches, exchange } from "./node/exchange.ts";
import { ProxyClient } from "./node/proxy_client.ts";
import { toNodeHead } from "./node/request.ts";
import { UsualRequests } from "./usual_requests.ts";

/** The connections of the clients of users: what is known of them is only when they are left. */
const foreign = new WeakMap<HttpClient, Connections>();

/** Used for all requests that name no client. It is opened by the first of them. */
let direct: DirectClient | undefined;

/**
 * Encodes a text. `TextEncoder` takes seven times as long in Node.
 *
 * @param text The text.
 * @returns Its bytes in UTF-8.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return Buffer.from(text);
}

/**
 * Makes the way to send the requests of one sender.
 *
 * @param usual The headers that most of the requests will have: this very object.
 * @returns The way to send. It takes clients of {@linkcode openClient}, and any `Agent` of undici 7 or
 * newer.
 */
export function createSend(usual: HeaderFields): HttpSend {
  const heads = new UsualRequests(usual, toNodeHead);
  return async (url, request, client) => {
    const sender = client ?? (direct ??= new DirectClient({}));
    const isOurs = sender instanceof DirectClient || sender instanceof ProxyClient;
    if (!isOurs && !dispatches(sender)) {
      throw Object.assign(new TypeError("It is no client"), { code: "NO_CLIENT" });
    }
    const { body, signal } = request;
    // A stream would be sent in pieces, and costs more than all the rest.
    const bytes = body instanceof Blob ? new Uint8Array(await body.arrayBuffer()) : body;
    const connections = isOurs ? sender.connections : connectionsOf(sender);
    const ready = connections.ready();
    if (ready) await ready;
    signal?.throwIfAborted();
    const asked = { ...(heads.get(url, request) ?? toNodeHead(url, request)), body: bytes };
    if (isOurs) return await sender.request(asked, signal);
    // An interceptor may add to the headers: it shall have its own.
    const copy = { ...asked, headers: [...asked.headers] };
    return await exchange(sender, copy, signal, connections);
  };
}

/**
 * Whether {@linkcode createSend} takes an {@linkcode HttpClient} here.
 *
 * @returns `true`.
 */
export function takesClients(): boolean {
  return true;
}

/**
 * Opens a client whose every request goes through one proxy.
 *
 * @param proxy The proxy.
 * @param tls Certificates to trust.
 * @returns The client.
 */
export function openClient(proxy: ProxyAddress, tls: TlsOptions = {}): HttpClient {
  return new ProxyClient(proxy, tls);
}

/**
 * Opens a client without a proxy.
 *
 * @param tls Certificates to trust.
 * @returns The client.
 */
export function openDirect(tls: TlsOptions = {}): HttpClient {
  return new DirectClient(tls);
}

function connectionsOf(client: HttpClient): Connections {
  const known = foreign.get(client);
  if (known) return known;
  const connections = new Connections();
  foreign.set(client, connections);
  return connections;
}

function dispatches(client: HttpClient): client is HttpClient & Dispatches {
  return typeof (client as Partial<Dispatches>).dispatch === "function";
}
