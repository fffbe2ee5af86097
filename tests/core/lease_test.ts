import { assertEquals } from "@std/assert";
import { takeLease } from "../../src/core/lease.ts";
import { resolveOptions } from "../../src/core/options.ts";
import { Scope } from "../../src/core/scope.ts";
import { ManualClock } from "../../src/testing/mod.ts";

Deno.test("takeLease() asks no provider where fetch would ignore the proxy, and says why", async () => {
  const clock = new ManualClock();
  let asked = 0;
  const provider = {
    get: () => {
      asked++;
      return { url: "127.0.0.1:8080", client: { close: () => {} } };
    },
    burn: () => {},
  };
  const settings = { ...resolveOptions({ clock }), takesClients: false };
  const scope = new Scope(undefined, undefined, clock);
  assertEquals(await takeLease(provider, settings, 1000, scope), {
    failure: {
      kind: "proxy",
      reason: "proxies need Deno, or in Node the npm package 'hookcast'",
    },
  });
  assertEquals([asked, clock.pending], [0, 0]);
});
