import { assert, assertEquals, assertNotStrictEquals } from "@std/assert";
import { inspect } from "node:util";
import { type Delivered, Webhook, type WebhookResult } from "../../mod.ts";
import { refute, withDetails } from "../../src/core/result.ts";
import { type Answer, FakeServer } from "../../src/testing/mod.ts";

/** A result of the core, of a webhook whose URL holds a secret. */
async function resultOf(answer: Answer): Promise<WebhookResult> {
  await using server = await FakeServer.start([answer]);
  return await new Webhook(`${server.url}hooks/s3cret-4f9a`).send({});
}

Deno.test("withDetails() adds details beside the facts, which stay", async () => {
  const result = await resultOf({ status: 404, body: "no_service" });
  const derived = withDetails(result, { service: { reason: "revoked" } });
  assertEquals(derived.service, { reason: "revoked" });
  const { service: _service, ...facts } = derived;
  assertEquals(facts, { ...result });
  assertEquals([derived.url, derived.proxy], [result.url, null]);
});

Deno.test("withDetails() leaves the result alone, and freezes the new one", async () => {
  const result = await resultOf(204);
  const derived = withDetails(result, { service: null });
  assertNotStrictEquals(derived, result);
  assertEquals("service" in result, false);
  assert(Object.isFrozen(derived));
});

Deno.test("withDetails() keeps earlier details", async () => {
  const derived = withDetails(withDetails(await resultOf(204), { one: 1 }), { two: 2 });
  assertEquals([derived.one, derived.two], [1, 2]);
});

Deno.test("withDetails() prints details like facts, with the secrets taken out", async () => {
  const result = await resultOf(204);
  const derived = withDetails(result, { service: { code: "bad s3cret-4f9a" } });
  assertEquals(JSON.parse(JSON.stringify(derived)).service, { code: "bad ***" });
  for (const text of [Deno.inspect(derived), inspect(derived), `${derived}`]) {
    assert(text.startsWith("WebhookResult "), text);
    assert(text.includes("bad ***") && !text.includes("s3cret"), text);
  }
});

Deno.test("refute() turns a delivery into a failure with the same status and answer", async () => {
  const delivered = withDetails(await resultOf({ body: { ok: false } }), { service: 1 });
  assert(delivered.ok);
  const result = refute(delivered, { kind: "http", reason: "refused, see s3cret-4f9a" });
  const { host } = new URL(result.url);
  assertEquals(JSON.parse(JSON.stringify(result)), {
    ...JSON.parse(JSON.stringify(delivered)),
    ok: false,
    kind: "http",
    error: `Cannot deliver to ${host}: refused, see ***`,
    retryAfter: null,
    mayHaveArrived: false,
  });
  assertEquals([result.status, result.response], [200, { ok: false }]);
  assertEquals(result.error, `Cannot deliver to ${host}: refused, see ***`);
  assertEquals([result.cause, (result as unknown as { service: 1 }).service], [undefined, 1]);
  assert(Object.isFrozen(result));
});

Deno.test("refute() tells the wait that the service asked for", async () => {
  const delivered = await resultOf(204) as Delivered;
  const failure = { kind: "rate-limited", reason: "too many", retryAfter: 7000 } as const;
  assertEquals(refute(delivered, failure).retryAfter, 7000);
});

Deno.test("refute() leaves the delivery alone", async () => {
  const delivered = await resultOf(204) as Delivered;
  refute(delivered, { kind: "http", reason: "refused" });
  assertEquals([delivered.ok, delivered.error], [true, null]);
});
