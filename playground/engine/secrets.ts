/**
 * Knows the secrets of an order, and takes them out of whatever is shown or written down.
 *
 * @module
 */

import { findSecrets } from "@hookcast/hookcast/check-secrets";
import type { Options, Order } from "../api/order.ts";
import type { MissingPart } from "../api/run.ts";

/** What stands in place of a secret. */
export const MASK = "***";

/** Headers whose values are no secrets. */
const OPEN_HEADERS = new Set(["accept", "accept-language", "content-type", "user-agent"]);

/** Shorter texts are found in every second word. */
const MIN_LENGTH = 4;

/** Takes secrets out of texts. */
export type Redact = (text: string) => string;

/**
 * Makes a function that takes the secrets of an order out of a text: its URL, values of headers and
 * query, logins of proxies, the signing secret.
 *
 * @param order The order, with its secrets.
 * @returns The function.
 */
export function redactorOf(order: Order): Redact {
  const { headers = {}, query = {}, proxies, signer } = order.options ?? {};
  const secrets = [
    ...order.url === undefined ? [] : secretsOfUrl(order.url),
    ...Object.entries(headers).filter(([name]) => isSecretHeader(name)).flatMap(([, value]) => [
      value,
      value.slice(value.indexOf(" ") + 1),
    ]),
    ...Object.values(query),
    ...Array.isArray(proxies) ? proxies.flatMap(secretsOfProxy) : [],
    signer?.secret ?? "",
  ].flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const longestFirst = [...new Set(secrets)].filter((secret) => secret.length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

/**
 * Whether the value of a header is a secret.
 *
 * @param name The name.
 * @returns Whether it is.
 */
export function isSecretHeader(name: string): boolean {
  return !OPEN_HEADERS.has(name.toLowerCase());
}

/**
 * Shows where a URL leads, and nothing that lets one use it.
 *
 * @param url The URL.
 * @returns Its origin, and `/***`.
 */
export function maskUrl(url: string | URL): string {
  return URL.canParse(url) ? `${new URL(url).origin}/${MASK}` : MASK;
}

/**
 * A copy of an order that may be kept: its secrets are masked, and files have no bytes.
 *
 * @param order The order.
 * @returns The copy, and what must be given again to send it.
 */
export function withoutSecrets(
  order: Order,
): { readonly order: Order; readonly missing: readonly MissingPart[] } {
  const redact = redactorOf(order);
  const { url, files, payload, options = {} } = order;
  const shownPayload = redactDeep(payload, (text) => maskPatterns(redact(text)));
  const { headers = {}, query, proxies, signer } = options;
  const missing: MissingPart[] = [];
  if (url !== undefined) missing.push("url");
  if (Object.keys(headers).some(isSecretHeader)) missing.push("headers");
  if (query !== undefined && Object.keys(query).length > 0) missing.push("query");
  if (Array.isArray(proxies)) missing.push("proxies");
  if (signer?.secret !== undefined) missing.push("secret");
  if (JSON.stringify(shownPayload) !== JSON.stringify(payload)) missing.push("payload");
  if (files !== undefined && files.length > 0) missing.push("files");
  const shown: Order = {
    ...order,
    ...(url !== undefined && { url: maskUrl(url) }),
    payload: shownPayload,
    ...(files && { files: files.map(({ data, ...file }) => ({ ...file, size: sizeOf(data) })) }),
    ...(order.options && { options: maskOptions(options) }),
  };
  return { order: shown, missing };
}

/**
 * A copy of a value with every text in it changed, names included.
 *
 * @param value The value, of JSON.
 * @param change Changes a text.
 * @returns The copy.
 */
export function redactDeep(value: unknown, change: Redact): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, change));
  const entries = Object.entries(value).map(([name, item]) => {
    return [change(name), redactDeep(item, change)];
  });
  return Object.fromEntries(entries);
}

/**
 * Takes out of a text what looks like a secret of some webhook, whosever it is.
 *
 * @param text The text.
 * @returns The text without.
 */
export function maskPatterns(text: string): string {
  const lines = text.split("\n").map((line) => {
    // From right to left, so that columns further left stay right.
    return findSecrets(line).reverse().reduce((rest, { column, masked }) => {
      const [found = ""] = /^[^\s"'`<>\\]+/.exec(rest.slice(column - 1)) ?? [];
      return rest.slice(0, column - 1) + masked + rest.slice(column - 1 + found.length);
    }, line);
  });
  return lines.join("\n");
}

function maskOptions(options: Options): Options {
  const { headers, query, proxies, signer } = options;
  const values = (record: Readonly<Record<string, string>>, isSecret: (name: string) => boolean) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, isSecret(name) ? MASK : value]),
    );
  return {
    ...options,
    ...(headers && { headers: values(headers, isSecretHeader) }),
    ...(query && { query: values(query, () => true) }),
    ...(Array.isArray(proxies) && { proxies: proxies.map(() => MASK) }),
    ...(signer?.secret !== undefined && { signer: { ...signer, secret: MASK } }),
  };
}

/** Everything in a URL by which it can be used: the longer parts of its path, login and query. */
function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [text];
  const url = new URL(text);
  const segments = url.pathname.split("/").filter((segment) =>
    segment.length >= 10 || (segment.length >= 6 && /\d/.test(segment))
  );
  return [
    text,
    url.href,
    decodeURIComponent(url.username),
    decodeURIComponent(url.password),
    url.pathname.length > 1 ? url.pathname : "",
    url.search.slice(1),
    ...segments,
    ...url.searchParams.values(),
  ];
}

/** The login in any of the forms that a `ProxyPool` reads. */
function secretsOfProxy(proxy: string): string[] {
  const rest = proxy.replace(/^[a-z0-9+.-]+:\/\//i, "");
  const at = rest.lastIndexOf("@");
  const login = at >= 0 ? rest.slice(0, at) : rest.split(":").slice(2).join(":");
  return [proxy, rest, login, ...login.split(":")];
}

function sizeOf(data: string | undefined): number {
  return data === undefined ? 0 : Math.floor(data.replace(/=+$/, "").length * 3 / 4);
}
