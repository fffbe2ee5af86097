/**
 * A loopback proxy that can fail on demand and keeps what went through it.
 *
 * @module
 */

import type { Server } from "node:net";
import { checkNames, checkWord } from "../util/check.ts";
import { Connections, listen, shut } from "./connections.ts";
import { createHttpProxy } from "./http_proxy.ts";
import type { TlsOptions } from "./http_server.ts";
import { checkFault, type ProxyFault, type ProxyKind } from "./proxy_fault.ts";
import type { Address, ProxyContext, ProxyRequest } from "./proxy_request.ts";
import { createSocks5Proxy } from "./socks5.ts";

/** How a {@linkcode FakeProxy} works. */
export interface FakeProxyOptions {
  /** What it speaks: `"http"` (absolute form and CONNECT) or `"socks5"`. */
  readonly kind: ProxyKind;
  /** Ask for credentials, and let only this user in; by default everyone is. */
  readonly username?: string;
  /**
   * The password of that user.
   *
   * @default {""}
   */
  readonly password?: string;
  /**
   * Where a target really is, so that invented names lead to your own servers. `undefined` means
   * that the target is what its name says.
   */
  readonly resolve?: (host: string, port: number) => Address | undefined;
  /** The fault to begin with; none by default. */
  readonly fault?: ProxyFault | null;
  /**
   * The port on 127.0.0.1; 0 is any free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /** Speak TLS to clients, as an `https:` proxy. For `"http"` only. */
  readonly tls?: TlsOptions;
}

/** The names of all options. */
const NAMES = [
  "kind",
  "username",
  "password",
  "resolve",
  "fault",
  "port",
  "tls",
] satisfies (keyof FakeProxyOptions)[];

/**
 * A proxy on 127.0.0.1 for tests. As `"http"` it forwards requests in absolute form and tunnels
 * CONNECT, as `"socks5"` it tunnels (names, IPv4 and IPv6; no BIND, no UDP). It keeps what went
 * through it, but never a password.
 *
 * Where a target cannot be reached, an http proxy answers 502, and a SOCKS5 proxy has reply codes.
 *
 * @example A name that exists nowhere, through a SOCKS5 proxy
 * ```ts
 * import { always, FakeProxy, FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = await FakeServer.start(always({ body: "hello" }));
 * await using proxy = await FakeProxy.start({
 *   kind: "socks5",
 *   resolve: () => ({ host: "127.0.0.1", port: server.port }),
 * });
 *
 * using client = Deno.createHttpClient({ proxy: { url: proxy.url } });
 * const response = await fetch("http://hook.test/", { client });
 * assertEquals(await response.text(), "hello");
 * assertEquals(proxy.requests.map((request) => request.target), ["hook.test:80"]);
 * ```
 */
export class FakeProxy implements AsyncDisposable {
  readonly #options: FakeProxyOptions;
  readonly #context: ProxyContext;
  readonly #requests: ProxyRequest[] = [];
  #server: Server | undefined;
  #fault: ProxyFault | null;
  #port = 0;
  #closed = false;

  private constructor(options: FakeProxyOptions) {
    checkNames(options, NAMES, "a fake proxy");
    const { kind, username, password = "", resolve } = options;
    checkWord("kind", kind, ["http", "socks5"]);
    if (kind === "socks5" && options.tls) {
      throw new TypeError(`Cannot start a proxy with 'tls': its kind is "socks5"`);
    }
    this.#options = options;
    this.#fault = checkFault(options.fault ?? null, kind);
    this.#context = {
      clients: new Connections(),
      targets: new Connections(),
      credentials: username === undefined ? null : { username, password },
      fault: () => this.#fault,
      resolve: (target) => resolve?.(target.host, target.port) ?? target,
      record: (request) => this.#requests.push(request),
    };
  }

  /**
   * Starts a proxy.
   *
   * @param options What it speaks, who may use it, where names lead, how it fails.
   * @returns The proxy, listening. Rejects when the port is taken, or options exclude each other.
   */
  static async start(options: FakeProxyOptions): Promise<FakeProxy> {
    const proxy = new FakeProxy(options);
    await proxy.#listen(options.port ?? 0);
    return proxy;
  }

  /** What it speaks. */
  get kind(): ProxyKind {
    return this.#options.kind;
  }

  /** Where it listens, as `host:port`. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Where it listens, as a URL without path and without credentials. */
  get url(): string {
    return `${this.#scheme}://${this.address}`;
  }

  /** Where it listens, as a URL with the right credentials; without any if everyone is let in. */
  get urlWithCredentials(): string {
    const { credentials } = this.#context;
    if (!credentials) return this.url;
    const { username, password } = credentials;
    const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
    return `${this.#scheme}://${user}@${this.address}`;
  }

  /** Every request that named a target, oldest first, those that were refused included. */
  get requests(): readonly ProxyRequest[] {
    return this.#requests;
  }

  /** How many TCP connections were accepted so far, those that were closed at once included. */
  get connections(): number {
    return this.#context.clients.accepted;
  }

  /** How many TCP connections of clients are open now. */
  get openConnections(): number {
    return this.#context.clients.open;
  }

  /** How it fails from now on; `null` when it works. Tunnels that are open see `"cut-after"` only. */
  get fault(): ProxyFault | null {
    return this.#fault;
  }

  set fault(fault: ProxyFault | null) {
    this.#fault = checkFault(fault, this.kind);
  }

  /**
   * Resolves once a client's connection is closed, by either side.
   *
   * @param connection Its number, as in `request.connection`.
   */
  disconnected(connection: number): Promise<void> {
    return this.#context.clients.closed(connection);
  }

  /**
   * Closes every connection that is open, as a proxy that dies in the middle of an exchange. New
   * ones are welcome.
   */
  disconnectAll(): void {
    this.#context.clients.destroyAll();
    this.#context.targets.destroyAll();
  }

  /** Stops listening, so that new connections are refused, and closes those that are open. */
  async die(): Promise<void> {
    const { clients, targets } = this.#context;
    const server = this.#server;
    this.#server = undefined;
    if (server) await shut(server, clients);
    await Promise.all([clients.destroyAll(), targets.destroyAll()]);
  }

  /**
   * Listens again on the same port, after {@linkcode FakeProxy.die}. Rejects when another process
   * has taken the port meanwhile, or the proxy was closed.
   */
  async revive(): Promise<void> {
    if (this.#closed) throw new Error("Cannot revive a proxy that is closed");
    if (!this.#server) await this.#listen(this.#port);
  }

  /** Stops for good, and closes every connection. */
  close(): Promise<void> {
    this.#closed = true;
    return this.die();
  }

  /** The same as {@linkcode FakeProxy.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #scheme(): string {
    if (this.kind === "socks5") return "socks5";
    return this.#options.tls ? "https" : "http";
  }

  async #listen(port: number): Promise<void> {
    const server = this.kind === "http"
      ? createHttpProxy(this.#context, this.#options.tls)
      : createSocks5Proxy(this.#context);
    this.#port = await listen(server, port);
    this.#server = server;
  }
}
