import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { type FailureKind, Webhook } from "../../mod.ts";
import { always, FakeServer } from "../../src/testing/mod.ts";
import { AT_ONCE } from "./waiting.ts";

const path = (server: FakeServer) => server.requests.map((request) => request.path);

Deno.test("Webhook takes each URL of its pool equally often when sends run together", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(["a", "b", "c"].map((name) => server.url + name));
  const results = await Promise.all(Array.from({ length: 12 }, () => hook.send({})));
  for (const name of ["a", "b", "c"]) {
    assertEquals(path(server).filter((path) => path === `/${name}`).length, 4);
  }
  assertEquals(
    results.map((result) => result.url.slice(server.url.length)),
    ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"],
  );
});

Deno.test("Webhook keeps the order and the duplicates of its pool", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(new Set([`${server.url}a`]).values());
  assertEquals(hook.urls, [`${server.url}***`]);
  const twice = new Webhook([`${server.url}a`, new URL(`${server.url}b`), `${server.url}a`]);
  assertEquals(twice.urls.length, 3);
  for (let n = 0; n < 4; n++) await twice.send({});
  assertEquals(path(server), ["/a", "/b", "/a", "/a"]);
});

Deno.test("Webhook counts the turns of each instance apart", async () => {
  await using server = await FakeServer.start(always(204));
  const urls = [`${server.url}a`, `${server.url}b`];
  await new Webhook(urls).send({});
  await new Webhook(urls).send({});
  assertEquals(path(server), ["/a", "/a"]);
});

Deno.test("Webhook by default fails without trying another URL", async () => {
  await using server = await FakeServer.start(always(404));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`]);
  const result = await hook.send({});
  assertEquals([result.ok, result.attempts, path(server)], [false, 1, ["/a"]]);
});

Deno.test("Webhook with failover tries each URL once, from the round-robin one on", async () => {
  await using server = await FakeServer.start(({ path }) => path === "/b" ? 204 : 404);
  const hook = new Webhook(["a", "b", "c"].map((name) => server.url + name), {
    rotation: "failover",
  });
  const first = await hook.send({});
  assertEquals(path(server), ["/a", "/b"]);
  assertEquals([first.ok, first.attempts, first.url], [true, 2, `${server.url}b`]);
  await hook.send({});
  assertEquals(path(server).slice(2), ["/b"]);
  const third = await hook.send({});
  assertEquals(path(server).slice(3), ["/c", "/a", "/b"]);
  assertEquals([third.ok, third.attempts, third.error], [true, 3, null]);
});

Deno.test("Webhook with failover ends with the failure of the last URL", async () => {
  const statuses: Record<string, number> = { "/a": 404, "/b": 500, "/c": 410 };
  await using server = await FakeServer.start(({ path }) => ({
    status: statuses[path],
    body: { path },
  }));
  const hook = new Webhook(["a", "b", "c"].map((name) => server.url + name), {
    rotation: "failover",
    maxRetries: 1,
    backoff: AT_ONCE,
  });
  const result = await hook.send({});
  assert(!result.ok);
  assertEquals(path(server), ["/a", "/b", "/b", "/c"]);
  assertEquals([result.kind, result.status, result.attempts], ["http", 410, 4]);
  assertEquals(result.response, { path: "/c" });
  assertEquals(result.url, `${server.url}c`);
  // The 500 of another URL may have been taken in all the same.
  assertEquals(result.mayHaveArrived, true);
});

Deno.test("Webhook with failover has a retry budget for each URL", async () => {
  await using server = await FakeServer.start(always(503));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
    rotation: "failover",
    maxRetries: 2,
    backoff: AT_ONCE,
  });
  const result = await hook.send({});
  assertEquals(path(server), ["/a", "/a", "/a", "/b", "/b", "/b"]);
  assertEquals(result.attempts, 6);
});

Deno.test("Webhook with failover leaves a URL that nobody listens on", async () => {
  const gone = await FakeServer.start();
  await gone.close();
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook([gone.url, server.url], { rotation: "failover", maxRetries: 0 });
  const result = await hook.send({});
  assertEquals([result.ok, result.attempts, server.requests.length], [true, 2, 1]);
});

Deno.test("Webhook with failover stops at a failure that would be the same everywhere", async (t) => {
  const abort = new AbortController();
  const cases: [FailureKind, (hook: Webhook) => ReturnType<Webhook["send"]>, number][] = [
    ["payload", (hook) => hook.send(1n), 0],
    ["config", (hook) => hook.send({}, { timeout: -1 }), 0],
    ["aborted", (hook) => hook.send({}, { signal: abort.signal }), 1],
  ];
  for (const [kind, send, requests] of cases) {
    await t.step(kind, async () => {
      await using server = await FakeServer.start(() => {
        abort.abort();
        return { fault: "hang" };
      });
      const hook = new Webhook([`${server.url}a`, `${server.url}b`], { rotation: "failover" });
      const result = await send(hook);
      assert(!result.ok);
      assertEquals([result.kind, server.requests.length], [kind, requests]);
      assertEquals(result.url, `${server.url}a`);
    });
  }
});

Deno.test("Webhook with failover stops when a signer failed", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
    rotation: "failover",
    signer: () => {
      throw new Error("no key");
    },
  });
  const result = await hook.send({});
  assert(!result.ok);
  assertEquals([result.kind, server.requests.length], ["config", 0]);
});

Deno.test("Webhook.broadcast() posts to every URL, and answers in the order of the pool", async () => {
  const together = Promise.withResolvers<void>();
  await using server = await FakeServer.start(async ({ path }, n) => {
    // Nobody is answered before all have come: they must be under way at the same time.
    if (n === 3) together.resolve();
    await together.promise;
    return path === "/b" ? { status: 404, body: path } : { body: path };
  });
  const hook = new Webhook(["a", "b", "c"].map((name) => server.url + name));
  const results = await hook.broadcast({ content: "hello" });
  assertEquals(results.map((result) => [result.ok, result.response]), [
    [true, "/a"],
    [false, "/b"],
    [true, "/c"],
  ]);
  assertEquals(results.map((result) => result.url), ["a", "b", "c"].map((n) => server.url + n));
  assertEquals(path(server).sort(), ["/a", "/b", "/c"]);
  assertEquals(new Set(server.requests.map((request) => request.text)).size, 1);
});

Deno.test("Webhook.broadcast() posts once to each URL with failover too", async () => {
  await using server = await FakeServer.start(always(404));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], { rotation: "failover" });
  const results = await hook.broadcast({});
  assertEquals(results.map((result) => result.attempts), [1, 1]);
  assertEquals(path(server).sort(), ["/a", "/b"]);
});

Deno.test("Webhook.broadcast() does not shift the turns of send()", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`]);
  await hook.broadcast({});
  await hook.send({});
  assertEquals(path(server)[2], "/a");
});

Deno.test("Webhook.broadcast() resolves to failures where nothing can be sent", async () => {
  const hook = new Webhook(["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"]);
  const results = await hook.broadcast(1n);
  assertEquals(results.map((result) => !result.ok && result.kind), ["payload", "payload"]);
});

Deno.test("Webhook counts the attempts of each of many sends apart", async () => {
  // Message n is refused n times.
  const seen = new Map<number, number>();
  await using server = await FakeServer.start((request) => {
    const { n } = request.json<{ n: number }>();
    seen.set(n, (seen.get(n) ?? 0) + 1);
    return seen.get(n)! <= n ? 500 : 204;
  });
  const hook = new Webhook(server.url, { backoff: AT_ONCE });
  const results = await Promise.all([0, 1, 2, 3].map((n) => hook.send({ n })));
  assertEquals(results.map((result) => result.attempts), [1, 2, 3, 4]);
  assertEquals([...seen].sort(), [[0, 1], [1, 2], [2, 3], [3, 4]]);
});

Deno.test("Webhook.send() posts unless another method is named", async () => {
  await using server = await FakeServer.start(always(200));
  const hook = new Webhook(server.url);
  await hook.send({ a: 1 });
  await hook.send({ a: 1 }, { method: "patch" });
  await hook.send(undefined, { method: "DELETE" });
  await hook.send(undefined, { method: "GET" });
  assertEquals(server.requests.map(({ method, text }) => [method, text]), [
    ["POST", '{"a":1}'],
    ["PATCH", '{"a":1}'],
    ["DELETE", ""],
    ["GET", ""],
  ]);
});

Deno.test("Webhook.send() merges the query into that of the URL", async () => {
  await using server = await FakeServer.start(always(200));
  const hook = new Webhook(`${server.url}hook?key=1&wait=false`);
  await hook.send({}, { query: { wait: "true", text: "a b&c=ü" } });
  await hook.send({});
  assertEquals(path(server), [
    "/hook?key=1&wait=true&text=a+b%26c%3D%C3%BC",
    "/hook?key=1&wait=false",
  ]);
});

Deno.test("Webhook.send() leaves the query of a URL as it is when none is given", async () => {
  await using server = await FakeServer.start(always(200));
  await new Webhook(`${server.url}a%20b/?x=%7e&y`).send({});
  assertEquals(path(server), ["/a%20b/?x=%7e&y"]);
});

Deno.test("Webhook sends its headers with every attempt; those of a send win", async () => {
  await using server = await FakeServer.start([500, 204, 204]);
  const hook = new Webhook(server.url, {
    headers: { "x-app": "one", "x-kept": "yes" },
    backoff: AT_ONCE,
  });
  await hook.send({}, { headers: { "X-App": "two" } });
  await hook.send({});
  assertEquals(
    server.requests.map(({ headers }) => [headers.get("x-app"), headers.get("x-kept")]),
    [["two", "yes"], ["two", "yes"], ["one", "yes"]],
  );
});

Deno.test("Webhook is not changed by what happens to its options and headers later", async () => {
  await using server = await FakeServer.start(always(204));
  const urls = [server.url];
  const headers = new Headers({ "x-app": "one" });
  const hook = new Webhook(urls, { headers });
  urls[0] = "http://127.0.0.1:1/";
  headers.set("x-app", "two");
  await hook.send({});
  assertEquals(server.requests[0]?.headers.get("x-app"), "one");
});

Deno.test("Webhook turns the login in a URL into a header, and fetches without it", async () => {
  await using server = await FakeServer.start(always(204));
  const url = server.url.replace("http://", "http://us%40er:p%3Ass@");
  const result = await new Webhook(url).send({});
  assertEquals(server.requests[0]?.headers.get("authorization"), `Basic ${btoa("us@er:p:ss")}`);
  assertEquals(result.url, url);
});

Deno.test("Webhook lets no login in a URL replace an Authorization header of the webhook", async () => {
  await using server = await FakeServer.start(always(204));
  const url = server.url.replace("http://", "http://user:pass@");
  await new Webhook(url, { headers: { authorization: "Bearer own" } }).send({});
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer own");
});

Deno.test("Webhook lets no login in a URL replace an Authorization header of a send", async () => {
  await using server = await FakeServer.start(always(204));
  const url = server.url.replace("http://", "http://user:pass@");
  await new Webhook(url).send({}, { headers: { Authorization: "Bearer own" } });
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer own");
});

Deno.test("Webhook sends no key unless it was told to", async () => {
  await using server = await FakeServer.start(always(204));
  await new Webhook(server.url).send({});
  assertEquals(server.requests[0]?.headers.has("idempotency-key"), false);
});

Deno.test("Webhook sends the same key with all attempts of a send, and a fresh one per send", async () => {
  await using server = await FakeServer.start([500, { fault: "cut" }, 204, 204]);
  const hook = new Webhook(server.url, { idempotency: true, backoff: AT_ONCE });
  await hook.send({});
  await hook.send({});
  const [a, b, c, d] = server.requests.map(({ headers }) => headers.get("idempotency-key"));
  assert(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(a!));
  assertEquals([b, c], [a, a]);
  assertNotEquals(d, a);
});

Deno.test("Webhook keeps the key of a send over a failover", async () => {
  await using server = await FakeServer.start([404, 204]);
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
    idempotency: true,
    rotation: "failover",
  });
  await hook.send({});
  const keys = server.requests.map(({ headers }) => headers.get("idempotency-key"));
  assertEquals(keys[1], keys[0]);
  assert(keys[0]);
});

Deno.test("Webhook sends its key in the header that was named", async () => {
  await using server = await FakeServer.start(always(204));
  await new Webhook(server.url, { idempotency: { header: "X-Request-Id" } }).send({});
  const { headers } = server.requests[0]!;
  assertEquals(headers.get("x-request-id")?.length, 36);
  assertEquals(headers.has("idempotency-key"), false);
});

Deno.test("Webhook.send() takes the caller's key instead of a generated one", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(server.url, { idempotency: { header: "x-request-id" } });
  await hook.send({}, { idempotencyKey: "order-17" });
  await new Webhook(server.url).send({}, { idempotencyKey: "order-18" });
  const [named, usual] = server.requests.map(({ headers }) => headers);
  assertEquals(named?.get("x-request-id"), "order-17");
  assertEquals(usual?.get("idempotency-key"), "order-18");
});

Deno.test("Webhook sends through the fetch it was given", async () => {
  const asked: string[] = [];
  const fetch = (input: string | URL | Request) => {
    asked.push(String(input));
    return Promise.resolve(new Response("fake"));
  };
  const result = await new Webhook("http://hook.test/a", { fetch }).send({});
  assertEquals([result.response, asked], ["fake", ["http://hook.test/a"]]);
});

Deno.test("Webhook sends through the client it was given, and leaves it open", async () => {
  await using server = await FakeServer.start(always(204));
  using client = Deno.createHttpClient({});
  const hook = new Webhook(server.url, { client });
  await hook.send({});
  const result = await hook.send({});
  assertEquals(result.ok, true);
  const response = await fetch(server.url, { client });
  assertEquals([response.status, server.connections], [204, 1]);
  await response.body?.cancel();
});

Deno.test("Webhook refuses wrong URLs without showing them", () => {
  const wrong: unknown[] = [
    [],
    "",
    "s3cret-token",
    "ftp://hook.test/s3cret-token",
    ["http://hook.test/", "javascript:s3cret-token"],
    ["http://hook.test/", 5],
    5,
    null,
    undefined,
    {},
  ];
  for (const urls of wrong) {
    const error = assertThrows(() => new Webhook(urls as string), TypeError);
    assert(error.message.includes("'urls"), error.message);
    assert(!Deno.inspect(error).replace(/at .*/g, "").includes("s3cret-token"));
  }
});
