/**
 * Who waits for a connection. undici opens connections for requests, and goes on opening them when
 * the requests have been given up: the process then stays alive until they stand or fail, and after a
 * request that was aborted under way a server or a proxy gets another connection for nothing.
 *
 * @module
 */

import type { Socket } from "node:net";
import { ConnectError } from "./connect_error.ts";
import type { Connector, Dial } from "./dial.ts";

/** The requests of one client that wait for a connection. Nothing is opened when there are none. */
export class Waiters {
  #count = 0;
  readonly #opening = new Set<AbortController>();

  /** One more waits. */
  enter(): void {
    this.#count++;
  }

  /** One waits no more: it is under way, or given up. */
  leave(): void {
    if (--this.#count > 0) return;
    for (const opening of this.#opening) opening.abort(unwanted());
  }

  /**
   * Turns a dial into what undici takes.
   *
   * @param dial Opens one connection.
   * @returns A connector.
   */
  connector(dial: Dial): Connector {
    return (options, callback) => {
      this.#open((signal) => dial(options, signal)).then(
        (socket) => callback(null, socket),
        (error) => callback(error, null),
      );
    };
  }

  async #open(dial: (signal: AbortSignal) => Promise<Socket>): Promise<Socket> {
    if (this.#count === 0) throw unwanted();
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
