/**
 * One connection of a listener.
 *
 * @module
 */

import type { Clock } from "../util/clock.ts";
import { type ClientMessage, readMessage, type ServerMessage } from "./messages.ts";

/** What is used of a `WebSocket`; those of browsers, Deno, Node and the package `ws` fit. */
export interface WebSocketLike {
  /** 1 while messages can be sent. */
  readonly readyState: number;
  /** Sends a text. */
  send(data: string): void;
  /** Begins to close. */
  close(code?: number): void;
  /** Tells of a message, with its `data`. */
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  /** Tells of the end, with its `code`. */
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void): void;
  /** Tells of a failure. */
  addEventListener(type: "error", listener: (event: unknown) => void): void;
}

/** Makes WebSockets: the class `WebSocket` of the platform, or another. */
export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** How a connection ended. */
export interface LinkEnd {
  /** The code that it was closed with; `null` when the server fell silent, or never began. */
  readonly code: number | null;
}

/** What a {@linkcode Link} is made of. */
export interface LinkOptions {
  readonly socket: WebSocketLike;
  readonly clock: Clock;
  /** Told of every message that can be read, until the end. */
  readonly onMessage: (message: ServerMessage, link: Link) => void;
}

/**
 * The server pings every 30 seconds: after so many ms without a word the connection is dead. It also
 * has that long to say `connected`; pings alone do not keep up what has not begun.
 */
const MAX_SILENCE = 45_000;

/** How long the server may take to agree to the end, in ms, before nobody waits for it any more. */
const FAREWELL = 2_000;

/** `WebSocket.OPEN`, which is not there where the class is not. */
const OPEN = 1;

/** A connection, from its opening to its end. It answers pings and notices silence. */
export class Link {
  /** Resolves once it is over, as soon as that is noticed. */
  readonly ended: Promise<LinkEnd>;
  readonly #socket: WebSocketLike;
  readonly #clock: Clock;
  readonly #closed: Promise<void>;
  #end: (end: LinkEnd) => void = () => {};
  #isOver = false;
  #hasBegun = false;
  #disarm = () => {};

  /** @param options What it is made of. */
  constructor({ socket, clock, onMessage }: LinkOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#end = (end) => {
        this.#isOver = true;
        this.#disarm();
        resolve(end);
      };
    });
    this.#closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code }) => {
        this.#end({ code });
        resolve();
      });
    });
    socket.addEventListener("error", () => {}); // A close follows; unheard, it would end the process.
    socket.addEventListener("message", ({ data }) => {
      if (this.#isOver) return;
      const message = readMessage(data);
      this.#hasBegun ||= message?.type === "connected";
      if (this.#hasBegun) this.#listen();
      if (message?.type === "ping") this.send({ type: "pong" });
      if (message) onMessage(message, this);
    });
    this.#listen();
  }

  /**
   * Says something to the server; nothing if it cannot hear any more. It never throws.
   *
   * @param message What to say.
   */
  send(message: ClientMessage): void {
    if (this.#isOver) return;
    guard(() => {
      if (this.#socket.readyState === OPEN) this.#socket.send(JSON.stringify(message));
    });
  }

  /** Ends it, and resolves once the server has agreed, or has taken too long to. */
  async close(): Promise<void> {
    this.#hangUp();
    let stop = () => {};
    const enough = new Promise<void>((resolve) => stop = this.#clock.after(FAREWELL, resolve));
    await Promise.race([this.#closed, enough]);
    stop();
  }

  /** Waits anew for the next word. */
  #listen(): void {
    this.#disarm();
    this.#disarm = this.#clock.after(MAX_SILENCE, () => this.#hangUp());
  }

  #hangUp(): void {
    this.#end({ code: null });
    guard(() => this.#socket.close());
  }
}

/** A socket that someone brought may throw, where a listener has nobody to tell. */
function guard(use: () => void): void {
  try {
    use();
  } catch {
    // What was not heard is delivered again, and a dead connection is noticed by its silence.
  }
}
