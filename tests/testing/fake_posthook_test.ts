import { assert, assertEquals, assertRejects } from "@std/assert";
import { Posthook } from "../../src/posthook/mod.ts";
import {
  FakePosthook,
  type FakePosthookOptions,
  FakeServer,
  ManualClock,
} from "../../src/testing/mod.ts";
import { signedHeaders } from "../../src/testing/posthook/courier.ts";
import { momentOf } from "../../src/testing/posthook/local_time.ts";
import { soon, until } from "../core/waiting.ts";

/** Calls the API. */
async function call(service: FakePosthook, method: string, path: string, body?: unknown) {
  const response = await fetch(service.url + path, {
    method,
    headers: { "x-api-key": service.apiKey },
    ...(body !== undefined && { body: new Blob([JSON.stringify(body)]) }),
  });
  return { status: response.status, body: await response.json() };
}

const TIMES: [string, string, string, string | undefined][] = [
  ["an ordinary time", "2026-01-15T09:00:00", "Europe/Berlin", "2026-01-15T08:00:00Z"],
  ["a time in summer", "2026-07-15T09:00:00", "America/New_York", "2026-07-15T13:00:00Z"],
  ["a time in a gap", "2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["a time that comes twice", "2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z"],
  ["a gap in the south", "2026-10-04T02:15:00", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["a day that never was", "2011-12-30T12:00:00", "Pacific/Apia", "2011-12-30T10:00:00Z"],
  ["no zone", "2026-01-15T09:00:00", "Mars/Olympus", undefined],
  ["a time with an offset", "2026-01-15T09:00:00Z", "UTC", undefined],
  ["no date", "2026-02-31x", "UTC", undefined],
];

for (const [what, local, zone, expected] of TIMES) {
  Deno.test(`momentOf() reads ${what}: ${local} in ${zone}`, () => {
    assertEquals(momentOf(local, zone), expected && Date.parse(expected));
  });
}

Deno.test("FakePosthook.start() refuses unknown options", async () => {
  const wrong = { key: "pk" } as FakePosthookOptions;
  await assertRejects(() => FakePosthook.start(wrong), TypeError, "'key'");
});

Deno.test("FakePosthook refuses a wrong key, and its signing key too", async () => {
  await using service = await FakePosthook.start();
  for (const key of ["", "pk_other", service.signingKey]) {
    const response = await fetch(`${service.url}/v1/hooks`, { headers: { "x-api-key": key } });
    assertEquals([response.status, await response.json()], [401, { error: "invalid API key" }]);
  }
});

const WRONG: [string, Record<string, unknown>][] = [
  ["no path", { path: undefined, postIn: "5m" }],
  ["no mode", {}],
  ["two modes", { postIn: "5m", postAt: "2030-01-01T00:00:00Z" }],
  ["a stray zone", { postIn: "5m", timezone: "UTC" }],
  ["a local time without a zone", { postAtLocal: "2030-01-01T00:00:00" }],
  ["a wait that is none", { postIn: "soon" }],
  ["a wait of nothing", { postIn: "0s" }],
  ["a moment that never comes", { postAt: "2030-13-01T00:00:00Z" }],
  ["a day that never comes", { postAt: "2030-02-30T00:00:00Z" }],
  ["an hour that never comes", { postAt: "2030-02-20T24:00:00Z" }],
  ["a local day that never comes", { postAtLocal: "2030-02-30T00:00:00", timezone: "UTC" }],
  ["a wait of more than a year", { postIn: "366d" }],
  ["a time without a zone", { postAt: "2030-01-01T00:00:00" }],
  ["too many retries", { postIn: "5m", retryOverride: { minRetries: 16, delaySecs: 5 } }],
];

for (const [what, fields] of WRONG) {
  Deno.test(`FakePosthook answers 400 to a hook with ${what}`, async () => {
    await using service = await FakePosthook.start();
    const { status } = await call(service, "POST", "/v1/hooks", { path: "/p", ...fields });
    assertEquals([status, service.hooks.length], [400, 0]);
  });
}

Deno.test("FakePosthook answers 404 to an id that cannot be read, and goes on", async () => {
  await using service = await FakePosthook.start();
  assertEquals((await call(service, "GET", "/v1/hooks/%zz")).status, 404);
  assertEquals((await call(service, "GET", "/v1/hooks")).status, 200);
});

Deno.test("FakePosthook takes compound waits, and answers with the hook", async () => {
  await using service = await FakePosthook.start({ clock: new ManualClock() });
  const { status, body } = await call(service, "POST", "/v1/hooks", {
    path: "/p",
    postIn: "1d2h30m45s",
  });
  assertEquals([status, body.data.postAt], [201, "2026-01-02T02:30:45Z"]);
});

Deno.test("FakePosthook answers 413 to more than 64 KB, counted in bytes", async () => {
  await using service = await FakePosthook.start();
  const hook = { path: "/p", postIn: "5m", data: "ü".repeat(32_768) };
  assertEquals((await call(service, "POST", "/v1/hooks", hook)).status, 413);
});

Deno.test("FakePosthook lists by status and time, both ends left out, and by pages", async () => {
  await using service = await FakePosthook.start({ clock: new ManualClock() });
  for (const postIn of ["3h", "1h", "2h"]) {
    await call(service, "POST", "/v1/hooks", { path: `/${postIn}`, postIn });
  }
  const paths = async (query: string) => {
    const { body } = await call(service, "GET", `/v1/hooks?${query}`);
    return body.data.map(({ path }: { path: string }) => path);
  };
  assertEquals(await paths(""), ["/1h", "/2h", "/3h"]);
  assertEquals(await paths("sortOrder=DESC&limit=1&offset=1"), ["/2h"]);
  assertEquals(await paths("postAtAfter=2026-01-01T01:00:00Z"), ["/2h", "/3h"]);
  assertEquals(await paths("postAtBefore=2026-01-01T02:00:00Z"), ["/1h"]);
  assertEquals(await paths("status=failed"), []);
});

Deno.test("signedHeaders() signs as the vectors of the service say, in both ways", () => {
  const body = '{"id":"hook-1","path":"/p","data":{"a":1},"postAt":"2023-11-14T22:13:20Z",' +
    '"postedAt":"2023-11-14T22:13:21Z","createdAt":"2023-11-14T22:00:00Z",' +
    '"updatedAt":"2023-11-14T22:00:00Z"}';
  const headers = signedHeaders(body, ["ph_sk_demo_1"], { id: "hook-1", now: 1_700_000_000_500 });
  assertEquals(headers, {
    "content-type": "application/json",
    "user-agent": "Posthook/1.0",
    "posthook-id": "hook-1",
    "posthook-timestamp": "1700000000",
    "posthook-signature": "v1,192910988873cfb8741e049f6f77cab9ea508db4631aa0430ba32b470a6a474f",
    "x-ph-signature": "d07e444c6ff0d6670e9a46be2ae5eacc4f4e6209daaf1fb13727aa70f0b14e76",
  });
});

Deno.test("FakePosthook signs what it posts, in the new way and the old one", async () => {
  const clock = new ManualClock(1_700_000_000_000);
  await using receiver = await FakeServer.start([204]);
  await using service = await FakePosthook.start({ clock, receiver: receiver.url });
  const { body } = await call(service, "POST", "/v1/hooks", { path: "/p?q=1", postIn: "5m" });
  await service.deliver(body.data.id);
  const [request] = receiver.requests;
  assertEquals([request!.path, request!.headers.get("posthook-id")], ["/p?q=1", body.data.id]);
  assertEquals(request!.headers.get("user-agent"), "Posthook/1.0");
  assertEquals(request!.headers.get("posthook-timestamp"), "1700000000");
  const mac = async (text: string) => {
    const utf8 = new TextEncoder();
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const secret = utf8.encode(service.signingKey);
    const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
    const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8.encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const { headers, text } = request!;
  assertEquals(headers.get("posthook-signature"), `v1,${await mac(`1700000000.${text}`)}`);
  assertEquals(headers.get("x-ph-signature"), await mac(text));
  assertEquals(headers.get("posthook-ack-url"), null);
});

Deno.test("FakePosthook takes a redirect for a failure, and follows none", async () => {
  await using receiver = await FakeServer.start([{ fault: "redirect", location: "/elsewhere" }]);
  await using service = await FakePosthook.start({ receiver: receiver.url });
  const { body } = await call(service, "POST", "/v1/hooks", { path: "/p", postIn: "5m" });
  await service.deliver(body.data.id);
  const [hook] = service.hooks;
  assertEquals([receiver.requests.length, hook!.status], [1, "retry"]);
  assertEquals(hook!.failureError, "HTTP 307");
});

Deno.test("FakePosthook gives a receiver 10 seconds", async () => {
  const clock = new ManualClock();
  await using receiver = await FakeServer.start([{ fault: "hang" }]);
  await using service = await FakePosthook.start({ clock, receiver: receiver.url });
  const { body } = await call(service, "POST", "/v1/hooks", { path: "/p", postIn: "5m" });
  const delivered = service.deliver(body.data.id);
  await receiver.received(1);
  await clock.advance(9_999);
  assertEquals(service.hooks[0]!.status, "pending");
  await clock.advance(1);
  await soon(delivered);
  assertEquals([service.hooks[0]!.status, service.hooks[0]!.failureError], ["retry", "timeout"]);
});

Deno.test("FakePosthook waits longer each time when that was asked for", async () => {
  const clock = new ManualClock();
  await using service = await FakePosthook.start({ clock });
  const retryOverride = { minRetries: 3, delaySecs: 30, strategy: "exponential", maxDelaySecs: 60 };
  await call(service, "POST", "/v1/hooks", { path: "/p", postIn: "1s", retryOverride });
  const attempts: number[] = [];
  for (const ms of [1_000, 29_999, 1, 59_999, 1, 59_999, 1]) {
    await clock.advance(ms);
    await service.idle();
    attempts.push(service.hooks[0]!.attempts);
  }
  assertEquals(attempts, [1, 1, 2, 2, 3, 3, 4]);
  assertEquals(service.hooks[0]!.status, "failed");
});

Deno.test("FakePosthook answers callbacks as their tokens deserve", async () => {
  const clock = new ManualClock();
  await using receiver = await FakeServer.start([{ status: 202 }, 202]);
  await using service = await FakePosthook.start({ clock, receiver: receiver.url, async: true });
  const statuses: number[] = [];
  const post = async (url: string) => {
    const response = await fetch(url, { method: "POST" });
    await response.body?.cancel();
    statuses.push(response.status);
  };
  const urls: string[] = [];
  for (let n = 0; n < 2; n++) {
    const { body } = await call(service, "POST", "/v1/hooks", { path: "/p", postIn: "1h" });
    await service.deliver(body.data.id);
    urls.push(receiver.requests[n]!.headers.get("posthook-ack-url")!);
  }
  await post(`${service.url}/callbacks/ack/unknown`); // 401
  await post(urls[0]!); // 200
  await call(service, "DELETE", `/v1/hooks/${service.hooks[0]!.id}`);
  await post(urls[0]!); // 404
  await clock.advance(300_001);
  await post(urls[1]!); // 410
  assertEquals(statuses, [401, 200, 404, 410]);
});

Deno.test("FakePosthook takes a ticket once, and refuses others with 4001", async () => {
  await using service = await FakePosthook.start();
  const { body } = await call(service, "POST", "/v1/ws/ticket");
  const codes: number[] = [];
  const open = (ticket: string) => {
    const socket = new WebSocket(`${body.data.url}?ticket=${ticket}`);
    const closed = new Promise<void>((resolve) => {
      socket.onclose = ({ code }) => {
        codes.push(code);
        resolve();
      };
    });
    return { socket, closed };
  };
  const first = open(body.data.ticket);
  await until(() => service.listeners === 1, "it is connected");
  for (const ticket of [body.data.ticket, "other"]) await open(ticket).closed;
  assertEquals(codes, [4001, 4001]);
  await service.disconnect(1012);
  await first.closed;
  assertEquals([codes[2], service.listeners], [1012, 0]);
});

Deno.test("FakePosthook refuses a ticket that is 30 seconds old", async () => {
  const clock = new ManualClock();
  await using service = await FakePosthook.start({ clock });
  const { body } = await call(service, "POST", "/v1/ws/ticket");
  await clock.advance(30_001);
  const socket = new WebSocket(`${body.data.url}?ticket=${body.data.ticket}`);
  const closed = new Promise((resolve) => socket.onclose = ({ code }) => resolve(code));
  assertEquals([await soon(closed), service.listeners], [4001, 0]);
});

for (const forward of [true, false]) {
  const what = forward ? "brings the request that it would post" : "brings no request unless asked";
  Deno.test(`FakePosthook ${what} with a delivery over a WebSocket`, async () => {
    await using service = await FakePosthook.start();
    const { apiKey, url: baseUrl, signingKey } = service;
    await using posthook = new Posthook(apiKey, { baseUrl, signingKey });
    await using stream = await posthook.stream({ forward });
    const { id } = await posthook.hooks.schedule({ path: "/p", data: { a: "ü" }, postIn: "5m" });
    const delivered = service.deliver(id);
    const { value } = await stream.next();
    stream.ack(id);
    await delivered;
    const request = value!.ws!.forwardRequest;
    if (!forward) return assertEquals(request, undefined);
    const posted = await posthook.signatures.parseDelivery(request!.body, {
      "posthook-id": request!.posthookId,
      "posthook-timestamp": request!.posthookTimestamp,
      "posthook-signature": request!.posthookSignature,
    });
    assertEquals([posted.hookId, posted.signedId, posted.data], [id, id, { a: "ü" }]);
  });
}

Deno.test("FakePosthook counts the limit of a bulk operation in hooks that it can affect", async () => {
  await using service = await FakePosthook.start({ clock: new ManualClock() });
  const retryOverride = { minRetries: 1, delaySecs: 5, strategy: "fixed" };
  const ids: string[] = [];
  for (const postIn of ["1m", "2m", "3m"]) {
    const { body } = await call(service, "POST", "/v1/hooks", {
      path: "/p",
      postIn,
      retryOverride,
    });
    ids.push(body.data.id);
  }
  await service.deliver(ids[0]!); // There is no receiver, so it fails.
  const filter = { startTime: "2026-01-01T00:00:00Z", endTime: "2027-01-01T00:00:00Z", limit: 1 };
  const canceled = await call(service, "POST", "/v1/hooks/bulk/cancel", filter);
  assertEquals(canceled.body.data, { affected: 1 });
  assertEquals(service.hooks.map(({ id }) => id), [ids[0], ids[2]]);
});

Deno.test("FakePosthook carries messages of every size both ways", async () => {
  await using service = await FakePosthook.start();
  const { body } = await call(service, "POST", "/v1/ws/ticket");
  const socket = new WebSocket(`${body.data.url}?ticket=${body.data.ticket}`);
  const received: unknown[] = [];
  socket.onmessage = ({ data }) => {
    received.push(JSON.parse(data));
    socket.send(data);
  };
  await until(() => received.length === 1, "it is connected");
  const texts = [0, 100, 125, 126, 127, 65_535, 65_536, 200_000].map((length) =>
    "ü".repeat(length)
  );
  for (const text of texts) service.say({ type: "echo", text });
  await until(() => service.heard.length === texts.length + 1, "all is heard");
  assertEquals(service.heard, received);
  assertEquals(service.heard.slice(1), texts.map((text) => ({ type: "echo", text })));
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});

Deno.test("FakePosthook gives a listener 10 seconds, and says when they are over", async () => {
  const clock = new ManualClock();
  await using service = await FakePosthook.start({ clock });
  const ticket = await call(service, "POST", "/v1/ws/ticket");
  const socket = new WebSocket(`${ticket.body.data.url}?ticket=${ticket.body.data.ticket}`);
  const received: { type: string }[] = [];
  socket.onmessage = ({ data }) => received.push(JSON.parse(data));
  await until(() => received.length === 1, "it is connected");
  const { body } = await call(service, "POST", "/v1/hooks", { path: "/p", postIn: "5m" });
  const delivered = service.deliver(body.data.id);
  await until(() => received.length === 2, "it is delivered");
  await clock.advance(10_000);
  await soon(delivered);
  await until(() => received.length === 3, "it is told");
  assertEquals(received.map(({ type }) => type), ["connected", "hook", "ack_timeout"]);
  assert(service.hooks[0]!.status === "retry");
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
});
