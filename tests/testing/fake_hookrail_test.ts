import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { hookrail } from "../../src/signatures/schemes/hookrail.ts";
import { FakeHookrail, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { rawMember, writeJsonb } from "../../src/testing/hookrail/json.ts";
import { matches } from "../../src/testing/hookrail/store.ts";

interface Posting {
  readonly key?: string;
  readonly id?: string;
  readonly order?: string;
}

/** Posts a body as it is. */
async function post(service: FakeHookrail, body: string, posting: Posting = {}) {
  const { key = service.apiKey, id, order } = posting;
  const headers = new Headers({ authorization: `Bearer ${key}` });
  if (id !== undefined) headers.set("idempotency-key", id);
  if (order !== undefined) headers.set("x-hookrail-ordering-key", order);
  const response = await fetch(`${service.url}/v1/events`, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

async function get(service: FakeHookrail, id: string) {
  const headers = { authorization: `Bearer ${service.apiKey}` };
  const response = await fetch(`${service.url}/v1/events/${id}`, { headers });
  return { status: response.status, body: await response.json() };
}

const EVENT = '{"topic":"t","payload":{"n":1}}';

Deno.test("rawMember() finds the text of a member byte for byte", () => {
  const cases: [string, string | undefined][] = [
    ['{"topic":"t","payload":{"n": 1}}', '{"n": 1}'],
    ['{"payload": [1, "a,b}", {"payload": 2}] , "topic":"t"}', '[1, "a,b}", {"payload": 2}]'],
    ['{"topic":"payload","payload":"a\\"b"}', '"a\\"b"'],
    ['{"payload":1,"payload":2}', "2"],
    ['{"a":{"payload":1}}', undefined],
    ['{"topic":"t","payload":null}', "null"],
    ["{}", undefined],
  ];
  for (const [json, raw] of cases) assertEquals(rawMember(json, "payload"), raw);
});

Deno.test("writeJsonb() writes as the database of the service does", () => {
  const value = { bb: 1, a: [true, null, "x"], b: { z: 1.5 } };
  assertEquals(writeJsonb(value), '{"a": [true, null, "x"], "b": {"z": 1.5}, "bb": 1}');
});

Deno.test("matches() knows the three kinds of pattern", () => {
  assert(matches("*", "anything") && matches("a.*", "a.b.c") && matches("a.b", "a.b"));
  assert(!matches("a.*", "ab") && !matches("a.*", "a") && !matches("a.b", "a.b.c"));
});

Deno.test("FakeHookrail answers null for lists that are empty, as Go does", async () => {
  await using service = await FakeHookrail.start();
  const { status, body } = await post(service, EVENT);
  assertEquals([status, body.delivery_ids], [202, null]);
  assertEquals((await get(service, body.event_id)).body, {
    event_id: body.event_id,
    topic: "t",
    deliveries: null,
  });
  const headers = { authorization: `Bearer ${service.adminToken}` };
  const response = await fetch(`${service.adminUrl}/v1/dlq`, { headers });
  assertEquals(await response.json(), { items: null, next_cursor: "" });
});

Deno.test("FakeHookrail.subscribe() refuses what is no http(s) URL, where it can be seen", async () => {
  await using service = await FakeHookrail.start();
  for (const url of ["", "receiver", "ftp://a.example/"]) {
    assertThrows(() => service.subscribe("*", url), TypeError, "'url' must be an http(s) URL");
  }
});

Deno.test("FakeHookrail knows a repeat by key and content, for a day", async () => {
  const clock = new ManualClock();
  await using service = await FakeHookrail.start({ clock });
  const first = await post(service, EVENT, { id: "k" });
  const again = await post(service, EVENT, { id: "k" });
  assertEquals([again.status, again.body], [202, first.body]);
  assertEquals(first.headers.get("idempotent-replay"), null);
  assertEquals(again.headers.get("idempotent-replay"), "true");

  const differing = ['{"topic":"u","payload":{"n":1}}', '{"topic":"t","payload":{"n": 1}}'];
  for (const body of differing) assertEquals((await post(service, body, { id: "k" })).status, 409);
  assertEquals((await post(service, EVENT, { id: "k", order: "o" })).status, 409);
  const other = await post(service, EVENT, { id: "k", key: service.addKey(["*"]) });
  assertEquals(other.headers.get("idempotent-replay"), null); // Keys are a producer's own.
  assertEquals(service.events, 2);

  await clock.advance(24 * 3_600_000);
  const later = await post(service, EVENT, { id: "k" });
  assertNotEquals(later.body.event_id, first.body.event_id);
});

Deno.test("FakeHookrail checks what it is sent", async () => {
  await using service = await FakeHookrail.start();
  const status = async (body: string, posting?: Posting) => {
    const answer = await post(service, body, posting);
    if (answer.status === 202) return 202;
    assertEquals(answer.headers.get("content-type"), "application/problem+json");
    assertEquals(answer.body.status, answer.status);
    return answer.status;
  };
  for (
    const body of ["no", "[]", "{}", '{"topic":"t"}', '{"topic":"","payload":1}', '{"topic":5}']
  ) {
    assertEquals(await status(body), 400, body);
  }
  assertEquals(await status('{"topic":"t","payload":null}'), 202);
  assertEquals(await status(EVENT, { key: "hk_unknown" }), 401);
  const scoped = service.addKey(["orders.*"]);
  assertEquals(await status(EVENT, { key: scoped }), 403);
  assertEquals(await status('{"topic":"orders.a","payload":1}', { key: scoped }), 202);
  const payload = (bytes: number) => `{"topic":"t","payload":"${"x".repeat(bytes - 2)}"}`;
  assertEquals(await status(payload(262_144)), 202);
  assertEquals(await status(payload(262_145)), 413);
  assertEquals(await status(payload(262_144 + 4097)), 413);
  assertEquals(await status(EVENT, { order: "x".repeat(256) }), 202);
  assertEquals(await status(EVENT, { order: "x".repeat(257) }), 400);
  const ordered = '{"topic":"t","payload":{"ordering_key":"a"}}';
  assertEquals(await status(ordered, { order: "a" }), 202);
  assertEquals(await status(ordered, { order: "b" }), 400);
  assertEquals((await get(service, "unknown")).status, 404);
});

Deno.test("FakeHookrail delivers the payload signed, with its headers", async () => {
  await using receiver = await FakeServer.start([204]);
  const clock = new ManualClock();
  await using service = await FakeHookrail.start({ clock });
  const { secret } = service.subscribe("t", receiver.url);
  const { body } = await post(service, EVENT);
  await service.idle();
  const request = receiver.requests[0]!;
  assertEquals([request.method, request.text], ["POST", '{"n": 1}']);
  const names = ["content-type", "user-agent", "hookrail-event-id", "hookrail-topic"];
  assertEquals(names.map((name) => request.headers.get(name)), [
    "application/json",
    "hookrail/0.1",
    body.event_id,
    "t",
  ]);
  const verified = await hookrail(secret, { clock }).verify(request);
  assert(verified.ok);
  assertEquals(verified.id, body.delivery_ids[0]);
});

/** Lets a receiver answer like this to one delivery, and tells how it stands then. */
async function deliverTo(answers: Parameters<typeof FakeServer.start>[0], maxAttempts = 8) {
  const clock = new ManualClock();
  const receiver = await FakeServer.start(answers);
  const service = await FakeHookrail.start({ clock, random: () => 1 });
  service.subscribe("*", receiver.url, { maxAttempts });
  const { body } = await post(service, EVENT);
  await service.idle();
  const delivery = async () => (await get(service, body.event_id)).body.deliveries[0];
  const close = async () => {
    await service.close();
    await receiver.close();
  };
  return { clock, receiver, service, delivery, [Symbol.asyncDispose]: close };
}

Deno.test("FakeHookrail tries again after what may pass, twice as late each time", async () => {
  await using fake = await deliverTo([503, 429, { fault: "cut" }, 204]);
  const { clock, service, receiver, delivery } = fake;
  for (const wait of [5000, 10_000, 20_000]) {
    assertEquals((await delivery()).state, "retry_scheduled");
    await clock.advance(wait - 1);
    const { length } = receiver.requests;
    await clock.advance(1);
    await service.idle();
    assertEquals(receiver.requests.length, length + 1);
  }
  const { state, attempts } = await delivery();
  assertEquals(state, "succeeded");
  const classes = attempts.map((one: Record<string, unknown>) => one.error_class);
  assertEquals(classes, ["http_503", "http_429", "connection", undefined]);
});

Deno.test("FakeHookrail waits as long as the receiver asks", async () => {
  await using fake = await deliverTo([{ status: 503, headers: { "retry-after": "60" } }, 204]);
  await fake.clock.advance(59_999);
  assertEquals(fake.receiver.requests.length, 1);
  await fake.clock.advance(1);
  await fake.service.idle();
  assertEquals((await fake.delivery()).state, "succeeded");
});

Deno.test("FakeHookrail gives up after what will not pass, and after so many attempts", async () => {
  for (const [answer, error] of [[400, "http_400"], [302, "redirect_rejected"]] as const) {
    await using fake = await deliverTo([answer]);
    const { state, attempts } = await fake.delivery();
    assertEquals([state, attempts[0].error_class], ["dead_lettered", error]);
  }
  await using twice = await deliverTo([500, 500, 204], 2);
  await twice.clock.advance(5000);
  await twice.service.idle();
  await twice.clock.advance(1e9);
  assertEquals((await twice.delivery()).state, "dead_lettered");
  assertEquals(twice.receiver.requests.length, 2);
});

Deno.test("FakeHookrail gives an attempt 15 s", async () => {
  const clock = new ManualClock();
  await using receiver = await FakeServer.start([{ fault: "hang" }]);
  await using service = await FakeHookrail.start({ clock });
  service.subscribe("*", receiver.url, { maxAttempts: 1 });
  const { body } = await post(service, EVENT);
  await receiver.received(1);
  assertEquals((await get(service, body.event_id)).body.deliveries[0].state, "in_flight");
  await clock.advance(15_000);
  await service.idle();
  const [delivery] = (await get(service, body.event_id)).body.deliveries;
  assertEquals([delivery.state, delivery.attempts[0].error_class], ["dead_lettered", "timeout"]);
});

Deno.test("FakeHookrail delivers one by one what shares an ordering key", async () => {
  const clock = new ManualClock();
  await using receiver = await FakeServer.start([503, 204, 204, 204]);
  await using service = await FakeHookrail.start({ clock, random: () => 1 });
  service.subscribe("*", receiver.url, { ordered: true });
  const send = (n: number, order: string) =>
    post(service, `{"topic":"t","payload":${n}}`, { order });
  await send(1, "a");
  await service.idle();
  await send(2, "a");
  await send(3, "b");
  await service.idle();
  assertEquals(receiver.requests.map(({ text }) => text), ["1", "3"]);
  await clock.advance(5000);
  await service.idle();
  assertEquals(receiver.requests.map(({ text }) => text), ["1", "3", "1", "2"]);
});

Deno.test("FakeHookrail fails as it is told, before or after it has done its work", async () => {
  await using service = await FakeHookrail.start();
  service.fail({ status: 429, headers: { "retry-after": "1" }, body: {} });
  service.fail({ status: 503, body: {} }, { carriedOut: true });
  const limited = await post(service, EVENT, { id: "k" });
  assertEquals([limited.status, limited.headers.get("retry-after"), service.events], [429, "1", 0]);
  assertEquals([(await post(service, EVENT, { id: "k" })).status, service.events], [503, 1]);
  const again = await post(service, EVENT, { id: "k" });
  assertEquals(again.headers.get("idempotent-replay"), "true");
});

Deno.test("FakeHookrail keeps its surfaces apart, each with keys of its own", async () => {
  await using service = await FakeHookrail.start();
  const status = async (url: string, key: string) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status(`${service.adminUrl}/v1/whoami`, service.adminToken), 200);
  assertEquals(await status(`${service.adminUrl}/v1/whoami`, service.apiKey), 401);
  assertEquals(await status(`${service.url}/v1/whoami`, service.apiKey), 404);
  assertEquals(await status(`${service.url}/v1/events/e`, service.adminToken), 401);
  assertEquals(await status(`${service.url}/readyz`, ""), 200);
});

Deno.test("FakeHookrail lets an admin token do what its role allows", async () => {
  await using service = await FakeHookrail.start();
  const status = async (role: "viewer" | "operator", method: string, path: string) => {
    const headers = { authorization: `Bearer ${service.addToken(role)}` };
    const response = await fetch(service.adminUrl + path, { method, headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("viewer", "GET", "/v1/deliveries"), 200);
  assertEquals(await status("viewer", "POST", "/v1/dlq/d/replay"), 403);
  assertEquals(await status("operator", "POST", "/v1/dlq/d/replay"), 404);
  assertEquals(await status("operator", "DELETE", "/v1/endpoints/e"), 403);
  assertEquals(await status("viewer", "GET", "/v1/ordered-keys"), 400);
  assertEquals(await status("viewer", "GET", "/v1/endpoints?cursor=%25"), 400);
});

Deno.test("FakeHookrail can be closed in the middle of a delivery, and twice", async () => {
  await using receiver = await FakeServer.start([{ fault: "hang" }]);
  const service = await FakeHookrail.start();
  service.subscribe("*", receiver.url);
  await post(service, EVENT);
  await receiver.received(1);
  await service.close();
  await service.close();
});
