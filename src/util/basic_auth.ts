/**
 * Logins as HTTP wants them.
 *
 * @module
 */

import { decodePercent } from "./percent.ts";

/**
 * The header that a URL's user info stands for. Source: RFC 7617.
 *
 * @param username The user name, percent-encoded as in the URL.
 * @param password The password, percent-encoded as in the URL.
 * @returns The value of an `Authorization` header.
 */
export function basicAuth(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${decodePercent(username)}:${decodePercent(password)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
