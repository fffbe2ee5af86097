/**
 * The proxy that the environment names.
 *
 * @module
 */

import { ProxyPool } from "../core/proxy_pool.ts";
import { readEnv } from "../platform/env.ts";

/** The order of Slack's SDK. It does not look at `NO_PROXY`; Deno itself does. */
const NAMES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * Makes a pool of the proxy that the environment names: of the first of `HTTPS_PROXY`,
 * `https_proxy`, `HTTP_PROXY` and `http_proxy` that is not empty. A blank one says that there is
 * none. Nothing else in this library looks there; Deno's own `fetch` does, by rules of its own.
 *
 * It takes `--allow-env`; without it the variables count as not set. The proxy stays in use
 * however often it fails, as there is no other.
 *
 * @example
 * ```ts
 * import { proxyFromEnv, SlackWebhook } from "@hookcast/hookcast/slack";
 *
 * using proxies = proxyFromEnv();
 * new SlackWebhook("https://hooks.slack.com/services/T000/B000/XXXX", { proxies });
 * ```
 * @param read Reads a variable.
 * @returns The pool, to be closed when it is not used any more; `undefined` without a proxy.
 * @throws {TypeError} If a variable names no proxy. The message does not hold it.
 */
export function proxyFromEnv(
  read: (name: string) => string | undefined = readEnv,
): ProxyPool | undefined {
  const proxy = NAMES.map(read).find((value) => value)?.trim();
  return proxy ? new ProxyPool([proxy], { cooldown: 0 }) : undefined;
}
