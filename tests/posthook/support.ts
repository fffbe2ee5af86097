/**
 * What the tests of the client share.
 *
 * @module
 */

import { Posthook, type PosthookOptions } from "../../src/posthook/mod.ts";
import { FakeServer, type Script } from "../../src/testing/mod.ts";

/** A key that no message and no print may hold. */
export const API_KEY = "pk_SECRETAPIKEY";

/** A hook as the service answers with it, with the least that it must have. */
export function wireHook(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: "h1", path: "/p", status: "pending", postAt: "2026-03-01T12:00:00Z", ...fields };
}

/** An answer with data. */
export function data(data: unknown, status = 200): { status: number; body: object } {
  return { status, body: { data } };
}

/** A server that plays a script, and a client of it, made while these variables are set. */
export async function start(
  script: Script,
  options: PosthookOptions = {},
  variables: Record<string, string> = {},
): Promise<AsyncDisposable & { readonly server: FakeServer; readonly posthook: Posthook }> {
  const server = await FakeServer.start(script);
  const posthook = withEnv(variables, () => {
    return new Posthook(API_KEY, { baseUrl: server.url, ...options });
  });
  return { server, posthook, [Symbol.asyncDispose]: () => server.close() };
}

/** An error whose message throws. */
export function unreadable(): Error {
  return Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("gotcha");
    },
  });
}

/** What throws at every question, even at what it is. */
export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Sets variables of the environment while something synchronous runs. */
export function withEnv<T>(variables: Record<string, string>, run: () => T): T {
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  try {
    for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
    return run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}
