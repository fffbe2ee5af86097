/**
 * A client whose every request goes through one proxy.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { isIPv6 } from "node:net";

import { makePrintable } from "../../util/printable.ts";
import type { HttpClient, ProxyAddress, TlsOptions } from "../http_client.ts";
import type { NodeAnswer } from "./answer.ts";
import { ConnectError } from "./connect_error.ts";
import { Connections } from "./connections.ts";
import { createDial, type Dial, type DialOptions } from "./dial.ts";
import { exchange } from "./exchange.ts";
import { openHttpTunnel } from "./http_tunnel.ts";
import { LIMITS, type NodeRequest } from "./request.ts";
import { openSocksTunnel } from "./socks5.ts";
import { Agent, Pool } from "./undici.ts";

/** A client of one proxy, with connections of its own. */
export class ProxyClient implements HttpClient {
  /** Through tunnels. */
  readonly #tunnels: Agent;
  /** To the proxy itself, which forwards requests to http targets; a SOCKS5 proxy does not. */
  readonly #forwarder: Pool | undefined;
  readonly #authorization: string | undefined;
  /** Its connections. */
  readonly connections: Connections = new Connections();

  static {
    makePrintable(this.prototype, "ProxyClient");
  }

  /**
   * Makes a client. No connection is opened yet.
   *
   * @param proxy The proxy.
   * @param tls Certificates to trust, of the targets and of the proxy.
   */
  constructor(proxy: ProxyAddress, tls: TlsOptions) {
    const { protocol, hostname, port, username, password = "" } = proxy;
    const login = username === undefined ? undefined : { username, password };
    this.#authorization = login &&
      `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
    const dialProxy = createDial(tls, "proxy");
    const address: DialOptions = {
      protocol: protocol === "https" ? "https:" : "http:",
      hostname: hostname.replace(/^\[|\]$/g, ""),
      host: `${hostname}:${port}`,
      port: String(port),
    };
    const open: Dial = async (target, signal) => {
      const socket = await dialProxy(address, signal);
      const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
      const host = target.hostname; // undici takes the brackets off.
      if (protocol === "socks5") {
        return await openSocksTunnel(socket, { host, port: targetPort }, login);
      }
      const authority = `${isIPv6(host) ? `[${host}]` : host}:${targetPort}`;
      return await openHttpTunnel(socket, authority, this.#authorization);
    };
    const connect = this.connections.connector(throughTunnel(open, tls));
    this.#tunnels = new Agent({ ...LIMITS, connect });
    if (protocol !== "socks5") {
      const connect = this.connections.connector((_, signal) => dialProxy(address, signal));
      this.#forwarder = new Pool(`${protocol}://${hostname}:${port}`, { ...LIMITS, connect });
    }
  }

  /**
   * Sends one request.
   *
   * @param request The request.
   * @param signal Ends it, and the reading of the answer.
   * @returns The answer.
   */
  request(request: NodeRequest, signal: AbortSignal | undefined): Promise<NodeAnswer> {
    const { origin, path, headers } = request;
    if (!this.#forwarder || !origin.startsWith("http:")) {
      return exchange(this.#tunnels, request, signal, this.connections);
    }
    const own = [...headers];
    if (!hasHost(headers)) own.push("host", origin.slice("http://".length));
    if (this.#authorization !== undefined) own.push("proxy-authorization", this.#authorization);
    // In absolute form. Source: RFC 9112, section 3.2.2.
    const forwarded = { ...request, path: origin + path, headers: own };
    return exchange(this.#forwarder, forwarded, signal, this.connections);
  }

  /** Closes the connections, once the requests in flight have finished. */
  close(): void {
    this.#tunnels.close().catch(() => {});
    this.#forwarder?.close().catch(() => {});
  }

  /** The same as {@linkcode ProxyClient.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * What is printed of a client: nothing, as it holds a login.
   *
   * @returns An empty object.
   */
  toJSON(): Record<string, never> {
    return {};
  }
}

/** Opens a tunnel, and speaks TLS in it where the target does. */
function throughTunnel(open: Dial, tls: TlsOptions): Dial {
  const secure = createDial(tls, "target");
  return async (target, signal) => {
    const socket = await open(target, signal);
    if (target.protocol !== "https:") {
      if (socket.readableLength === 0) return socket;
      // An answer before the request: undici would open one tunnel after the other.
      socket.destroy();
      throw new ConnectError("PROXY_TUNNEL", "proxy");
    }
    try {
      return await secure({ ...target, httpSocket: socket }, signal);
    } catch (error) {
      socket.destroy();
      // Through a tunnel it cannot be told who ended a handshake: another proxy is worth a try.
      const isCut = error instanceof ConnectError && error.code === "ECONNRESET";
      throw isCut ? new ConnectError(error.code, "proxy", error.cause) : error;
    }
  };
}

function hasHost(headers: readonly string[]): boolean {
  return headers.some((field, index) => index % 2 === 0 && field === "host");
}
