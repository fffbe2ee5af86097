/**
 * Opening connections in Node: to a target, or to a proxy.
 *
 * @module
 */

import {
  createSecureContext,
  getCACertificates,
  rootCertificates,
  type SecureContext,
} from "node:tls";
import type { Socket } from "node:net";
import type { buildConnector as undici } from "undici";
import { ConnectError } from "./connect_error.ts";
import type { TlsOptions } from "../http_client.ts";
import { buildConnector } from "./undici.ts";

/** What undici asks a connector for. */
export type DialOptions = undici.Options;

/** How undici lets a client open its connections. */
export type Connector = undici.connector;

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
export function createDial({ caCerts }: TlsOptions, side: "proxy" | "target"): Dial {
  const plain = buildConnector({ timeout: CONNECT_TIMEOUT });
  let secure: Connector | undefined;
  return (options) =>
    new Promise((resolve, reject) => {
      const connect = options.protocol === "https:" && caCerts
        ? secure ??= buildConnector({
          timeout: CONNECT_TIMEOUT,
          secureContext: contextOf(caCerts),
        })
        : plain;
      connect(options, (error, socket) => {
        if (error) reject(ConnectError.from(error, side));
        else resolve(socket);
      });
    });
}

/** One for all clients of a pool: to read all certificates of the platform takes long. */
const contexts = new WeakMap<readonly string[], SecureContext>();

function contextOf(caCerts: readonly string[]): SecureContext {
  const known = contexts.get(caCerts);
  if (known) return known;
  const context = createSecureContext({ ca: [...platformCas(), ...caCerts] });
  contexts.set(caCerts, context);
  return context;
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
