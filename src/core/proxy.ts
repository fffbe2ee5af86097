/**
 * Proxies: where one is, how it is written, and what a sender asks of whoever hands them out.
 *
 * @module
 */

import type { HttpClient, ProxyAddress } from "../platform/http_client.ts";
import { decodePercent } from "../util/percent.ts";

/** One proxy, ready for use. */
export interface Proxy {
  /** Where it is, in any form that {@linkcode ProxyPool} reads. */
  readonly url: string;
  /** The client whose requests go through it. It stays with its provider, who closes it. */
  readonly client: HttpClient;
}

/**
 * Hands out proxies. {@linkcode ProxyPool} is one; anything with these two methods will do.
 *
 * Whatever it throws, rejects with or returns that is no proxy becomes a failed result of kind
 * `proxy`: no message goes out without the proxy that it was promised.
 */
export interface ProxyProvider {
  /** The proxy for the next attempt. */
  get(): Proxy | Promise<Proxy>;
  /** Told that a proxy did not get through. */
  burn(proxy: Proxy): void | Promise<void>;
}

/** Thrown by a provider that has no proxy left to give. */
export class NoProxyError extends Error {
  /** The name of this class, for those who cannot compare classes. */
  override readonly name: string = "NoProxyError";
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080 };

/** `host:port`, with the host of IPv6 in brackets. */
const HOST_PORT = /^(\[[\da-f:.%]+\]|[^\s:@/?#[\]]+):(\d{1,5})$/i;

/**
 * Reads how a proxy is written: `host:port`, `host:port:user:pass`, `user:pass@host:port`, or a
 * URL with `http:`, `https:`, `socks5:` or `socks5h:`. User and password may be percent-encoded
 * before an `@`; in `host:port:user:pass` they are taken as they are.
 *
 * @param text The proxy as written.
 * @returns Its address.
 * @throws {TypeError} If it cannot be read. The message never holds the text: it has a password.
 */
export function parseProxy(text: string): ProxyAddress {
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(trimmed);
  const protocol = readProtocol(scheme?.[1]?.toLowerCase() ?? "http");
  const rest = trimmed.slice(scheme?.[0].length ?? 0);

  const parts = /^(\[[^\]]*\]|[^:]*):(\d+):([^:]*):(.*)$/s.exec(rest);
  const at = rest.lastIndexOf("@");
  // An `@` may also stand in the password of `host:port:user:pass`; then no host follows it.
  if (at >= 0 && (!parts || scheme || HOST_PORT.test(rest.slice(at + 1)))) {
    const login = rest.slice(0, at);
    const colon = login.indexOf(":");
    return {
      ...readHost(rest.slice(at + 1), protocol, scheme !== null),
      username: decodePercent(colon < 0 ? login : login.slice(0, colon)),
      password: colon < 0 ? "" : decodePercent(login.slice(colon + 1)),
    };
  }
  if (!parts) return readHost(rest, protocol, scheme !== null);
  const [, host, port, username, password] = parts;
  return { ...readHost(`${host}:${port}`, protocol, false), username, password };
}

/**
 * Writes a proxy in its one canonical form: `host:port`, or `host:port:user:pass`.
 *
 * @param proxy Its address.
 * @returns The text. It holds the password.
 */
export function formatProxy(proxy: ProxyAddress): string {
  const { username, password } = proxy;
  const login = username === undefined ? "" : `:${username}:${password ?? ""}`;
  return `${maskProxy(proxy)}${login}`;
}

/**
 * Writes a proxy as a URL, with its login percent-encoded: whatever the login holds,
 * {@linkcode parseProxy} reads the same address again.
 *
 * @param proxy Its address.
 * @returns The URL. It holds the password.
 */
export function proxyUrl(proxy: ProxyAddress): string {
  const { protocol, username, password = "" } = proxy;
  const encode = (text: string) => encodeURIComponent(text.toWellFormed());
  const login = username === undefined ? "" : `${encode(username)}:${encode(password)}@`;
  return `${protocol}://${login}${maskProxy(proxy)}`;
}

/**
 * Writes where a proxy is, without its login.
 *
 * @param proxy Its address, or what {@linkcode formatProxy} made of it.
 * @returns `host:port`.
 */
export function maskProxy(proxy: ProxyAddress | string): string {
  if (typeof proxy !== "string") return `${proxy.hostname}:${proxy.port}`;
  // Not parsed again: what looks like a host behind an `@` may be the end of the password.
  return /^(?:\[[^\]]*\]|[^:]*):\d+/.exec(proxy)?.[0] ?? "***";
}

function readProtocol(scheme: string): ProxyAddress["protocol"] {
  if (scheme === "http" || scheme === "https" || scheme === "socks5") return scheme;
  if (scheme === "socks5h") return "socks5"; // Names always go to the proxy.
  throw new TypeError(
    "Cannot read a proxy: its scheme must be http, https, socks5 or socks5h",
  );
}

function readHost(
  written: string,
  protocol: ProxyAddress["protocol"],
  isUrl: boolean,
): ProxyAddress {
  const text = written.replace(/\/$/, "");
  const hasPort = /(?:^|[^:])(?:\]|[^\]:]):\d+$/.test(text);
  const [, hostname, digits] =
    HOST_PORT.exec(hasPort || !isUrl ? text : `${text}:${DEFAULT_PORTS[protocol]}`) ?? [];
  const port = Number(digits);
  const canonical = hostname && canonicalHost(hostname);
  if (!canonical || !(port > 0 && port < 65_536)) {
    throw new TypeError(
      "Cannot read a proxy: expected host:port, host:port:user:pass, user:pass@host:port or a URL",
    );
  }
  return { protocol, hostname: canonical, port };
}

/** The one form of a host that clients take: `ü.example` becomes `xn--tda.example`. */
function canonicalHost(hostname: string): string | undefined {
  if (!URL.canParse(`http://${hostname}`)) return undefined;
  const { hostname: canonical } = new URL(`http://${hostname}`);
  return /^(?:[\w.-]+|\[[\da-f:.]+\])$/.test(canonical) ? canonical : undefined;
}
