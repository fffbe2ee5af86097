/**
 * What undici is asked for.
 *
 * @module
 */

import type { Dispatcher } from "undici";
import { untilAborted } from "../../util/abort.ts";
import { isBadPort } from "./bad_ports.ts";
import type { HttpRequest } from "../http_client.ts";

/** A request as undici takes it. */
export interface NodeRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: Dispatcher.HttpMethod;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal | undefined;
}

/** A sender has timeouts of its own; undici's would end what they allow. */
export const UNLIMITED = { headersTimeout: 0, bodyTimeout: 0 } as const;

/** What `fetch` adds in Node, too: some servers refuse requests that do not say who sends them. */
const DEFAULTS: readonly (readonly [name: string, value: string])[] = [
  ["accept", "*/*"],
  ["user-agent", "node"],
];

/**
 * Makes a request for undici.
 *
 * @param url Where to.
 * @param request What to send.
 * @param body Its body, as bytes.
 * @returns The request.
 * @throws {TypeError} If `fetch` would never connect to the port.
 */
export function toNodeRequest(
  url: string,
  request: HttpRequest,
  body: Uint8Array | null,
): NodeRequest {
  const { origin, port, pathname, search } = new URL(url);
  if (isBadPort(port)) throw Object.assign(new TypeError("It is a bad port"), { code: "BAD_PORT" });
  const headers: string[] = [];
  for (const [name, value] of request.headers) headers.push(name, value);
  for (const [name, value] of DEFAULTS) {
    if (!request.headers.has(name)) headers.push(name, value);
  }
  return {
    origin,
    path: pathname + search,
    method: request.method as Dispatcher.HttpMethod,
    headers,
    body,
    signal: request.signal,
  };
}

/**
 * Waits for an answer, but not for one that comes too late: undici does not heed the signal while it
 * connects.
 *
 * @param answer What undici promised.
 * @param signal Ends the wait.
 * @returns The answer. Rejects with the signal's reason when it is aborted.
 */
export function unlessAborted(
  answer: Promise<Dispatcher.ResponseData>,
  signal: AbortSignal | undefined,
): Promise<Dispatcher.ResponseData> {
  if (!signal) return answer;
  return untilAborted(answer, signal).catch((error) => {
    answer.then(({ body }) => body.on("error", () => {}).destroy(), () => {});
    throw error;
  });
}
