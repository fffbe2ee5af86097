/**
 * The URLs that a sender sends to.
 *
 * @module
 */

import { basicAuth } from "../util/basic_auth.ts";

/** One URL to send to. */
export interface Target {
  /** As the user gave it. */
  readonly given: string;
  /** Where requests go; without user info. */
  readonly url: URL;
  /** What its user info comes to as a header. */
  readonly authorization: string | undefined;
}

/** One URL as a user gave it, and what to call it in a message. */
export interface GivenUrl {
  /** The URL, not read yet. It is a secret, even when it is wrong. */
  readonly given: string;
  /** `'urls'`, or `'urls[3]'`. */
  readonly name: string;
}

/**
 * Lists the URLs that a user gave.
 *
 * @param urls One URL, or several.
 * @returns The URLs, in order; at least one.
 * @throws {TypeError} If there is none, or one is neither a text nor a `URL`.
 */
export function listUrls(urls: string | URL | Iterable<string | URL>): GivenUrl[] {
  const isOne = typeof urls === "string" || urls instanceof URL;
  if (!isOne && typeof urls?.[Symbol.iterator] !== "function") {
    throw new TypeError("'urls' must be a URL or a list of URLs");
  }
  const listed = Array.from(isOne ? [urls] : urls, (given, index) => {
    const name = isOne ? "'urls'" : `'urls[${index}]'`;
    if (typeof given !== "string" && !(given instanceof URL)) {
      throw new TypeError(`${name} must be a URL`);
    }
    return { given: String(given), name };
  });
  if (listed.length === 0) throw new TypeError("'urls' must name at least one URL");
  return listed;
}

/**
 * Reads the URLs that a user gave.
 *
 * @param urls One URL, or several.
 * @returns The targets, in order; at least one.
 * @throws {TypeError} If there is none, or one cannot be read or is not http(s). No message holds a
 * URL.
 */
export function readTargets(urls: string | URL | Iterable<string | URL>): Target[] {
  return listUrls(urls).map(readTarget);
}

function readTarget({ given, name }: GivenUrl): Target {
  if (!URL.canParse(given)) throw new TypeError(`${name} is no valid URL`);
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new TypeError(`${name} must begin with https: or http:`);
  }
  const { username, password } = url;
  if (!username && !password) return { given, url, authorization: undefined };
  url.username = url.password = ""; // `fetch` refuses a URL that holds a login.
  return { given, url, authorization: basicAuth(username, password) };
}
