import { assert, assertEquals, assertRejects } from "@std/assert";
import { ProxyPool } from "../../mod.ts";
import {
  ack,
  CallbackError,
  type CallbackOptions,
  createSignatures,
  nack,
  Posthook,
  PosthookConnectionError,
} from "../../src/posthook/mod.ts";
import { posthook } from "../../src/signatures/mod.ts";
import { FakeProxy, FakeServer, ManualClock, type PlainAnswer } from "../../src/testing/mod.ts";
import { isPending, soon, until } from "../core/waiting.ts";
import { CONNECTED, hookMessage, scripted, ticket } from "./scripted_socket.ts";
import { API_KEY, data } from "./support.ts";

const SECRET = "SECRETtoken123";

/** A `fetch` by which every callback is applied. */
const completing = () => Promise.resolve(Response.json({ data: { status: "completed" } }));

/** Sends an ack or a nack to a server that gives one answer. */
async function send(call: typeof ack, answer: PlainAnswer, body?: unknown) {
  await using server = await FakeServer.start([answer]);
  const result = await call(`${server.url}cb/${SECRET}`, body).catch((error) => error);
  assertEquals(server.requests.length, 1);
  return { result, request: server.requests[0]! };
}

const OUTCOMES: [typeof ack, string, PlainAnswer, boolean, string][] = [
  [ack, "completed", data({ status: "completed" }), true, "completed"],
  [ack, "another word", data({ status: "failed" }), false, "failed"],
  [ack, "the word of nacks", data({ status: "nacked" }), false, "nacked"],
  [ack, "404", { status: 404 }, false, "not_found"],
  [ack, "409", { status: 409, body: { error: "newer" } }, false, "conflict"],
  [ack, "text", { body: "fine" }, false, "unknown"],
  [ack, "nothing", { status: 204 }, false, "unknown"],
  [ack, "no data", { body: { data: null } }, false, "unknown"],
  [nack, "nacked", data({ status: "nacked" }), true, "nacked"],
  [nack, "the word of acks", data({ status: "completed" }), false, "completed"],
  [nack, "404", { status: 404 }, false, "not_found"],
  [nack, "409", { status: 409 }, false, "conflict"],
];

for (const [call, what, answer, applied, status] of OUTCOMES) {
  Deno.test(`${call.name}() of a server that answers ${what} is ${applied ? "" : "not "}applied`, async () => {
    const { result } = await send(call, answer);
    assertEquals(result, { applied, status });
  });
}

const REFUSALS: [number, PlainAnswer, string][] = [
  [401, { status: 401, body: "bad token" }, "ack failed: 401: bad token"],
  [401, { status: 401, body: { error: "bad" } }, 'ack failed: 401: {"error":"bad"}'],
  [410, { status: 410 }, "ack failed: 410"],
  [500, { status: 500, body: "oops" }, "ack failed: 500: oops"],
  [429, { status: 429 }, "ack failed: 429"],
  [400, { status: 400 }, "ack failed: 400"],
];

for (const [status, answer, message] of REFUSALS) {
  Deno.test(`ack() rejects with a CallbackError: ${message}`, async () => {
    const { result } = await send(ack, answer);
    assert(result instanceof CallbackError);
    assertEquals([result.message, result.status], [message, status]);
    assertEquals(result.code, "callback_error");
  });
}

Deno.test("nack() rejects with a CallbackError that says that it was a nack", async () => {
  const { result } = await send(nack, { status: 410 });
  assertEquals(result.message, "nack failed: 410");
});

Deno.test("ack() does not follow a redirect", async () => {
  await using elsewhere = await FakeServer.start([data({ status: "completed" })]);
  const answer = { status: 307, headers: { location: elsewhere.url } };
  const { result } = await send(ack, answer);
  assert(result instanceof CallbackError);
  assertEquals([result.status, elsewhere.requests.length], [307, 0]);
});

for (const body of [undefined, null]) {
  Deno.test(`ack() sends neither body nor content type for ${body}`, async () => {
    const { request } = await send(ack, data({ status: "completed" }), body);
    assertEquals([request.method, request.text], ["POST", ""]);
    assertEquals(request.headers.get("content-type"), null);
  });
}

for (const body of [{ why: "stock" }, "text", 0, false]) {
  Deno.test(`nack() sends ${JSON.stringify(body)} as JSON`, async () => {
    const { request } = await send(nack, data({ status: "nacked" }), body);
    assertEquals(request.json(), body);
    assertEquals(request.headers.get("content-type"), "application/json");
  });
}

Deno.test("ack() carries no API key, even when the environment has one", async () => {
  Deno.env.set("POSTHOOK_API_KEY", API_KEY);
  try {
    const { request } = await send(ack, data({ status: "completed" }));
    assert(!JSON.stringify([request.rawHeaders, request.path, request.text]).includes(API_KEY));
    assertEquals(request.headers.get("x-api-key"), null);
  } finally {
    Deno.env.delete("POSTHOOK_API_KEY");
  }
});

for (const url of ["", "ftp://example.com/", "no URL", "https://user:pw@example.com/"]) {
  Deno.test(`ack() refuses '${url}' as its URL`, async () => {
    await assertRejects(() => ack(url), TypeError, "'ackUrl'");
  });
}

Deno.test("ack() goes to pinned hosts only", async () => {
  await using server = await FakeServer.start([data({ status: "completed" })]);
  const url = `${server.url}cb/${SECRET}`;
  const error = await assertRejects(
    () => ack(url, undefined, { hosts: ["api.posthook.io"] }),
    CallbackError,
    "not among the allowed hosts",
  );
  assert(!error.message.includes(SECRET));
  assertEquals(server.requests.length, 0);
  assert((await ack(url, undefined, { hosts: [server.address] })).applied);
});

Deno.test("ack() rejects with a connection error when the network fails", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }]);
  await assertRejects(() => ack(server.url), PosthookConnectionError, "Network error");
  assertEquals(server.requests.length, 1);
});

Deno.test("ack() rejects with a connection error when the time is up", async () => {
  await using server = await FakeServer.start([{ fault: "hang" }]);
  await assertRejects(
    () => ack(server.url, undefined, { timeout: 50 }),
    PosthookConnectionError,
    "Request timed out",
  );
});

Deno.test("ack() rejects with a connection error when it is aborted", async () => {
  await using server = await FakeServer.start([{ fault: "hang" }]);
  const controller = new AbortController();
  const acking = assertRejects(
    () => ack(server.url, undefined, { signal: controller.signal }),
    PosthookConnectionError,
    "Request aborted",
  );
  await server.received(1);
  controller.abort();
  await acking;
});

Deno.test("ack() sends with the fetch that it was given", async () => {
  const own = () => Promise.resolve(Response.json({ data: { status: "completed" } }));
  const result = await ack("https://api.posthook.io/x", undefined, { fetch: own as typeof fetch });
  assert(result.applied);
});

Deno.test("ack() refuses a body that is no JSON, without sending", async () => {
  await assertRejects(() => ack("http://127.0.0.1:1/", 1n), TypeError, "cannot be serialised");
});

const COMPLETED = () => Promise.resolve(Response.json({ data: { status: "completed" } }));

for (
  const [pin, url] of [
    ["api.posthook.io", "https://api.posthook.io/a"],
    ["api.posthook.io:443", "https://api.posthook.io/a"],
    ["api.posthook.io", "https://api.posthook.io:443/a"],
    ["api.posthook.io:80", "http://api.posthook.io/a"],
    ["API.Posthook.io:8443", "https://api.posthook.io:8443/a"],
    ["bücher.example", "https://xn--bcher-kva.example/a"],
    ["[0:0:0:0:0:0:0:1]:8080", "http://[::1]:8080/a"],
  ] as const
) {
  Deno.test(`ack() to ${url} fits the pinned host ${pin}`, async () => {
    assert((await ack(url, undefined, { hosts: [pin], fetch: completing })).applied);
  });
}

for (
  const [pin, url] of [
    ["api.posthook.io:443", "http://api.posthook.io/a"],
    ["api.posthook.io:443", "https://api.posthook.io:8443/a"],
    ["api.posthook.io", "https://api.posthook.io.example/a"],
    ["api.posthook.io", "https://x.api.posthook.io/a"],
  ] as const
) {
  Deno.test(`ack() to ${url} does not fit the pinned host ${pin}`, async () => {
    const call = () => ack(url, undefined, { hosts: [pin], fetch: completing });
    await assertRejects(call, CallbackError, "not among the allowed hosts");
  });
}

for (
  const pin of [
    "",
    "https://api.posthook.io",
    "api.posthook.io/ack",
    "a b",
    "u:p@host",
    "*.posthook.io",
    "h?q",
    "h#f",
  ]
) {
  Deno.test(`ack() refuses '${pin}' as a pinned host`, async () => {
    const call = () => ack("https://a.example/", undefined, { hosts: [pin], fetch: completing });
    await assertRejects(call, TypeError, "'hosts' must hold hosts");
  });
}

Deno.test("ack() reads no more of an answer than it needs", async () => {
  let read = 0;
  const body = new ReadableStream({
    pull(controller) {
      read += 1024;
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
  });
  const fetch = () => Promise.resolve(new Response(body));
  const { status } = await ack("https://a.example/", undefined, { fetch });
  assertEquals(status, "unknown");
  assert(read < 64 * 1024, String(read));
});

Deno.test("ack() quotes the beginning of a long answer", async () => {
  const { result } = await send(ack, { status: 500, body: "x".repeat(10_000) });
  assertEquals(result.message, `ack failed: 500: ${"x".repeat(999)}…`);
});

Deno.test("ack() knows a pinned host in capitals too", async () => {
  const options = { fetch: COMPLETED as typeof fetch, hosts: ["API.Posthook.io"] };
  assert((await ack("https://api.posthook.io/x", undefined, options)).applied);
});

Deno.test("ack() gives up after 30 seconds unless told otherwise, and leaves no timer", async () => {
  const clock = new ManualClock();
  const hanging = () => new Promise<Response>(() => {});
  const options = { fetch: hanging as typeof fetch, clock };
  const acking = assertRejects(
    () => ack("https://api.posthook.io/x", undefined, options),
    PosthookConnectionError,
    "within 30000 ms",
  );
  await until(() => clock.pending > 0, "it is sent");
  await clock.advance(29_999);
  assert(await isPending(acking));
  await clock.advance(1);
  await soon(acking);
  assertEquals(clock.pending, 0);
});

Deno.test("ack() tries once when the service cannot be reached, or is busy", async () => {
  let calls = 0;
  const cause = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  const answers = [
    () => Promise.reject(new TypeError("fetch failed", { cause })),
    () => Promise.resolve(new Response("", { status: 429, headers: { "retry-after": "0" } })),
    () => Promise.resolve(new Response("", { status: 503, headers: { "retry-after": "0" } })),
  ];
  const own = () => answers[calls++]!();
  for (const expected of [1, 2, 3]) {
    await assertRejects(() => {
      return ack("https://api.posthook.io/x", undefined, { fetch: own as typeof fetch });
    });
    assertEquals(calls, expected);
  }
});

Deno.test("ack() goes through its proxies", async () => {
  await using server = await FakeServer.start([data({ status: "completed" })]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  using proxies = new ProxyPool([proxy.address]);
  assert((await ack(server.url, undefined, { proxies })).applied);
  assertEquals(proxy.requests.length, 1);
});

Deno.test("ack() refuses wrong options", async () => {
  const url = "https://api.posthook.io/x";
  const wrong: [CallbackOptions, string][] = [
    [{ hosts: "api.posthook.io" } as unknown as CallbackOptions, "'hosts'"],
    [{ hosts: [1] } as unknown as CallbackOptions, "'hosts'"],
    [{ retries: 1 } as CallbackOptions, "'retries'"],
    [{ timeout: 0 }, "'timeout'"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(() => ack(url, undefined, options), Error, message);
  }
});

for (
  const [hosts, expected] of [[["example.com"], "CallbackError"], [["api.posthook.io"], "sent"]]
) {
  Deno.test(`Delivery.ack() goes to the callbackHosts of its client only: ${hosts}`, async () => {
    const headers = await posthook("ph_sk").sign({ body: "{}" });
    const url = "https://api.posthook.io/x";
    Object.assign(headers, { "posthook-ack-url": url, "posthook-nack-url": url });
    const options = { signingKey: "ph_sk", callbackHosts: hosts as string[] };
    const { signatures } = new Posthook(API_KEY, { ...options, fetch: COMPLETED as typeof fetch });
    const delivery = await signatures.parseDelivery("{}", headers);
    for (const call of [delivery.ack!, delivery.nack!]) {
      const outcome = await call().then(() => "sent", (error) => error.name);
      assertEquals(outcome, expected);
    }
  });
}

Deno.test("Delivery.ack() of a WebSocket goes to the callbackHosts of its client only", async () => {
  const test = scripted(ticket, { callbackHosts: ["api.posthook.io"] });
  const streaming = test.posthook.stream();
  const socket = await test.socket(1);
  socket.say(CONNECTED);
  const stream = await streaming;
  const urls = { ackUrl: "https://evil.example/a", nackUrl: "https://evil.example/n" };
  socket.say(hookMessage("h1", urls));
  const { value: delivery } = await stream.next();
  for (const call of [delivery!.ack!, delivery!.nack!]) {
    await assertRejects(() => call(), CallbackError, "not among the allowed hosts");
  }
  assertEquals(test.tickets(), 1); // The same fetch would have heard of more.
  await stream.close();
});

Deno.test("Delivery.ack() goes through the proxies of its client", async () => {
  await using server = await FakeServer.start([data({ status: "completed" })]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  using proxies = new ProxyPool([proxy.address]);
  const headers = await posthook("ph_sk").sign({ body: "{}" });
  Object.assign(headers, { "posthook-ack-url": server.url, "posthook-nack-url": server.url });
  const { signatures } = new Posthook(API_KEY, { signingKey: "ph_sk", proxies });
  const delivery = await signatures.parseDelivery("{}", headers);
  assert((await delivery.ack!()).applied);
  assertEquals(proxy.requests.length, 1);
});

Deno.test("Delivery.ack() takes the time that its client has", async () => {
  await using server = await FakeServer.start([{ fault: "hang" }]);
  const body = "{}";
  const headers = await posthook("ph_sk").sign({ body });
  Object.assign(headers, { "posthook-ack-url": server.url, "posthook-nack-url": server.url });
  const { signatures } = new Posthook(API_KEY, { signingKey: "ph_sk", timeout: 50 });
  const delivery = await signatures.parseDelivery(body, headers);
  await assertRejects(() => delivery.ack!(), PosthookConnectionError, "within 50 ms");
});

Deno.test("createSignatures() hands its callback options on", async () => {
  const url = "https://api.posthook.io/x";
  const headers = await posthook("ph_sk").sign({ body: "{}" });
  Object.assign(headers, { "posthook-ack-url": url, "posthook-nack-url": url });
  const signatures = createSignatures("ph_sk", { callbacks: { hosts: [] } });
  const delivery = await signatures.parseDelivery("{}", headers);
  await assertRejects(() => delivery.nack!(), CallbackError, "nack not sent");
});
