/**
 * Opening connections in Node: to a target, or to a proxy.
 *
 * @module
 */

import { createSecureContext, getCACertificates, rootCertificates } from "node:tls";
import type { Socket } from "node:net";
import { buildConnector } from "undici";
import { ConnectError } from "./connect_error.ts";
import type { TlsOptions } from "../http_client.ts";

/** What undici asks a connector for. */
export type DialOptions = buildConnector.Options;

/** How undici lets a client open its connections. */
export type Connector = buildConnector.connector;

/** Opens one connection. Rejects with a {@linkcode ConnectError}. */
export type Dial = (options: DialOptions) => Promise<Socket>;

/**
 * How long connecting may take, in ms, each step of it. undici's own limit, and needed: it does not
 * give up a connection when the request that wanted it is aborted.
 */
export const CONNECT_TIMEOUT = 10_000;

/**
 * Makes the function that opens connections.
 *
 * @param tls Certificates to trust.
 * @param side Who has failed when it does.
 * @returns The function.
 */
export function createDial(tls: TlsOptions, side: "proxy" | "target"): Dial {
  // One context for all connections: reading all certificates takes milliseconds.
  const secureContext = tls.caCerts &&
    createSecureContext({ ca: [...platformCas(), ...tls.caCerts] });
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT,
    ...(secureContext && { secureContext }),
  });
  return (options) =>
    new Promise((resolve, reject) => {
      connect(options, (error, socket) => {
        if (error) reject(ConnectError.from(error, side));
        else resolve(socket);
      });
    });
}

/**
 * Turns a dial into what undici takes.
 *
 * @param dial Opens one connection.
 * @returns A connector.
 */
export function toConnector(dial: Dial): Connector {
  return (options, callback) => {
    dial(options).then((socket) => callback(null, socket), (error) => callback(error, null));
  };
}

/** What the platform trusts; Node 22.15 and newer know of `NODE_EXTRA_CA_CERTS` here too. */
function platformCas(): readonly string[] {
  return typeof getCACertificates === "function" ? getCACertificates() : rootCertificates;
}
