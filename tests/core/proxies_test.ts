import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type AttemptEvent,
  NoProxyError,
  type Proxy,
  ProxyPool,
  type ProxyProvider,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "../../mod.ts";
import {
  always,
  FakeProxy,
  type FakeProxyOptions,
  FakeServer,
  ManualClock,
  type Script,
} from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";
import { AT_ONCE, until } from "./waiting.ts";

// Not loopback: a NO_PROXY of the environment may list it.
const PLAIN = "http://192.0.2.7/hook";
const SECURE = "https://192.0.2.7/hook";
const LOGIN = { username: "us@er", password: "p@ss:wörd%" };

function failed(result: WebhookResult) {
  assert(!result.ok);
  return result;
}

/** A proxy whose targets all lead to `server`. */
function startProxy(server: FakeServer, options: Partial<FakeProxyOptions> = {}) {
  const resolve = () => ({ host: "127.0.0.1", port: server.port });
  return FakeProxy.start({ kind: "http", resolve, ...options });
}

/** A provider that opens one client per proxy and counts all that is done with it. */
function countingProvider(proxies: readonly FakeProxy[]) {
  const calls: string[] = [];
  let closed = 0;
  const opened = proxies.map(({ url }): Proxy => {
    const client = Deno.createHttpClient({ proxy: { url } });
    const close = client.close.bind(client);
    client.close = () => {
      closed++;
      close();
    };
    return { url, client };
  });
  let next = 0;
  const provider: ProxyProvider = {
    get() {
      const index = next++ % opened.length;
      calls.push(`get ${index}`);
      return opened[index]!;
    },
    burn(proxy) {
      calls.push(`burn ${opened.indexOf(proxy)}`);
    },
  };
  return { provider, calls, opened, closed: () => closed };
}

// --- real traffic ---

for (const kind of ["http", "socks5"] as const) {
  for (const [scheme, url] of [["http", PLAIN], ["https", SECURE]] as const) {
    for (const login of [undefined, LOGIN]) {
      const way = `${scheme} through ${kind}${login ? " with a login" : ""}`;

      Deno.test(`Webhook posts ${way}`, async () => {
        await using server = await FakeServer.start([{ body: { id: "1" } }], {
          tls: scheme === "https" ? tls : undefined,
        });
        await using proxy = await startProxy(server, { kind, ...login });
        using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
        const result = await new Webhook(url, { proxies }).send({ content: "hello" });
        assertEquals([result.ok, result.response, result.attempts], [true, { id: "1" }, 1]);
        const [request] = server.requests;
        assertEquals([request?.method, request?.path], ["POST", "/hook"]);
        assertEquals(request?.text, '{"content":"hello"}');
        // Deno sends the login for an http proxy through the tunnel too.
        const isShown = login !== undefined && kind === "http" && scheme === "https";
        assertEquals(request?.headers.has("proxy-authorization"), isShown);
        const [seen] = proxy.requests;
        assertEquals(proxy.requests.length, 1);
        assertEquals(seen?.target, scheme === "https" ? "192.0.2.7:443" : "192.0.2.7:80");
        assertEquals([seen?.username, seen?.passed], [login?.username ?? null, true]);
        const written = login ? `:${login.username}:${login.password}` : "";
        assertEquals(result.proxy, `${proxy.address}${written}`);
      });
    }
  }
}

Deno.test("Webhook posts through an https proxy", async () => {
  await using server = await FakeServer.start([204], { tls });
  await using proxy = await startProxy(server, { tls, ...LOGIN });
  using proxies = new ProxyPool([proxy.urlWithCredentials], { caCerts: [ca] });
  const result = await new Webhook(SECURE, { proxies }).send({});
  assertEquals([result.ok, proxy.requests[0]?.passed], [true, true]);
});

Deno.test("Webhook takes the proxies in turn, and keeps one client for each", async () => {
  await using server = await FakeServer.start(always(204));
  await using one = await startProxy(server);
  await using two = await startProxy(server);
  using proxies = new ProxyPool([one.url, two.url]);
  const hook = new Webhook(PLAIN, { proxies });
  for (let n = 0; n < 6; n++) assertEquals((await hook.send({})).ok, true);
  assertEquals([one.requests.length, two.requests.length], [3, 3]);
  assertEquals([one.connections, two.connections], [1, 1]);
  assertEquals(proxies.stats().map(({ used, burnt }) => [used, burnt]), [[3, 0], [3, 0]]);
});

// --- proxies that fail ---

Deno.test("Webhook burns a proxy that is dead and sends through the next", async (t) => {
  const faults = {
    http: ["dead", "refuse", "deny", { connectStatus: 502 }, "cut", "garbage"],
    socks5: ["dead", "refuse", "deny", { socksReply: 1 }, "cut", "garbage"],
  } as const;
  for (const kind of ["http", "socks5"] as const) {
    for (const fault of faults[kind]) {
      await t.step(`${kind}: ${JSON.stringify(fault)}`, async () => {
        await using server = await FakeServer.start(always(204), { tls });
        await using bad = await startProxy(server, { kind });
        await using good = await startProxy(server, { kind });
        if (fault === "dead") await bad.die();
        else bad.fault = fault;
        using proxies = new ProxyPool([bad.url, good.url], { caCerts: [ca] });
        const events: AttemptEvent[] = [];
        const hook = new Webhook(SECURE, {
          proxies,
          maxRetries: 0, // A rotation has a budget of its own.
          onAttempt: (event) => void events.push(event),
        });
        const result = await hook.send({});
        assertEquals([result.ok, result.attempts, result.proxy], [true, 2, good.address]);
        assertEquals(server.requests.length, 1);
        assertEquals(proxies.stats().map(({ burnt }) => burnt), [1, 0]);
        assertEquals(events.map(({ proxy, kind, wait }) => [proxy, kind, wait]), [
          [bad.address, "proxy", 0],
          [good.address, null, null],
        ]);
        // It is not asked again while it rests.
        assertEquals((await hook.send({})).attempts, 1);
      });
    }
  }
});

Deno.test("Webhook burns a proxy that hangs once the time is up", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start(always(204));
  await using bad = await startProxy(server, { fault: "hang" });
  await using good = await startProxy(server);
  using proxies = new ProxyPool([bad.url, good.url], { clock });
  const sending = new Webhook(PLAIN, { clock, proxies, timeout: 1000 }).send({});
  await until(() => bad.requests.length === 1, "the proxy is asked");
  await clock.advance(1000);
  const result = await sending;
  assertEquals([result.ok, result.attempts, result.elapsed], [true, 2, 1000]);
  assertEquals(proxies.stats().map(({ burnt }) => burnt), [1, 0]);
});

Deno.test("Webhook burns a proxy that dies in the middle, and uses the next", async () => {
  await using server = await FakeServer.start(always(204));
  await using one = await startProxy(server);
  await using two = await startProxy(server);
  using proxies = new ProxyPool([one.url, two.url]);
  const hook = new Webhook(PLAIN, { proxies });
  for (let n = 0; n < 2; n++) await hook.send({ n });
  await one.die();
  const result = await hook.send({ n: 2 });
  assertEquals([result.ok, result.attempts, result.proxy], [true, 2, two.address]);
  assertEquals(proxies.stats().map(({ burnt }) => burnt), [1, 0]);
});

Deno.test("Webhook takes an http proxy's own 407 for the proxy's failure", async () => {
  await using server = await FakeServer.start(always(204));
  await using bad = await startProxy(server, LOGIN);
  await using good = await startProxy(server);
  using proxies = new ProxyPool([bad.url, good.url]);
  const result = await new Webhook(PLAIN, { proxies }).send({});
  assertEquals([result.ok, result.attempts], [true, 2]);
  assertEquals(proxies.stats().map(({ burnt }) => burnt), [1, 0]);
});

// What a tunnel hands on comes from its other end.
for (const [kind, url] of [["http", SECURE], ["socks5", PLAIN], ["socks5", SECURE]] as const) {
  const way = `${new URL(url).protocol.slice(0, -1)} target behind ${kind} proxies`;

  Deno.test(`Webhook takes the 407 of an ${way} for the target's own answer`, async () => {
    await using server = await FakeServer.start([407, 204], {
      tls: url === SECURE ? tls : undefined,
    });
    await using proxy = await startProxy(server, { kind });
    using proxies = new ProxyPool([proxy.url], { caCerts: [ca] });
    const result = failed(await new Webhook(url, { proxies }).send({}));
    assertEquals([result.kind, result.status, server.requests.length], ["http", 407, 1]);
    assertEquals(proxies.stats()[0]?.burnt, 0);
  });
}

Deno.test("Webhook fails with kind proxy when all are dead", async () => {
  await using server = await FakeServer.start(always(204));
  const dead = await Promise.all([1, 2, 3].map(() => startProxy(server)));
  await Promise.all(dead.map((proxy) => proxy.close()));
  using proxies = new ProxyPool(dead.map(({ url }) => url));
  const hook = new Webhook(PLAIN, { proxies });
  const result = failed(await hook.send({}));
  assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["proxy", 3, false]);
  assertEquals([result.status, server.requests.length], [null, 0]);
  const error = "Cannot deliver to 192.0.2.7: no proxy is left";
  assertEquals(result.error, `${error}; the attempt before: connection refused`);
  assertMatch(String((result.cause as Error).cause), /refused/i);
  // Now there is none to begin with.
  const next = failed(await hook.send({}));
  assertEquals([next.error, (next.cause as Error).name], [error, "NoProxyError"]);
  assertEquals([next.kind, next.attempts, next.proxy], ["proxy", 0, null]);
});

Deno.test("Webhook takes no more proxies than maxProxyRetries allows", async () => {
  await using server = await FakeServer.start(always(204));
  const dead = await Promise.all([1, 2, 3, 4].map(() => startProxy(server)));
  await Promise.all(dead.map((proxy) => proxy.close()));
  using proxies = new ProxyPool(dead.map(({ url }) => url));
  const result = failed(await new Webhook(PLAIN, { proxies, maxProxyRetries: 1 }).send({}));
  assertEquals([result.kind, result.attempts], ["proxy", 2]);
  assertEquals(result.proxy, dead[1]?.address);
  assertMatch(result.error, /: connection refused$/);
});

Deno.test("Webhook keeps the budgets of retries and rotations apart", async () => {
  await using server = await FakeServer.start([500, 500, 204]);
  const dead = await startProxy(server);
  await dead.close();
  await using good = await startProxy(server);
  using proxies = new ProxyPool([dead.url, good.url]);
  const hook = new Webhook(PLAIN, { proxies, maxRetries: 2, maxProxyRetries: 1, backoff: AT_ONCE });
  const result = await hook.send({});
  assertEquals([result.ok, result.attempts, server.requests.length], [true, 4, 3]);
});

// --- the target's failures ---

Deno.test("Webhook does not burn a proxy for what its target does", async (t) => {
  const scripts: Record<string, Script> = {
    "404": [404],
    "429": [{ status: 429, body: { retry_after: 0 } }, 204],
    "500": [500, 204],
    "a body that is cut": [{ fault: "cut-body" }],
    "a redirect": [{ fault: "redirect", location: "/elsewhere" }],
  };
  for (const [name, script] of Object.entries(scripts)) {
    await t.step(name, async () => {
      await using server = await FakeServer.start(script, { tls });
      await using proxy = await startProxy(server);
      using proxies = new ProxyPool([proxy.url], { caCerts: [ca] });
      const result = await new Webhook(SECURE, { proxies, backoff: AT_ONCE }).send({});
      assert(result.ok || result.kind === "http");
      assertEquals(proxies.stats()[0]?.burnt, 0);
    });
  }
});

Deno.test("Webhook does not burn a proxy for a certificate of its target", async () => {
  await using server = await FakeServer.start(always(204), { tls });
  await using proxy = await startProxy(server);
  using proxies = new ProxyPool([proxy.url]);
  const result = failed(await new Webhook(SECURE, { proxies }).send({}));
  assertEquals([result.kind, result.mayHaveArrived], ["network", false]);
  assertEquals(proxies.stats()[0]?.burnt, 0);
  assertMatch(result.error, /: certificate not trusted$/);
});

Deno.test("Webhook does not burn a SOCKS proxy for a target that cannot be reached", async (t) => {
  for (const socksReply of [3, 4, 5, 6]) {
    await t.step(`reply ${socksReply}`, async () => {
      await using server = await FakeServer.start();
      await using proxy = await startProxy(server, { kind: "socks5", fault: { socksReply } });
      using proxies = new ProxyPool([proxy.url]);
      const hook = new Webhook(PLAIN, { proxies, maxProxyRetries: 1 });
      const result = failed(await hook.send({}));
      assertEquals([result.kind, result.attempts], ["network", 2]);
      assertEquals([result.mayHaveArrived, proxies.stats()[0]?.burnt], [false, 0]);
    });
  }
});

// --- providers that fail ---

Deno.test("Webhook fails with kind proxy whatever a provider does wrong", async (t) => {
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  const client = { close: () => {} };
  const hostile = {
    get url(): string {
      throw new Error("no");
    },
    client,
  };
  const cases: Record<string, () => unknown> = {
    "throws": throwing(new Error("broken")),
    "throws undefined": throwing(undefined),
    "throws null": throwing(null),
    "throws a NoProxyError": throwing(new NoProxyError("none")),
    "rejects": () => Promise.reject(new Error("broken")),
    "rejects with nothing": () => Promise.reject(),
    "returns undefined": () => undefined,
    "returns null": () => null,
    "returns a number": () => 5,
    "returns a text": () => "127.0.0.1:8080",
    "returns nothing of a proxy": () => ({}),
    "returns no client": () => ({ url: "127.0.0.1:8080" }),
    "returns a client that is none": () => ({ url: "127.0.0.1:8080", client: "client" }),
    "returns no URL": () => ({ client }),
    "returns a URL that is none": () => ({ url: "not a proxy", client }),
    "returns a URL that is an object": () => ({ url: {}, client }),
    "returns an object that throws": () => hostile,
    "returns a thenable that throws": () => ({ then: throwing(new Error("no")) }),
    "resolves to null": () => Promise.resolve(null),
  };
  for (const [name, get] of Object.entries(cases)) {
    await t.step(name, async () => {
      await using server = await FakeServer.start(always(204));
      let asked = 0;
      let burnt = 0;
      const proxies = {
        get: () => {
          asked++;
          return get();
        },
        burn: () => void burnt++,
      } as unknown as ProxyProvider;
      const result = failed(await new Webhook(server.url, { proxies }).send({}));
      assertEquals([result.kind, result.attempts, result.proxy], ["proxy", 0, null]);
      assertEquals([server.requests.length, result.mayHaveArrived], [0, false]);
      assertEquals([asked, burnt], [1, 0]); // Never a loop.
    });
  }
});

Deno.test("Webhook tells of a client that fetch does not know as a failed send", async () => {
  await using server = await FakeServer.start(always(204));
  const proxies = {
    get: () => ({ url: "127.0.0.1:8080", client: { close: () => {} } }),
    burn: () => {},
  };
  const result = failed(await new Webhook(server.url, { proxies, maxProxyRetries: 1 }).send({}));
  assertEquals(server.requests.length, 0);
  assert(result.attempts <= 2);
});

Deno.test("Webhook waits for a provider no longer than timeout", async () => {
  const clock = new ManualClock();
  let asked = 0;
  const proxies: ProxyProvider = {
    get: () => {
      asked++;
      return new Promise(() => {});
    },
    burn: () => {},
  };
  const sending = new Webhook("http://127.0.0.1:1/", { clock, proxies, timeout: 1000 }).send({});
  await until(() => asked === 1, "the provider is asked");
  await clock.advance(1000);
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, asked, clock.pending], ["proxy", 0, 1, 0]);
});

Deno.test("Webhook fails with kind proxy when a provider cannot burn", async (t) => {
  const cases: Record<string, () => void | Promise<void>> = {
    "throws": () => {
      throw new Error("broken");
    },
    "rejects": () => Promise.reject(new Error("broken")),
  };
  for (const [name, burn] of Object.entries(cases)) {
    await t.step(name, async () => {
      await using server = await FakeServer.start(always(204));
      const dead = await startProxy(server);
      await dead.close();
      using client = Deno.createHttpClient({ proxy: { url: dead.url } });
      const proxies: ProxyProvider = { get: () => ({ url: dead.url, client }), burn };
      const result = failed(await new Webhook(PLAIN, { proxies }).send({}));
      assertEquals([result.kind, result.attempts], ["proxy", 1]);
      assertMatch(result.error, /: the proxy provider failed in burn\(\)$/);
    });
  }
});

Deno.test("Webhook asks a provider before each attempt, burns once per failure, closes nothing", async () => {
  await using server = await FakeServer.start([500, 204]);
  const bad = await startProxy(server);
  await using good = await startProxy(server);
  const { provider, calls, opened, closed } = countingProvider([bad, good]);
  await bad.close();
  const options: WebhookOptions = { proxies: provider, backoff: AT_ONCE };
  const result = await new Webhook(PLAIN, options).send({});
  assertEquals([result.ok, result.attempts], [true, 4]);
  assertEquals(calls, ["get 0", "burn 0", "get 1", "get 0", "burn 0", "get 1"]);
  assertEquals(closed(), 0);
  for (const { client } of opened) client.close();
});

Deno.test("ProxyPool opens one client per proxy, and closes all of them", async () => {
  await using server = await FakeServer.start(always(204));
  await using one = await startProxy(server);
  await using two = await startProxy(server);
  const pool = new ProxyPool([one.url, two.url]);
  const clients = new Set([1, 2, 3, 4].map(() => pool.get().client));
  assertEquals(clients.size, 2);
  pool.close();
  pool.close();
  assertEquals(pool.available, 0);
  const result = failed(await new Webhook(PLAIN, { proxies: pool }).send({}));
  assertEquals([result.kind, result.attempts, server.requests.length], ["proxy", 0, 0]);
});

Deno.test("Webhook sends nothing directly while it has a provider", async () => {
  await using server = await FakeServer.start(always(204));
  const dead = await startProxy(server);
  await dead.close();
  using proxies = new ProxyPool([dead.url]);
  const result = failed(await new Webhook(PLAIN, { proxies }).send({}));
  assertEquals([result.kind, server.connections], ["proxy", 0]);
});

Deno.test("Webhook takes a 407 through SOCKS for the server's own, and burns no proxy", async () => {
  await using server = await FakeServer.start(always(407));
  await using proxy = await startProxy(server, { kind: "socks5" });
  using proxies = new ProxyPool([proxy.url]);
  const hook = new Webhook(PLAIN, { proxies, delivery: "at-most-once" });
  const result = failed(await hook.send({}));
  assertEquals([result.kind, result.status, proxies.available], ["http", 407, 1]);
  assertEquals(server.requests.length, 1);
});
