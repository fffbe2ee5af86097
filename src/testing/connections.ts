/**
 * The TCP side of a fake: listening on loopback, and knowing every connection.
 *
 * @module
 */

import type { AddressInfo, Server, Socket } from "node:net";

/** The connections of one fake: numbered as they come, so that all can be closed with it. */
export class Connections {
  readonly #open = new Map<number, Socket>();
  readonly #ids = new WeakMap<Socket, number>();
  #accepted = 0;

  /** How many were accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many are open now. */
  get open(): number {
    return this.#open.size;
  }

  /** Keeps a connection just accepted and returns its number; the first is 1. */
  add(socket: Socket): number {
    const id = ++this.#accepted;
    this.#open.set(id, socket);
    this.#ids.set(socket, id);
    // A client that breaks off is what fakes are there for; unheard, the error would end the process.
    socket.on("error", () => {});
    socket.once("close", () => this.#open.delete(id));
    return id;
  }

  /** Gives a TLS socket the number of the TCP socket below it; both name the client's port. */
  addTls(socket: Socket): void {
    socket.on("error", () => {});
    for (const [id, open] of this.#open) {
      if (open.remotePort === socket.remotePort) this.#ids.set(socket, id);
    }
    // The client left during the handshake: nothing below is open any more.
    if (!this.#ids.has(socket)) socket.destroy();
  }

  /** The number of a connection. */
  idOf(socket: Socket): number {
    const id = this.#ids.get(socket);
    if (id === undefined) throw new Error("Cannot number a connection that was never added");
    return id;
  }

  /** Resolves once the connection of this number is closed; at once if it already is. */
  closed(id: number): Promise<void> {
    const socket = this.#open.get(id);
    if (!socket) return Promise.resolve();
    return new Promise((resolve) => socket.once("close", () => resolve()));
  }

  /** Closes one connection by a TCP reset, so that the client sees "connection reset by peer". */
  reset(id: number): void {
    this.#open.get(id)?.resetAndDestroy();
  }

  /** Closes every connection that is open, and resolves once they are closed. */
  async destroyAll(): Promise<void> {
    const closed = [...this.#open.keys()].map((id) => this.closed(id));
    for (const socket of this.#open.values()) socket.destroy();
    await Promise.all(closed);
  }
}

/** Lets a server listen on 127.0.0.1 and returns its port. Rejects when the port is taken. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Stops listening, closes every connection, and resolves once nothing is left open. */
export async function shut(server: Server, connections: Connections): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  await connections.destroyAll();
  await stopped;
}
