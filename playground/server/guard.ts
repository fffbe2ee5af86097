/**
 * Lets in who may come in: requests from the page itself, with the token of this start.
 *
 * @module
 */

import { STATUS_CODE, type StatusCode } from "@std/http/status";

/** Why a request is turned away. */
export interface Refusal {
  /** The status. */
  readonly status: StatusCode;
  /** Why, for people. */
  readonly error: string;
}

/** Where the server can be reached. Any other name may be one that an attacker let point here. */
const NAMES = ["localhost", "127.0.0.1"];

/**
 * Makes a token.
 *
 * @returns 256 random bits, as text that can stand in a URL.
 */
export function makeToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * Decides whether a request may come from the page. A page of another site can make a browser send
 * requests here, and by DNS rebinding even under a name of its own; `Host` and `Origin` show it.
 *
 * @param request The request.
 * @param port The port of the server.
 * @returns Why it is turned away, or `null`.
 */
export function checkOrigin(request: Request, port: number): Refusal | null {
  const hosts = NAMES.map((name) => `${name}:${port}`);
  if (!hosts.includes(request.headers.get("host") ?? "")) {
    return { status: STATUS_CODE.Forbidden, error: "This server is reached as localhost only" };
  }
  const origin = request.headers.get("origin");
  if (origin !== null && !hosts.some((host) => origin === `http://${host}`)) {
    return { status: STATUS_CODE.Forbidden, error: "Requests of other sites are not served" };
  }
  // Browsers say it of every request; other programs do not, and have no cookies or users to abuse.
  const site = request.headers.get("sec-fetch-site");
  if (isSafe(request) || site === null || site === "same-origin" || site === "none") return null;
  return { status: STATUS_CODE.Forbidden, error: "Requests of other sites are not served" };
}

/**
 * Decides whether a request has the token.
 *
 * @param request The request.
 * @param token The token of this start.
 * @returns Why it is turned away, or `null`.
 */
export function checkToken(request: Request, token: string): Refusal | null {
  const [scheme, given] = (request.headers.get("authorization") ?? "").split(" ");
  // An `EventSource` cannot set headers. What changes something is never told by a URL.
  const inUrl = isSafe(request) ? new URL(request.url).searchParams.get("token") : null;
  const shown = scheme?.toLowerCase() === "bearer" ? given : inUrl;
  if (shown && isSame(shown, token)) return null;
  return {
    status: STATUS_CODE.Unauthorized,
    error: "The token is missing or of an earlier start: open the address the terminal prints",
  };
}

function isSafe({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

/** Takes the same time wherever the first difference is. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => new TextEncoder().encode(text));
  if (!a || !b || a.length !== b.length) return false;
  return a.reduce((difference, byte, index) => difference | byte ^ b[index]!, 0) === 0;
}
