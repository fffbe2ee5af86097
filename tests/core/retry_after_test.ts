import { assert, assertEquals } from "@std/assert";
import { Webhook, type WebhookOptions, type WebhookResult } from "../../mod.ts";
import { always, type Answer, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { isPending, settled, sleeping, soon, until } from "./waiting.ts";

/** The date of the clock at the start of each test: a whole second, as HTTP dates are. */
const START = Date.UTC(2026, 5, 1, 12, 0, 0);
const at = (seconds: number) => new Date(START + seconds * 1000).toUTCString();

/** A backoff that no server asks for, to see which of the two was waited. */
const BACKOFF = { minTimeout: 777, maxTimeout: 777, jitter: 0 };

/**
 * Sends a message that is answered with `answer` first, and checks that the second attempt is made
 * when exactly `wait` ms have passed, not one earlier. The server's own `date` is left out.
 */
async function waits(answer: Exclude<Answer, number>, wait: number, options: WebhookOptions = {}) {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([answer, 204]);
  const hook = new Webhook(server.url, { clock, backoff: BACKOFF, ...options });
  const sending = hook.send({ a: 1 });
  await server.received(1);
  if (wait > 0) {
    await sleeping(clock, 1);
    assertEquals(clock.waits, [wait]);
    await clock.advance(wait - 1);
    assert(await isPending(sending));
    assertEquals(server.requests.length, 1);
    await clock.advance(1);
  }
  const result = await soon(sending);
  assertEquals([result.ok, result.attempts, server.requests.length], [true, 2, 2]);
  assertEquals(result.elapsed, wait);
  assertEquals(clock.pending, 0);
}

/** Sends a message, answered with `answer`, that is given up at once. */
async function givesUp(
  answer: Exclude<Answer, number>,
  options: WebhookOptions = {},
): Promise<Extract<WebhookResult, { ok: false }>> {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([answer, 204]);
  const hook = new Webhook(server.url, { clock, backoff: BACKOFF, ...options });
  const result = await soon(hook.send({}));
  assert(!result.ok);
  assertEquals([clock.waits, clock.pending, server.requests.length], [[], 0, 1]);
  assertEquals([result.attempts, result.elapsed], [1, 0]);
  return result;
}

/** Node adds a date of now to each answer, which the clock of these tests is far from. */
function limited(headers: Record<string, string>, body?: object | string): Exclude<Answer, number> {
  return { status: 429, headers: { date: at(0), ...headers }, body };
}

Deno.test("Webhook waits after a 429 exactly as long as the first that says so", async (t) => {
  const body = (retry_after: unknown) => limited({}, { retry_after } as object);
  const cases: [string, Exclude<Answer, number>, number][] = [
    ["body: seconds", body(3), 3000],
    ["body: a fraction", body(0.25), 250],
    ["body: a fraction with many digits", body(1.1), 1100],
    ["body: less than a millisecond is rounded up", body(0.0001), 1],
    ["body: rounded up, never down", body(0.1234), 124],
    ["body: seconds as a text", body("2.5"), 2500],
    ["body: zero", body(0), 0],
    ["body before header", limited({ "retry-after": "9" }, { retry_after: 1 }), 1000],
    [
      "body before all headers",
      limited({ "retry-after": "9", "x-ratelimit-reset-after": "8", "ratelimit-reset": "7" }, {
        retry_after: 0.5,
      }),
      500,
    ],
    ["header: seconds", limited({ "retry-after": "2" }), 2000],
    ["header: a fraction", limited({ "retry-after": "0.75" }), 750],
    ["header: with spaces", limited({ "retry-after": " 2 " }), 2000],
    ["header: a date", limited({ "retry-after": at(5) }), 5000],
    [
      "header: a date in the old format",
      limited({ "retry-after": "Monday, 01-Jun-26 12:00:05 GMT" }),
      5000,
    ],
    [
      "header: a date in C's format",
      limited({ "retry-after": "Mon Jun  1 12:00:05 2026" }),
      5000,
    ],
    ["header: a date that is past", limited({ "retry-after": at(-60) }), 0],
    [
      "header: a date, by the server's own clock",
      limited({ "retry-after": at(3605), date: at(3600) }),
      5000,
    ],
    ["header: zero", limited({ "retry-after": "0" }), 0],
    [
      "Retry-After before X-RateLimit-Reset-After",
      limited({ "retry-after": "1", "x-ratelimit-reset-after": "0.5" }),
      1000,
    ],
    ["X-RateLimit-Reset-After", limited({ "x-ratelimit-reset-after": "1.25" }), 1250],
    [
      "X-RateLimit-Reset-After before RateLimit-Reset",
      limited({ "x-ratelimit-reset-after": "1.25", "ratelimit-reset": "9" }),
      1250,
    ],
    ["RateLimit-Reset", limited({ "ratelimit-reset": "4" }), 4000],
    ["a body that is no object, then a header", limited({ "retry-after": "2" }, "slow down"), 2000],
    [
      "a malformed body, then a header",
      limited({ "retry-after": "2" }, { retry_after: "x" }),
      2000,
    ],
    ["a negative body, then a header", limited({ "retry-after": "2" }, { retry_after: -1 }), 2000],
    ["a null body, then a header", limited({ "retry-after": "2" }, { retry_after: null }), 2000],
    ["an array, then a header", limited({ "retry-after": "2" }, [{ retry_after: 9 }]), 2000],
    [
      "a malformed header, then the next",
      limited({ "retry-after": "soon", "x-ratelimit-reset-after": "1" }),
      1000,
    ],
    [
      "a negative header, then the next",
      limited({ "retry-after": "-5", "ratelimit-reset": "1" }),
      1000,
    ],
  ];
  for (const [name, answer, wait] of cases) await t.step(name, () => waits(answer, wait));
});

Deno.test("Webhook waits after a 429 by the backoff when nothing sensible is said", async (t) => {
  const cases: [string, Exclude<Answer, number>][] = [
    ["nothing", limited({})],
    ["a header that is no time", limited({ "retry-after": "soon" })],
    ["a negative header", limited({ "retry-after": "-5" })],
    ["an empty header", limited({ "retry-after": "" })],
    ["a header in hexadecimal", limited({ "retry-after": "0x10" })],
    ["a header with an exponent", limited({ "retry-after": "1e3" })],
    ["a header that is not finite", limited({ "retry-after": "Infinity" })],
    ["a header with a unit", limited({ "retry-after": "5s" })],
    ["a date without a zone that HTTP does not know", limited({ "retry-after": "2026-06-01" })],
    ["a malformed body", limited({}, { retry_after: "soon" })],
    ["a negative body", limited({}, { retry_after: -3 })],
    ["a body that is not JSON", limited({}, "retry_after: 5")],
    ["an empty object", limited({}, {})],
    ["a list in the body", limited({}, { retry_after: [5] })],
    ["true in the body", limited({}, { retry_after: true })],
    ["a text of spaces in the body", limited({}, { retry_after: " " })],
  ];
  for (const [name, answer] of cases) await t.step(name, () => waits(answer, 777));
});

Deno.test("Webhook waits without jitter when the server named the wait", async () => {
  const wide = { minTimeout: 10_000, maxTimeout: 30_000, jitter: 1 };
  await waits(limited({ "retry-after": "2" }), 2000, { backoff: wide });
});

Deno.test("Webhook waits as long as maxRetryAfter, and not a millisecond longer", async () => {
  await waits(limited({}, { retry_after: 5 }), 5000, { maxRetryAfter: 5000 });
  const result = await givesUp(limited({}, { retry_after: 5.001 }), { maxRetryAfter: 5000 });
  assertEquals([result.kind, result.status, result.retryAfter], ["rate-limited", 429, 5001]);
  assertEquals(result.response, { retry_after: 5.001 });
});

Deno.test("Webhook by default waits five minutes at the most", async () => {
  await waits(limited({ "retry-after": "300" }), 300_000);
  assertEquals((await givesUp(limited({ "retry-after": "301" }))).retryAfter, 301_000);
});

Deno.test("Webhook gives up at once on a huge wait, and says how long it is", async (t) => {
  const cases: [string, Exclude<Answer, number>, number][] = [
    ["seconds", limited({ "retry-after": "86400" }), 86_400_000],
    ["many seconds", limited({ "retry-after": "99999999999999" }), 99_999_999_999_999_000],
    ["a body", limited({}, { retry_after: 1e9 }), 1e12],
    [
      "a date",
      limited({ "retry-after": "Fri, 31 Dec 9999 23:59:59 GMT" }),
      Date.UTC(9999, 11, 31, 23, 59, 59) - START,
    ],
  ];
  for (const [name, answer, retryAfter] of cases) {
    await t.step(name, async () => {
      const result = await givesUp(answer);
      assertEquals([result.kind, result.status], ["rate-limited", 429]);
      assertEquals(result.retryAfter, retryAfter);
    });
  }
});

Deno.test("Webhook waits for ever long with maxRetryAfter Infinity", async () => {
  await waits(limited({ "retry-after": "86400" }), 86_400_000, { maxRetryAfter: Infinity });
});

Deno.test("Webhook with maxRetryAfter 0 waits for nobody", async () => {
  assertEquals(
    (await givesUp(limited({ "retry-after": "1" }), { maxRetryAfter: 0 })).retryAfter,
    1000,
  );
  await waits(limited({ "retry-after": "0" }), 0, { maxRetryAfter: 0 });
});

Deno.test("Webhook gives up on a 5xx too that asks for more than maxRetryAfter", async () => {
  const headers = { date: at(0), "retry-after": "301" };
  const result = await givesUp({ status: 503, headers });
  assertEquals([result.status, result.retryAfter], [503, 301_000]);
});

Deno.test("Webhook does not begin a wait that does not fit into the deadline", async () => {
  const result = await givesUp(limited({}, { retry_after: 5 }), { deadline: 4999 });
  assertEquals([result.kind, result.status, result.retryAfter], ["rate-limited", 429, 5000]);
  assertEquals(result.mayHaveArrived, false);
});

Deno.test("Webhook begins a wait that just fits into the deadline", async () => {
  await waits(limited({}, { retry_after: 5 }), 5000, { deadline: 5001 });
});

Deno.test("Webhook does not begin a backoff that does not fit into the deadline", async () => {
  const result = await givesUp({ status: 500 }, { deadline: 776 });
  assertEquals([result.kind, result.status, result.retryAfter], ["http", 500, null]);
});

Deno.test("Webhook counts 429s against maxRetries, and tells the last one", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([
    limited({}, { retry_after: 1 }),
    limited({}, { retry_after: 2 }),
    limited({}, { retry_after: 3, last: true }),
    204,
  ]);
  const sending = new Webhook(server.url, { clock, maxRetries: 2 }).send({});
  await sleeping(clock, 1);
  await clock.advance(1000);
  await sleeping(clock, 2);
  await clock.advance(2000);
  const result = await sending;
  assert(!result.ok);
  assertEquals([result.kind, result.status, result.attempts], ["rate-limited", 429, 3]);
  assertEquals([result.response, result.retryAfter], [{ retry_after: 3, last: true }, 3000]);
  assertEquals([clock.waits, server.requests.length], [[1000, 2000], 3]);
});

Deno.test("Webhook does not let a 429 make the next backoff longer", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([limited({}, { retry_after: 1 }), 500, 500, 204]);
  const backoff = { minTimeout: 100, jitter: 0 };
  const sending = new Webhook(server.url, { clock, backoff }).send({});
  for (const [n, wait] of [1000, 100, 200].entries()) {
    await sleeping(clock, n + 1);
    await clock.advance(wait);
  }
  assertEquals([(await sending).ok, clock.waits], [true, [1000, 100, 200]]);
});

Deno.test("Webhook holds every send to a URL back after a 429, and others not", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([
    204,
    204,
    limited({}, { retry_after: 5 }),
  ]);
  server.append(always(204));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], { clock });
  await hook.send({}); // a
  await hook.send({}); // b
  const first = hook.send({}); // a: limited
  await sleeping(clock, 1);
  assertEquals((await hook.send({})).ok, true); // b
  const second = hook.send({}); // a
  await until(() => clock.pending === 2, "both wait");
  await clock.advance(4999);
  assert(await isPending(Promise.race([first, second])));
  assertEquals(server.requests.length, 4);
  await clock.advance(1);
  const results = await Promise.all([first, second]);
  assertEquals(results.map(({ ok, attempts }) => [ok, attempts]), [[true, 2], [true, 1]]);
  assertEquals(server.requests.filter(({ path }) => path === "/a").length, 4);
});

Deno.test("Webhook holds every send to a URL back after a 429 that names no wait, for its backoff", async () => {
  const clock = new ManualClock(START);
  const statuses = [204, 429];
  let asked = 0;
  const fetch = () => {
    return Promise.resolve(new Response(null, { status: statuses[asked++] ?? 204 }));
  };
  const hook = new Webhook("http://hook.test/", { clock, fetch, backoff: BACKOFF });
  await hook.send({});
  const limited = hook.send({});
  await sleeping(clock, 1);
  const other = hook.send({});
  await settled();
  await clock.advance(776);
  assertEquals(asked, 2);
  await clock.advance(1);
  const results = await Promise.all([soon(limited), soon(other)]);
  assertEquals(results.map(({ ok, attempts }) => [ok, attempts]), [[true, 2], [true, 1]]);
});

Deno.test("Webhook holds every URL of an origin back after a global 429", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([
    limited({ "x-ratelimit-global": "true" }, { retry_after: 5, global: true }),
  ]);
  server.append(always(204));
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], { clock });
  const first = hook.send({});
  await sleeping(clock, 1);
  const second = hook.send({});
  await until(() => clock.pending === 2, "both wait");
  await clock.advance(4999);
  assertEquals(server.requests.length, 1);
  await clock.advance(1);
  assertEquals((await Promise.all([first, second])).map(({ ok }) => ok), [true, true]);
});

Deno.test("Webhook refuses to queue behind a 429 that is longer than maxRetryAfter", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([limited({ "retry-after": "60" })]);
  const hook = new Webhook(server.url, { clock, maxRetryAfter: 5000 });
  await soon(hook.send({}));
  await clock.advance(10_000);
  const result = await soon(hook.send({}));
  assert(!result.ok);
  assertEquals([result.kind, result.status, result.attempts], ["rate-limited", null, 0]);
  assertEquals([result.retryAfter, result.mayHaveArrived], [50_000, false]);
  assertEquals([server.requests.length, clock.pending], [1, 0]);
});

Deno.test("Webhook refuses to queue behind a 429 that is longer than its deadline", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([limited({ "retry-after": "60" }), 204]);
  const hook = new Webhook(server.url, { clock });
  const patient = hook.send({});
  await sleeping(clock, 1);
  const hasty = await soon(hook.send({}, { deadline: 59_999 }));
  assert(!hasty.ok);
  assertEquals([hasty.kind, hasty.retryAfter, hasty.attempts], ["rate-limited", 60_000, 0]);
  await clock.advance(60_000);
  assertEquals((await patient).ok, true);
});

Deno.test("Webhook with rateLimit false asks nobody for a turn", async () => {
  const clock = new ManualClock(START);
  await using server = await FakeServer.start([limited({}, { retry_after: 5 }), 204, 204]);
  const hook = new Webhook(server.url, { clock, rateLimit: false });
  const first = hook.send({});
  await sleeping(clock, 1);
  assertEquals((await hook.send({})).ok, true); // It does not wait for the first.
  await clock.advance(5000);
  assertEquals((await first).ok, true);
});
