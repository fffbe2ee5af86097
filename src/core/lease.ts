/**
 * Takes a proxy from a provider for one attempt, and guards the send against whatever the provider
 * does.
 *
 * @module
 */

import type { HttpClient, ProxyAddress } from "../platform/http_client.ts";
import { untilAborted } from "../util/abort.ts";
import type { Clock } from "../util/clock.ts";
import { endOf, type Failure } from "./failure.ts";
import type { Settings } from "./options.ts";
import { NoProxyError, parseProxy, type ProxyProvider } from "./proxy.ts";
import { Scope } from "./scope.ts";

/** One proxy for one attempt. */
export interface Lease {
  readonly address: ProxyAddress;
  readonly client: HttpClient;
  /** Tells the provider that the proxy did not get through. Resolves to what goes wrong then. */
  burn(): Promise<Failure | undefined>;
}

/** What asking for a proxy comes to. */
export type Leasing = { readonly lease: Lease } | { readonly failure: Failure };

/**
 * Takes a proxy.
 *
 * @param provider The provider.
 * @param settings How the webhook sends.
 * @param timeout How long the provider may take, in ms.
 * @param scope Ends the wait.
 * @returns The lease, or why there is none.
 */
export async function takeLease(
  provider: ProxyProvider,
  settings: Settings,
  timeout: number,
  scope: Scope,
): Promise<Leasing> {
  // Elsewhere `fetch` would ignore the client, and the message go out without the proxy.
  if (!settings.takesClients) {
    const reason = "proxies need Deno, or in Node the npm package 'hookcast'";
    return { failure: { kind: "proxy", reason } };
  }
  const ask = <T>(work: () => T | Promise<T>) => {
    return within(work, timeout, settings.clock, scope.signal);
  };
  try {
    const proxy = await ask(() => provider.get());
    const { url, client } = proxy;
    if (typeof client !== "object" || client === null) throw new TypeError("It has no client");
    const burn = async () => {
      try {
        await ask(() => provider.burn(proxy));
      } catch (cause) {
        return endOf(scope) ?? providerFailed("burn", cause);
      }
    };
    return { lease: { address: parseProxy(url), client, burn } };
  } catch (cause) {
    return { failure: endOf(scope) ?? providerFailed("get", cause) };
  }
}

/** Runs a guest's function, no longer than `timeout`. */
async function within<T>(
  work: () => T | Promise<T>,
  timeout: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<T> {
  const scope = new Scope(signal, timeout, clock);
  try {
    return await untilAborted(work(), scope.signal);
  } catch (error) {
    if (scope.ended !== "timeout") throw error;
    throw new DOMException(`It did not answer within ${timeout} ms`, "TimeoutError");
  } finally {
    scope[Symbol.dispose]();
  }
}

function providerFailed(method: keyof ProxyProvider, cause: unknown): Failure {
  const reason = cause instanceof NoProxyError
    ? "no proxy is left"
    : `the proxy provider failed in ${method}()`;
  return { kind: "proxy", reason, cause };
}
