import { assertEquals, assertThrows } from "@std/assert";
import {
  createReceiver,
  createSignatures,
  type DeliveryHandler,
  type ParseDeliveryOptions,
  Result,
  type Signatures,
} from "../../src/posthook/mod.ts";
import { posthook } from "../../src/signatures/mod.ts";
import { revoked, unreadable } from "./support.ts";

const KEY = "ph_sk_demo_1";
const BODY = '{"id":"hook-1","path":"/p","data":{"a":1}}';

/** A delivery as Posthook would post it. */
async function delivery(key = KEY): Promise<Request> {
  const headers = await posthook(key).sign({ id: "hook-1", body: BODY });
  return new Request("https://example.com/p", { method: "POST", headers, body: BODY });
}

/** What a receiver with this handler answers. */
async function answered(handler: DeliveryHandler<{ a: number }>, request?: Request) {
  const receive = createReceiver(createSignatures(KEY), handler);
  const response = await receive(request ?? await delivery());
  const { status, headers } = response;
  assertEquals(headers.get("content-type"), "application/json");
  const timeout = headers.get("posthook-async-timeout");
  return { status, timeout, body: await response.json() };
}

Deno.test("createReceiver() answers an ack with 200", async () => {
  const answer = await answered(({ data }) => data.a === 1 ? Result.ack() : Result.nack());
  assertEquals(answer, { status: 200, timeout: null, body: { ok: true } });
});

Deno.test("createReceiver() answers accept() with 202 and the seconds that it may take", async () => {
  const answer = await answered(() => Promise.resolve(Result.accept(60_500)));
  assertEquals(answer, { status: 202, timeout: "61", body: { ok: true } });
});

const FAILURES: [string, DeliveryHandler, string][] = [
  ["a nack with a text", () => Result.nack("no stock"), "no stock"],
  ["a nack with an error", () => Result.nack(new Error("no stock")), "no stock"],
  ["a nack without a reason", () => Result.nack(), "handler failed"],
  ["a rejection", () => Promise.reject(new Error("broken")), "broken"],
  ["a throw", () => {
    throw new Error("broken");
  }, "broken"],
  ["a throw of text", () => {
    // deno-lint-ignore no-throw-literal
    throw "broken";
  }, "broken"],
  ["a throw of an error that cannot be read", () => {
    throw unreadable();
  }, "handler failed"],
  ["a throw of an error whose message is no text", () => {
    throw Object.assign(new Error(), { message: 1n });
  }, "1"],
  ["a throw of what has no prototype", () => {
    throw Object.create(null);
  }, "handler failed"],
  ["a throw of what hides what it is", () => {
    throw revoked();
  }, "handler failed"],
  ["a nack with an error that cannot be read", () => Result.nack(unreadable()), "handler failed"],
  ["nothing", () => undefined as unknown as Result, "handler returned no result"],
  [
    "what only looks like a result",
    () => ({ kind: "ack" }) as Result,
    "handler returned no result",
  ],
];

for (const [what, handler, error] of FAILURES) {
  Deno.test(`createReceiver() answers ${what} with 500`, async () => {
    assertEquals(await answered(handler), { status: 500, timeout: null, body: { error } });
  });
}

Deno.test("createReceiver() answers 401 to a forged delivery, and does not call the handler", async () => {
  let calls = 0;
  const handler = () => {
    calls++;
    return Result.ack();
  };
  const answer = await answered(handler, await delivery("ph_sk_other"));
  const error = "Signature verification failed";
  assertEquals(answer, { status: 401, timeout: null, body: { error } });
  assertEquals(calls, 0);
});

Deno.test("createReceiver() answers 401 to a request without headers", async () => {
  const request = new Request("https://example.com/p");
  const { status, body } = await answered(() => Result.ack(), request);
  assertEquals([status, body], [401, { error: "Missing Posthook-Timestamp header" }]);
});

Deno.test("createReceiver() answers 500 when its verifier fails, and does not say why", async () => {
  const broken = { parseDelivery: () => Promise.reject(new Error("s3cret")) };
  const receive = createReceiver(broken as unknown as Signatures, () => Result.ack());
  const response = await receive(await delivery());
  assertEquals([response.status, await response.json()], [500, { error: "receiver failed" }]);
});

Deno.test("createReceiver() verifies by its own options", async () => {
  const receive = createReceiver(createSignatures("ph_sk_x"), () => Result.ack(), {
    signingKey: KEY,
  });
  assertEquals((await receive(await delivery())).status, 200);
});

Deno.test("createReceiver() refuses wrong options at once", () => {
  const signatures = createSignatures(KEY);
  const handler = () => Result.ack();
  const wrong = { tolerence: 1 } as ParseDeliveryOptions;
  assertThrows(() => createReceiver(signatures, handler, wrong), TypeError, "'tolerence'");
  assertThrows(() => createReceiver(signatures, handler, { tolerance: -1 }), RangeError);
  for (const given of [KEY, undefined, {}]) {
    const call = () => createReceiver(given as Signatures, handler);
    assertThrows(call, TypeError, "'signatures' must be an object with parseDelivery()");
  }
  const none = undefined as unknown as DeliveryHandler;
  assertThrows(() => createReceiver(signatures, none), TypeError, "'handler'");
});

for (const timeout of [60, 9_999, 10_800_001]) {
  Deno.test(`Result.accept() refuses ${timeout} ms`, () => {
    assertThrows(() => Result.accept(timeout), RangeError, "'timeout'");
  });
}
