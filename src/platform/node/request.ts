/**
 * What undici is asked for.
 *
 * @module
 */

import type { Dispatcher } from "undici";
import { isBadPort } from "./bad_ports.ts";
import type { HeaderFields, HttpRequest } from "../http_client.ts";

/** All of a request but its body, as undici takes it. */
export interface NodeHead {
  readonly origin: string;
  readonly path: string;
  readonly method: Dispatcher.HttpMethod;
  /** Names and values in turn. */
  readonly headers: string[];
}

/** A request as undici takes it. */
export interface NodeRequest extends NodeHead {
  readonly body: Uint8Array | null;
}

/**
 * A sender has timeouts of its own; undici's would end what they allow. And an answer that is refused
 * for its large head is a message that is sent twice: Deno takes as much.
 */
export const LIMITS = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 262_144 } as const;

/** What `fetch` adds in Node, too: some servers refuse requests that do not say who sends them. */
const DEFAULTS: HeaderFields = { "accept": "*/*", "user-agent": "node" };

/**
 * Makes the head of a request for undici.
 *
 * @param url Where to.
 * @param request What to send.
 * @returns The head.
 * @throws {TypeError} If `fetch` would never connect to the port.
 */
export function toNodeHead(url: string, request: HttpRequest): NodeHead {
  const { origin, port, pathname, search } = new URL(url);
  if (isBadPort(port)) throw Object.assign(new TypeError("It is a bad port"), { code: "BAD_PORT" });
  const headers: string[] = [];
  for (const [name, value] of Object.entries({ ...DEFAULTS, ...request.headers })) {
    headers.push(name, value);
  }
  const method = request.method as Dispatcher.HttpMethod;
  return { origin, path: pathname + search, method, headers };
}
