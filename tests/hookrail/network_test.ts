import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  Hookrail,
  HookrailAbortError,
  HookrailConnectionError,
  HookrailTimeoutError,
} from "../../src/hookrail/mod.ts";
import { ProxyPool } from "../../mod.ts";
import { always, FakeProxy, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { isPending, settled, sleeping, soon } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { ACCEPTED, connect, KEY, lastFailure, QUICK } from "./clients.ts";

Deno.test("Hookrail tries again after a lost connection", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }, { fault: "reset" }, ACCEPTED]);
  assertEquals((await connect(server).sendEvent("t", 1)).eventId, "e1");
  assertEquals(server.requests.length, 3);
});

Deno.test("Hookrail gives up when connections keep being lost", async () => {
  await using server = await FakeServer.start(always({ fault: "cut" }));
  const policy = { ...QUICK, maxRetries: 2 };
  const cause = await lastFailure(() => connect(server, { policy }).getEvent("e"));
  assertEquals(cause.constructor, HookrailConnectionError);
  assertEquals(server.requests.length, 3);
  assert(cause.cause instanceof Error); // What the platform said, redacted.
});

Deno.test("Hookrail gives up when nobody listens", async () => {
  const server = await FakeServer.start();
  await server.close();
  const cause = await lastFailure(() => connect(server).getEvent("e"));
  assertEquals(cause.constructor, HookrailConnectionError);
});

Deno.test("Hookrail does not try again where no request may go", async () => {
  let attempts = 0;
  const options = { baseUrl: "http://127.0.0.1:1", onAttempt: () => attempts++ }; // A blocked port.
  const hookrail = new Hookrail({ apiKey: KEY, policy: QUICK, ...options });
  const error = await assertRejects(() => hookrail.getEvent("e"), HookrailConnectionError);
  assertEquals([error.constructor, attempts], [HookrailConnectionError, 0]);
});

Deno.test("Hookrail tells a timeout, which is a kind of lost connection", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const policy = { ...QUICK, maxRetries: 1 };
  const cause = await lastFailure(() => connect(server, { timeout: 100, policy }).getEvent("e"));
  assertInstanceOf(cause, HookrailTimeoutError);
  assertInstanceOf(cause, HookrailConnectionError);
  assertEquals(server.requests.length, 2);
});

Deno.test("Hookrail lets a call have a timeout of its own", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const hookrail = connect(server, { timeout: 60_000, policy: { maxRetries: 0 } });
  const sent = await lastFailure(() => hookrail.sendEvent("t", 1, { timeout: 5 }));
  const got = await lastFailure(() => hookrail.getEvent("e", { timeout: 5 }));
  for (const cause of [sent, got]) assert(cause.message.includes("no answer within 5 ms"));
});

Deno.test("Hookrail counts the reading of the answer in its timeout", async () => {
  await using server = await FakeServer.start(always({ fault: "hang-body", status: 503 }));
  const clock = new ManualClock();
  const begun = Promise.withResolvers<void>();
  const watched: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    begun.resolve();
    return response;
  };
  const options = { clock, fetch: watched, timeout: 20, policy: { maxRetries: 0 } };
  const failure = lastFailure(() => connect(server, options).getEvent("e"));
  await begun.promise;
  await settled();
  assert(await isPending(failure));
  await clock.advance(20);
  assertEquals([(await soon(failure)).name, server.requests.length], ["ServerError", 1]);
});

Deno.test("Hookrail ends a call during a request when it is aborted, and does not try again", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const { controller, signal, listeners } = watchedSignal();
  const sending = connect(server).sendEvent("t", 1, { signal });
  await server.received(1);
  controller.abort(new Error("enough"));
  const error = await assertRejects(() => soon(sending), HookrailAbortError);
  assertEquals((error.cause as Error).message, "enough");
  assertEquals([server.requests.length, listeners.size], [1, 0]);
});

Deno.test("Hookrail ends a call during a wait when it is aborted", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start(always(503));
  const { controller, signal, listeners } = watchedSignal();
  const sending = connect(server, { clock, policy: {} }).getEvent("e", { signal });
  await sleeping(clock, 1);
  controller.abort();
  await assertRejects(() => soon(sending), HookrailAbortError);
  assertEquals([server.requests.length, clock.pending, listeners.size], [1, 0, 0]);
});

Deno.test("Hookrail sends nothing when it is aborted before", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  const signal = AbortSignal.abort();
  await assertRejects(() => connect(server).sendEvent("t", 1, { signal }), HookrailAbortError);
  assertEquals(server.requests.length, 0);
});

Deno.test("Hookrail tells onAttempt of every attempt", async () => {
  await using server = await FakeServer.start([503, ACCEPTED]);
  const seen: (number | null)[] = [];
  await connect(server, { onAttempt: ({ status }) => seen.push(status) }).sendEvent("t", 1);
  assertEquals(seen, [503, 202]);
});

Deno.test("Hookrail takes the next proxy when one rejects its login, and gives up after the last", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  await using strict = await FakeProxy.start({ kind: "http", username: "u", password: "p" });
  await using proxy = await FakeProxy.start({ kind: "http" });
  using proxies = new ProxyPool([strict.address, proxy.address]);
  const { eventId } = await connect(server, { proxies }).sendEvent("t", 1);
  assertEquals([eventId, strict.requests.length, proxy.requests.length], ["e1", 1, 1]);

  using alone = new ProxyPool([strict.address]);
  const cause = await lastFailure(() => connect(server, { proxies: alone }).getEvent("e"));
  assertEquals(cause.constructor, HookrailConnectionError);
});

Deno.test("Hookrail goes through its proxies, and takes the next when one cannot be reached", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  await using gone = await FakeServer.start();
  await gone.close();
  using proxies = new ProxyPool([gone.address, proxy.address]);
  const { eventId } = await connect(server, { proxies }).sendEvent("t", 1);
  assertEquals([eventId, server.requests.length, proxy.requests.length], ["e1", 1, 1]);
});
