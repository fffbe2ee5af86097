/**
 * A loopback HTTP server that answers by a script and keeps what it received.
 *
 * @module
 */

import type { Server } from "node:http";
import { untilAborted } from "../util/abort.ts";
import { checkNames } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import { type Exchange, play } from "./answers.ts";
import { Connections, listen, shut } from "./connections.ts";
import { createHttpServer, rawPairs, readWhole, type TlsOptions } from "./http_server.ts";
import { RecordedRequest } from "./recorded_request.ts";
import { type Script, ScriptPlayer } from "./script.ts";

/** How a {@linkcode FakeServer} listens. */
export interface FakeServerOptions {
  /**
   * The port on 127.0.0.1; 0 is any free one.
   *
   * @default {0}
   */
  readonly port?: number;
  /** Speak https with this certificate; http by default. */
  readonly tls?: TlsOptions;
  /** What delays wait on, and `at` is read from; the real clock by default. */
  readonly clock?: Clock;
}

/**
 * An HTTP/1.1 server on 127.0.0.1 for tests: it plays a script, one answer per request, and keeps
 * every request. Connections stay open between requests, as with a real server, and its faults are
 * real: a `cut` closes the socket.
 *
 * A request is recorded once it was read to its end, before its answer is decided. A script that
 * has run out answers 500. A closed server refuses connections.
 *
 * @example A server that fails once
 * ```ts
 * import { FakeServer } from "@hookcast/hookcast/testing";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * await using server = await FakeServer.start([{ fault: "cut" }, { body: { id: "1" } }]);
 *
 * const send = () => fetch(server.url, { method: "POST", body: "hello" });
 * await assertRejects(send, TypeError);
 * assertEquals(await (await send()).json(), { id: "1" });
 * assertEquals(server.requests.map((request) => request.text), ["hello", "hello"]);
 * ```
 */
export class FakeServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #connections = new Connections();
  readonly #player: ScriptPlayer;
  readonly #clock: Clock;
  readonly #scheme: string;
  readonly #requests: RecordedRequest[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #closed = new AbortController();
  #port = 0;
  #closing: Promise<void> | undefined;

  private constructor(script: Script, options: FakeServerOptions) {
    checkNames(options, ["port", "tls", "clock"], "a fake server");
    const { tls, clock } = options;
    this.#player = new ScriptPlayer(script);
    this.#clock = clock ?? systemClock;
    this.#scheme = tls ? "https" : "http";
    const closes = () => this.#player.skip("cut-connect");
    this.#server = createHttpServer(this.#connections, { tls, closes });
    this.#server.on("request", (request, response) => {
      const connection = this.#connections.idOf(request.socket);
      readWhole(request, (body) => {
        const recorded = new RecordedRequest({
          method: request.method!,
          path: request.url!,
          rawHeaders: rawPairs(request),
          body,
          at: this.#clock.ticks(),
          connection,
        });
        const reset = () => this.#connections.reset(connection);
        this.#answer(recorded, { request, response, reset });
      });
    });
  }

  /**
   * Starts a server.
   *
   * @param script What to answer; without one, and once it has run out, every answer is a 500.
   * @param options The port, the certificate, the clock.
   * @returns The server, listening. Rejects when the port is taken.
   */
  static async start(script: Script = [], options: FakeServerOptions = {}): Promise<FakeServer> {
    const server = new FakeServer(script, options);
    server.#port = await listen(server.#server, options.port ?? 0);
    return server;
  }

  /** Where it listens, as a URL with the path `/`. */
  get url(): string {
    return `${this.#scheme}://${this.address}/`;
  }

  /** Where it listens, as `host:port`. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Every request received so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** How many TCP connections were accepted so far, those that were cut at once included. */
  get connections(): number {
    return this.#connections.accepted;
  }

  /** How many TCP connections are open now. */
  get openConnections(): number {
    return this.#connections.open;
  }

  /** Forgets what is left of the script and plays this one. */
  script(script: Script): void {
    this.#player.replace(script);
  }

  /** Plays this script once what is left has run out. A function never runs out. */
  append(script: Script): void {
    this.#player.append(script);
  }

  /** Resolves once `count` requests in all were received; rejects when the server is closed first. */
  async received(count: number): Promise<void> {
    while (this.#requests.length < count) {
      const next = new Promise<void>((resolve) => this.#waiting.add(resolve));
      await untilAborted(next, this.#closed.signal);
    }
  }

  /**
   * Resolves once a connection is closed, by either side.
   *
   * @param connection Its number, as in `request.connection`.
   */
  disconnected(connection: number): Promise<void> {
    return this.#connections.closed(connection);
  }

  /** Closes every connection that is open, idle ones too. New ones are welcome. */
  disconnectAll(): void {
    this.#connections.destroyAll();
  }

  /** Stops listening and closes every connection, in the middle of an answer too. */
  close(): Promise<void> {
    this.#closed.abort(new Error("The fake server is closed"));
    return this.#closing ??= shut(this.#server, this.#connections);
  }

  /** The same as {@linkcode FakeServer.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(recorded: RecordedRequest, exchange: Exchange): Promise<void> {
    const { response } = exchange;
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const n = this.#requests.push(recorded);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    try {
      const answer = await this.#player.next(recorded, n);
      const delay = typeof answer === "number" ? 0 : answer.delay ?? 0;
      if (delay > 0) await this.#clock.sleep(delay, { signal: gone.signal });
      if (!gone.signal.aborted) play(answer, exchange);
    } catch (error) {
      if (gone.signal.aborted || response.headersSent) return;
      play({ status: 500, body: `FakeServer: the script failed: ${error}` }, exchange);
    }
  }
}
