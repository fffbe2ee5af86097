/**
 * A client without a proxy.
 *
 * @module
 */

import type { HttpClient, TlsOptions } from "../http_client.ts";
import type { NodeAnswer } from "./answer.ts";
import { Connections } from "./connections.ts";
import { createDial } from "./dial.ts";
import { exchange } from "./exchange.ts";
import { LIMITS, type NodeRequest } from "./request.ts";
import { Agent } from "./undici.ts";

/** A client that connects to the targets themselves. */
export class DirectClient implements HttpClient {
  readonly #agent: Agent;
  /** Its connections. */
  readonly connections: Connections = new Connections();

  /**
   * Makes a client. No connection is opened yet.
   *
   * @param tls Certificates to trust.
   */
  constructor(tls: TlsOptions) {
    const connect = this.connections.connector(createDial(tls, "target"));
    this.#agent = new Agent({ ...LIMITS, connect });
  }

  /**
   * Sends one request.
   *
   * @param request The request.
   * @param signal Ends it, and the reading of the answer.
   * @returns The answer.
   */
  request(request: NodeRequest, signal: AbortSignal | undefined): Promise<NodeAnswer> {
    return exchange(this.#agent, request, signal, this.connections);
  }

  /** Closes the connections, once the requests in flight have finished. */
  close(): void {
    this.#agent.close().catch(() => {});
  }
}
