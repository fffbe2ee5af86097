/**
 * What an alert meets on its way: the facts of the sheet about retries, seen from the notifier.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { DiscordWebhook } from "../../discord.ts";
import { Webhook, type WebhookOptions } from "../../mod.ts";
import { discordEmbeds, Notifier } from "../../src/notifier/mod.ts";
import {
  always,
  type Answer,
  FakeDiscord,
  FakeServer,
  ManualClock,
  type Script,
} from "../../src/testing/mod.ts";
import { AT_ONCE, sleeping, soon } from "../core/waiting.ts";

/** The date of the clock, which answers repeat: Node would tell the real one. */
const date = new Date(Date.UTC(2026, 0, 1)).toUTCString();

const limited = (body: unknown): Answer => {
  return { status: 429, headers: { date }, body: typeof body === "string" ? body : body as object };
};

async function start(script: Script, options: WebhookOptions = {}) {
  const clock = new ManualClock();
  const server = await FakeServer.start(script);
  const flat = { minTimeout: 1000, maxTimeout: 1000, jitter: 0 };
  const to = new Webhook(server.url, { clock, backoff: flat, rateLimit: false, ...options });
  const notifier = new Notifier({ channels: { alerts: { to, ...discordEmbeds() } }, clock });
  const stop = async () => {
    await notifier.close(0);
    await server.close();
  };
  return { clock, server, notifier, [Symbol.asyncDispose]: stop };
}

type Started = Awaited<ReturnType<typeof start>>;

/** Sends an alert, and lets each wait pass that begins. */
async function through({ clock, notifier }: Started, waits: readonly number[]) {
  const sending = notifier.notifyNow("P1", "x");
  for (const [index, wait] of waits.entries()) {
    await sleeping(clock, index + 1);
    assertEquals(clock.waits[index], wait);
    await clock.advance(wait);
  }
  const result = await soon(sending);
  assertEquals(clock.waits, waits);
  return result;
}

for (const [status, ok] of [[204, true], [200, true], [304, false], [404, false]] as const) {
  Deno.test(`An alert that is answered with ${status} was ${ok ? "" : "not "}delivered`, async () => {
    await using started = await start([status]);
    const result = await through(started, []);
    assertEquals([result.ok, result.status], [ok, status]);
    assertEquals(started.notifier.stats[ok ? "sent" : "failed"], 1);
  });
}

Deno.test("An alert waits exactly as long as each 429 says", async () => {
  const answer = limited({ retry_after: 0.5 });
  await using started = await start([answer, answer, 204]);
  const result = await through(started, [500, 500]);
  assertEquals([result.ok, result.attempts], [true, 3]);
});

Deno.test("An alert that meets nothing but 429 is given up after five requests and four waits", async () => {
  await using started = await start(always(limited({ retry_after: 0.5 })), { maxRetries: 4 });
  const result = await through(started, [500, 500, 500, 500]);
  assertEquals([result.ok, !result.ok && result.kind], [false, "rate-limited"]);
  assertEquals(started.server.requests.length, 5);
});

const ODD: [string, unknown, number][] = [
  ["is missing", { message: "x" }, 1000],
  ["is null", { retry_after: null }, 1000],
  ["is garbage", "{", 1000],
  ["is in a list", [1], 1000],
  ["is in an empty body", "", 1000],
  ["is negative", { retry_after: -5 }, 1000],
  ["is NaN", '{"retry_after": NaN}', 1000],
  ["is infinite", '{"retry_after": 1e999}', 1000],
  ["is a text", { retry_after: "0.25" }, 250],
];

for (const [fact, body, wait] of ODD) {
  Deno.test(`A 429 whose retry_after ${fact} is waited out in ${wait} ms`, async () => {
    await using started = await start([limited(body), 204]);
    assertEquals((await through(started, [wait])).ok, true);
  });
}

Deno.test("A wait beyond the cap is not begun, and the result says how long it is", async () => {
  await using started = await start([limited({ retry_after: 120 })], { maxRetryAfter: 30_000 });
  const result = await through(started, []);
  assert(!result.ok);
  assertEquals([result.kind, result.retryAfter, result.attempts], ["rate-limited", 120_000, 1]);
});

Deno.test("An alert that meets 503 three times is given up after two waits of a second", async () => {
  await using started = await start(always(503), { maxRetries: 2 });
  const result = await through(started, [1000, 1000]);
  assertEquals([result.ok, result.status, started.server.requests.length], [false, 503, 3]);
});

for (const status of [400, 401, 403, 404]) {
  Deno.test(`An alert that is answered with ${status} is not sent again`, async () => {
    await using started = await start(always(status));
    const result = await through(started, []);
    assertEquals([result.ok, started.server.requests.length], [false, 1]);
  });
}

Deno.test("An alert that meets a timeout is sent again", async () => {
  await using started = await start([{ fault: "hang" }, 204], { timeout: 7000 });
  const { clock, server, notifier } = started;
  const sending = notifier.notifyNow("P1", "x");
  await server.received(1);
  await clock.advance(6999);
  assertEquals(clock.waits, []);
  await clock.advance(1);
  await sleeping(clock, 1);
  await clock.advance(1000);
  const result = await soon(sending);
  assertEquals([result.ok, server.requests.length], [true, 2]);
});

Deno.test("A sender without retries makes one attempt, and a count that is none is refused", async () => {
  await using started = await start(always(503), { maxRetries: 0 });
  await through(started, []);
  assertEquals(started.server.requests.length, 1);
  for (const maxRetries of [-1, 1.5, NaN]) {
    let refused = false;
    try {
      new Webhook("https://example.com", { maxRetries });
    } catch {
      refused = true;
    }
    assert(refused);
  }
});

Deno.test("A retry sends the same bytes", async () => {
  await using started = await start([503, 503, 204]);
  await through(started, [1000, 1000]);
  const [first, ...others] = started.server.requests.map(({ text }) => text);
  assertEquals(others, [first, first]);
});

Deno.test("Alerts that are sent at once count their attempts apart, and share no payload", async () => {
  await using server = await FakeServer.start((request) =>
    request.text.includes("bad") ? 503 : 204
  );
  const to = new Webhook(server.url, { backoff: AT_ONCE, maxRetries: 2 });
  const channels = { alerts: { to, ...discordEmbeds() } };
  await using notifier = new Notifier({ channels, concurrency: 8, throttle: false });
  const titles = Array.from({ length: 8 }, (_, n) => n % 2 ? `bad ${n}` : `good ${n}`);
  const fields = { shared: "same" };
  const results = await Promise.all(
    titles.map((title) => notifier.notifyNow("P1", title, { fields })),
  );
  assertEquals(results.map(({ attempts }) => attempts), [1, 3, 1, 3, 1, 3, 1, 3]);
  assertEquals(fields, { shared: "same" });
});

Deno.test("A payload that cannot be serialised is a failed result, and the next alert goes out", async () => {
  await using server = await FakeServer.start(always(204));
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const payload of [circle, { n: 1n }]) {
    const to = new Webhook(server.url);
    const render = ({ title }: { title: string }) => title === "bad" ? payload : { title };
    await using notifier = new Notifier({ channels: { alerts: { to, render } } });
    const [bad, good] = await Promise.all([
      notifier.notifyNow("P1", "bad"),
      notifier.notifyNow("P1", "good"),
    ]);
    assertEquals([!bad.ok && bad.kind, good.ok], ["payload", true]);
  }
});

Deno.test("A redirect is not followed", async () => {
  await using elsewhere = await FakeServer.start();
  await using started = await start([{ fault: "redirect", location: elsewhere.url, status: 302 }]);
  const result = await through(started, []);
  assertEquals([result.ok, result.status, elsewhere.connections], [false, 302, 0]);
});

Deno.test("An abort during a wait ends the alert at once", async () => {
  await using started = await start(always(limited({ retry_after: 60 })));
  const { clock, notifier, server } = started;
  const controller = new AbortController();
  const sending = notifier.notifyNow("P1", "x", { signal: controller.signal });
  await sleeping(clock, 1);
  controller.abort();
  const result = await soon(sending);
  assertEquals([!result.ok && result.kind, server.requests.length], ["aborted", 1]);
});

Deno.test("An alert to Discord says which client it comes from", async () => {
  await using discord = await FakeDiscord.start();
  const to = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  await using notifier = new Notifier({ channels: { alerts: { to, ...discordEmbeds() } } });
  assert((await notifier.notifyNow("P0", "x")).ok);
  assertMatch(discord.requests[0]!.headers.get("user-agent")!, /^DiscordBot \(\S+, \S+\)$/);
  assertEquals(discord.violations, []);
});
