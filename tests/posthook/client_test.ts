import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import process from "node:process";
import { AuthenticationError, Posthook, PosthookConnectionError } from "../../src/posthook/mod.ts";
import { posthook } from "../../src/signatures/mod.ts";
import { FakePosthook, FakeProxy, FakeServer } from "../../src/testing/mod.ts";
import { ProxyPool, VERSION } from "../../mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { API_KEY, data, start, wireHook, withEnv } from "./support.ts";

/** Makes every kind of call once, on a server that says yes to all. */
async function callAll(posthook: Posthook): Promise<void> {
  const { hooks } = posthook;
  const selection = { hookIds: ["a"] };
  await hooks.schedule({ path: "/p", postIn: "5m" });
  await hooks.get("a");
  await hooks.list();
  await hooks.delete("a");
  for (const action of ["retry", "replay", "cancel"] as const) await hooks.bulk[action](selection);
}

/** What the service answers to {@linkcode callAll}. */
const ANSWERS = [
  data(wireHook(), 201),
  data(wireHook()),
  data([]),
  data({}),
  data({ affected: 1 }),
  data({ affected: 1 }),
  data({ affected: 1 }),
];

Deno.test("Posthook() takes the API key as its argument, whatever the environment says", async () => {
  await using server = await FakeServer.start([data([])]);
  const posthook = withEnv({ POSTHOOK_API_KEY: "pk_env" }, () => {
    return new Posthook("pk_argument", { baseUrl: server.url });
  });
  await posthook.hooks.list();
  assertEquals(server.requests[0]?.headers.get("x-api-key"), "pk_argument");
});

for (const absent of [undefined, ""]) {
  Deno.test(`Posthook() takes the API key from the environment for ${JSON.stringify(absent)}`, async () => {
    await using server = await FakeServer.start([data([])]);
    const posthook = withEnv({ POSTHOOK_API_KEY: "pk_env" }, () => {
      return new Posthook(absent, { baseUrl: server.url });
    });
    await posthook.hooks.list();
    assertEquals(server.requests[0]?.headers.get("x-api-key"), "pk_env");
  });
}

Deno.test("Posthook() throws an AuthenticationError without an API key", () => {
  const error = withEnv({ POSTHOOK_API_KEY: "" }, () => {
    return assertThrows(() => new Posthook(), AuthenticationError, "No API key");
  });
  assertMatch(error.message, /POSTHOOK_API_KEY/);
  assertEquals([error.status, error.code], [401, "authentication_error"]);
});

Deno.test("Posthook() refuses unknown options by name", () => {
  const options = { timeOut: 5 } as Record<string, unknown>;
  assertThrows(() => new Posthook(API_KEY, options), TypeError, "'timeOut'");
});

Deno.test("Posthook() refuses a key that HTTP cannot carry, without showing it", () => {
  const error = assertThrows(() => new Posthook(`${API_KEY}\nx`), TypeError, "'apiKey'");
  assert(!error.message.includes(API_KEY));
});

Deno.test("Posthook sends key, content type and user agent with every call, and no Authorization", async () => {
  await using service = await start(ANSWERS);
  const { server, posthook } = service;
  await callAll(posthook);
  assertEquals(server.requests.length, ANSWERS.length);
  const { deno, node } = process.versions;
  const runtime = deno ? `Deno ${deno}` : `Node.js ${node}`;
  for (const { headers } of server.requests) {
    assertEquals(headers.get("x-api-key"), API_KEY);
    assertEquals(headers.get("content-type"), "application/json");
    assertEquals(headers.get("authorization"), null);
    assertEquals(headers.get("user-agent"), `hookcast/${VERSION} (${runtime}; ${Deno.build.os})`);
  }
});

for (
  const [given, prefix] of [["", ""], ["/", ""], ["/prefix", "/prefix"], ["/prefix/", "/prefix"]]
) {
  Deno.test(`Posthook() calls every path below a base URL that ends with '${given}'`, async () => {
    await using server = await FakeServer.start(ANSWERS);
    const baseUrl = `http://${server.address}${given}`;
    await callAll(new Posthook(API_KEY, { baseUrl }));
    assertEquals(server.requests.map(({ method, path }) => `${method} ${path}`), [
      `POST ${prefix}/v1/hooks`,
      `GET ${prefix}/v1/hooks/a`,
      `GET ${prefix}/v1/hooks`,
      `DELETE ${prefix}/v1/hooks/a`,
      `POST ${prefix}/v1/hooks/bulk/retry`,
      `POST ${prefix}/v1/hooks/bulk/replay`,
      `POST ${prefix}/v1/hooks/bulk/cancel`,
    ]);
  });
}

Deno.test("Posthook gets the tickets of listeners below its base URL too", async () => {
  const urls: string[] = [];
  const refusing = (url: string | URL | Request) => {
    urls.push(String(url));
    return Promise.resolve(new Response(null, { status: 401 }));
  };
  const options = { baseUrl: "https://proxy.example/prefix/", fetch: refusing as typeof fetch };
  await assertRejects(() => new Posthook(API_KEY, options).stream(), AuthenticationError);
  assertEquals(urls, ["https://proxy.example/prefix/v1/ws/ticket"]);
});

Deno.test("Posthook logs one line for each answer, of errors too", async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  await using service = await start([data([]), 500, { fault: "cut" }], { log });
  const { hooks } = service.posthook;
  await hooks.list({ limit: 3 });
  await assertRejects(() => hooks.get("a"));
  await assertRejects(() => hooks.schedule({ path: "/p", postIn: "5m" })); // Without an answer.
  assertEquals(lines.length, 2);
  assertMatch(lines[0]!, /^GET \/v1\/hooks -> 200 \(\d\.\d{3}s\)$/);
  assertMatch(lines[1]!, /^GET \/v1\/hooks\/a -> 500 \(\d\.\d{3}s\)$/);
});

Deno.test("Posthook ignores what its log throws", async () => {
  const log = () => {
    throw new Error("log");
  };
  await using service = await start([data([])], { log });
  assertEquals(await service.posthook.hooks.list(), []);
});

Deno.test("Posthook rejects with a connection error when the network fails", async () => {
  await using service = await start([{ fault: "cut" }]);
  const error = await assertRejects(
    () => service.posthook.hooks.list(),
    PosthookConnectionError,
    "Network error: ",
  );
  assertEquals([error.status, error.code], [undefined, "connection_error"]);
  assert(error.cause instanceof Error);
});

for (const fault of ["hang", "hang-body"] as const) {
  Deno.test(`Posthook rejects with a connection error when the time is up: ${fault}`, async () => {
    await using service = await start([{ fault }], { timeout: 60 });
    await assertRejects(
      () => service.posthook.hooks.list(),
      PosthookConnectionError,
      "Request timed out",
    );
  });
}

Deno.test("Posthook rejects with a connection error when an answer is cut", async () => {
  await using service = await start([{ fault: "cut-body", status: 201, body: '{"data":' }]);
  await assertRejects(
    () => service.posthook.hooks.schedule({ path: "/p", postIn: "1s" }),
    PosthookConnectionError,
    "the service has taken the request (201)",
  );
});

Deno.test("Posthook rejects with a connection error when the signal was aborted before", async () => {
  await using service = await start([data([])]);
  await assertRejects(
    () => service.posthook.hooks.list({}, { signal: AbortSignal.abort() }),
    PosthookConnectionError,
    "Request aborted",
  );
  assertEquals(service.server.requests.length, 0);
});

Deno.test("Posthook rejects when the signal is aborted, and leaves no listener on it", async () => {
  await using service = await start([{ fault: "hang" }, data([])]);
  const { controller, signal, listeners } = watchedSignal();
  const call = assertRejects(
    () => service.posthook.hooks.list({}, { signal }),
    PosthookConnectionError,
    "Request aborted",
  );
  await service.server.received(1);
  controller.abort();
  await call;
  assertEquals(listeners.size, 0);
});

Deno.test("Posthook calls by the timeout of a call rather than its own", async () => {
  await using service = await start([{ fault: "hang" }], { timeout: 60_000 });
  await assertRejects(
    () => service.posthook.hooks.get("a", { timeout: 50 }),
    PosthookConnectionError,
    "within 50 ms",
  );
});

Deno.test("Posthook merges the headers of a call into its own", async () => {
  await using service = await start([data([])], { headers: { "x-a": "client", "x-b": "client" } });
  await service.posthook.hooks.list({}, { headers: { "x-b": "call", "user-agent": "mine" } });
  const { headers } = service.server.requests[0]!;
  const names = ["x-a", "x-b", "user-agent", "x-api-key"];
  assertEquals(names.map((name) => headers.get(name)), ["client", "call", "mine", API_KEY]);
});

Deno.test("Posthook refuses an unknown option of a call, and sends nothing", async () => {
  await using service = await start([data([])]);
  const { hooks } = service.posthook;
  // Those behind the first are known further down, and would change the call itself.
  for (const name of ["retries", "body", "query", "method", "idempotencyKey"]) {
    const options = { [name]: {} } as Record<string, unknown>;
    await assertRejects(() => hooks.list({}, options), TypeError, `'${name}' is no option`);
  }
  assertEquals(service.server.requests.length, 0);
});

Deno.test("Posthook sends with the fetch that it was given", async () => {
  const urls: string[] = [];
  const own = (url: string | URL | Request) => {
    urls.push(String(url));
    return Promise.resolve(Response.json({ data: [] }));
  };
  const posthook = new Posthook(API_KEY, { fetch: own as typeof fetch });
  await posthook.hooks.list();
  assertEquals(urls, ["https://api.posthook.io/v1/hooks"]);
});

Deno.test("Posthook sends with the client that it was given, and leaves it open", async () => {
  await using service = await FakePosthook.start();
  using client = Deno.createHttpClient({});
  const posthook = new Posthook(service.apiKey, { baseUrl: service.url, client });
  await posthook.hooks.list();
  await posthook.close();
  await posthook.hooks.list();
  assertEquals(service.requests.length, 2);
});

Deno.test("Posthook goes through its proxies, and takes the next when one cannot be reached", async () => {
  await using service = await FakePosthook.start();
  await using proxy = await FakeProxy.start({ kind: "http" });
  await using gone = await FakeServer.start();
  await gone.close();
  using proxies = new ProxyPool([gone.address, proxy.address]);
  const posthook = new Posthook(service.apiKey, { baseUrl: service.url, proxies });
  await posthook.hooks.schedule({ path: "/p", postIn: "5m" });
  assertEquals([service.requests.length, proxy.requests.length], [1, 1]);
});

Deno.test("Posthook sends a schedule once when it cannot know whether it arrived, proxies or not", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }, data(wireHook(), 201)]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  await using other = await FakeProxy.start({ kind: "http" });
  using proxies = new ProxyPool([proxy.address, other.address]);
  const posthook = new Posthook(API_KEY, { baseUrl: server.url, proxies });
  await assertRejects(() => posthook.hooks.schedule({ path: "/p", postIn: "5m" }));
  assertEquals(server.requests.length, 1);
});

for (const kind of ["http", "socks5"] as const) {
  Deno.test(`Posthook sends a schedule once when its ${kind} proxy loses the answer`, async () => {
    await using server = await FakeServer.start(() => data(wireHook(), 201));
    await using proxy = await FakeProxy.start({ kind, fault: "cut-after" });
    await using other = await FakeProxy.start({ kind });
    using proxies = new ProxyPool([proxy.url, other.url]);
    const { hooks } = new Posthook(API_KEY, { baseUrl: server.url, proxies });
    const params = { path: "/p", postIn: "5m" };
    await assertRejects(() => hooks.schedule(params), PosthookConnectionError);
    assertEquals([server.requests.length, other.requests.length], [1, 0]);
  });
}

Deno.test("Posthook tries once when the service cannot be reached", async () => {
  let calls = 0;
  const refusing = () => {
    calls++;
    const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    return Promise.reject(new TypeError("fetch failed", { cause }));
  };
  const posthook = new Posthook(API_KEY, { fetch: refusing as typeof fetch });
  await assertRejects(
    () => posthook.hooks.schedule({ path: "/p", postIn: "5m" }),
    PosthookConnectionError,
    "Network error: connection refused",
  );
  assertEquals(calls, 1);
});

Deno.test("Posthook introduces itself as it is told to", async () => {
  await using service = await start([data([])], { headers: { "user-agent": "shop/1" } });
  await service.posthook.hooks.list();
  assertEquals(service.server.requests[0]?.headers.get("user-agent"), "shop/1");
});

Deno.test("Posthook reads answers of several megabytes", async () => {
  const hooks = Array.from(
    { length: 50 },
    (_, n) => wireHook({ id: `h${n}`, data: "x".repeat(65_000) }),
  );
  await using service = await start([data(hooks)]);
  assertEquals((await service.posthook.hooks.list({ limit: 50 })).length, 50);
});

Deno.test("Posthook rejects when the signal is aborted while an answer is read", async () => {
  const controller = new AbortController();
  const body = new ReadableStream({ pull: () => controller.abort() }, { highWaterMark: 0 });
  const own = () => Promise.resolve(new Response(body, { status: 201 }));
  const posthook = new Posthook(API_KEY, { fetch: own as typeof fetch });
  const { signal } = controller;
  await assertRejects(
    () => posthook.hooks.schedule({ path: "/p", postIn: "5m" }, { signal }),
    PosthookConnectionError,
    "Request aborted: the service has taken the request (201)",
  );
});

Deno.test("Posthook trusts the certificates of its client, for acks too", async () => {
  const script = [data([]), data({ status: "completed" })];
  await using server = await FakeServer.start(script, { tls });
  using client = Deno.createHttpClient({ caCerts: [ca] });
  const options = { baseUrl: server.url, client, signingKey: "ph_sk" };
  const { hooks, signatures } = new Posthook(API_KEY, options);
  assertEquals(await hooks.list(), []);
  const headers = await posthook("ph_sk").sign({ body: "{}" });
  Object.assign(headers, { "posthook-ack-url": server.url, "posthook-nack-url": server.url });
  const delivery = await signatures.parseDelivery("{}", headers);
  assert((await delivery.ack!()).applied);
});
