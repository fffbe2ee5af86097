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

/**
 * Opens one connection. Rejects with a {@linkcode ConnectError}. The signal is good for as long as
 * connecting takes.
 */
export type Dial = (options: DialOptions, signal: AbortSignal) => Promise<Socket>;

/** How long connecting may take, in ms, each step of it. undici's own limit. */
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
  let secure: typeof plain | undefined;
  return (options, signal) =>
    new Promise((resolve, reject) => {
      const connect = options.protocol === "https:" && caCerts
        ? secure ??= buildConnector({
          timeout: CONNECT_TIMEOUT,
          secureContext: contextOf(caCerts),
        })
        : plain;
      const socket = connect(options, (error, socket) => {
        if (error) reject(ConnectError.from(error, side));
        else resolve(socket);
      });
      signal.addEventListener("abort", () => socket.destroy(signal.reason));
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

/** What the platform trusts; Node 22.15 and newer know of `NODE_EXTRA_CA_CERTS` here too. */
function platformCas(): readonly string[] {
  return typeof getCACertificates === "function" ? getCACertificates() : rootCertificates;
}
