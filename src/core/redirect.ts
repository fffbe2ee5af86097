/**
 * Where a redirect leads, for those who asked to follow it.
 *
 * @module
 */

import type { OutgoingRequest } from "./request.ts";

/** How many redirects one attempt follows. */
export const MAX_REDIRECTS = 5;

/** Statuses after which the same request may be sent again elsewhere; a 303 asks for a GET. */
const REPEATABLE = new Set([301, 302, 307, 308]);

/** Headers that may go to another origin. Any other may hold a secret. */
const FOR_ANY_ORIGIN = new Set(["accept", "content-type", "user-agent"]);

/**
 * The request that a redirect asks for. Method and body stay: `fetch` itself would turn a POST
 * into a GET at a 301 or 302, and the message would be lost behind a 200. RFC 9110, section
 * 15.4.2, leaves the choice to the client.
 *
 * @param request The request that was answered.
 * @param response The answer.
 * @returns The next request, or `undefined` when the answer is no redirect that can be followed. A
 * way from https to http is not taken. To another origin the request goes without the headers of the
 * user and the signer: they may be secrets.
 */
export function redirected(
  request: OutgoingRequest,
  response: Pick<Response, "status" | "headers">,
): OutgoingRequest | undefined {
  const location = response.headers.get("location");
  if (!REPEATABLE.has(response.status) || !location) return undefined;
  if (!URL.canParse(location, request.url)) return undefined;
  const url = new URL(location, request.url);
  const safe = url.protocol === "https:" ||
    (url.protocol === "http:" && request.url.protocol === "http:");
  if (!safe) return undefined;
  if (url.origin === request.url.origin) return { ...request, url };
  const open = Object.entries(request.headers).filter(([name]) => FOR_ANY_ORIGIN.has(name));
  return { ...request, url, headers: Object.fromEntries(open) };
}
