import { assertEquals, assertRejects } from "@std/assert";
import {
  createReceiver,
  type Delivery,
  type DeliveryHandler,
  Posthook,
  RateLimitError,
  Result,
} from "../../src/posthook/mod.ts";
import { FakePosthook, type FakePosthookOptions, ManualClock } from "../../src/testing/mod.ts";

const MINUTE = 60_000;

/** A fake service, a client of it, and a receiver that it delivers to. */
async function start(handler: DeliveryHandler, options: FakePosthookOptions = {}) {
  const clock = new ManualClock();
  const service = await FakePosthook.start({ clock, ...options });
  const { apiKey, url: baseUrl, signingKey } = service;
  const callbackHosts = [new URL(baseUrl).host];
  const posthook = new Posthook(apiKey, { baseUrl, signingKey, clock, callbackHosts });
  const receive = createReceiver(posthook.signatures, handler);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, receive);
  service.receiver = `http://127.0.0.1:${server.addr.port}/`;
  const advance = async (ms: number) => {
    await clock.advance(ms);
    await service.idle();
  };
  const dispose = async () => {
    await service.close();
    await server.shutdown();
  };
  return { service, posthook, clock, advance, [Symbol.asyncDispose]: dispose };
}

Deno.test("A hook scheduled five minutes ahead is delivered then, signed, and acked", async () => {
  const deliveries: Delivery[] = [];
  await using test = await start((delivery) => {
    deliveries.push(delivery);
    return Result.ack();
  });
  const { posthook, advance } = test;
  const hook = await posthook.hooks.schedule({ path: "/remind", data: { user: 1 }, postIn: "5m" });

  await advance(5 * MINUTE - 1);
  assertEquals(deliveries.length, 0);
  await advance(1);
  const [delivery] = deliveries;
  assertEquals([delivery!.hookId, delivery!.signedId], [hook.id, hook.id]);
  assertEquals([delivery!.path, delivery!.data], ["/remind", { user: 1 }]);
  assertEquals([delivery!.postAt, delivery!.ackUrl], [hook.postAt, null]);
  assertEquals((await posthook.hooks.get(hook.id)).status, "completed");
});

Deno.test("A receiver that accepts an async hook acks it later", async () => {
  const deliveries: Delivery[] = [];
  await using test = await start((delivery) => {
    deliveries.push(delivery);
    return Result.accept(10 * MINUTE);
  }, { async: true });
  const { posthook, advance } = test;
  const { id } = await posthook.hooks.schedule({ path: "/report", postIn: "5m" });
  await advance(5 * MINUTE);
  assertEquals((await posthook.hooks.get(id)).status, "pending");

  await advance(9 * MINUTE);
  assertEquals(await deliveries[0]!.ack!(), { applied: true, status: "completed" });
  assertEquals((await posthook.hooks.get(id)).status, "completed");
});

Deno.test("A hook is delivered again after a failure, a nack and a deadline, until it is done", async () => {
  const deliveries: Delivery[] = [];
  await using test = await start((delivery) => {
    deliveries.push(delivery);
    return deliveries.length === 1 ? Result.nack("busy") : Result.accept(MINUTE);
  }, { async: true });
  const { posthook, advance } = test;
  const { id } = await posthook.hooks.schedule({ path: "/report", postIn: "5m" });
  await advance(5 * MINUTE); // Fails: 500.
  assertEquals((await posthook.hooks.get(id)).status, "retry");
  await advance(5_000); // Is accepted, then nacked.
  assertEquals(await deliveries[1]!.nack!({ why: "stock" }), { applied: true, status: "nacked" });
  await advance(5_000); // Is accepted, but not in time.
  await advance(MINUTE);
  const late = deliveries[2]!;
  await advance(5_000);
  assertEquals(await late.ack!(), { applied: false, status: "conflict" });
  assertEquals(await deliveries[3]!.ack!(), { applied: true, status: "completed" });
  const { attempts, status } = await posthook.hooks.get(id);
  assertEquals([attempts, status, deliveries.length], [4, "completed", 4]);
});

Deno.test("Schedule, list, and bulk operations of a quick start work together", async () => {
  let works = false;
  await using test = await start(() => works ? Result.ack() : Result.nack("down"));
  const { posthook: { hooks }, service, advance } = test;
  const retryOverride = { minRetries: 1, delaySecs: 5, strategy: "fixed" } as const;
  const failing = await hooks.schedule({ path: "/a", postIn: "1m", retryOverride });
  const later = await hooks.schedule({ path: "/b", postIn: "1d" });
  assertEquals(later.quota?.remaining, 998);
  await advance(MINUTE);
  await advance(5_000);
  const failed = await hooks.list({ status: "failed" });
  assertEquals(failed.map(({ id, failureError }) => [id, failureError]), [[
    failing.id,
    "HTTP 500",
  ]]);

  works = true;
  assertEquals(await hooks.bulk.retry({ hookIds: [failing.id, later.id] }), { affected: 1 });
  await service.idle();
  const filter = { startTime: failing.postAt, endTime: later.postAt, limit: 10 };
  assertEquals(await hooks.bulk.replay(filter), { affected: 1 });
  await advance(0);
  assertEquals((await hooks.list({ status: "completed" })).length, 2);
  assertEquals(await hooks.bulk.cancel(filter), { affected: 1 });
  assertEquals((await hooks.list()).map(({ status }) => status), ["completed", "completed"]);
});

Deno.test("A used up quota is a RateLimitError that tells when it is reset", async () => {
  await using test = await start(() => Result.ack(), { quota: 1 });
  const schedule = () => test.posthook.hooks.schedule({ path: "/a", postIn: "1m" });
  const { quota } = await schedule();
  assertEquals(quota, { limit: 1, usage: 1, remaining: 0, resetsAt: "2026-02-01T00:00:00Z" });
  assertEquals((await assertRejects(schedule, RateLimitError)).quota, quota);
});

Deno.test("A rotation of signing keys is not noticed by a receiver that knows one of them", async () => {
  const keys = ["ph_sk_new", "ph_sk_old"];
  await using test = await start(() => Result.ack(), { signingKey: keys });
  const { apiKey, url: baseUrl } = test.service;
  for (const signingKey of keys) {
    const { signatures } = new Posthook(apiKey, { baseUrl, signingKey, clock: test.clock });
    const receive = createReceiver(signatures, () => Result.ack());
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, receive);
    test.service.receiver = `http://127.0.0.1:${server.addr.port}`;
    const { id } = await test.posthook.hooks.schedule({ path: "/a", postIn: "1m" });
    await test.service.deliver(id);
    assertEquals((await test.posthook.hooks.get(id)).status, "completed");
  }
});
