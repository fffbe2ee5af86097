import { assertEquals, assertRejects } from "@std/assert";
import {
  HookrailAbortError,
  HookrailConfigError,
  HookrailTimeoutError,
  isSettled,
  NotFoundError,
  type WaitOptions,
} from "../../src/hookrail/mod.ts";
import { always, type Answer, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { sleeping, soon } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { connect } from "./clients.ts";

const event = (...states: string[]): Answer => ({
  body: {
    event_id: "e",
    topic: "t",
    deliveries: states.map((state) => ({ delivery_id: "d", state, attempts_truncated: false })),
  },
});

async function begin(script: Iterable<Answer>, options: WaitOptions = {}) {
  const clock = new ManualClock();
  const server = await FakeServer.start(script);
  const waiting = connect(server, { clock }).waitForEvent("e", options);
  return { clock, server, waiting };
}

Deno.test("Hookrail.waitForEvent() asks until every delivery is over", async () => {
  const script = [event("pending"), event("succeeded", "in_flight"), event("succeeded", "skipped")];
  const { clock, server, waiting } = await begin(script);
  await using _ = server;
  for (const n of [1, 2]) {
    await sleeping(clock, n);
    await clock.advance(1000);
  }
  assertEquals((await soon(waiting)).deliveries.length, 2);
  assertEquals([server.requests.length, clock.waits], [3, [1000, 1000]]);
});

Deno.test("isSettled() is true of an event without deliveries, and false of an unknown state", () => {
  const status = (...states: string[]) => ({
    eventId: "e",
    topic: "t",
    deliveries: states.map((state) => {
      return { deliveryId: "d", state, attemptsTruncated: false, attempts: [] };
    }),
  });
  assertEquals(isSettled(status()), true);
  assertEquals(isSettled(status("succeeded", "dead_lettered", "cancelled", "skipped")), true);
  for (const state of ["pending", "in_flight", "retry_scheduled", "quantum_superposition"]) {
    assertEquals(isSettled(status("succeeded", state)), false, state);
  }
});

Deno.test("Hookrail.waitForEvent() waits for what the caller wants, as often as he wants", async () => {
  const until: WaitOptions["until"] = ({ deliveries }) => deliveries[0]?.state === "in_flight";
  const { clock, server, waiting } = await begin([event("succeeded"), event("in_flight")], {
    until,
    interval: 5,
  });
  await using _ = server;
  await sleeping(clock, 1);
  await clock.advance(5);
  assertEquals((await soon(waiting)).deliveries[0]?.state, "in_flight");
});

Deno.test("Hookrail.waitForEvent() ends at its deadline, during a wait or a request", async () => {
  const asleep = await begin(always(event("pending")), { interval: 1000, deadline: 1500 });
  await using _ = asleep.server;
  const failing = assertRejects(() => asleep.waiting, HookrailTimeoutError, "deadline");
  await sleeping(asleep.clock, 1);
  await asleep.clock.advance(1000);
  await sleeping(asleep.clock, 2);
  await asleep.clock.advance(500);
  await soon(failing);
  assertEquals(asleep.clock.pending, 0);

  const asking = await begin(always({ fault: "hang" }), { deadline: 1500 });
  await using __ = asking.server;
  const late = assertRejects(() => asking.waiting, HookrailTimeoutError, "deadline");
  await asking.server.received(1);
  await asking.clock.advance(1500);
  await soon(late);
  assertEquals(asking.clock.pending, 0);
});

Deno.test("Hookrail.waitForEvent() ends when it is aborted, during a wait or a request", async () => {
  const asleep = watchedSignal();
  const first = await begin(always(event("pending")), { signal: asleep.signal, deadline: 60_000 });
  await using _ = first.server;
  await sleeping(first.clock, 1);
  asleep.controller.abort();
  await assertRejects(() => soon(first.waiting), HookrailAbortError);
  assertEquals([first.clock.pending, asleep.listeners.size], [0, 0]);

  const asking = watchedSignal();
  const second = await begin(always({ fault: "hang" }), { signal: asking.signal });
  await using __ = second.server;
  await second.server.received(1);
  asking.controller.abort();
  await assertRejects(() => soon(second.waiting), HookrailAbortError);
  assertEquals([second.clock.pending, asking.listeners.size], [0, 0]);
});

Deno.test("Hookrail.waitForEvent() rejects when asking fails", async () => {
  const { server, waiting } = await begin([404]);
  await using _ = server;
  await assertRejects(() => soon(waiting), NotFoundError);
});

Deno.test("Hookrail.waitForEvent() refuses wrong options", async () => {
  await using server = await FakeServer.start(always(event("succeeded")));
  const wrong = [
    { interval: 0 },
    { deadline: -1 },
    { until: true },
    { untill: () => true },
    { signal: {} },
  ] as unknown as WaitOptions[];
  for (const options of wrong) {
    await assertRejects(() => connect(server).waitForEvent("e", options), HookrailConfigError);
  }
  assertEquals(server.requests.length, 0);
});
