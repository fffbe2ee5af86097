/**
 * A Posthook of your own: its API on loopback, with hooks that are really delivered.
 *
 * @module
 */

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { checkNames } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { Connections, listen, shut } from "./connections.ts";
import { createHttpServer, rawPairs, readWhole } from "./http_server.ts";
import {
  asForwarded,
  bodyOf,
  type CallbackUrls,
  type Outcome,
  post,
  signedHeaders,
  SocketCourier,
} from "./posthook/courier.ts";
import { Endpoints } from "./posthook/endpoints.ts";
import type { FakePosthookHook } from "./posthook/hook.ts";
import { Project } from "./posthook/project.ts";
import { ServerSocket } from "./posthook/websocket.ts";
import { RecordedRequest } from "./recorded_request.ts";

/** How a {@linkcode FakePosthook} is set up. */
export interface FakePosthookOptions {
  /**
   * The API key that it takes.
   *
   * @default {"pk_fake"}
   */
  readonly apiKey?: string;
  /**
   * The key that deliveries are signed with, or several during a rotation: the active one first.
   *
   * @default {"ph_sk_fake"}
   */
  readonly signingKey?: string | readonly string[];
  /** Where deliveries are posted to: the origin of your receiver. See `receiver`. */
  readonly receiver?: string | URL;
  /**
   * Whether hooks are async: deliveries bear the URLs for acks and nacks, and a receiver that
   * answers 202 may answer later.
   *
   * @default {false}
   */
  readonly async?: boolean;
  /**
   * How many hooks may be scheduled in all.
   *
   * @default {1000}
   */
  readonly quota?: number;
  /** Tells when hooks are due. The real one by default. */
  readonly clock?: Clock;
}

/** How long a ticket for a listener is good, in ms. */
const TICKET_LIFE = 30_000;

/** The names of all options. */
const NAMES = [
  "apiKey",
  "signingKey",
  "receiver",
  "async",
  "quota",
  "clock",
] satisfies (keyof FakePosthookOptions)[];

/**
 * A fake of Posthook on a port of 127.0.0.1. It keeps hooks, checks what it is asked for as the
 * service documents it, and delivers: it really posts, signed, to your receiver when its clock says
 * so, or over the WebSocket of a listener, and tries again after a failure. Listeners are pinged
 * when you say so, and tickets are good for one connection within 30 seconds.
 *
 * @example Five minutes pass at once
 * ```ts
 * import { createReceiver, Posthook, Result } from "@hookcast/hookcast/posthook";
 * import { FakePosthook, ManualClock } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const clock = new ManualClock();
 * await using service = await FakePosthook.start({ clock });
 * const { apiKey, url: baseUrl, signingKey } = service;
 * const posthook = new Posthook(apiKey, { baseUrl, signingKey, clock });
 *
 * const receive = createReceiver(posthook.signatures, () => Result.ack());
 * await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, receive);
 * service.receiver = `http://127.0.0.1:${server.addr.port}`;
 *
 * const { id } = await posthook.hooks.schedule({ path: "/remind", postIn: "5m" });
 * await clock.advance(5 * 60_000);
 * await service.idle();
 *
 * assertEquals((await posthook.hooks.get(id)).status, "completed");
 * ```
 */
export class FakePosthook implements AsyncDisposable {
  /** Where deliveries are posted to: the origin of your receiver; `undefined` while there is none. */
  receiver: string | URL | undefined;
  /** The API key that it takes. */
  readonly apiKey: string;
  readonly #signingKeys: readonly string[];
  readonly #isAsync: boolean;
  readonly #clock: Clock;
  readonly #project: Project;
  readonly #endpoints: Endpoints;
  readonly #courier: SocketCourier;
  /** The tickets that were not used, and when they expire. */
  readonly #tickets = new Map<string, number>();
  readonly #sockets = new Set<ServerSocket>();
  /** Those that asked for the request of each delivery. */
  readonly #forwarding = new WeakSet<ServerSocket>();
  readonly #heard: unknown[] = [];
  readonly #requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #connections = new Connections();
  #connected = 0;
  #url = "";
  #closing: Promise<void> | undefined;

  private constructor(options: FakePosthookOptions) {
    checkNames(options, NAMES, "FakePosthook");
    const { apiKey = "pk_fake", signingKey = "ph_sk_fake", quota = 1000 } = options;
    const { clock = systemClock, async = false, receiver } = options;
    this.receiver = receiver;
    this.apiKey = apiKey;
    this.#signingKeys = typeof signingKey === "string" ? [signingKey] : signingKey;
    this.#isAsync = async;
    this.#clock = clock;
    this.#courier = new SocketCourier(clock);
    this.#project = new Project(
      clock,
      (hook, urls) => this.#deliver(hook, urls),
      (action, token) => `${this.#url}/callbacks/${action}/${token}`,
    );
    const issueTicket = () => this.#issueTicket();
    this.#endpoints = new Endpoints({ clock, project: this.#project, apiKey, quota, issueTicket });
    this.#server = createHttpServer(this.#connections, { closes: () => false });
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("upgrade", (request, socket) => this.#upgrade(request, socket));
  }

  /**
   * Starts a fake on a free port.
   *
   * @throws {TypeError} If an option is unknown.
   */
  static async start(options: FakePosthookOptions = {}): Promise<FakePosthook> {
    const service = new FakePosthook(options);
    service.#url = `http://127.0.0.1:${await listen(service.#server, 0)}`;
    return service;
  }

  /** Where it listens: `http://127.0.0.1:PORT`. */
  get url(): string {
    return this.#url;
  }

  /** The key that deliveries are signed with; the active one. */
  get signingKey(): string {
    return this.#signingKeys[0]!;
  }

  /** Every request that arrived, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Every hook that was not deleted, oldest first. */
  get hooks(): readonly FakePosthookHook[] {
    return this.#project.hooks;
  }

  /** Everything that listeners said, oldest first, parsed. */
  get heard(): readonly unknown[] {
    return this.#heard;
  }

  /** How many listeners are connected. */
  get listeners(): number {
    return this.#sockets.size;
  }

  /** Delivers a hook now, due or not, and resolves once it is clear what came of it. */
  deliver(id: string): Promise<void> {
    return this.#project.fire(id);
  }

  /** Resolves once no delivery is under way. */
  idle(): Promise<void> {
    return this.#project.idle();
  }

  /** Says something to all listeners: a message, or any text. */
  say(message: object | string): void {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    for (const socket of this.#sockets) socket.send(text);
  }

  /** Closes the connections of all listeners with a code: 1001 going away, 4001 bad ticket, … */
  async disconnect(code: number = 1001): Promise<void> {
    const sockets = [...this.#sockets];
    for (const socket of sockets) socket.close(code);
    await Promise.all(sockets.map(({ closed }) => closed));
  }

  /** Closes the server and every connection, and calls off every hook. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  /** The same as {@linkcode FakePosthook.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#project.stop();
    for (const socket of this.#sockets) socket.destroy();
    await shut(this.#server, this.#connections);
    await this.idle();
    this.#project.stop(); // What failed just now would be tried again.
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    readWhole(request, (body) => {
      const { method = "GET", url = "/" } = request;
      const record = this.#record(request, body);
      const reply = this.#endpoints.answer({
        method,
        url: new URL(url, this.#url),
        apiKey: record.headers.get("x-api-key"),
        body: record.text,
        size: body.length,
      });
      response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
      response.end(JSON.stringify(reply.body));
    });
  }

  #record(request: IncomingMessage, body: Uint8Array): RecordedRequest {
    const record = new RecordedRequest({
      method: request.method!,
      path: request.url!,
      rawHeaders: rawPairs(request),
      body,
      at: this.#clock.ticks(),
      connection: this.#connections.idOf(request.socket),
    });
    this.#requests.push(record);
    return record;
  }

  #issueTicket(): Record<string, string> {
    const ticket = crypto.randomUUID();
    const expires = this.#clock.now() + TICKET_LIFE;
    this.#tickets.set(ticket, expires);
    const url = `${this.#url.replace("http", "ws")}/v1/ws`;
    return { ticket, url, expiresAt: new Date(expires).toISOString() };
  }

  #upgrade(request: IncomingMessage, duplex: Duplex): void {
    this.#record(request, new Uint8Array());
    const { searchParams: query } = new URL(request.url!, this.#url);
    const ticket = query.get("ticket") ?? "";
    const expires = this.#tickets.get(ticket) ?? -Infinity;
    this.#tickets.delete(ticket);
    const socket = new ServerSocket(request, duplex, (text) => {
      this.#heard.push(JSON.parse(text));
      this.#courier.hear(text);
    });
    if (this.#clock.now() > expires) return socket.close(4001);
    this.#sockets.add(socket);
    if (query.get("forward") === "true") this.#forwarding.add(socket);
    socket.closed.then(() => this.#sockets.delete(socket));
    socket.send(JSON.stringify({
      type: "connected",
      connectionId: `connection-${++this.#connected}`,
      projectId: "project-1",
      projectName: "Fake",
      serverTime: new Date(this.#clock.now()).toISOString(),
    }));
  }

  async #deliver(hook: FakePosthookHook, urls: CallbackUrls): Promise<Outcome> {
    const now = this.#clock.now();
    const { id } = hook;
    const body = bodyOf(hook, now);
    const headers = signedHeaders(body, this.#signingKeys, { id, now });
    const [socket] = this.#sockets;
    if (socket) {
      const timestamp = Math.floor(now / 1000);
      const { path, data, postAt, createdAt, attempts: attempt } = hook;
      const maxAttempts = 1 + (hook.retryOverride?.minRetries ?? 3);
      const message = { id, path, data, postAt, createdAt, attempt, maxAttempts, timestamp };
      const forwarded = this.#forwarding.has(socket) &&
        { forwardRequest: asForwarded(body, headers) };
      return await this.#courier.deliver(socket, { ...message, ...urls, ...forwarded });
    }
    if (!this.receiver) return { kind: "failed", error: "there is no receiver" };
    const url = String(this.receiver).replace(/\/+$/, "") + hook.path;
    const { ackUrl, nackUrl } = urls;
    if (this.#isAsync) {
      Object.assign(headers, { "posthook-ack-url": ackUrl, "posthook-nack-url": nackUrl });
    }
    return await post(url, { body, headers, isAsync: this.#isAsync }, this.#clock);
  }
}
