/**
 * A client whose every request goes through one proxy.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Socket } from "node:net";

import { makePrintable } from "../../util/printable.ts";
import type { HttpClient, ProxyAddress, TlsOptions } from "../http_client.ts";
import type { NodeAnswer } from "./answer.ts";
import { ConnectError } from "./connect_error.ts";
import { type Connector, createDial, type Dial, type DialOptions, toConnector } from "./dial.ts";
import { exchange } from "./exchange.ts";
import { openHttpTunnel } from "./http_tunnel.ts";
import { type NodeRequest, UNLIMITED } from "./request.ts";
import { openSocksTunnel } from "./socks5.ts";
import { Agent, Pool } from "./undici.ts";

/** A client of one proxy, with connections of its own. */
export class ProxyClient implements HttpClient {
  /** Through tunnels. */
  readonly #tunnels: Agent;
  /** To the proxy itself, which forwards requests to http targets; a SOCKS5 proxy does not. */
  readonly #forwarder: Pool | undefined;
  readonly #authorization: string | undefined;
  /** Connections that are not tunnels yet. */
  readonly #opening = new Set<Socket>();
  #waiting = 0;

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
    const open: Dial = async (target) => {
      const socket = await dialProxy(address);
      this.#opening.add(socket);
      const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
      if (protocol !== "socks5") {
        const asked = openHttpTunnel(
          socket,
          `${target.hostname}:${targetPort}`,
          this.#authorization,
        );
        return asked.finally(() => this.#opening.delete(socket));
      }
      const host = target.hostname.replace(/^\[|\]$/g, "");
      const asked = openSocksTunnel(socket, { host, port: targetPort }, login);
      return asked.finally(() => this.#opening.delete(socket));
    };
    this.#tunnels = new Agent({ ...UNLIMITED, connect: throughTunnel(open, tls) });
    if (protocol !== "socks5") {
      const connect = toConnector(() => dialProxy(address));
      this.#forwarder = new Pool(`${protocol}://${hostname}:${port}`, { ...UNLIMITED, connect });
    }
  }

  /**
   * Sends one request.
   *
   * @param request The request.
   * @param signal Ends it, and the reading of the answer.
   * @returns The answer.
   */
  async request(request: NodeRequest, signal: AbortSignal | undefined): Promise<NodeAnswer> {
    this.#waiting++;
    try {
      return await this.#exchange(request, signal);
    } finally {
      // A proxy that hangs would else hold the connection, and the process, for some time.
      if (--this.#waiting === 0) { for (const socket of this.#opening) socket.destroy(); }
    }
  }

  #exchange(request: NodeRequest, signal: AbortSignal | undefined): Promise<NodeAnswer> {
    const { origin, path, headers } = request;
    if (!this.#forwarder || !origin.startsWith("http:")) {
      return exchange(this.#tunnels, request, signal);
    }
    const own = [...headers];
    if (!hasHost(headers)) own.push("host", origin.slice("http://".length));
    if (this.#authorization !== undefined) own.push("proxy-authorization", this.#authorization);
    // In absolute form. Source: RFC 9112, section 3.2.2.
    const forwarded = { ...request, path: origin + path, headers: own };
    return exchange(this.#forwarder, forwarded, signal);
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
function throughTunnel(open: Dial, tls: TlsOptions): Connector {
  const secure = createDial(tls, "target");
  return toConnector(async (target) => {
    const socket = await open(target);
    if (target.protocol !== "https:") return socket;
    try {
      return await secure({ ...target, httpSocket: socket });
    } catch (error) {
      socket.destroy();
      // Through a tunnel it cannot be told who ended a handshake: another proxy is worth a try.
      const isCut = error instanceof ConnectError && error.code === "ECONNRESET";
      throw isCut ? new ConnectError(error.code, "proxy", error.cause) : error;
    }
  });
}

function hasHost(headers: readonly string[]): boolean {
  return headers.some((field, index) => index % 2 === 0 && field === "host");
}
