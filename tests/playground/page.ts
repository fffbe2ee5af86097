/**
 * Talks to the server of the playground's page as the page does.
 *
 * @module
 */

import type { LiveEvent } from "../../playground/api/event.ts";
import type { RunRecord } from "../../playground/api/history.ts";
import type { Order } from "../../playground/api/order.ts";
import { PageServer } from "../../playground/server/server.ts";

/** A server, its folder, and a client that has the token. */
export class Page implements AsyncDisposable {
  /** The server. */
  readonly server: PageServer;
  /** A folder of its own; nothing else writes there. */
  readonly folder: string;
  readonly #owns: boolean;

  private constructor(server: PageServer, folder: string, owns: boolean) {
    this.server = server;
    this.folder = folder;
    this.#owns = owns;
  }

  /** Starts a server; again in the folder of an earlier one, if one is given. */
  static async open(folder?: string): Promise<Page> {
    const own = folder ?? await Deno.makeTempDir();
    const history = `${own}/history.json`;
    const scenarios = new URL(`file://${own}/`);
    const server = await PageServer.start({ port: 0, history, scenarios });
    return new Page(server, own, folder === undefined);
  }

  /** The address of a path. */
  url(path: string): string {
    return `http://127.0.0.1:${this.server.port}${path}`;
  }

  /** Makes a request with the token. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.server.token}`);
    return fetch(this.url(path), { ...init, headers });
  }

  /** Gets JSON. */
  async get<T>(path: string): Promise<T> {
    return await (await this.fetch(path)).json();
  }

  /** Sends JSON. */
  send(method: string, path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return this.fetch(path, { method });
    const headers = { "content-type": "application/json" };
    return this.fetch(path, { method, headers, body: JSON.stringify(body) });
  }

  /** Begins a run, and returns its id. */
  async start(order: Order): Promise<string> {
    const response = await this.send("POST", "/api/runs", order);
    const body = await response.json();
    if (response.status !== 202) throw new Error(`Cannot start: ${JSON.stringify(body)}`);
    return body.id;
  }

  /** Waits until a run is over. */
  async over(id: string): Promise<RunRecord> {
    for (;;) {
      const record = await this.get<RunRecord>(`/api/history/${id}`);
      if (record.elapsed !== null) return record;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Sends, and waits until all is over. */
  async run(order: Order): Promise<RunRecord> {
    return await this.over(await this.start(order));
  }

  /** Everything that is in its folder, as one text. */
  async written(): Promise<string> {
    let text = "";
    for await (const { name } of Deno.readDir(this.folder)) {
      text += await Deno.readTextFile(`${this.folder}/${name}`);
    }
    return text;
  }

  /** Stops the server, and removes the folder that it was started in first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    if (this.#owns) await Deno.remove(this.folder, { recursive: true });
  }
}

/** The events of one type. */
export function only<Type extends LiveEvent["type"]>(
  events: readonly LiveEvent[],
  type: Type,
): Extract<LiveEvent, { readonly type: Type }>[] {
  return events.filter((event): event is Extract<LiveEvent, { readonly type: Type }> => {
    return event.type === type;
  });
}
