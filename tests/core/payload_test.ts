import { assert, assertEquals, assertMatch } from "@std/assert";
import { type SendOptions, Webhook } from "../../mod.ts";
import { NO_BODY } from "../../src/core/body.ts";
import { always, type Answer, FakeServer } from "../../src/testing/mod.ts";
import { AT_ONCE } from "./waiting.ts";

/** Two failures of different kinds, then success: what must be the same three times. */
const TWO_FAILURES: Answer[] = [500, { fault: "cut" }, 204];

/** Sends a payload over three attempts, and returns what the server read. */
async function sendThrice(payload: unknown, headers?: HeadersInit) {
  await using server = await FakeServer.start(TWO_FAILURES);
  const result = await new Webhook(server.url, { backoff: AT_ONCE }).send(payload, { headers });
  assertEquals([result.ok, result.attempts, server.requests.length], [true, 3, 3]);
  const [first, ...others] = server.requests;
  for (const { body, headers } of others) {
    assertEquals(body, first?.body);
    assertEquals(headers.get("content-type"), first?.headers.get("content-type"));
    assertEquals(headers.get("content-length"), first?.headers.get("content-length"));
  }
  return { type: first!.headers.get("content-type"), text: first!.text, body: first!.body };
}

/** Tries to send what cannot be sent. */
async function refuse(payload: unknown, options?: SendOptions) {
  await using server = await FakeServer.start(always(204));
  const result = await new Webhook(server.url).send(payload, options);
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, server.requests.length], ["payload", 0, 0]);
  assertEquals([result.status, result.mayHaveArrived], [null, false]);
  return result;
}

Deno.test("Webhook.send() posts any JSON value as JSON", async (t) => {
  const values: [unknown, string][] = [
    [{ content: "hëllo", n: [1, null] }, '{"content":"hëllo","n":[1,null]}'],
    [[], "[]"],
    [null, "null"],
    [0, "0"],
    [false, "false"],
    ["just text", '"just text"'],
    ["", '""'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ toJSON: () => "other" }, '"other"'],
    [Object.assign(Object.create(null), { bare: 1 }), '{"bare":1}'],
    ["\ud800", '"\\ud800"'],
  ];
  for (const [value, json] of values) {
    await t.step(json, async () => {
      const { type, text } = await sendThrice(value);
      assertEquals([type, text], ["application/json", json]);
    });
  }
});

Deno.test("Webhook.send() serialises a payload once, whatever its toJSON() would say next", async () => {
  let calls = 0;
  const { text } = await sendThrice({ toJSON: () => ({ calls: ++calls }) });
  assertEquals([text, calls], ['{"calls":1}', 1]);
});

Deno.test("Webhook.send() serialises at the call, so that later changes have no effect", async () => {
  await using server = await FakeServer.start([204, 204]);
  const hook = new Webhook(server.url);
  const payload = { n: 1 };
  const first = hook.send(payload);
  payload.n = 2;
  const second = hook.send(payload);
  payload.n = 3;
  await Promise.all([first, second]);
  assertEquals(server.requests.map(({ text }) => text).sort(), ['{"n":1}', '{"n":2}']);
});

Deno.test("Webhook.send() keeps a content type that was named for JSON", async () => {
  const type = "application/cloudevents+json; charset=UTF-8";
  assertEquals((await sendThrice({ a: 1 }, { "content-type": type })).type, type);
});

Deno.test("Webhook.send() posts a text as it is when a content type is named", async () => {
  const sent = await sendThrice("a=1", { "Content-Type": "text/x-custom" });
  assertEquals([sent.type, sent.text], ["text/x-custom", "a=1"]);
});

Deno.test("Webhook.send() posts a text as it is when the webhook names a content type", async () => {
  await using server = await FakeServer.start([204]);
  const hook = new Webhook(server.url, { headers: { "content-type": "text/plain" } });
  await hook.send("hello");
  const [request] = server.requests;
  assertEquals([request?.headers.get("content-type"), request?.text], ["text/plain", "hello"]);
});

Deno.test("Webhook.send() posts bytes as they are", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
  const sent = await sendThrice(bytes);
  assertEquals([sent.type, sent.body], ["application/octet-stream", bytes]);
  const typed = await sendThrice(bytes.subarray(10, 20), { "content-type": "image/png" });
  assertEquals([typed.type, typed.body], ["image/png", bytes.slice(10, 20)]);
  assertEquals((await sendThrice(bytes.buffer)).body, bytes);
});

Deno.test("Webhook.send() copies bytes at the call", async () => {
  await using server = await FakeServer.start([204]);
  const bytes = Uint8Array.of(1, 2, 3);
  const sending = new Webhook(server.url).send(bytes);
  bytes.fill(9);
  await sending;
  assertEquals(server.requests[0]?.body, Uint8Array.of(1, 2, 3));
});

Deno.test("Webhook.send() posts a blob with its type", async () => {
  const sent = await sendThrice(new Blob(["<a/>"], { type: "text/xml" }));
  assertEquals([sent.type, sent.text], ["text/xml", "<a/>"]);
  assertEquals((await sendThrice(new Blob(["x"]))).type, "application/octet-stream");
});

Deno.test("Webhook.send() posts a query as a form", async () => {
  const sent = await sendThrice(new URLSearchParams({ a: "1 2", b: "ü" }));
  assertEquals(sent.type, "application/x-www-form-urlencoded;charset=UTF-8");
  assertEquals(sent.text, "a=1+2&b=%C3%BC");
});

Deno.test("Webhook.send() posts a form with one boundary over all attempts", async () => {
  const form = new FormData();
  form.append("payload_json", '{"content":"hello"}');
  form.append("files[0]", new Blob(["bytes"], { type: "text/plain" }), "a.txt");
  const { type, body } = await sendThrice(form);
  assertMatch(type!, /^multipart\/form-data; ?boundary=/);
  const parsed = await new Response(body as BufferSource, { headers: { "content-type": type! } })
    .formData();
  assertEquals(parsed.get("payload_json"), '{"content":"hello"}');
  const file = parsed.get("files[0]") as File;
  assertEquals([file.name, file.type, await file.text()], ["a.txt", "text/plain", "bytes"]);
});

Deno.test("Webhook.send() keeps the boundary of a form although another type was named", async () => {
  const form = new FormData();
  form.append("a", "1");
  const { type } = await sendThrice(form, { "content-type": "multipart/form-data" });
  assertMatch(type!, /boundary=/);
});

Deno.test("Webhook.send() posts a large payload whole", async () => {
  const payload = { text: "ü".repeat(2_000_000) };
  const { text } = await sendThrice(payload);
  assertEquals(text.length, payload.text.length + 11);
});

Deno.test("Webhook.send() posts an empty body as it is", async () => {
  assertEquals((await sendThrice(new Uint8Array())).body.length, 0);
});

Deno.test("Webhook.send() posts neither body nor type for NO_BODY, and once", async () => {
  await using server = await FakeServer.start([204, { fault: "cut" }, 204]);
  const hook = new Webhook(server.url, { maxRetries: 0 });
  assert((await hook.send(NO_BODY)).ok);
  assert(!(await hook.send(NO_BODY)).ok);
  assertEquals(server.requests.map(({ text }) => text), ["", ""]);
  assertEquals(server.requests[0]?.headers.get("content-type"), null);
});

Deno.test("Webhook.send() sends nothing when toJSON() returns a promise, even one that rejects", async () => {
  await refuse({ toJSON: () => Promise.resolve({ content: "later" }) });
  await refuse({ toJSON: () => Promise.reject(new Error("never")) });
});

for (const method of ["GET", "HEAD", "get"]) {
  Deno.test(`Webhook.send() sends no payload by ${method}, not even null`, async () => {
    for (const payload of [{ a: 1 }, null, new Uint8Array()]) {
      const { error } = await refuse(payload, { method });
      assertMatch(error, new RegExp(`: ${method.toUpperCase()} carries no payload$`));
    }
  });
}

Deno.test("Webhook.send() sends nothing when the payload cannot be serialised", async (t) => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const hostile = new Proxy({}, {
    get: () => {
      throw new Error("no");
    },
    getPrototypeOf: () => {
      throw new Error("no");
    },
  });
  const throwing = (value: unknown) => ({
    toJSON: () => {
      throw value;
    },
  });
  const cases: Record<string, unknown> = {
    "undefined": undefined,
    "a function": () => {},
    "a symbol": Symbol("s"),
    "a BigInt": 1n,
    "a BigInt inside": { a: [1n] },
    "a cycle": cycle,
    "toJSON() that throws an error": throwing(new Error("broken")),
    "toJSON() that throws undefined": throwing(undefined),
    "toJSON() that throws null": throwing(null),
    "toJSON() that throws a text": throwing("broken"),
    "toJSON() that throws an object that throws": throwing(hostile),
    "toJSON() that throws a type error that throws": throwing(
      Object.defineProperty(new TypeError(), "message", {
        get() {
          throw new Error("no");
        },
      }),
    ),
    "toJSON() that returns nothing": { toJSON: () => undefined },
    "a getter that throws": {
      get a() {
        throw new Error("broken");
      },
    },
    "a proxy that throws": hostile,
    "a revoked proxy": revoked.proxy,
    "a promise": Promise.resolve({}),
    "a map": new Map([[1, 2]]),
    "a set": new Set([1]),
    "a stream": new Blob(["x"]).stream(),
  };
  for (const [name, payload] of Object.entries(cases)) {
    await t.step(name, async () => {
      const result = await refuse(payload);
      assertMatch(result.error, /^Cannot deliver to 127\.0\.0\.1:\d+: the payload cannot be/);
    });
  }
});

Deno.test("Webhook hands a blob of the platform's own class to a fetch that is not", async () => {
  const bodies: Blob[] = [];
  const fetch = (_url: unknown, init?: RequestInit) => {
    bodies.push(init?.body as Blob);
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  await new Webhook("https://a.example/", { fetch }).send({ a: 1 });
  assertEquals(Object.getPrototypeOf(bodies[0]), Blob.prototype);
  assertEquals(await bodies[0]?.text(), '{"a":1}');
});

Deno.test("Webhook posts a form where the global Promise has been replaced", async () => {
  await using server = await FakeServer.start(always(200));
  const form = new FormData();
  form.set("a", "kept");
  const Native = Promise;
  globalThis.Promise = class Replaced<T> extends Native<T> {} as typeof Promise;
  let sending;
  try {
    sending = new Webhook(server.url).send(form);
  } finally {
    globalThis.Promise = Native;
  }
  assertEquals((await sending).ok, true);
  assert(server.requests[0]!.text.includes("kept"));
});
