/**
 * WebSockets that a test moves by hand, and a client that uses them.
 *
 * @module
 */

import {
  Posthook,
  type PosthookOptions,
  type WebSocketConstructor,
} from "../../src/posthook/mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";
import { API_KEY } from "./support.ts";

/** The client's side of a connection whose server is the test. */
export class ScriptedSocket {
  readonly url: string;
  readonly sent: unknown[] = [];
  readyState = 0;
  /** Whether the server is gone, so that nobody agrees to the end. */
  deaf = false;
  /** Whether it throws at whatever the client does. */
  broken = false;
  readonly #target = new EventTarget();

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#target.addEventListener(type, listener as unknown as EventListener);
  }

  send(text: string): void {
    if (this.broken || this.readyState !== 1) throw new Error("not open");
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    if (this.broken) throw new Error("broken");
    if (!this.deaf) this.end(1000);
  }

  /** The server says something. */
  say(message: unknown): void {
    this.readyState = 1;
    const data = typeof message === "string" ? message : JSON.stringify(message);
    this.#target.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  /** The connection ends. */
  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#target.dispatchEvent(new Event("error"));
    this.#target.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

/** What a test of listeners works with. */
export interface Scripted {
  readonly posthook: Posthook;
  readonly clock: ManualClock;
  /** Every socket that was opened, oldest first. */
  readonly sockets: readonly ScriptedSocket[];
  /** How many tickets were asked for. */
  readonly tickets: () => number;
  /** Resolves to the n-th socket once it is opened; the first is 1. */
  socket(n: number): Promise<ScriptedSocket>;
}

/** A client whose tickets and sockets the test makes. */
export function scripted(
  answer: (n: number) => Response = ticket,
  options: PosthookOptions = {},
): Scripted {
  const clock = new ManualClock();
  const sockets: ScriptedSocket[] = [];
  let tickets = 0;
  const own = () => Promise.resolve(answer(++tickets));
  class Socket extends ScriptedSocket {
    constructor(url: string) {
      super(url);
      sockets.push(this);
    }
  }
  const WebSocket = Socket as unknown as WebSocketConstructor;
  return {
    posthook: new Posthook(API_KEY, { clock, WebSocket, fetch: own as typeof fetch, ...options }),
    clock,
    sockets,
    tickets: () => tickets,
    async socket(n) {
      await until(() => sockets.length >= n, `socket number ${n} is opened`);
      return sockets[n - 1]!;
    },
  };
}

/** The n-th ticket. */
export function ticket(n: number): Response {
  return Response.json({
    data: { ticket: `t/${n}&`, url: "wss://ws.posthook.io/listen?v=1", expiresAt: "" },
  });
}

/** What the server says first. */
export const CONNECTED = {
  type: "connected",
  connectionId: "c1",
  projectId: "p1",
  projectName: "Shop",
  serverTime: "2026-01-01T00:00:00Z",
};

/** A delivery. */
export function hookMessage(id: string, fields: Record<string, unknown> = {}) {
  return { type: "hook", id, path: "/p", data: { a: 1 }, attempt: 1, maxAttempts: 4, ...fields };
}
