import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  AuthenticationError,
  type Delivery,
  ForbiddenError,
  type Listener,
  type ListenOptions,
  Posthook,
  PosthookConnectionError,
  Result,
  WebSocketError,
} from "../../src/posthook/mod.ts";
import { FakePosthook } from "../../src/testing/mod.ts";
import { isPending, settled, sleeping, soon, until } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { CONNECTED, hookMessage, type Scripted, scripted, ticket } from "./scripted_socket.ts";
import { revoked, unreadable } from "./support.ts";

type Handler = (delivery: Delivery) => Result | Promise<Result>;
const toAck: Handler = () => Result.ack();

/** Listens over a first socket that is connected. */
async function listen(
  { posthook, socket }: Scripted,
  handler: Handler = toAck,
  options: ListenOptions = {},
) {
  const listening = posthook.listen(handler, options);
  const first = await socket(1);
  first.say(CONNECTED);
  return { listener: await soon(listening), first };
}

Deno.test("listen() gets a ticket, then connects with it, and resolves when connected", async () => {
  const test = scripted();
  const infos: unknown[] = [];
  const listening = test.posthook.listen(toAck, { onConnected: (info) => infos.push(info) });
  const socket = await test.socket(1);
  assertEquals(socket.url, "wss://ws.posthook.io/listen?v=1&ticket=t%2F1%26");
  assert(await isPending(listening));
  socket.say(CONNECTED);
  const listener = await soon(listening);
  const { type: _, ...info } = CONNECTED;
  assertEquals(infos, [info]);
  await listener.close();
  assertEquals(test.clock.pending, 0);
});

Deno.test("listen() asks for the ticket by a POST without a body, with the API key", async () => {
  await using service = await FakePosthook.start();
  const posthook = new Posthook(service.apiKey, { baseUrl: service.url });
  await using _listener = await posthook.listen(toAck);
  const [request, upgrade] = service.requests;
  assertEquals([request!.method, request!.path, request!.text], ["POST", "/v1/ws/ticket", ""]);
  const names = ["x-api-key", "content-type", "authorization"];
  const expected = [service.apiKey, "application/json", null];
  assertEquals(names.map((name) => request!.headers.get(name)), expected);
  assert(request!.headers.get("user-agent")?.startsWith("hookcast/"));
  assertEquals([upgrade!.method, upgrade!.headers.get("x-api-key")], ["GET", null]);
});

Deno.test("listen() asks for forwarded requests when it is told to", async () => {
  const test = scripted();
  const { listener, first } = await listen(test, toAck, { forward: true });
  assertEquals(new URL(first.url).searchParams.get("forward"), "true");
  await listener.close();
});

const ANSWERS: [string, Handler, Record<string, unknown>][] = [
  ["ack()", toAck, { type: "ack" }],
  ["accept()", () => Result.accept(90_000), { type: "accept", timeout: 90 }],
  ["nack() without an error", () => Result.nack(), { type: "nack" }],
  ["nack() with a text", () => Result.nack("no stock"), { type: "nack", error: "no stock" }],
  ["a rejection", () => Promise.reject(new Error("no")), { type: "nack", error: "no" }],
  ["a throw", () => {
    throw new Error("no");
  }, { type: "nack", error: "no" }],
  ["a throw of an error that cannot be read", () => {
    throw unreadable();
  }, { type: "nack" }],
  ["an error whose message is no text", () => {
    throw Object.assign(new Error(), { message: 1n });
  }, { type: "nack", error: "1" }],
  ["a throw of what hides what it is", () => {
    throw revoked();
  }, { type: "nack" }],
];

for (const [what, handler, { type, ...rest }] of ANSWERS) {
  Deno.test(`listen() answers ${what} with exactly one message`, async () => {
    const test = scripted();
    const { listener, first } = await listen(test, handler);
    first.say(hookMessage("h1"));
    await until(() => first.sent.length > 0, "it answers");
    await settled();
    assertEquals(first.sent, [{ type, hookId: "h1", ...rest }]);
    await listener.close();
  });
}

Deno.test("listen() answers a ping with a pong", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.say({ type: "ping", timestamp: 1 });
  assertEquals(first.sent, [{ type: "pong" }]);
  await listener.close();
});

Deno.test("listen() goes on when its socket throws at what it says", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.broken = true;
  first.say({ type: "ping" });
  first.say(hookMessage("h1"));
  await settled();
  first.broken = false;
  first.say(hookMessage("h2"));
  await until(() => first.sent.length > 0, "it answers");
  assertEquals(first.sent, [{ type: "ack", hookId: "h2" }]);
  await listener.close();
});

Deno.test("Listener.close() ends when its socket throws at that", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.broken = true;
  const closing = listener.close();
  await test.clock.advance(2000);
  await soon(closing);
  assertEquals([await listener.wait(), test.clock.pending], [null, 0]);
});

Deno.test("listen() connects again when a silent socket throws at its end", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.broken = true;
  await test.clock.advance(45_000);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  (await test.socket(2)).say(CONNECTED);
  await listener.close();
});

Deno.test("listen() hands on all that a delivery tells", async () => {
  const test = scripted();
  const deliveries: Delivery[] = [];
  const { listener, first } = await listen(test, (delivery) => {
    deliveries.push(delivery);
    return Result.ack();
  });
  const forwardRequest = {
    body: '{"id":"h1"}',
    signature: "s",
    posthookId: "h1",
    posthookTimestamp: "1700000000",
    posthookSignature: "v1,s",
  };
  const [ackUrl, nackUrl] = ["https://a.example/ack", "https://a.example/nack"];
  first.say(hookMessage("h1", { timestamp: 1_700_000_000, ackUrl, nackUrl, forwardRequest }));
  first.say({ type: "hook", id: "h2" });
  await until(() => deliveries.length === 2, "both are handled");
  const [full, bare] = deliveries;
  assertEquals([full!.hookId, full!.path, full!.data], ["h1", "/p", { a: 1 }]);
  assertEquals([full!.timestamp, full!.ackUrl, full!.nackUrl], [1.7e12, ackUrl, nackUrl]);
  assertEquals(full!.ws, { attempt: 1, maxAttempts: 4, forwardRequest });
  assertEquals(new TextDecoder().decode(full!.body), forwardRequest.body);
  assertEquals([bare!.path, bare!.timestamp, bare!.postAt, bare!.ackUrl], ["", 0, "", null]);
  assertEquals(bare!.ws, { attempt: 1, maxAttempts: 1 });
  await listener.close();
});

Deno.test("listen() survives a delivery whose fields are none of what they should be", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  const odd = { toString: 1, valueOf: 1 }; // Cannot be made a text.
  const forwardRequest = { body: odd, authorization: odd, posthookTimestamp: odd };
  first.say(hookMessage("h1", { forwardRequest, ackUrl: odd, timestamp: odd, attempt: odd }));
  await until(() => first.sent.length > 0, "it answers");
  assertEquals(first.sent, [{ type: "ack", hookId: "h1" }]);
  await listener.close();
});

Deno.test("listen() ignores what it does not understand", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  for (const text of ["no JSON", "[]", "null", '{"type":"future"}', '{"type":"error"}', "{}"]) {
    first.say(text);
  }
  first.say({ type: "closing", reason: "deploy" });
  first.say(hookMessage("h1"));
  await until(() => first.sent.length > 0, "it answers");
  assertEquals(first.sent, [{ type: "ack", hookId: "h1" }]);
  await listener.close();
});

Deno.test("listen() tells of deliveries that were not answered in time", async () => {
  const test = scripted();
  const timeouts: unknown[] = [];
  const onAckTimeout = (timeout: unknown) => void timeouts.push(timeout);
  const { listener, first } = await listen(test, toAck, { onAckTimeout });
  first.say({ type: "ack_timeout", hookId: "h1", attempt: 2 });
  assertEquals(timeouts, [{ hookId: "h1", attempt: 2 }]);
  await listener.close();
});

Deno.test("listen() connects again after a break, with a new ticket, and goes on", async () => {
  const test = scripted();
  const events: unknown[] = [];
  const { listener, first } = await listen(test, toAck, {
    onConnected: () => events.push("connected"),
    onDisconnected: ({ message }) => events.push(message),
    onReconnecting: (attempt) => events.push(attempt),
  });
  first.end(1001);
  await sleeping(test.clock, 1);
  assertEquals(test.clock.waits, [1000]);
  await test.clock.advance(1000);
  const second = await test.socket(2);
  second.say(CONNECTED);
  second.say(hookMessage("h1"));
  await until(() => second.sent.length > 0, "it answers");
  assertEquals(events, [
    "connected",
    "Connection lost: it was closed with code 1001",
    1,
    "connected",
  ]);
  assertEquals([test.tickets(), new URL(second.url).searchParams.get("ticket")], [2, "t/2&"]);
  await listener.close();
});

for (const code of [1000, 1008, 1011, 4000, 4002, 4029]) {
  Deno.test(`listen() connects again after a break with ${code}`, async () => {
    const test = scripted();
    const { listener, first } = await listen(test);
    first.end(code);
    await sleeping(test.clock, 1);
    await test.clock.advance(1000);
    (await test.socket(2)).say(CONNECTED);
    await listener.close();
  });
}

Deno.test("listen() counts its attempts anew after each connection", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.end(1006);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  (await test.socket(2)).end(1006);
  await sleeping(test.clock, 2);
  await test.clock.advance(2000);
  const third = await test.socket(3);
  third.say(CONNECTED);
  third.end(1006);
  await sleeping(test.clock, 3);
  assertEquals(test.clock.waits, [1000, 2000, 1000]);
  await listener.close();
});

Deno.test("listen() tries again when it is closed before it is connected", async () => {
  const test = scripted();
  const breaks: unknown[] = [];
  const onDisconnected = (error: unknown) => void breaks.push(error);
  const listening = test.posthook.listen(toAck, { onDisconnected });
  (await test.socket(1)).end(1006);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  (await test.socket(2)).say(CONNECTED);
  await (await soon(listening)).close();
  assertEquals(breaks, []); // What never stood cannot break.
});

for (const code of [4001, 4003]) {
  Deno.test(`listen() rejects when it is closed with ${code} before it is connected`, async () => {
    const test = scripted();
    const listening = test.posthook.listen(toAck);
    (await test.socket(1)).end(code);
    await assertRejects(() => soon(listening), WebSocketError, "Authentication");
    assertEquals(test.clock.waits, []);
  });

  Deno.test(`listen() ends for good when it is closed with ${code} later`, async () => {
    const test = scripted();
    const { listener, first } = await listen(test);
    first.end(code);
    assertInstanceOf(await soon(listener.wait()), WebSocketError);
    assertEquals([test.clock.waits, test.sockets.length], [[], 1]);
  });
}

const REFUSALS: [number, typeof AuthenticationError | typeof ForbiddenError][] = [
  [401, AuthenticationError],
  [403, ForbiddenError],
];

for (const [status, type] of REFUSALS) {
  Deno.test(`listen() rejects when the ticket is refused with ${status}`, async () => {
    const test = scripted(() => Response.json({ error: "no" }, { status }));
    const error = await assertRejects(() => soon(test.posthook.listen(toAck)), Error, "no");
    assertInstanceOf(error, type);
    assertEquals([test.tickets(), test.clock.waits], [1, []]);
  });
}

Deno.test("listen() tries again when the ticket cannot be had, or is none", async () => {
  const failures = [
    () => new Response("", { status: 503 }),
    () => Response.json({ data: {} }),
    () => Response.json({ data: { ticket: "t", url: "no URL" } }),
  ];
  const test = scripted((n) => (failures[n - 1] ?? (() => ticket(n)))());
  const listening = test.posthook.listen(toAck);
  for (const [index, wait] of [1000, 2000, 4000].entries()) {
    await sleeping(test.clock, index + 1);
    await test.clock.advance(wait);
  }
  (await test.socket(1)).say(CONNECTED);
  await (await soon(listening)).close();
});

const DELAYS = [1, 2, 4, 8, 16, 30, 30, 30, 30, 30].map((seconds) => seconds * 1000);

Deno.test("listen() gives up after ten attempts in a row, further and further apart", async () => {
  const test = scripted();
  const attempts: number[] = [];
  const onReconnecting = (attempt: number) => void attempts.push(attempt);
  const listening = test.posthook.listen(toAck, { onReconnecting });
  listening.catch(() => {});
  for (const [index, delay] of DELAYS.entries()) {
    (await test.socket(index + 1)).end(1006);
    await sleeping(test.clock, index + 1);
    await test.clock.advance(delay - 1);
    assertEquals(test.sockets.length, index + 1);
    await test.clock.advance(1);
  }
  (await test.socket(11)).end(1006);
  await assertRejects(() => soon(listening), WebSocketError, "max reconnect attempts");
  assertEquals(test.clock.waits, DELAYS);
  assertEquals(attempts, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("Listener.wait() tells that it was given up, to everyone who waits", async () => {
  const test = scripted((n) => n === 1 ? ticket(n) : new Response("", { status: 500 }));
  const { listener, first } = await listen(test);
  const waiting = [listener.wait(), listener.wait()];
  first.end(1006);
  for (const [index, delay] of DELAYS.entries()) {
    await sleeping(test.clock, index + 1);
    await test.clock.advance(delay);
  }
  for (const ended of [...waiting, listener.wait()]) {
    assertInstanceOf(await soon(ended), WebSocketError);
  }
});

Deno.test("Listener.wait() resolves to null once it is closed, and afterwards too", async () => {
  const test = scripted();
  const { listener } = await listen(test);
  const waiting = listener.wait();
  assert(await isPending(waiting));
  await listener.close();
  assertEquals([await waiting, await listener.wait()], [null, null]);
});

Deno.test("listen() connects again after 45 seconds of silence, and not before", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  await test.clock.advance(44_999);
  first.say({ type: "ping" });
  await test.clock.advance(44_999);
  assertEquals([first.readyState, test.clock.waits], [1, []]);
  await test.clock.advance(1);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  const second = await test.socket(2);
  assertEquals(first.readyState, 3);
  second.say(CONNECTED);
  await listener.close();
});

Deno.test("listen() hears nothing more of a connection that fell silent", async () => {
  const test = scripted();
  let calls = 0;
  const { handler, running } = byHand();
  const { listener, first } = await listen(test, (delivery) => {
    calls++;
    return handler(delivery);
  });
  first.say(hookMessage("h1"));
  first.deaf = true;
  await test.clock.advance(45_000);
  first.say(hookMessage("h2"));
  first.say({ type: "ping" });
  running.get("h1")!(Result.ack());
  await settled();
  assertEquals([calls, first.readyState, first.sent], [1, 1, []]);
  first.end(1006);
  await listener.close();
});

Deno.test("Listener.close() waits two seconds for a server that is gone", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  first.deaf = true;
  const closing = listener.close();
  assert(await isPending(closing));
  await test.clock.advance(2_000);
  await soon(closing);
  assertEquals(test.clock.pending, 0);
});

Deno.test("listen() connects again when a connection says nothing from the start", async () => {
  const test = scripted();
  const listening = test.posthook.listen(toAck);
  await test.socket(1);
  await test.clock.advance(45_000);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  (await test.socket(2)).say(CONNECTED);
  await (await soon(listening)).close();
});

Deno.test("listen() gives up on a server that pings and pings, and never begins", async () => {
  const test = scripted();
  const listening = test.posthook.listen(toAck);
  listening.catch(() => {}); // It is looked at below.
  for (let attempt = 1; attempt <= 11; attempt++) {
    const socket = await test.socket(attempt);
    for (let pings = 0; pings < 3; pings++) {
      socket.say({ type: "ping" });
      await test.clock.advance(15_000);
    }
    assertEquals([socket.sent.length, socket.readyState], [3, 3]);
    if (attempt > 10) break;
    await sleeping(test.clock, 1);
    await test.clock.advance(Math.min(2 ** (attempt - 1), 30) * 1000);
  }
  const error = await assertRejects(() => soon(listening), WebSocketError, "max reconnect");
  assertInstanceOf(error.cause, WebSocketError);
  assert(error.cause.message.includes("did not begin in time"));
});

/** A handler whose deliveries are ended by hand. */
function byHand() {
  const running = new Map<string, (result: Result) => void>();
  let most = 0;
  const handler = (delivery: Delivery) => {
    return new Promise<Result>((resolve) => {
      running.set(delivery.hookId, (result) => {
        running.delete(delivery.hookId);
        resolve(result);
      });
      most = Math.max(most, running.size);
    });
  };
  return { handler, running, most: () => most };
}

Deno.test("listen() nacks at once what is beyond maxConcurrency, and takes more later", async () => {
  const test = scripted();
  const { handler, running, most } = byHand();
  const { listener, first } = await listen(test, handler, { maxConcurrency: 2 });
  for (const id of ["h1", "h2", "h3"]) first.say(hookMessage(id));
  await settled();
  assertEquals(first.sent, [{ type: "nack", hookId: "h3", error: "At capacity" }]);
  running.get("h1")!(Result.ack());
  await until(() => first.sent.length === 2, "it answers");
  first.say(hookMessage("h4"));
  await settled();
  assertEquals([[...running.keys()], most()], [["h2", "h4"], 2]);
  for (const end of running.values()) end(Result.ack());
  await until(() => first.sent.length === 4, "it answers");
  await listener.close();
});

Deno.test("listen() handles any number of deliveries at a time unless told otherwise", async () => {
  const test = scripted();
  const { handler, running } = byHand();
  const { listener, first } = await listen(test, handler);
  for (let n = 0; n < 50; n++) first.say(hookMessage(`h${n}`));
  await settled();
  assertEquals([running.size, first.sent.length], [50, 0]);
  await listener.close();
});

Deno.test("listen() drops a result that comes when its connection is dead", async () => {
  const test = scripted();
  const { handler, running } = byHand();
  const { listener, first } = await listen(test, handler);
  first.say(hookMessage("h1"));
  await until(() => running.size === 1, "it is handled");
  first.end(1006);
  await sleeping(test.clock, 1);
  await test.clock.advance(1000);
  const second = await test.socket(2);
  second.say(CONNECTED);
  running.get("h1")!(Result.ack());
  await settled();
  assertEquals([first.sent, second.sent], [[], []]);
  await listener.close();
});

Deno.test("listen() ignores what its callbacks throw", async () => {
  const test = scripted();
  const fail = () => {
    throw new Error("callback");
  };
  const callbacks = { onConnected: fail, onDisconnected: fail, onReconnecting: fail };
  const { listener, first } = await listen(test, toAck, callbacks);
  first.end(1001);
  await sleeping(test.clock, 1);
  await listener.close();
});

Deno.test("listen() rejects when its signal is aborted before it is connected", async () => {
  const test = scripted();
  const controller = new AbortController();
  const listening = test.posthook.listen(toAck, { signal: controller.signal });
  const socket = await test.socket(1);
  controller.abort();
  await assertRejects(() => soon(listening), PosthookConnectionError, "Request aborted");
  assertEquals([socket.readyState, test.clock.pending], [3, 0]);
});

Deno.test("listen() opens nothing when its signal was aborted before", async () => {
  const test = scripted();
  const listening = test.posthook.listen(toAck, { signal: AbortSignal.abort() });
  await assertRejects(() => soon(listening), PosthookConnectionError, "Request aborted");
  assertEquals([test.sockets.length, test.clock.pending], [0, 0]);
});

Deno.test("listen() ends when its signal is aborted later", async () => {
  const test = scripted();
  const controller = new AbortController();
  const { listener } = await listen(test, toAck, { signal: controller.signal });
  controller.abort();
  assertEquals(await soon(listener.wait()), null);
});

Deno.test("listen() rejects when its signal is aborted while it asks for a ticket", async () => {
  const asked = Promise.withResolvers<void>();
  const silent = () => {
    asked.resolve();
    return new Promise<Response>(() => {});
  };
  const test = scripted(ticket, { fetch: silent as typeof fetch });
  const controller = new AbortController();
  const listening = test.posthook.listen(toAck, { signal: controller.signal });
  await asked.promise;
  controller.abort();
  await assertRejects(() => soon(listening), PosthookConnectionError, "Request aborted");
  assertEquals([test.sockets.length, test.clock.pending], [0, 0]);
});

Deno.test("listen() opens nothing when it is closed as its ticket comes", async () => {
  const controller = new AbortController();
  const test = scripted(ticket, { log: () => controller.abort() });
  const listening = test.posthook.listen(toAck, { signal: controller.signal });
  await assertRejects(() => soon(listening), PosthookConnectionError, "Request aborted");
  assertEquals([test.tickets(), test.sockets.length, test.clock.pending], [1, 0, 0]);
});

Deno.test("listen() leaves nothing behind at its signal and its client once it is over", async () => {
  const test = scripted();
  const { signal, listeners } = watchedSignal();
  const { listener, first } = await listen(test, toAck, { signal });
  assertEquals(listeners.size, 1);
  first.deaf = true;
  const closing = listener.close();
  await test.clock.advance(2_000);
  await soon(closing);
  await soon(test.posthook.close()); // It would else wait for the deaf one again.
  assertEquals([listeners.size, test.clock.pending], [0, 0]);
});

Deno.test("Posthook.close() ends its listeners", async () => {
  const test = scripted();
  const { listener, first } = await listen(test);
  await test.posthook.close();
  assertEquals([await listener.wait(), first.readyState], [null, 3]);
});

Deno.test("listen() refuses wrong options, and asks for no ticket", async () => {
  const test = scripted();
  const wrong: [ListenOptions, string][] = [
    [{ maxConcurrency: 0 }, "'maxConcurrency'"],
    [{ forward: "yes" } as unknown as ListenOptions, "'forward'"],
    [{ onClose: () => {} } as ListenOptions, "'onClose'"],
  ];
  for (const [options, message] of wrong) {
    await assertRejects(() => test.posthook.listen(toAck, options), Error, message);
  }
  assertEquals(test.tickets(), 0);
});

/** A fake with a client that listens to it. */
async function overLoopback(
  handler: Handler,
): Promise<AsyncDisposable & { service: FakePosthook; posthook: Posthook; listener: Listener }> {
  const service = await FakePosthook.start();
  const posthook = new Posthook(service.apiKey, { baseUrl: service.url });
  const listener = await posthook.listen(handler);
  const dispose = async () => {
    await posthook.close();
    await service.close();
  };
  return { service, posthook, listener, [Symbol.asyncDispose]: dispose };
}

Deno.test("listen() takes a delivery from a real WebSocket, and acks it", async () => {
  await using test = await overLoopback(toAck);
  const { service, posthook } = test;
  const { id } = await posthook.hooks.schedule({ path: "/p", data: "ü".repeat(300), postIn: "1h" });
  await service.deliver(id);
  assertEquals(service.heard, [{ type: "ack", hookId: id }]);
  assertEquals((await posthook.hooks.get(id)).status, "completed");
});

Deno.test("listen() accepts a delivery, and acks it later over HTTP", async () => {
  const deliveries: Delivery[] = [];
  await using test = await overLoopback((delivery) => {
    deliveries.push(delivery);
    return Result.accept(60_000);
  });
  const { service, posthook } = test;
  const { id } = await posthook.hooks.schedule({ path: "/p", postIn: "1h" });
  await service.deliver(id);
  assertEquals((await posthook.hooks.get(id)).status, "pending");
  assertEquals(await deliveries[0]!.ack!(), { applied: true, status: "completed" });
  assertEquals((await posthook.hooks.get(id)).status, "completed");
});

Deno.test("listen() is refused over a real WebSocket", async () => {
  await using test = await overLoopback(toAck);
  await test.service.disconnect(4003);
  assertInstanceOf(await test.listener.wait(), WebSocketError);
});

Deno.test("listen() does not try again when the fault is the caller's own", async () => {
  const test = scripted(() => undefined as unknown as Response);
  const listening = test.posthook.listen(toAck);
  await assertRejects(() => soon(listening), WebSocketError, "Cannot get a ticket");
  assertEquals([test.tickets(), test.clock.waits], [1, []]);
});
