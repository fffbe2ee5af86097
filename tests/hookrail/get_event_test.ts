import { assertEquals, assertRejects } from "@std/assert";
import { HookrailConfigError, HookrailResponseError } from "../../src/hookrail/mod.ts";
import { always, FakeServer } from "../../src/testing/mod.ts";
import { connect } from "./clients.ts";

const DELIVERY = {
  delivery_id: "d1",
  state: "retry_scheduled",
  attempts_truncated: false,
  attempts: [
    { attempt_no: 1, claim_version: 3, status: "failed", latency_ms: 12, error_class: "timeout" },
    { attempt_no: 2, claim_version: 5, status: "failed", latency_ms: 7, http_status: 503 },
  ],
};

async function get(event: Record<string, unknown>) {
  await using server = await FakeServer.start([{ body: event }]);
  return await connect(server).getEvent("e1");
}

Deno.test("Hookrail.getEvent() reads deliveries and attempts", async () => {
  const event = await get({ event_id: "e1", topic: "t", deliveries: [DELIVERY] });
  assertEquals(event, {
    eventId: "e1",
    topic: "t",
    deliveries: [{
      deliveryId: "d1",
      state: "retry_scheduled",
      attemptsTruncated: false,
      attempts: [
        {
          attemptNo: 1,
          claimVersion: 3,
          status: "failed",
          latencyMs: 12,
          httpStatus: null,
          errorClass: "timeout",
        },
        {
          attemptNo: 2,
          claimVersion: 5,
          status: "failed",
          latencyMs: 7,
          httpStatus: 503,
          errorClass: null,
        },
      ],
    }],
  });
});

Deno.test("Hookrail.getEvent() sends neither a content type nor an idempotency key", async () => {
  await using server = await FakeServer.start([{ body: { event_id: "e", topic: "t" } }]);
  await connect(server).getEvent("e");
  const [request] = server.requests;
  assertEquals([request?.method, request?.path], ["GET", "/v1/events/e"]);
  assertEquals(request?.headers.get("content-type"), null);
  assertEquals(request?.headers.get("idempotency-key"), null);
});

Deno.test("Hookrail.getEvent() reads missing lists, and null, as empty ones", async () => {
  const { attempts: _, ...delivery } = DELIVERY;
  const event = await get({ event_id: "e", topic: "t", deliveries: [delivery] });
  assertEquals(event.deliveries[0]?.attempts, []);
  assertEquals((await get({ event_id: "e", topic: "t", deliveries: null })).deliveries, []);
  assertEquals((await get({ event_id: "e", topic: "t" })).deliveries, []);
});

Deno.test("Hookrail.getEvent() keeps unknown states and fields as they came", async () => {
  const [attempt] = DELIVERY.attempts;
  const delivery = {
    ...DELIVERY,
    state: "quantum_superposition",
    shard_no: 1,
    attempts: [{ ...attempt, worker_id: "w" }],
  };
  const event = await get({ event_id: "e", topic: "t", extra_field: [1], deliveries: [delivery] });
  assertEquals(event.deliveries[0]?.state, "quantum_superposition");
  const written = JSON.parse(JSON.stringify(event));
  assertEquals(written.extra_field, [1]);
  assertEquals(written.deliveries[0].shard_no, 1);
  assertEquals(written.deliveries[0].attempts[0].worker_id, "w");
  assertEquals("delivery_id" in written.deliveries[0], false);
});

Deno.test("Hookrail.getEvent() rejects an event that lacks what every event has", async () => {
  for (const field of ["delivery_id", "state", "attempts_truncated"]) {
    const delivery = { ...DELIVERY, [field]: undefined };
    const event = { event_id: "e", topic: "t", deliveries: [delivery] };
    await assertRejects(() => get(event), HookrailResponseError, `'${field}'`);
  }
  await assertRejects(() => get({ event_id: "e" }), HookrailResponseError, "'topic'");
});

Deno.test("Hookrail.getEvent() encodes the id", async () => {
  await using server = await FakeServer.start(always({ body: { event_id: "e", topic: "t" } }));
  const hookrail = connect(server);
  for (const id of ["a/b", "a?b=c", "a b", "../admin", "a#b", "a%2Fb"]) await hookrail.getEvent(id);
  assertEquals(server.requests.map(({ path }) => path), [
    "/v1/events/a%2Fb",
    "/v1/events/a%3Fb%3Dc",
    "/v1/events/a%20b",
    "/v1/events/%2E%2E%2Fadmin",
    "/v1/events/a%23b",
    "/v1/events/a%252Fb",
  ]);
});

Deno.test("Hookrail.getEvent() refuses an id that is empty or means another path", async () => {
  await using server = await FakeServer.start(always(200));
  const hookrail = connect(server);
  for (const id of ["", ".", "..", undefined as unknown as string]) {
    await assertRejects(() => hookrail.getEvent(id), HookrailConfigError, "id");
  }
  assertEquals(server.requests.length, 0);
});
