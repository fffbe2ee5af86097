import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import {
  type ProxyProvider,
  type RateLimiter,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "../../mod.ts";
import { always, type Answer, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, isPending, sleeping, until } from "./waiting.ts";
import { watchedSignal } from "./watched_signal.ts";

function failed(result: WebhookResult) {
  assert(!result.ok);
  return result;
}

/** Starts a send to a server that plays `script`, on a clock moved by hand. */
async function begin(
  script: Answer[],
  options: WebhookOptions = {},
  send: Parameters<Webhook["send"]>[1] = {},
) {
  const clock = new ManualClock();
  const server = await FakeServer.start(script);
  const hook = new Webhook(server.url, { clock, backoff: AT_ONCE, ...options });
  const sending = hook.send({ a: 1 }, send);
  return { clock, server, hook, sending };
}

// --- timeout ---

Deno.test("Webhook ends an attempt exactly when its timeout is up", async () => {
  const { clock, server, sending } = await begin([{ fault: "hang" }], {
    timeout: 1000,
    maxRetries: 0,
  });
  await using _ = server;
  await server.received(1);
  await clock.advance(999);
  assert(await isPending(sending));
  await clock.advance(1);
  const result = failed(await sending);
  assertEquals([result.kind, result.status, result.attempts], ["timeout", null, 1]);
  assertEquals([result.mayHaveArrived, result.elapsed, clock.pending], [true, 1000, 0]);
  assertEquals(result.error, `Cannot deliver to ${server.address}: no answer within 1000 ms`);
  await server.disconnected(1); // The request is called off.
});

Deno.test("Webhook gives each attempt the whole timeout", async () => {
  const { clock, server, sending } = await begin([{ fault: "hang" }, { fault: "hang" }, 204], {
    timeout: 1000,
  });
  await using _ = server;
  await server.received(1);
  await clock.advance(1000);
  await server.received(2);
  await clock.advance(999);
  assert(await isPending(sending));
  await clock.advance(1);
  const result = await sending;
  assertEquals([result.ok, result.attempts, result.elapsed], [true, 3, 2000]);
});

Deno.test("Webhook lets a send have a timeout of its own", async () => {
  const { clock, server, sending } = await begin(
    [{ fault: "hang" }],
    { timeout: 60_000, maxRetries: 0 },
    { timeout: 10 },
  );
  await using _ = server;
  await server.received(1);
  await clock.advance(10);
  assertEquals(failed(await sending).kind, "timeout");
});

Deno.test("Webhook waits 15 s for an answer by default", async () => {
  const { clock, server, sending } = await begin([{ fault: "hang" }], { maxRetries: 0 });
  await using _ = server;
  await server.received(1);
  await clock.advance(14_999);
  assert(await isPending(sending));
  await clock.advance(1);
  assertEquals(failed(await sending).kind, "timeout");
});

Deno.test("Webhook ends the body of a failure too when the time is up", async () => {
  const { clock, server, sending } = await begin(
    [{ fault: "hang-body", status: 404, body: "x".repeat(2000), chunked: true }],
    { timeout: 1000 },
  );
  await using _ = server;
  await server.received(1);
  assert(await isPending(sending));
  await clock.advance(1000);
  const result = failed(await sending);
  assertEquals([result.kind, result.status, result.truncated], ["http", 404, true]);
  await server.disconnected(1);
});

Deno.test("Webhook does not count the wait for a turn in the timeout", async () => {
  const window = { "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0" };
  const headers = { ...window, "x-ratelimit-reset-after": "60" };
  const { clock, server, hook, sending } = await begin([{ status: 204, headers }, 204], {
    timeout: 1000,
  });
  await using _ = server;
  await sending;
  const second = hook.send({});
  await until(() => clock.pending === 1, "it waits for its turn");
  await clock.advance(60_000);
  assertEquals((await second).ok, true);
});

// --- deadline ---

Deno.test("Webhook ends a send exactly at its deadline, over all attempts", async () => {
  const { clock, server, sending } = await begin(
    [{ fault: "hang" }, { fault: "hang" }, { fault: "hang" }],
    { timeout: 1000, deadline: 2500 },
  );
  await using _ = server;
  for (const n of [1, 2]) {
    await server.received(n);
    await clock.advance(1000);
  }
  await server.received(3);
  await clock.advance(499);
  assert(await isPending(sending));
  await clock.advance(1);
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, result.elapsed], ["timeout", 3, 2500]);
  assertEquals([result.mayHaveArrived, clock.pending], [true, 0]);
  assertEquals(result.error, `Cannot deliver to ${server.address}: the deadline has passed`);
});

Deno.test("Webhook lets a send have a deadline of its own", async () => {
  const { clock, server, sending } = await begin(
    [{ fault: "hang" }],
    { deadline: 60_000 },
    { deadline: 10 },
  );
  await using _ = server;
  await server.received(1);
  await clock.advance(10);
  const result = failed(await sending);
  assertEquals([result.kind, result.elapsed], ["timeout", 10]);
});

Deno.test("Webhook ends at its deadline while it waits for a turn", async () => {
  const { clock, server, hook, sending } = await begin([{ fault: "hang" }]);
  await using _ = server;
  await server.received(1);
  // The first send of all is waited for, as it learns the server's limits.
  const second = hook.send({}, { deadline: 100 });
  await until(() => clock.pending >= 3, "it waits for its turn");
  await clock.advance(100);
  const result = failed(await second);
  assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["timeout", 0, false]);
  assertEquals(server.requests.length, 1);
  server.disconnectAll();
  server.script(always(204));
  assertEquals((await sending).ok, true);
});

// How long the first answer takes is not known: it may well come before the deadline.
Deno.test("Webhook does not refuse a turn because the first answer has not come yet", async () => {
  const answer = Promise.withResolvers<Answer>();
  await using server = await FakeServer.start((_, n) => n === 1 ? answer.promise : 204);
  const clock = new ManualClock();
  const hook = new Webhook(server.url, { clock, deadline: 10 });
  const sending = Promise.all([hook.send({}), hook.send({})]);
  await server.received(1);
  assert(await isPending(sending));
  answer.resolve(204);
  assertEquals((await sending).map(({ ok, attempts }) => [ok, attempts]), [[true, 1], [true, 1]]);
});

Deno.test("Webhook has one deadline over a failover", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const clock = new ManualClock();
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
    clock,
    rotation: "failover",
    timeout: 1000,
    deadline: 1500,
    maxRetries: 0,
  });
  const sending = hook.send({});
  await server.received(1);
  await clock.advance(1000);
  await server.received(2);
  await clock.advance(500);
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, result.elapsed], ["timeout", 2, 1500]);
});

Deno.test("Webhook delivers a 2xx whose body hangs until the deadline", async () => {
  const { clock, server, sending } = await begin(
    [{ fault: "hang-body", body: "x".repeat(2000), chunked: true }],
    { deadline: 1000 },
  );
  await using _ = server;
  await server.received(1);
  assert(await isPending(sending));
  await clock.advance(1000);
  const result = await sending;
  assertEquals([result.ok, result.status, result.truncated], [true, 200, true]);
});

// --- abort ---

Deno.test("Webhook sends nothing when the signal is aborted already", async () => {
  const reason = new Error("changed my mind");
  const { clock, server, sending } = await begin([204], {}, {
    signal: AbortSignal.abort(reason),
  });
  await using _ = server;
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["aborted", 0, false]);
  assertEquals([server.requests.length, server.connections, clock.pending], [0, 0, 0]);
  assertEquals((result.cause as Error).message, "changed my mind");
  assert(result.cause !== reason); // A copy, without secrets.
});

Deno.test("Webhook ends a request in flight when it is aborted", async () => {
  const { controller, signal, listeners } = watchedSignal();
  const { clock, server, sending } = await begin([{ fault: "hang" }, 204], {}, { signal });
  await using _ = server;
  await server.received(1);
  controller.abort();
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts, result.mayHaveArrived], ["aborted", 1, true]);
  assertEquals([listeners.size, clock.pending, server.requests.length], [0, 0, 1]);
  await server.disconnected(1);
});

Deno.test("Webhook ends a wait after a failure when it is aborted", async () => {
  const { controller, signal, listeners } = watchedSignal();
  const answer = { status: 429, body: { retry_after: 60 } };
  const { clock, server, sending } = await begin([answer, 204], {}, { signal });
  await using _ = server;
  await sleeping(clock, 1);
  controller.abort();
  const result = failed(await sending);
  assertEquals([result.kind, result.status, result.attempts], ["aborted", 429, 1]);
  assertEquals([result.response, result.mayHaveArrived], [{ retry_after: 60 }, false]);
  assertEquals([listeners.size, clock.pending, server.requests.length], [0, 0, 1]);
});

Deno.test("Webhook leaves the queue for a turn when it is aborted", async () => {
  const { controller, signal, listeners } = watchedSignal();
  const window = { "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0" };
  const headers = { ...window, "x-ratelimit-reset-after": "60" };
  const { clock, server, hook, sending } = await begin([{ status: 204, headers }, 204]);
  await using _ = server;
  await sending;
  const aborted = hook.send({ n: 1 }, { signal });
  const patient = hook.send({ n: 2 });
  await until(() => listeners.size > 0 && clock.pending === 1, "both wait");
  controller.abort();
  const result = failed(await aborted);
  assertEquals([result.kind, result.attempts, listeners.size], ["aborted", 0, 0]);
  await clock.advance(60_000);
  assertEquals((await patient).ok, true); // Its place is not lost with that of the other.
  assertEquals(server.requests.map(({ text }) => text), ['{"a":1}', '{"n":2}']);
});

Deno.test("Webhook leaves a rate limiter that hangs when it is aborted", async () => {
  const { controller, signal, listeners } = watchedSignal();
  const rateLimit: RateLimiter = { turn: () => new Promise(() => {}) };
  const { clock, server, sending } = await begin([204], { rateLimit }, { signal });
  await using _ = server;
  await until(() => listeners.size > 0, "it waits");
  controller.abort();
  assertEquals(failed(await sending).kind, "aborted");
  assertEquals([listeners.size, clock.pending], [0, 0]);
});

Deno.test("Webhook gives a turn back that comes too late", async () => {
  const controller = new AbortController();
  let settled = 0;
  const late = Promise.withResolvers<Awaited<ReturnType<RateLimiter["turn"]>>>();
  const rateLimit: RateLimiter = { turn: () => late.promise };
  const { server, sending } = await begin([204], { rateLimit }, { signal: controller.signal });
  await using _ = server;
  controller.abort();
  await sending;
  late.resolve({ granted: true, settle: () => void settled++ });
  await until(() => settled === 1, "the turn is given back");
});

Deno.test("Webhook leaves a provider that hangs when it is aborted", async () => {
  const { controller, signal, listeners } = watchedSignal();
  let asked = false;
  const proxies: ProxyProvider = {
    get: () => {
      asked = true;
      return new Promise(() => {});
    },
    burn: () => {},
  };
  const { clock, server, sending } = await begin([204], { proxies }, { signal });
  await using _ = server;
  await until(() => asked, "the provider is asked");
  controller.abort();
  const result = failed(await sending);
  assertEquals([result.kind, result.attempts], ["aborted", 0]);
  assertEquals([listeners.size, clock.pending, server.requests.length], [0, 0, 0]);
});

Deno.test("Webhook tells the reason of an abort, whatever it is", async (t) => {
  for (const [name, reason] of [["a text", "stop"], ["a number", 5], ["null", null]] as const) {
    await t.step(name, async () => {
      const controller = new AbortController();
      const { server, sending } = await begin([{ fault: "hang" }], {}, {
        signal: controller.signal,
      });
      await using _ = server;
      await server.received(1);
      controller.abort(reason);
      const result = failed(await sending);
      assertEquals(result.kind, "aborted");
      assertStrictEquals(result.cause, reason === 5 ? "5" : reason);
    });
  }
});

Deno.test("Webhook takes the TimeoutError of a caller's signal for an abort", async () => {
  const controller = new AbortController();
  const { server, sending } = await begin([{ fault: "hang" }], { deadline: 5000 }, {
    signal: controller.signal,
  });
  await using _ = server;
  await server.received(1);
  controller.abort(new DOMException("too slow", "TimeoutError"));
  assertEquals(failed(await sending).kind, "aborted");
});

Deno.test("Webhook aborts every send of a broadcast by one signal", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const { controller, signal, listeners } = watchedSignal();
  const hook = new Webhook([`${server.url}a`, `${server.url}b`]);
  const sending = hook.broadcast({}, { signal });
  await server.received(2);
  controller.abort();
  assertEquals((await sending).map((result) => failed(result).kind), ["aborted", "aborted"]);
  assertEquals(listeners.size, 0);
});

Deno.test("Webhook leaves no listener on a signal that lives on", async () => {
  const { signal, listeners } = watchedSignal();
  await using server = await FakeServer.start([
    204,
    500,
    { fault: "cut" },
    204,
    404,
    { fault: "cut-body" },
    { fault: "endless" },
  ]);
  const hook = new Webhook(server.url, {
    backoff: AT_ONCE,
    maxResponseBytes: 100,
    signer: () => ({}),
  });
  for (const deadline of [undefined, 60_000]) {
    for (let n = 0; n < 3; n++) await hook.send({}, { signal, deadline });
    server.append([204, 500, { fault: "cut" }, 204, 404]);
  }
  assertEquals(listeners.size, 0);
});

Deno.test("Webhook closes no client that it was given when a send is aborted", async () => {
  await using server = await FakeServer.start([{ fault: "hang" }, 204]);
  using client = Deno.createHttpClient({});
  const hook = new Webhook(server.url, { client });
  const controller = new AbortController();
  const sending = hook.send({}, { signal: controller.signal });
  await server.received(1);
  controller.abort();
  await sending;
  assertEquals((await hook.send({})).ok, true);
});

Deno.test("Webhook heeds its timeout although a fetch does not", async () => {
  const clock = new ManualClock();
  const late = Promise.withResolvers<Response>();
  let cancelled = false;
  let asked = false;
  const fetch = () => {
    asked = true;
    return late.promise;
  };
  const hook = new Webhook("http://hook.test/", { clock, fetch, timeout: 1000, maxRetries: 0 });
  const sending = hook.send({});
  await until(() => asked, "fetch is called");
  await clock.advance(1000);
  const result = failed(await sending);
  assertEquals([result.kind, result.mayHaveArrived], ["timeout", true]);
  // What comes too late is not left unread.
  late.resolve(new Response(new ReadableStream({ cancel: () => void (cancelled = true) })));
  await until(() => cancelled, "the late answer is cancelled");
});
