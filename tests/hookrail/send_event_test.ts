import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import {
  ConflictError,
  HookrailConfigError,
  HookrailResponseError,
  type SendEventOptions,
} from "../../src/hookrail/mod.ts";
import { always, FakeServer } from "../../src/testing/mod.ts";
import { ACCEPTED, connect, KEY } from "./clients.ts";

Deno.test("Hookrail.sendEvent() posts the event with the key", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  const accepted = await connect(server).sendEvent("orders.created", { id: 1 });
  const [request] = server.requests;
  assertEquals([request?.method, request?.path], ["POST", "/v1/events"]);
  assertEquals(request?.headers.get("authorization"), `Bearer ${KEY}`);
  assertEquals(request?.headers.get("content-type"), "application/json");
  assertEquals([accepted.eventId, accepted.deliveryIds], ["e1", ["d1"]]);
});

Deno.test("Hookrail.sendEvent() writes compact JSON, the topic first, of any payload", async (t) => {
  const payloads: [unknown, string][] = [
    [{ b: 1, a: "é" }, '{"b":1,"a":"é"}'],
    [[1, 2], "[1,2]"],
    ["text", '"text"'],
    [1.5, "1.5"],
    [false, "false"],
    [null, "null"],
    [{ toJSON: () => "built" }, '"built"'],
  ];
  for (const [payload, json] of payloads) {
    await t.step(json, async () => {
      await using server = await FakeServer.start([ACCEPTED]);
      await connect(server).sendEvent('a"b', payload);
      assertEquals(server.requests[0]?.text, `{"topic":"a\\"b","payload":${json}}`);
    });
  }
});

Deno.test("Hookrail.sendEvent() makes a new idempotency key for each call", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  const hookrail = connect(server);
  await hookrail.sendEvent("t", 1);
  await hookrail.sendEvent("t", 1, { idempotencyKey: "" });
  const [first, second] = server.requests.map(({ headers }) => headers.get("idempotency-key"));
  assertMatch(first ?? "", /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assertNotEquals(first, second);
  assert(second);
});

Deno.test("Hookrail.sendEvent() sends the same bytes and key again after a 503", async () => {
  await using server = await FakeServer.start([503, ACCEPTED]);
  let built = 0;
  const payload = { toJSON: () => ({ n: ++built }) };
  await connect(server).sendEvent("t", payload, { idempotencyKey: "k-1" });
  const [first, second] = server.requests;
  assertEquals(server.requests.length, 2);
  assertEquals(first?.body, second?.body);
  assertEquals([first, second].map((sent) => sent?.headers.get("idempotency-key")), ["k-1", "k-1"]);
});

Deno.test("Hookrail.sendEvent() keeps the key that it made over all attempts", async () => {
  await using server = await FakeServer.start([503, 503, ACCEPTED]);
  await connect(server).sendEvent("t", 1);
  const keys = server.requests.map(({ headers }) => headers.get("idempotency-key"));
  assertEquals([keys.length, new Set(keys).size], [3, 1]);
});

Deno.test("Hookrail.sendEvent() rejects at once when the key was used for another event", async () => {
  await using server = await FakeServer.start(always(409));
  await assertRejects(() => connect(server).sendEvent("t", 1), ConflictError);
  assertEquals(server.requests.length, 1);
});

Deno.test("Hookrail.sendEvent() tells a replay by the header, which must be exactly true", async () => {
  const replayed = async (value?: string) => {
    const headers: HeadersInit = value === undefined ? {} : { "idempotent-replay": value };
    const body = { event_id: "e", delivery_ids: [] };
    await using server = await FakeServer.start([{ status: 202, headers, body }]);
    return (await connect(server).sendEvent("t", 1)).replayed;
  };
  assertEquals(await replayed("true"), true);
  assertEquals(await replayed("false"), false);
  assertEquals(await replayed("TRUE"), false);
  assertEquals(await replayed(), false);
});

Deno.test("EventAccepted is written as JSON without replayed, unknown fields kept", async () => {
  const body = { event_id: "e", delivery_ids: ["d"], shard: { no: 7 } };
  const headers = { "idempotent-replay": "true" };
  await using server = await FakeServer.start([{ status: 202, headers, body }]);
  const accepted = await connect(server).sendEvent("t", 1);
  assertEquals(JSON.parse(JSON.stringify(accepted)), {
    eventId: "e",
    deliveryIds: ["d"],
    shard: { no: 7 },
  });
  assertEquals({ ...accepted } as unknown, {
    eventId: "e",
    deliveryIds: ["d"],
    shard: { no: 7 },
    replayed: true,
  });
});

Deno.test("Hookrail.sendEvent() reads a missing list of deliveries, and null, as an empty one", async () => {
  await using server = await FakeServer.start([
    { status: 202, body: { event_id: "e", delivery_ids: null } },
    { status: 200, body: { event_id: "e" } }, // Any 2xx will do.
  ]);
  const hookrail = connect(server);
  assertEquals((await hookrail.sendEvent("t", 1)).deliveryIds, []);
  assertEquals((await hookrail.sendEvent("t", 1)).deliveryIds, []);
});

Deno.test("Hookrail.sendEvent() refuses arguments that are wrong, and sends nothing", async (t) => {
  await using server = await FakeServer.start(always(ACCEPTED));
  const hookrail = connect(server);
  const circle: Record<string, unknown> = {};
  circle.s3cret = circle; // The platform's own message draws it.
  const hostile = (thrown: unknown) => ({
    toJSON() {
      throw thrown;
    },
  });
  const twice = Object.create(TypeError.prototype, {
    message: {
      get: () => {
        throw new Error("s3cret");
      },
    },
  });
  const wrong: [string, unknown, unknown, SendEventOptions?][] = [
    ["an empty topic", "", 1],
    ["a topic that is no text", 5, 1],
    ["no payload", "t", undefined],
    ["a function", "t", () => 1],
    ["a bigint", "t", { n: 1n }],
    ["a circle", "t", circle],
    ["a Map", "t", new Map([[1, 2]])],
    ["a toJSON() that throws", "t", hostile(new Error("s3cret"))],
    ["a toJSON() that throws what throws", "t", hostile(twice)],
    ["an unknown option", "t", 1, { key: "k" } as SendEventOptions],
    ["a key that is no text", "t", 1, { idempotencyKey: 5 as unknown as string }],
    ["a key with a line feed", "t", 1, { idempotencyKey: "a\nb" }],
    // HTTP drops the white space, and a blank key would be none: the retries would be new events.
    ["a blank key", "t", 1, { idempotencyKey: " \t" }],
    ["a key with white space before it", "t", 1, { idempotencyKey: " a" }],
    ["a key with white space behind it", "t", 1, { idempotencyKey: "a\t" }],
    ["a key with a control character", "t", 1, { idempotencyKey: "a\x01b" }],
    ["a blank ordering key", "t", 1, { orderingKey: " " }],
    ["an ordering key with a control character", "t", 1, { orderingKey: "a\x7fb" }],
    ["an empty ordering key", "t", 1, { orderingKey: "" }],
    ["an ordering key with CR", "t", 1, { orderingKey: "a\rb" }],
    ["an ordering key with LF", "t", 1, { orderingKey: "a\nb" }],
    ["an ordering key with NUL", "t", 1, { orderingKey: "a\0b" }],
    ["no time", "t", 1, { timeout: 0 }],
    ["a signal that is none", "t", 1, { signal: {} as AbortSignal }],
  ];
  for (const [what, topic, payload, options] of wrong) {
    await t.step(what, async () => {
      const call = () => hookrail.sendEvent(topic as string, payload, options);
      const error = await assertRejects(call, HookrailConfigError);
      assert(!error.message.includes("s3cret"));
    });
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("Hookrail.sendEvent() sends the ordering key as the UTF-8 that the service reads", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  await connect(server).sendEvent("t", 1, { orderingKey: "Zoë-🚀", idempotencyKey: "é" });
  const { headers } = server.requests[0]!;
  const decode = (name: string) => {
    const bytes = Uint8Array.from(headers.get(name)!, (char) => char.charCodeAt(0));
    return new TextDecoder().decode(bytes);
  };
  assertEquals(decode("x-hookrail-ordering-key"), "Zoë-🚀");
  assertEquals(decode("idempotency-key"), "é");
});

Deno.test("Hookrail.sendEvent() sends no ordering key unless there is one", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  await connect(server).sendEvent("t", 1);
  assertEquals(server.requests[0]?.headers.get("x-hookrail-ordering-key"), null);
});

Deno.test("Hookrail.sendEvent() rejects a 2xx that is no accepted event, and does not send again", async (t) => {
  const bodies = [
    "ok",
    "",
    "[]",
    "null",
    "{}",
    '{"event_id":5}',
    '{"event_id":"e","delivery_ids":[5]}',
  ];
  for (const body of bodies) {
    await t.step(body || "nothing", async () => {
      await using server = await FakeServer.start(always({ status: 202, body }));
      await assertRejects(() => connect(server).sendEvent("t", 1), HookrailResponseError);
      assertEquals(server.requests.length, 1);
    });
  }
});

Deno.test("Hookrail.sendEvent() rejects a 2xx that was cut, and does not send again", async () => {
  await using server = await FakeServer.start(always({ fault: "cut-body", status: 202 }));
  await assertRejects(() => connect(server).sendEvent("t", 1), HookrailResponseError, "cut");
  assertEquals(server.requests.length, 1);
});
