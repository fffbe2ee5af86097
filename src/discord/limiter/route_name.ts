/**
 * Which limit a request counts for, as far as its URL tells.
 *
 * @module
 */

/** Discord's own hosts: it counts them together, and so do we. */
const OFFICIAL = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/;

/** The path of a webhook: id, token, and what follows. */
const PATH =
  /^\/api(?:\/v\d+)?\/webhooks\/([^/]+)\/([^/]+)(\/slack|\/github|\/messages(?=\/))?(?:\/[^/]*)?$/;

/** The name of a limit: whose it is, and for what. */
export interface RouteName {
  /** The server. */
  readonly host: string;
  /** The webhook's id; empty if the path names none. */
  readonly id: string;
  /** The webhook on its server, token included: a secret. */
  readonly webhook: string;
  /** The method and what it is done to: `POST`, `PATCH /messages`. */
  readonly name: string;
  /** What a channel counts it as: all that post are one. */
  readonly group: string;
}

/**
 * Reads which limit a request counts for, until the answers name a bucket.
 *
 * @param method The HTTP method.
 * @param url Where the request goes.
 * @returns The name.
 */
export function routeName(method: string, url: URL): RouteName {
  const { hostname, origin, pathname } = url;
  const host = OFFICIAL.test(hostname) ? "discord.com" : origin;
  const [, id = "", token = "", part = ""] = PATH.exec(pathname) ?? [];
  const webhook = id ? `${host}/${id}/${token}` : host + pathname;
  const name = part ? `${method} ${part}` : method;
  return { host, id, webhook, name, group: method === "POST" ? method : name };
}
