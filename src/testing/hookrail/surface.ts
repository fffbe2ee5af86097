/**
 * The HTTP side of a fake Hookrail.
 *
 * @module
 */

import type { Server } from "node:http";
import type { Clock } from "../../util/clock.ts";
import { type Exchange, play } from "../answers.ts";
import { Connections, listen, shut } from "../connections.ts";
import { createHttpServer, rawPairs, readWhole } from "../http_server.ts";
import { RecordedRequest } from "../recorded_request.ts";
import { problem } from "./reply.ts";

/** Answers a request that was read to its end. */
export type Serve = (request: RecordedRequest, exchange: Exchange) => Promise<void>;

/** One port of a fake Hookrail. */
export class Surface {
  readonly #server: Server;
  readonly #connections = new Connections();
  #port = 0;
  #closing: Promise<void> | undefined;

  /**
   * @param clock Measures when requests arrive.
   * @param serve Answers them.
   */
  constructor(clock: Clock, serve: Serve) {
    this.#server = createHttpServer(this.#connections, { closes: () => false });
    this.#server.on("request", (request, response) => {
      readWhole(request, (body) => {
        const connection = this.#connections.idOf(request.socket);
        const recorded = new RecordedRequest({
          method: request.method!,
          path: request.url!,
          rawHeaders: rawPairs(request),
          body,
          at: clock.ticks(),
          connection,
        });
        const exchange = { request, response, reset: () => this.#connections.reset(connection) };
        serve(recorded, exchange).catch((error) => {
          play(problem(500, "fake failed", String(error)), exchange);
        });
      });
    });
  }

  /** Where it listens: `http://127.0.0.1:PORT`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Begins to listen. */
  async listen(): Promise<void> {
    this.#port = await listen(this.#server, 0);
  }

  /** Stops listening and closes every connection. */
  close(): Promise<void> {
    return this.#closing ??= shut(this.#server, this.#connections);
  }
}
