/**
 * The way of a fake proxy to a target: opening it, and carrying bytes both ways.
 *
 * @module
 */

import { connect, type Socket } from "node:net";
import type { Address, OpenRequest, ProxyContext } from "./proxy_request.ts";

/** Opens a connection to a target. Rejects with Node's error, whose `code` tells why. */
export function dial(target: Address, context: ProxyContext): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port } = context.resolve(target);
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    context.targets.add(socket);
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}

/** Joins two connections until either is closed, and counts what they carry. */
export function join(
  client: Socket,
  target: Socket,
  options: { readonly request: OpenRequest; readonly context: ProxyContext },
): void {
  const { request, context } = options;
  relay(client, target, (bytes) => {
    request.bytesUp += bytes;
    return true;
  });
  relay(target, client, (bytes) => {
    if (context.fault() === "cut-after") return false;
    request.bytesDown += bytes;
    return true;
  });
}

/** Carries bytes one way for as long as `passes` says so; then closes both connections. */
function relay(from: Socket, to: Socket, passes: (bytes: number) => boolean): void {
  from.on("data", (chunk: Uint8Array) => {
    if (!passes(chunk.length)) {
      from.destroy();
      to.destroy();
    } else if (!to.write(chunk)) {
      from.pause();
      to.once("drain", () => from.resume());
    }
  });
  from.on("end", () => to.end());
  // A connection may also be gone without an end; what was carried before still arrives.
  from.on("close", () => to.destroySoon());
  if (from.destroyed) to.destroy();
}

/** Reads and drops what a client sends until it leaves; nothing is ever answered. */
export function hang(client: Socket): void {
  client.on("end", () => client.destroy());
  client.resume();
}
