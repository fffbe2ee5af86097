/**
 * What the HTTP servers among the fakes share.
 *
 * @module
 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Connections } from "./connections.ts";

/** A certificate for a fake that speaks TLS. */
export interface TlsOptions {
  /** The certificate, or the chain, as PEM. */
  readonly cert: string;
  /** Its private key, as PEM. */
  readonly key: string;
}

/** Node closes idle connections and slow requests by itself; a fake does only what it is told. */
const NO_TIMEOUTS = { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 };

/**
 * Makes an HTTP/1.1 server, over TLS if there is a certificate, that does not listen yet.
 *
 * @param connections Where to keep its connections.
 * @param options The certificate; `closes` says of each new connection whether to close it at once.
 */
export function createHttpServer(
  connections: Connections,
  options: { readonly tls?: TlsOptions; readonly closes: () => boolean },
): Server {
  const { tls, closes } = options;
  const server = tls ? createTlsServer({ ...NO_TIMEOUTS, ...tls }) : createServer(NO_TIMEOUTS);
  server.on("connection", (socket) => {
    connections.add(socket);
    if (closes()) socket.destroy();
  });
  server.on("secureConnection", (socket) => connections.addTls(socket));
  return server;
}

/** Reads a request to its end and hands on its body; a request that breaks off before is dropped. */
export function readWhole(request: IncomingMessage, then: (body: Uint8Array) => void): void {
  const chunks: Uint8Array[] = [];
  request.on("error", () => {});
  request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  request.on("end", () => then(concat(chunks)));
}

/** The headers as they came, in order, one pair per field. */
export function rawPairs(message: IncomingMessage): [name: string, value: string][] {
  const { rawHeaders } = message;
  const pairs: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index]!, rawHeaders[index + 1]!]);
  }
  return pairs;
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
