import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  ConflictError,
  HookrailAbortError,
  HookrailConfigError,
  type OutgoingEvent,
  type SendEventsOptions,
  type SentEvent,
} from "../../src/hookrail/mod.ts";
import { FakeServer, type RecordedRequest } from "../../src/testing/mod.ts";
import { isPending, settled, soon } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { ACCEPTED, connect } from "./clients.ts";

const events = (count: number): OutgoingEvent[] =>
  Array.from({ length: count }, (_, n) => ({ topic: "t", payload: n }));

const payloadOf = (request: RecordedRequest) => request.json<{ payload: unknown }>().payload;

/** A server that answers each event when it is told to. */
async function holding() {
  const open = new Map<unknown, () => void>();
  let most = 0;
  const server = await FakeServer.start(async (request) => {
    const payload = payloadOf(request);
    await new Promise<void>((resolve) => {
      open.set(payload, resolve);
      most = Math.max(most, open.size);
    });
    open.delete(payload);
    return ACCEPTED;
  });
  return { server, open, answer: (n: unknown) => open.get(n)!(), most: () => most };
}

Deno.test("Hookrail.sendEvents() sends every event once and tells what came of each", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const list = events(20);
  const sent = await Array.fromAsync(connect(server).sendEvents(list, { concurrency: 3 }));
  assertEquals(server.requests.map(payloadOf).sort(), list.map(({ payload }) => payload).sort());
  assertEquals(sent.map(({ index }) => index).sort((a, b) => a - b), list.map((_, n) => n));
  for (const { ok, event, index } of sent) assertEquals([ok, event], [true, list[index]]);
});

Deno.test("Hookrail.sendEvents() has so many events under way, and never more", async () => {
  const { server, answer, most } = await holding();
  await using _ = server;
  const sending = Array.fromAsync(connect(server).sendEvents(events(5), { concurrency: 2 }));
  for (let n = 0; n < 5; n++) {
    await server.received(Math.min(n + 2, 5));
    answer(n);
  }
  assertEquals((await soon(sending)).length, 5);
  assertEquals(most(), 2);
});

Deno.test("Hookrail.sendEvents() tells results as they come", async () => {
  const { server, answer } = await holding();
  await using _ = server;
  const sending = connect(server).sendEvents(events(2), { concurrency: 2 });
  const first = sending.next();
  await server.received(2);
  answer(1);
  assertEquals((await soon(first)).value?.index, 1);
  answer(0);
  assertEquals((await soon(sending.next())).value?.index, 0);
  assertEquals((await soon(sending.next())).done, true);
});

Deno.test("Hookrail.sendEvents() goes on after a failure, which is a value", async () => {
  await using server = await FakeServer.start((request) => {
    return payloadOf(request) === 1 ? 409 : ACCEPTED;
  });
  const list = [...events(3), { topic: "", payload: 1 }, null as unknown as OutgoingEvent];
  const sent = await Array.fromAsync(connect(server).sendEvents(list));
  const errors = sent.flatMap((one) => one.ok ? [] : [[one.index, one.error.name]]);
  assertEquals(errors.sort(), [[1, "ConflictError"], [3, "HookrailConfigError"], [
    4,
    "HookrailConfigError",
  ]]);
  const conflict = sent.find(({ index }) => index === 1);
  assert(conflict && !conflict.ok);
  assertInstanceOf(conflict.error, ConflictError);
});

Deno.test("Hookrail.sendEvents() goes on after an event that cannot be read, which is a value", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const broken = Object.defineProperty({ topic: "t", payload: 1 }, "orderingKey", {
    get() {
      throw new RangeError("broken");
    },
  });
  const list = [{ topic: "t", payload: 0 }, broken, { topic: "t", payload: 2 }];
  const sent = await Array.fromAsync(connect(server).sendEvents(list));
  const [failed, ...others] = sent.flatMap((one) => one.ok ? [] : [one]);
  assertEquals([sent.length, failed?.index, others], [3, 1, []]);
  assertInstanceOf(failed?.error, HookrailConfigError);
  assertInstanceOf(failed?.error.cause, RangeError);
});

Deno.test("Hookrail.sendEvents() hands on the keys of an event", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const list = [{ topic: "t", payload: 1, idempotencyKey: "i", orderingKey: "o" }];
  await Array.fromAsync(connect(server).sendEvents(list));
  const { headers } = server.requests[0]!;
  assertEquals(headers.get("idempotency-key"), "i");
  assertEquals(headers.get("x-hookrail-ordering-key"), "o");
});

Deno.test("Hookrail.sendEvents() sends events with the same ordering key one by one", async () => {
  const { server, answer, open } = await holding();
  await using _ = server;
  const list = ["a", "a", "b", "a"].map((orderingKey, payload) => {
    return { topic: "t", payload, orderingKey };
  });
  const sending = Array.fromAsync(connect(server).sendEvents(list));
  await server.received(2);
  await settled();
  assertEquals([...open.keys()].sort(), [0, 2]);
  answer(2);
  answer(0);
  await server.received(3);
  assertEquals([...open.keys()], [1]);
  answer(1);
  await server.received(4);
  answer(3);
  assertEquals((await soon(sending)).length, 4);
});

Deno.test("Hookrail.sendEvents() begins when it is asked, and reads no further than needed", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  let read = 0;
  let closed = false;
  function* endless() {
    try {
      for (;;) yield { topic: "t", payload: ++read };
    } finally {
      closed = true;
    }
  }
  const sending = connect(server).sendEvents(endless(), { concurrency: 2 });
  await settled();
  assertEquals([read, server.requests.length], [0, 0]);
  for await (const { index } of sending) if (index >= 5) break;
  assert(read <= 9, String(read));
  assertEquals([closed, server.requests.length], [true, read]);
});

Deno.test("Hookrail.sendEvents() waits for what is under way when nobody reads on", async () => {
  const { server, answer } = await holding();
  await using _ = server;
  const sending = connect(server).sendEvents(events(5), { concurrency: 2 });
  const first = sending.next();
  await server.received(2);
  answer(0);
  await soon(first);
  const ending = sending.return();
  assert(await isPending(ending));
  answer(1);
  await soon(ending);
  assertEquals(server.requests.length, 2);
});

Deno.test("Hookrail.sendEvents() tells a result while the list keeps it waiting", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* slow() {
    yield { topic: "t", payload: 1 };
    await promise;
  }
  const sending = connect(server).sendEvents(slow());
  assertEquals((await soon(sending.next())).value?.ok, true);
  const end = sending.next();
  assert(await isPending(end));
  resolve();
  assertEquals((await soon(end)).done, true);
});

Deno.test("Hookrail.sendEvents() throws what the list throws, after what was under way", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  async function* broken() {
    yield { topic: "t", payload: 1 };
    throw new RangeError("broken");
  }
  const sent: SentEvent[] = [];
  await assertRejects(
    async () => {
      for await (const one of connect(server).sendEvents(broken())) sent.push(one);
    },
    RangeError,
    "broken",
  );
  assertEquals(sent.map(({ ok }) => ok), [true]);
});

Deno.test("Hookrail.sendEvents() ends when it is aborted, a list that keeps it waiting included", async () => {
  const { server } = await holding();
  await using _ = server;
  const controller = new AbortController();
  async function* stuck() {
    yield { topic: "t", payload: 1 };
    await new Promise(() => {});
  }
  const sending = connect(server).sendEvents(stuck(), { signal: controller.signal });
  const first = sending.next();
  await server.received(1);
  controller.abort();
  const { value } = await soon(first);
  assert(value && !value.ok);
  assertInstanceOf(value.error, HookrailAbortError);
  await assertRejects(() => soon(sending.next()), HookrailAbortError);
});

Deno.test("Hookrail.sendEvents() ends when it is aborted while it waits for the list alone", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const { controller, signal, listeners } = watchedSignal();
  const stuck = { next: () => new Promise<IteratorResult<OutgoingEvent>>(() => {}) };
  const list = { [Symbol.asyncIterator]: () => stuck };
  const next = connect(server).sendEvents(list, { signal }).next();
  await settled();
  controller.abort();
  await assertRejects(() => soon(next), HookrailAbortError);
  assertEquals([server.requests.length, listeners.size], [0, 0]);
});

Deno.test("Hookrail.sendEvents() refuses wrong options at the call", async () => {
  await using server = await FakeServer.start(() => ACCEPTED);
  const hookrail = connect(server);
  const wrong = [{ concurrency: 0 }, { concurrency: 1.5 }, { signal: {} }, { parallel: 1 }];
  for (const options of wrong as unknown as SendEventsOptions[]) {
    assertThrows(() => hookrail.sendEvents([], options), HookrailConfigError);
  }
  for (const list of [null, 5, "text", {}] as unknown as OutgoingEvent[][]) {
    assertThrows(() => hookrail.sendEvents(list), HookrailConfigError, "'events'");
  }
});
