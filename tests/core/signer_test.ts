import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type SignableMessage, type Signer, Webhook } from "../../mod.ts";
import { always, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, isPending, sleeping, until } from "./waiting.ts";

/** A signer that keeps what it was asked to sign. */
function recorder() {
  const messages: SignableMessage[] = [];
  const signer: Signer = (message) => {
    messages.push(message);
    return { "x-signature": `v${messages.length}` };
  };
  return { messages, signer };
}

Deno.test("Signer is asked at each attempt: the same id, a fresh timestamp", async () => {
  await using server = await FakeServer.start([500, { fault: "cut" }, 204]);
  const clock = new ManualClock(1_000_000);
  const { messages, signer } = recorder();
  const backoff = { minTimeout: 5000, multiplier: 1, jitter: 0 };
  const sending = new Webhook(server.url, { clock, signer, backoff }).send({ a: 1 });
  await sleeping(clock, 1);
  await clock.advance(5000);
  await sleeping(clock, 2);
  await clock.advance(5000);
  assertEquals((await sending).attempts, 3);
  assertEquals(
    messages.map(({ timestamp }) => timestamp.getTime()),
    [1_000_000, 1_005_000, 1_010_000],
  );
  assertEquals(new Set(messages.map(({ id }) => id)).size, 1);
  assertEquals(
    server.requests.map(({ headers }) => headers.get("x-signature")),
    ["v1", "v2", "v3"],
  );
});

Deno.test("Signer gets the exact bytes that the server reads", async () => {
  await using server = await FakeServer.start(always(204));
  const { messages, signer } = recorder();
  const hook = new Webhook(`${server.url}hook?key=1`, { signer });
  const form = new FormData();
  form.append("a", "ü");
  for (const payload of [{ text: "ü" }, new Uint8Array([0, 255]), form, new Blob(["x"])]) {
    await hook.send(payload);
  }
  assertEquals(messages.map(({ body }) => body), server.requests.map(({ body }) => body));
  assertEquals(messages[0]?.url.href, `${server.url}hook?key=1`);
});

Deno.test("Signer gets the key of the send as its id", async () => {
  await using server = await FakeServer.start(always(204));
  const { messages, signer } = recorder();
  const hook = new Webhook(server.url, { signer, idempotency: true });
  await hook.send({});
  await hook.send({}, { idempotencyKey: "order-17" });
  assertEquals(
    messages.map(({ id }) => id),
    server.requests.map(({ headers }) => headers.get("idempotency-key")),
  );
  assertEquals(messages[1]?.id, "order-17");
});

Deno.test("Signer gets another id for each send", async () => {
  await using server = await FakeServer.start(always(204));
  const { messages, signer } = recorder();
  const hook = new Webhook(server.url, { signer });
  await hook.send({});
  await hook.send({});
  assertNotEquals(messages[0]?.id, messages[1]?.id);
});

Deno.test("Signer gets no bytes when there is no body", async () => {
  await using server = await FakeServer.start(always(204));
  const { messages, signer } = recorder();
  await new Webhook(server.url, { signer }).send(undefined, { method: "DELETE" });
  assertEquals(messages[0]?.body, new Uint8Array());
});

Deno.test("Signer may answer later, and its headers win", async () => {
  await using server = await FakeServer.start(always(204));
  const signer = () => Promise.resolve(new Headers({ "X-Key": "signed" }));
  await new Webhook(server.url, { signer, headers: { "x-key": "plain" } }).send({});
  assertEquals(server.requests[0]?.headers.get("x-key"), "signed");
});

Deno.test("Signer cannot change what is sent", async () => {
  await using server = await FakeServer.start([500, 204]);
  const signer: Signer = ({ body, url, timestamp }) => {
    body.fill(0);
    url.pathname = "/elsewhere";
    timestamp.setTime(0);
    return {};
  };
  await new Webhook(server.url, { signer, backoff: AT_ONCE }).send({ a: 1 });
  assertEquals(server.requests.map(({ path, text }) => [path, text]), [
    ["/", '{"a":1}'],
    ["/", '{"a":1}'],
  ]);
});

Deno.test("Signer that fails in any way ends the send before anything is sent", async (t) => {
  const hostile = Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("no");
    },
  });
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  const cases: Record<string, () => unknown> = {
    "throws an error": throwing(new Error("no key")),
    "throws undefined": throwing(undefined),
    "throws an error that throws": throwing(hostile),
    "rejects": () => Promise.reject(new Error("no key")),
    "rejects with null": () => Promise.reject(null),
    "returns a number": () => 5,
    "returns wrong headers": () => ({ "bad name": "x" }),
    "returns a wrong value": () => ({ name: "a\nb" }),
  };
  for (const [name, signer] of Object.entries(cases)) {
    await t.step(name, async () => {
      await using server = await FakeServer.start(always(204));
      const result = await new Webhook(server.url, { signer: signer as Signer }).send({});
      assert(!result.ok);
      assertEquals([result.kind, result.mayHaveArrived], ["config", false]);
      assertEquals(server.requests.length, 0);
      assert(result.error.endsWith(": the signer failed"), result.error);
    });
  }
});

Deno.test("Signer that fails makes no attempt, and none is told of", async () => {
  await using server = await FakeServer.start(always(204));
  let told = 0;
  const signer = () => {
    throw new Error("no key");
  };
  const hook = new Webhook(server.url, { signer, onAttempt: () => told++ });
  const result = await hook.send({});
  assertEquals([result.ok, result.attempts, told, server.requests.length], [false, 0, 0, 0]);
});

Deno.test("Signer that hangs takes part in the timeout of its attempt", async () => {
  await using server = await FakeServer.start(always(204));
  const clock = new ManualClock();
  let asked = 0;
  const signer = () => {
    asked++;
    return new Promise<never>(() => {});
  };
  const hook = new Webhook(server.url, { clock, signer, timeout: 1000, maxRetries: 0 });
  const sending = hook.send({});
  await until(() => asked === 1, "the signer is asked");
  await clock.advance(999);
  assert(await isPending(sending));
  await clock.advance(1);
  const result = await sending;
  assert(!result.ok);
  assertEquals([result.kind, result.mayHaveArrived, server.requests.length], ["timeout", false, 0]);
  assertEquals(clock.pending, 0);
});

Deno.test("Signer that hangs is left when the caller aborts", async () => {
  const abort = new AbortController();
  const signer = () => {
    abort.abort();
    return new Promise<never>(() => {});
  };
  const result = await new Webhook("http://127.0.0.1:1/", { signer })
    .send({}, { signal: abort.signal });
  assert(!result.ok);
  assertEquals([result.kind, result.mayHaveArrived], ["aborted", false]);
});

Deno.test("a signer is not waited for longer than the deadline when the body cannot be read", async () => {
  class Endless extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return new Promise(() => {});
    }
  }
  const clock = new ManualClock();
  const hook = new Webhook("http://127.0.0.1:1/", { clock, signer: () => ({}), timeout: 100 });
  const sending = hook.send(new Endless(["x"]), { deadline: 50 });
  await until(() => clock.pending === 2, "deadline and timeout are set");
  await clock.advance(50);
  const result = await sending;
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, clock.pending], ["timeout", 0, 0]);
});

Deno.test("a signer that returns no headers fails the send, which never goes out unsigned", async () => {
  await using server = await FakeServer.start(always(204));
  for (const signer of [() => undefined, () => null, async () => {}]) {
    const hook = new Webhook(server.url, { signer: signer as unknown as Signer });
    const result = await hook.send({});
    assert(!result.ok);
    assertEquals([result.kind, result.attempts], ["config", 0]);
    assertEquals((result.cause as Error).message, "A signer must return headers");
  }
  assertEquals(server.requests.length, 0);
});
