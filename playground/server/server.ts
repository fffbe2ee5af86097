/**
 * The server of the playground's page, on loopback only.
 *
 * @module
 */

import { STATUS_CODE } from "@std/http/status";
import { Fakes } from "../engine/fakes.ts";
import { Problem } from "../engine/problem.ts";
import { SCENARIOS } from "../engine/scenarios.ts";
import { serveAsset } from "./assets.ts";
import { checkOrigin, checkToken, makeToken, type Refusal } from "./guard.ts";
import { History } from "./history.ts";
import { Hub } from "./hub.ts";
import { answerApi, type Backstage } from "./routes.ts";
import { Runs } from "./runs.ts";

/** The port that is tried first. */
export const DEFAULT_PORT = 8787;

/** So many ports are tried. */
const MAX_TRIES = 50;

/** How the server is started. */
export interface PageOptions {
  /**
   * The port to begin with: the next one is taken where it is in use. 0 is any free one.
   *
   * @default {8787}
   */
  readonly port?: number;
  /** The file of the history; `null` for none. */
  readonly history: string | null;
  /**
   * Where scenarios are kept.
   *
   * @default {SCENARIOS}
   */
  readonly scenarios?: URL;
}

/** Headers of every answer. */
const HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** The server, running. */
export class PageServer implements AsyncDisposable {
  /** The token of this start. */
  readonly token: string = makeToken();
  readonly #running: AsyncDisposableStack;
  readonly #backstage: Backstage;
  #port = 0;

  private constructor(running: AsyncDisposableStack, backstage: Backstage) {
    this.#running = running;
    this.#backstage = backstage;
  }

  /**
   * Starts it, with fakes of its own.
   *
   * @param options The port, the history.
   * @returns The server, listening.
   */
  static async start(options: PageOptions): Promise<PageServer> {
    await using started = new AsyncDisposableStack();
    const fakes = started.use(await Fakes.start());
    const history = await History.open(options.history);
    const hub = new Hub();
    const runs = new Runs(fakes, hub, history);
    const { scenarios = SCENARIOS } = options;
    const server = new PageServer(started.move(), { fakes, hub, runs, scenarios });
    server.#listen(options.port ?? DEFAULT_PORT);
    return server;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Where it listens, without the token. */
  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** The address of the page. The token is in the fragment, which browsers tell no server. */
  get url(): string {
    return `${this.origin}/#token=${this.token}`;
  }

  /** Stops it: streams end, and runs under way are aborted. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.disposeAsync();
  }

  #listen(first: number): void {
    for (let port = first;; port++) {
      try {
        const server = Deno.serve(
          { hostname: "127.0.0.1", port, onListen: () => {}, onError: failed },
          (request) => this.#answer(request),
        );
        this.#port = server.addr.port;
        // From the last to the first: streams tell the end of every run, and the server waits for
        // the streams to end.
        this.#running.defer(() => server.shutdown());
        this.#running.defer(() => this.#backstage.hub.close());
        this.#running.defer(() => this.#backstage.runs.close());
        return;
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrInUse) || port - first >= MAX_TRIES) throw error;
      }
    }
  }

  async #answer(request: Request): Promise<Response> {
    const response = await this.#route(request);
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    return response;
  }

  async #route(request: Request): Promise<Response> {
    const refused = checkOrigin(request, this.#port);
    if (refused) return refuse(refused);
    const { pathname } = new URL(request.url);
    try {
      if (pathname.startsWith("/api/")) {
        const stopped = checkToken(request, this.token);
        return stopped ? refuse(stopped) : await answerApi(request, this.#backstage);
      }
      const isRead = request.method === "GET" || request.method === "HEAD";
      const asset = isRead ? await serveAsset(request, pathname) : undefined;
      return asset ?? refuse({ status: STATUS_CODE.NotFound, error: "There is nothing here" });
    } catch (error) {
      if (!(error instanceof Problem)) return failed(error);
      return Response.json(error.body, { status: error.status });
    }
  }
}

function refuse({ status, error }: Refusal): Response {
  return Response.json({ error }, { status });
}

/** A fault of ours. What it says may hold anything, so only its kind is told. */
function failed(error: unknown): Response {
  const name = error instanceof Error ? error.name : "an unknown error";
  console.error(`The playground failed: ${name}`);
  return Response.json({ error: `The playground failed: ${name}` }, {
    status: STATUS_CODE.InternalServerError,
  });
}
