import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { type DeliveryStream, Posthook, WebSocketError } from "../../src/posthook/mod.ts";
import { FakePosthook } from "../../src/testing/mod.ts";
import { isPending, sleeping, soon } from "../core/waiting.ts";
import { CONNECTED, hookMessage, type Scripted, scripted } from "./scripted_socket.ts";

/** Streams over a first socket that is connected. */
async function stream({ posthook, socket }: Scripted) {
  const streaming = posthook.stream();
  const first = await socket(1);
  first.say(CONNECTED);
  return { stream: await soon(streaming), first };
}

/** The ids of the next deliveries. */
async function take(stream: DeliveryStream, count: number): Promise<(string | undefined)[]> {
  const ids = [];
  for (let n = 0; n < count; n++) ids.push((await soon(stream.next())).value?.hookId);
  return ids;
}

Deno.test("stream() yields deliveries in order, those that wait and those that are waited for", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  first.say(hookMessage("h1"));
  first.say(hookMessage("h2"));
  assertEquals(await take(deliveries, 2), ["h1", "h2"]);
  const waiting = [deliveries.next(), deliveries.next()];
  first.say(hookMessage("h3"));
  first.say(hookMessage("h4"));
  const ids = (await Promise.all(waiting)).map(({ value }) => value?.hookId);
  assertEquals(ids, ["h3", "h4"]);
  await deliveries.close();
});

Deno.test("stream() answers by exact messages", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  deliveries.ack("h1");
  deliveries.accept("h2", 10_000);
  deliveries.nack("h3", new Error("no"));
  deliveries.nack("h4");
  assertEquals(first.sent, [
    { type: "ack", hookId: "h1" },
    { type: "accept", hookId: "h2", timeout: 10 },
    { type: "nack", hookId: "h3", error: "no" },
    { type: "nack", hookId: "h4" },
  ]);
  assertThrows(() => deliveries.accept("h5", 10), RangeError, "'timeout'");
  await deliveries.close();
});

Deno.test("stream() nacks at once what is beyond 1000 that wait, and takes more later", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  for (let n = 1; n <= 1002; n++) first.say(hookMessage(`h${n}`));
  const nack = { type: "nack", error: "At capacity" };
  assertEquals(first.sent, [{ ...nack, hookId: "h1001" }, { ...nack, hookId: "h1002" }]);
  assertEquals(await take(deliveries, 1), ["h1"]);
  first.say(hookMessage("h1003"));
  assertEquals(first.sent.length, 2);
  for (let n = 2; n <= 1000; n++) await deliveries.next();
  assertEquals(await take(deliveries, 1), ["h1003"]);
  await deliveries.close();
});

Deno.test("stream() goes on after a break, and says nothing while there is no connection", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  first.end(1001);
  deliveries.ack("h0");
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  const second = await test.socket(2);
  second.say(CONNECTED);
  second.say(hookMessage("h1"));
  assertEquals(await take(deliveries, 1), ["h1"]);
  deliveries.ack("h1");
  assertEquals([first.sent, second.sent], [[], [{ type: "ack", hookId: "h1" }]]);
  await deliveries.close();
});

Deno.test("stream() ends when it is closed, and drops what was not taken", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  first.say(hookMessage("h1"));
  await deliveries.close();
  assertEquals(await take(deliveries, 2), [undefined, undefined]);
  assertEquals([first.readyState, test.clock.pending], [3, 0]);
});

Deno.test("stream() ends for everyone who waits when it is closed", async () => {
  const test = scripted();
  const { stream: deliveries } = await stream(test);
  const waiting = [deliveries.next(), deliveries.next()];
  assert(await isPending(waiting[0]!));
  await deliveries.close();
  for (const next of waiting) assertEquals((await soon(next)).done, true);
  assertEquals(await deliveries.wait(), null);
});

Deno.test("stream() ends when the connection is refused later, and tells why", async () => {
  const test = scripted();
  const { stream: deliveries, first } = await stream(test);
  const next = deliveries.next();
  first.end(4001);
  assertEquals((await soon(next)).done, true);
  assertInstanceOf(await deliveries.wait(), WebSocketError);
});

Deno.test("stream() rejects when the connection is refused at once", async () => {
  const test = scripted();
  const streaming = test.posthook.stream();
  (await test.socket(1)).end(4001);
  await assertRejects(() => soon(streaming), WebSocketError, "Authentication");
});

Deno.test("A stream is closed by leaving its loop", async () => {
  await using service = await FakePosthook.start();
  const posthook = new Posthook(service.apiKey, { baseUrl: service.url });
  const deliveries = await posthook.stream<{ n: number }>();
  const { id } = await posthook.hooks.schedule({ path: "/p", data: { n: 7 }, postIn: "1h" });
  const delivered = service.deliver(id);
  for await (const delivery of deliveries) {
    assertEquals([delivery.hookId, delivery.data.n], [id, 7]);
    deliveries.ack(delivery.hookId);
    await delivered;
    break;
  }
  assertEquals([await deliveries.wait(), service.hooks[0]?.status], [null, "completed"]);
});
