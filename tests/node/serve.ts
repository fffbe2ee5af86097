/**
 * `Deno.serve()` as the tests use it, by Node's HTTP server.
 *
 * @module
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";

/** Answers a request. */
type Handler = (request: Request) => Response | Promise<Response>;

/** A server that runs. */
interface Server extends AsyncDisposable {
  /** Where it listens. */
  readonly addr: { readonly port: number };
  /** Stops it. */
  readonly shutdown: () => Promise<void>;
}

/**
 * Serves on a free port.
 *
 * @param _options The tests all want the same: any port of this machine.
 * @param handler Answers the requests.
 * @returns The server.
 */
export function serve(_options: object, handler: Handler): Server {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, handler));
  server.listen(0); // Without a host, it has its port at once.
  const shutdown = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { port } = server.address() as AddressInfo;
  return { addr: { port }, shutdown, [Symbol.asyncDispose]: shutdown };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
): Promise<void> {
  const request = new Request(new URL(incoming.url!, `http://${incoming.headers.host}`), {
    method: incoming.method,
    headers: incoming.headers as Record<string, string>,
    body: Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>,
    duplex: "half",
  } as RequestInit);
  const { status, headers, body } = await handler(request);
  outgoing.writeHead(status, Object.fromEntries(headers));
  outgoing.end(body && new Uint8Array(await new Response(body).arrayBuffer()));
}
