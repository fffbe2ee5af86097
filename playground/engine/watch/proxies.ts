/**
 * A pool of proxies that tells which one is taken, and which one is burnt.
 *
 * @module
 */

import type { Proxy, ProxyPool, ProxyProvider } from "@hookcast/hookcast";
import { here } from "./position.ts";

/** Tells of the proxies of a pool. */
export class WatchedProxies implements ProxyProvider {
  readonly #pool: ProxyPool;
  readonly #nameOf: (address: string) => string;
  /** How often one was burnt. */
  burnt = 0;

  /**
   * @param pool The pool.
   * @param nameOf What to call the proxy at `host:port`.
   */
  constructor(pool: ProxyPool, nameOf: (address: string) => string) {
    this.#pool = pool;
    this.#nameOf = nameOf;
  }

  /** See `ProxyProvider.get`. */
  get(): Proxy {
    const proxy = this.#pool.get();
    const position = here();
    position?.begin();
    position?.tell({ type: "proxy", name: this.#nameOf(addressOf(proxy)) });
    return proxy;
  }

  /** See `ProxyProvider.burn`. */
  burn(proxy: Proxy): void {
    this.#pool.burn(proxy);
    this.burnt++;
    const address = addressOf(proxy);
    const rest = this.#pool.stats().find((stats) => stats.proxy === address)?.rest ?? 0;
    here()?.tell({ type: "proxy-burnt", name: this.#nameOf(address), rest });
  }
}

function addressOf({ url }: Proxy): string {
  // A `URL` would leave out the port where it is that of the scheme.
  return url.replace(/^\w+:\/\//, "").replace(/^.*@/, "");
}
