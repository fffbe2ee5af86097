import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { RateLimitError, RetryError, RetryPolicy, ServerError } from "../../src/hookrail/mod.ts";
import { isRetryable, policyRetry, retryDelay } from "../../src/hookrail/retry.ts";
import { readRetryAfter } from "../../src/hookrail/retry_after.ts";
import type { RetryContext } from "../../src/core/retry.ts";
import { always, type Answer, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { sleeping, soon } from "../core/waiting.ts";
import { ACCEPTED, connect, lastFailure } from "./clients.ts";

const POLICY = new RetryPolicy();
const START = Date.UTC(2030, 0, 1);

const wait = (value: string) => readRetryAfter(new Headers({ "retry-after": value }), START);

Deno.test("isRetryable() says what may pass", () => {
  for (const status of [200, 302, 400, 401, 403, 404, 409, 410, 413, 422]) {
    assertEquals(isRetryable(status), false, String(status));
  }
  for (const status of [408, 425, 429, 500, 502, 503, 504, 599, null]) {
    assertEquals(isRetryable(status), true, String(status));
  }
});

Deno.test("readRetryAfter() reads whole seconds and HTTP dates, and nothing else", () => {
  assertEquals(wait("2"), 2000);
  assertEquals(wait(" 7 "), 7000);
  assertEquals(wait("0"), 0);
  assertEquals(wait("Tue, 01 Jan 2030 00:00:30 GMT"), 30_000);
  assertEquals(wait("Tuesday, 01-Jan-30 00:00:30 GMT"), 30_000);
  assertEquals(wait("Tue Jan  1 00:00:30 2030"), 30_000);
  assertEquals(wait("Mon, 31 Dec 2029 00:00:00 GMT"), 0);
  for (const odd of ["2.5", "-1", "+5", "1e3", "soon", "", "2030-01-01T00:00:00Z", "0x10", "5s"]) {
    assertEquals(wait(odd), null, odd);
  }
  assertEquals(readRetryAfter(new Headers(), START), null);
  assertEquals(readRetryAfter(null, START), null);
});

Deno.test("readRetryAfter() stays finite whatever it is told", () => {
  assertEquals(wait("9".repeat(400)), Number.MAX_SAFE_INTEGER);
});

Deno.test("retryDelay() is random up to a ceiling that doubles until the cap", () => {
  const ceilings = [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000];
  for (const [tries, ceiling] of ceilings.entries()) {
    assertEquals(retryDelay(POLICY, tries, null, () => 1), ceiling);
    assertEquals(retryDelay(POLICY, tries, null, () => 0), 0);
    assertEquals(retryDelay(POLICY, tries, null, () => 0.25), ceiling / 4);
  }
  assertEquals(retryDelay(POLICY, 100_000, null, () => 1), 10_000);
});

Deno.test("retryDelay() takes Retry-After as a floor, above the cap too, and adds up to the base", () => {
  assertEquals(retryDelay(POLICY, 5, 3000, () => 0), 3000);
  assertEquals(retryDelay(POLICY, 5, 3000, () => 0.5), 3100);
  assertEquals(retryDelay(POLICY, 0, 25_000, () => 0), 25_000);
  assertEquals(retryDelay(POLICY, 0, 0, () => 0.5), 100);
});

Deno.test("retryDelay() ignores Retry-After when the policy says so", () => {
  const policy = new RetryPolicy({ respectRetryAfter: false });
  assertEquals(retryDelay(policy, 0, 25_000, () => 0.5), 100);
});

function failed(facts: Partial<RetryContext>): RetryContext {
  return {
    kind: "http",
    status: 503,
    mayHaveArrived: true,
    attempt: 1,
    headers: new Headers(),
    response: null,
    retryAfter: null,
    backoff: 0,
    elapsed: 0,
    url: "",
    proxied: false,
    history: [],
    state: new Map(),
    ...facts,
  };
}

Deno.test("policyRetry() never waits for longer than is left", () => {
  const decide = policyRetry(POLICY, new ManualClock(START), () => 1);
  assertEquals(decide(failed({ attempt: 3, elapsed: 29_950 })), { retry: true, delay: 50 });
  const headers = new Headers({ "retry-after": "10" });
  assertEquals(decide(failed({ headers, elapsed: 19_900 })), { retry: true, delay: 10_100 });
});

Deno.test("policyRetry() gives up when the time is up, even with retries left", () => {
  const decide = policyRetry(POLICY, new ManualClock(START), () => 0);
  assertEquals(decide(failed({ elapsed: 30_000 })), { retry: false });
  assertEquals(decide(failed({ elapsed: 29_999 })), { retry: true, delay: 0 });
});

Deno.test("policyRetry() gives up after so many retries", () => {
  const decide = policyRetry(POLICY, new ManualClock(START), () => 0);
  assertEquals(decide(failed({ attempt: 3 })), { retry: true, delay: 0 });
  assertEquals(decide(failed({ attempt: 4 })), { retry: false });
});

Deno.test("policyRetry() gives up when Retry-After asks for more than is left, unless ignored", () => {
  const clock = new ManualClock(START);
  const headers = new Headers({ "retry-after": "10" });
  const facts = failed({ headers, elapsed: 20_001 });
  assertEquals(policyRetry(POLICY, clock, () => 0)(facts), { retry: false });
  const deaf = new RetryPolicy({ respectRetryAfter: false });
  assertEquals(policyRetry(deaf, clock, () => 0)(facts), { retry: true, delay: 0 });
});

/** Begins to send an event to a server that plays `script`, on a clock moved by hand. */
async function begin(script: Iterable<Answer>, options: Parameters<typeof connect>[1] = {}) {
  const clock = new ManualClock(START);
  const server = await FakeServer.start(script);
  const hookrail = connect(server, { clock, policy: {}, ...options });
  return { clock, server, sending: hookrail.sendEvent("t", 1) };
}

Deno.test("Hookrail waits after a 429 as long as it is told, and up to the base longer", async () => {
  const limited = { status: 429, headers: { "retry-after": "3" } };
  const { clock, server, sending } = await begin([limited, ACCEPTED]);
  await using _ = server;
  await sleeping(clock, 1);
  const [waited = 0] = clock.waits;
  assert(waited >= 3000 && waited < 3200, String(waited));
  await clock.advance(2999);
  assertEquals(server.requests.length, 1);
  await clock.advance(201);
  assertEquals((await soon(sending)).eventId, "e1");
  assertEquals(server.requests.length, 2);
});

Deno.test("Hookrail compares a date in Retry-After with its own clock", async () => {
  const headers = { "retry-after": "Tue, 01 Jan 2030 00:00:05 GMT" };
  const { clock, server, sending } = await begin([{ status: 503, headers }, ACCEPTED]);
  await using _ = server;
  await sleeping(clock, 1);
  const [waited = 0] = clock.waits;
  assert(waited >= 5000 && waited < 5200, String(waited));
  await clock.advance(5200);
  await soon(sending);
});

Deno.test("Hookrail waits at random, each time up to twice as long", async () => {
  const { clock, server, sending } = await begin([503, 503, 503, ACCEPTED]);
  await using _ = server;
  for (const [index, ceiling] of [200, 400, 800].entries()) {
    await sleeping(clock, index + 1);
    const waited = clock.waits[index]!;
    assert(waited >= 0 && waited <= ceiling, `${index}: ${waited}`);
    await clock.advance(ceiling);
  }
  await soon(sending);
});

Deno.test("Hookrail gives up at once when Retry-After asks for more than its time", async () => {
  const limited = { status: 429, headers: { "retry-after": "31" } };
  const { clock, server, sending } = await begin(always(limited));
  await using _ = server;
  const cause = await lastFailure(() => soon(sending));
  assertInstanceOf(cause, RateLimitError);
  assertEquals([cause.retryAfter, server.requests.length, clock.waits], [31_000, 1, []]);
});

Deno.test("Hookrail tries again after a Retry-After that just fits", async () => {
  const limited = { status: 429, headers: { "retry-after": "30" } };
  const { clock, server, sending } = await begin([limited, ACCEPTED]);
  await using _ = server;
  await sleeping(clock, 1);
  assertEquals(clock.waits, [30_000]); // The base would not fit.
  await clock.advance(30_000);
  await soon(sending);
});

Deno.test("Hookrail gives up when its time has passed, even with retries left", async () => {
  const late = { status: 503, delay: 29_900 };
  const clock = new ManualClock(START);
  await using server = await FakeServer.start(always(late), { clock });
  const policy = { maxRetries: 1000, base: 10_000, cap: 10_000 };
  const sending = connect(server, { clock, policy, timeout: 60_000 }).sendEvent("t", 1);
  const failing = assertRejects(() => sending, RetryError);
  await server.received(1);
  await clock.advance(29_900);
  await sleeping(clock, 2); // The first one was the server's.
  assert(clock.waits[1]! <= 100, String(clock.waits));
  await clock.advance(100);
  await server.received(2);
  await clock.advance(29_900); // An attempt under way is not interrupted.
  const error = await soon(failing);
  assertInstanceOf(error.cause, ServerError);
  assertEquals(server.requests.length, 2);
});

Deno.test("Hookrail holds back no call because of what another one was told", async () => {
  const limited = { status: 429, headers: { "retry-after": "60" } };
  await using server = await FakeServer.start([limited, ACCEPTED]);
  const hookrail = connect(server, { clock: new ManualClock(START), policy: { maxRetries: 0 } });
  await assertRejects(() => hookrail.sendEvent("t", 1), RetryError);
  assertEquals((await soon(hookrail.sendEvent("t", 1))).eventId, "e1");
});
