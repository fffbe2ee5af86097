/**
 * URLs of a REST service: its base, and the paths below.
 *
 * @module
 */

/**
 * Reads the base URL of a service. A path prefix stays; slashes at its end do not.
 *
 * @param given The URL as a user gave it.
 * @returns The URL.
 * @throws {TypeError} If it is none, is not http(s), or holds a login, a query or a fragment.
 */
export function readBaseUrl(given: string | URL): URL {
  const text = String(given);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  // A login is a secret, and a query often holds one: such a URL is not echoed.
  if (!url || !isHttp) throw new TypeError(`'baseUrl' is no http(s) URL${quote(text)}`);
  if (url.username || url.password) throw new TypeError("'baseUrl' must not hold a login");
  if (url.search || url.hash) throw new TypeError("'baseUrl' must not hold a query or a fragment");
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

function quote(text: string): string {
  return /[@?#]/.test(text) ? "" : `: current value is ${JSON.stringify(text)}`;
}

/**
 * Builds a path, percent-encoding what is put into it, dots included.
 *
 * @example
 * ```ts
 * import { path } from "./path.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(path`/v1/events/${"../a b?"}`, "/v1/events/%2E%2E%2Fa%20b%3F");
 * ```
 * @param parts The fixed parts.
 * @param values What goes between them, each one segment.
 * @returns The path.
 * @throws {TypeError} If a value is no text, is empty, or is `.` or `..`: those mean another path
 * to every URL parser, however they are written.
 */
export function path(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeSegment));
}

function encodeSegment(value: string): string {
  if (typeof value !== "string" || value === "") {
    throw new TypeError("An id must be a text that is not empty");
  }
  if (value === "." || value === "..") throw new TypeError("An id must not be '.' or '..'");
  return encodeURIComponent(value.toWellFormed()).replaceAll(".", "%2E");
}
