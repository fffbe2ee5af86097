/**
 * The connections of one dispatcher of undici, and the requests that want one.
 *
 * undici opens connections for requests, and goes on opening them when the requests have been given
 * up: the process then stays alive until they stand or fail, and after a request that was aborted under
 * way a server or a proxy gets another connection for nothing. And it uses a connection again only in
 * the turn of the event loop after an answer: for a request that follows at once it would open another.
 *
 * @module
 */

import type { Socket } from "node:net";
import { ConnectError } from "./connect_error.ts";
import type { Connector, Dial } from "./dial.ts";

/** Counts the requests and the connections of one dispatcher. */
export class Connections {
  /** Requests that wait for a connection. Nothing is opened when there are none. */
  #waiting = 0;
  /** Requests that have a connection, or want one, or were answered in this turn. */
  #busy = 0;
  #answered = 0;
  #open = 0;
  #turn: Promise<void> | undefined;
  readonly #opening = new Set<AbortController>();

  /**
   * When a request need not open a connection that another is about to leave.
   *
   * @returns A promise for it; `undefined` when there is no need to wait.
   */
  ready(): Promise<void> | undefined {
    return this.#busy < this.#open ? undefined : this.#turn;
  }

  /** A request wants a connection. */
  ask(): void {
    this.#waiting++;
    this.#busy++;
  }

  /** A request waits no more: it is under way, or given up. */
  stopWaiting(): void {
    if (--this.#waiting > 0) return;
    for (const opening of this.#opening) opening.abort(unwanted());
  }

  /** A request was answered: its connection can be used again in the next turn. */
  answered(): void {
    this.#answered++;
    this.#turn ??= new Promise((resolve) => {
      // A microtask later: undici has its own work for the next turn queued by then.
      queueMicrotask(() =>
        setImmediate(() => {
          this.#busy -= this.#answered;
          this.#answered = 0;
          this.#turn = undefined;
          resolve();
        })
      );
    });
  }

  /** A request has failed, and its connection with it. */
  failed(): void {
    this.#busy--;
  }

  /**
   * Turns a dial into what undici takes.
   *
   * @param dial Opens one connection.
   * @returns A connector.
   */
  connector(dial: Dial): Connector {
    return (options, callback) => {
      this.#dial((signal) => dial(options, signal)).then(
        (socket) => {
          this.#open++;
          socket.once("close", () => this.#open--);
          callback(null, socket);
        },
        (error) => callback(error, null),
      );
    };
  }

  async #dial(dial: (signal: AbortSignal) => Promise<Socket>): Promise<Socket> {
    if (this.#waiting === 0) throw unwanted();
    const opening = new AbortController();
    this.#opening.add(opening);
    try {
      return await dial(opening.signal);
    } finally {
      this.#opening.delete(opening);
    }
  }
}

function unwanted(): ConnectError {
  return new ConnectError("UNWANTED", "target");
}
