import { assert, assertEquals } from "@std/assert";
import { type SendOptions, Webhook, type WebhookResult } from "../../mod.ts";
import { always, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, until } from "./waiting.ts";

function failed(result: WebhookResult) {
  assert(!result.ok);
  return result;
}

Deno.test("send() reads its options at the call: what becomes of them later has no effect", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(server.url);
  const options = { query: { thread: "1" }, headers: { "x-key": "1" }, timeout: 5000 };
  const first = hook.send({}, options);
  options.query.thread = "2";
  options.headers["x-key"] = "2";
  options.timeout = NaN;
  const result = await first;
  assertEquals(result.ok, true);
  const [request] = server.requests;
  assertEquals([request?.path, request?.headers.get("x-key")], ["/?thread=1", "1"]);
});

Deno.test("send() takes headers that can be read only once", async () => {
  await using server = await FakeServer.start(always(204));
  const headers = new Headers({ authorization: "Bearer s3cret" }).entries();
  await new Webhook(server.url).send({}, { headers: headers as unknown as HeadersInit });
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer s3cret");
});

Deno.test("send() refuses options that it does not know", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(server.url);
  for (const name of ["timout", "maxRetries", "embeds"]) {
    const result = failed(await hook.send({}, { [name]: 1 } as SendOptions));
    const reason = `options of send(): '${name}' is no option of send()`;
    assertEquals([result.kind, result.attempts], ["config", 0]);
    assertEquals(result.error, `Cannot deliver to ${new URL(server.url).host}: ${reason}`);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("send() refuses a query that it would lose", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(server.url);
  const queries: [unknown, string][] = [
    [new URLSearchParams("a=1"), "'query' must be a plain object: see Object.fromEntries()"],
    [new Map([["a", "1"]]), "'query' must be a plain object: see Object.fromEntries()"],
    [{ a: null }, "'query.a' must be a string: current value is null"],
    [{ a: 5 }, "'query.a' must be a string: current value is 5"],
  ];
  for (const [query, complaint] of queries) {
    const result = failed(await hook.send({}, { query } as SendOptions));
    assertEquals(result.kind, "config");
    assert(result.error.endsWith(complaint), result.error);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("send() ends at its deadline while a form is still being read", async () => {
  class Endless extends File {
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return new ReadableStream({ pull: () => new Promise(() => {}) });
    }
  }
  const form = new FormData();
  form.set("file", new Endless(["x"], "x.txt"));
  const clock = new ManualClock();
  const sending = new Webhook("http://127.0.0.1:1/", { clock, deadline: 300 }).send(form);
  await until(() => clock.pending === 1, "the deadline is set");
  await clock.advance(300);
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, clock.pending], ["timeout", 0, 0]);
});

Deno.test("send() tells the wait that the server asked for last, whatever it ends with", async () => {
  const wait = { status: 429, headers: { "retry-after": "2" } };
  await using server = await FakeServer.start([wait, { fault: "cut" }]);
  const clock = new ManualClock();
  const sending = new Webhook(server.url, { clock, maxRetries: 1 }).send({});
  await until(() => clock.waits.length === 1, "it waits");
  await clock.advance(2000);
  const result = failed(await sending);
  assertEquals([result.kind, result.status, result.retryAfter], ["network", 429, 2000]);
});

Deno.test("send() never repeats a message for which a 2xx came, even when its body cannot be read", async () => {
  const spoilers: ((response: Response) => Promise<unknown>)[] = [
    (response) => response.text(),
    (response) => Promise.resolve(response.body?.getReader()),
  ];
  for (const spoil of spoilers) {
    const response = new Response("x".repeat(2000));
    let calls = 0;
    const spoiling = async () => {
      calls++;
      await spoil(response);
      return response;
    };
    const hook = new Webhook("https://a.example/", { backoff: AT_ONCE, fetch: spoiling });
    const result = await hook.send({});
    assertEquals([result.ok, result.status, result.truncated, calls], [true, 200, true, 1]);
  }
});

Deno.test("send() does not try again when a fetch returns what is no Response", async () => {
  for (const odd of [undefined, null, {}, "ok", { ok: true, status: 200 }, { status: "200" }]) {
    let calls = 0;
    const fetch = () => {
      calls++;
      return Promise.resolve(odd as Response);
    };
    const result = failed(
      await new Webhook("https://a.example/", { backoff: AT_ONCE, fetch }).send({}),
    );
    assertEquals([result.kind, result.mayHaveArrived, calls], ["config", true, 1]);
    assertEquals(result.error, "Cannot deliver to a.example: 'fetch' failed");
  }
});

Deno.test("send() goes on to the next URL after one that fetch never connects to", async () => {
  await using server = await FakeServer.start(always(204));
  const hook = new Webhook(["http://127.0.0.1:6000/", server.url], { rotation: "failover" });
  const result = await hook.send({});
  assertEquals([result.ok, result.attempts, server.requests.length], [true, 1, 1]);
});

Deno.test("send() says of a client that is closed, or none, that nothing was sent", async () => {
  await using server = await FakeServer.start(always(204));
  const client = Deno.createHttpClient({});
  client.close();
  // Deno 2.9 does not end the stream of a Blob that a closed client did not take: no body here.
  const options = { method: "DELETE" };
  for (const broken of [client, { close: () => {} }]) {
    const hook = new Webhook(server.url, { backoff: AT_ONCE, client: broken });
    const result = failed(await hook.send(undefined, options));
    assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["config", 0, false]);
    const burnt: unknown[] = [];
    const proxies = {
      get: () => ({ url: "127.0.0.1:8080", client: broken }),
      burn: (proxy: unknown) => void burnt.push(proxy),
    };
    const proxied = failed(
      await new Webhook(server.url, { backoff: AT_ONCE, proxies, maxProxyRetries: 1 })
        .send(undefined, options),
    );
    assertEquals([proxied.kind, proxied.attempts, proxied.mayHaveArrived], ["proxy", 0, false]);
    assertEquals(burnt.length, 2);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("send() that has no id to tell it by, as on a page without https, sends nothing it denies", async (t) => {
  await using server = await FakeServer.start(always(204));
  const observers = {
    nobody: {},
    onAttempt: { onAttempt: () => {} },
    signer: { signer: () => ({}) },
    idempotency: { idempotency: true },
  } as const;
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    for (const [name, options] of Object.entries(observers)) {
      await t.step(name, async () => {
        const before = server.requests.length;
        const result = await new Webhook(server.url, options).send({});
        const sent = name === "nobody" ? 1 : 0;
        assertEquals([result.ok, result.attempts], [sent === 1, sent]);
        assertEquals(server.requests.length - before, sent);
        if (!result.ok) assertEquals(result.kind, "config");
      });
    }
  } finally {
    Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
  }
});
