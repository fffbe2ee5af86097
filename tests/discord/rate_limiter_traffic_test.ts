import { assert, assertEquals } from "@std/assert";
import { Webhook, type WebhookResult } from "../../mod.ts";
import { DiscordRateLimiter } from "../../src/discord/rate_limiter.ts";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { range } from "./limiter/sends.ts";
import { Traffic } from "./limiter/traffic.ts";

const ANY = { order: "any" } as const;
const UNLIMITED = { exec: null, channel: null, global: null } as const;

const texts = (count: number) => range(0, count).map(String);

function assertAllOk(results: readonly WebhookResult[]): void {
  assertEquals(results.map(({ ok, error }) => ({ ok, error })), [
    ...results.map(() => ({ ok: true, error: null })),
  ]);
}

for (const order of ["strict", "any"] as const) {
  Deno.test(`(51) 20 posts at once in ${order} order take 6.0 to 6.5 s and meet no 429`, async () => {
    await using traffic = await Traffic.start();
    const { discord, clock } = traffic;
    assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 20, { order })));
    assertEquals(discord.rateLimited, { user: 0, shared: 0, global: 0 });
    const last = traffic.times.at(-1)!;
    assert(last >= 6000 && last <= 6500, `the last after ${last} ms`);
    assertEquals([discord.violations, clock.pending], [[], 0]);
    if (order === "strict") assertEquals(traffic.contents, texts(20));
  });
}

Deno.test("(50, 51) 31 posts in strict order meet one shared 429, and the last waits for it", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  const results = await traffic.drain(traffic.postMany(traffic.addWebhook(), 31), 250);
  assertAllOk(results);
  assertEquals(discord.rateLimited, { user: 0, shared: 1, global: 0 });
  const last = traffic.times.at(-1)!;
  assert(last >= 60_000 && last <= 61_000, `the last after ${last} ms`);
  assertEquals([traffic.contents, discord.violations], [texts(31), []]);
});

Deno.test("(51) Two webhooks in one channel share its 30 posts once that is known", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  const urls = [traffic.addWebhook("900000000000000001"), traffic.addWebhook("900000000000000001")];
  const stranger = traffic.addWebhook();
  const told = urls.map((url) => `${url}?wait=true`);
  const sends = range(0, 75).map((n) => traffic.post(told[n % 2]!, String(n)));
  const aside = range(0, 20).map(async (n) => {
    await traffic.clock.sleep(20_000); // While the channel is held.
    return await traffic.post(stranger, `aside ${n}`);
  });
  assertAllOk(await traffic.drain([...sends, ...aside], 250));
  const { shared, user } = discord.rateLimited;
  assert(user === 0 && shared >= 1 && shared <= 2, `${shared} shared`);
  const posted = discord.stored.filter(({ message }) => !message.content?.startsWith("aside"));
  assertEquals(posted.length, 75);
  const [first] = posted;
  assert(posted[30]!.at - first!.at >= 60_000);
  assert(posted[60]!.at - posted[30]!.at >= 60_000);
  assert(posted[74]!.at - first!.at <= 126_000);
  const others = discord.stored.filter(({ message }) => message.content?.startsWith("aside"));
  assert(others.at(-1)!.at <= 27_000, "another channel is not held");
  assertEquals(discord.violations, []);
});

Deno.test("(51) Ten posts take under 3 s with answers after 300 ms", async () => {
  await using traffic = await Traffic.start({ latency: 300 });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 10, ANY), 20));
  assert(traffic.clock.ticks() < 3000, `${traffic.clock.ticks()} ms`);
  assertEquals(traffic.discord.rateLimited.user, 0);
});

Deno.test("60 posts with answers after 50 ms take at most 1.05 of the least time, without a 429", async () => {
  await using traffic = await Traffic.start({ latency: 50, limits: { channel: null } });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 60, ANY), 25));
  const last = traffic.times.at(-1)!;
  assert(last <= 22_000 * 1.05, `the last after ${last} ms`);
  assertEquals([traffic.discord.rateLimited.user, traffic.discord.violations], [0, []]);
});

Deno.test("(43) Twelve senders of one message each to one webhook meet no 429", async () => {
  await using traffic = await Traffic.start();
  const url = traffic.addWebhook();
  for (const text of texts(12)) assertAllOk(await traffic.drain([traffic.post(url, text)], 50));
  assertEquals(traffic.discord.rateLimited.user, 0);
  assertEquals(traffic.contents, texts(12));
});

Deno.test("Posts to 30 webhooks at once meet no global 429", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  const sends = range(0, 30).flatMap(() => traffic.postMany(traffic.addWebhook(), 6, ANY));
  assertAllOk(await traffic.drain(sends));
  assertEquals(discord.rateLimited, { user: 0, shared: 0, global: 0 });
  assert(discord.stored.at(-1)!.at <= 4500);
});

Deno.test("(35) Posts keep to the window when Discord's date is wrong", async () => {
  await using traffic = await Traffic.start();
  traffic.discord.fail({ kind: "wrong-date", off: -3_600_000 }, { times: 100 });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 12, ANY)));
  assertEquals([traffic.discord.rateLimited.user, traffic.discord.violations], [0, []]);
});

Deno.test("(46) A new bucket keeps the order and costs no 429 in strict order", async () => {
  await using traffic = await Traffic.start({ limits: { channel: null } });
  const { discord, clock } = traffic;
  const sends = traffic.postMany(traffic.addWebhook(), 25);
  await traffic.drain([clock.sleep(2500)]);
  discord.rebucket("exec", { limit: 2, window: 1000 });
  assertAllOk(await traffic.drain(sends));
  assertEquals([traffic.contents, discord.rateLimited.user], [texts(25), 0]);
  assertEquals(discord.violations, []);
});

Deno.test("(47) Answers without headers do not open the gates", async () => {
  await using traffic = await Traffic.start();
  traffic.discord.fail({ kind: "no-headers" }, { times: 3 });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 12, ANY)));
  assertEquals(traffic.discord.rateLimited.user, 0);
});

for (const order of ["strict", "any"] as const) {
  Deno.test(`(47) Headers that somebody on the way doubles cost no 429, in ${order} order`, async () => {
    for (const which of [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [1], [2, 4], [5], [5, 10]]) {
      await using traffic = await Traffic.start();
      for (const nth of which) traffic.discord.fail({ kind: "doubled-headers" }, { nth });
      assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 12, { order })));
      assertEquals(traffic.discord.rateLimited.user, 0, `of ${which}`);
    }
  });
}

Deno.test("Answers that overtake each other cost no 429", async () => {
  await using traffic = await Traffic.start();
  for (const [nth, time] of [[2, 900], [4, 1700], [7, 2500], [9, 300]] as const) {
    traffic.discord.fail({ kind: "delay", time }, { nth });
  }
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 20, ANY)));
  assertEquals([traffic.discord.rateLimited.user, traffic.discord.violations], [0, []]);
});

Deno.test("(50) Strict order survives 429s, 5xx and lost connections", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  discord.fail({ kind: "status", status: 503 }, { nth: 2 });
  discord.fail({ kind: "contradictory-429", body: 1.5, header: 4 }, { nth: 4 });
  discord.fail({ kind: "reset" }, { nth: 6 });
  discord.fail({ kind: "unnamed-429" }, { nth: 8 });
  discord.fail({ kind: "status", status: 500 }, { nth: 9, times: 2 });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 15)));
  assertEquals(traffic.contents, texts(15));
  assertEquals(discord.pendingFaults, 0);
});

Deno.test("(37) A post refused for its channel waits as told though some remain", async () => {
  await using traffic = await Traffic.start({ limits: { channel: { limit: 1, window: 9000 } } });
  assertAllOk(await traffic.drain(traffic.postMany(traffic.addWebhook(), 2, ANY)));
  const [, second] = traffic.times;
  assert(second! >= 9000 && second! <= 9200, `${second} ms`);
  assertEquals([traffic.discord.requests.length, traffic.discord.violations], [3, []]);
});

Deno.test("(36) A global 429 holds every webhook, and each as long as told", async () => {
  await using traffic = await Traffic.start(
    { limits: { ...UNLIMITED, global: { limit: 1, window: 3000 } } },
  );
  const { discord } = traffic;
  const sends = [traffic.addWebhook(), traffic.addWebhook()].map((url) => traffic.post(url, "x"));
  assertAllOk(await traffic.drain(sends));
  assertEquals([discord.rateLimited.global, discord.violations], [1, []]);
});

for (const [form, wait] of [["text", 3_600_000], ["html", 3_600_000], ["json", 59_000]] as const) {
  Deno.test(`(41) A ban in ${form} ends what waits, without another request`, async () => {
    await using traffic = await Traffic.start();
    const { discord } = traffic;
    discord.fail({ kind: "ban", form });
    const [first, ...others] = await traffic.drain(traffic.postMany(traffic.addWebhook(), 4, ANY));
    assert(first && !first.ok && first.retryAfter! >= wait);
    const late = await traffic.drain([traffic.post(traffic.addWebhook(), "late")]);
    for (const result of [...others, ...late]) {
      assert(!result.ok && result.kind === "blocked" && result.retryAfter! >= wait - 1000);
    }
    assertEquals(discord.requests.length, 1);
    await traffic.clock.advance(late[0]!.ok ? 0 : late[0]!.retryAfter!);
    assertAllOk(await traffic.drain([traffic.post(traffic.addWebhook(), "later")]));
  });
}

Deno.test("(40) A 429 that says nothing is no reason to spin", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  discord.fail({ kind: "bare-429" }, { times: 100 });
  const results = await traffic.drain(traffic.postMany(traffic.addWebhook(), 10));
  assertEquals(results.map((result) => result.ok || result.kind), Array(10).fill("blocked"));
  assertEquals(discord.requests.length, 1);
});

Deno.test("(40) A 429 without a wait is tried again later and later", async () => {
  await using traffic = await Traffic.start();
  const { discord } = traffic;
  discord.fail({ kind: "unnamed-429" }, { times: 3 });
  assertAllOk(await traffic.drain([traffic.post(traffic.addWebhook(), "x")]));
  const gaps = discord.requests.slice(1).map(({ at }, n) => at - discord.requests[n]!.at);
  assertEquals(gaps.map((gap) => Math.floor(gap / 1000)), [1, 2, 4]);
});

Deno.test("(42) A wait of hours ends the send at once, and those behind it", async () => {
  await using traffic = await Traffic.start();
  traffic.discord.fail({ kind: "contradictory-429", body: 7200, header: 7200 });
  const results = await traffic.drain(traffic.postMany(traffic.addWebhook(), 5));
  const kinds = results.map((result) =>
    !result.ok && [result.kind, result.retryAfter! >= 7_200_000]
  );
  assertEquals(kinds, Array(5).fill(["rate-limited", true]));
  assertEquals([traffic.discord.requests.length, traffic.clock.ticks()], [1, 0]);
});

for (const order of ["strict", "any"] as const) {
  Deno.test(`(52) A webhook that is deleted gets no traffic after its 404, in ${order} order`, async () => {
    await using traffic = await Traffic.start();
    const { discord } = traffic;
    const { id, url } = discord.addWebhook();
    const target = url.replace("/api/", "/api/v10/");
    discord.deleteWebhook(id);
    const results = await traffic.drain(traffic.postMany(target, 10, { order }));
    const kinds = results.map((result) => result.ok || result.kind);
    assertEquals(kinds, ["http", ...Array(9).fill("blocked")]);
    const [late] = await traffic.drain([traffic.post(target, "late")]);
    assertEquals(late?.ok || late?.kind, "blocked");
    assertEquals([discord.requests.length, discord.violations], [1, []]);
    assertEquals(traffic.limiter.isDead(new URL(url)), true);
  });
}

Deno.test("(52) A wrong token gets no traffic after its 401, the right one does", async () => {
  await using traffic = await Traffic.start();
  const url = traffic.addWebhook();
  const wrong = url.replace(/[^/]+$/, "wrong");
  await traffic.drain(traffic.postMany(wrong, 3));
  assertAllOk(await traffic.drain([traffic.post(url, "x")]));
  assertEquals(traffic.discord.requests.length, 2);
});

Deno.test("All stops before Discord bans for invalid requests", async () => {
  await using traffic = await Traffic.start(
    { limits: { invalid: { limit: 5, window: 600_000 }, unknown: null } },
    { invalidRequestLimit: 4 },
  );
  const { discord } = traffic;
  for (const n of range(0, 10)) {
    const wrong = traffic.addWebhook().replace(/[^/]+$/, `wrong${n}`);
    await traffic.drain([traffic.post(wrong, "x")]);
  }
  const [last] = await traffic.drain([traffic.post(traffic.addWebhook(), "x")]);
  assertEquals(last?.ok || last?.kind, "blocked");
  assertEquals(discord.requests.map(({ status }) => status), [401, 401, 401, 401]);
});

Deno.test("(62) Aborted sends give their places to those behind them", async () => {
  await using traffic = await Traffic.start();
  const { discord, clock } = traffic;
  const url = traffic.addWebhook();
  const controller = new AbortController();
  const { signal } = controller;
  const sends = texts(12).map((text, n) => traffic.post(url, text, n % 2 ? { signal } : {}));
  await traffic.drain([clock.sleep(100)]);
  controller.abort();
  const results = await traffic.drain(sends);
  assertEquals(traffic.contents.filter((_, n) => n >= 5), ["6", "8", "10"]);
  const aborted = results.filter((result) => !result.ok && result.kind === "aborted");
  assertEquals([aborted.length, clock.pending, discord.rateLimited.user], [4, 0, 0]);
});

Deno.test("(62) A deadline ends those who wait, not those who go", async () => {
  await using traffic = await Traffic.start();
  const results = await traffic.drain(
    traffic.postMany(traffic.addWebhook(), 7, { ...ANY, deadline: 1000 }),
  );
  const kinds = results.map((result) => result.ok || result.kind);
  assertEquals(kinds, [true, true, true, true, true, "rate-limited", "rate-limited"]);
});

Deno.test("(64, 65) Nothing stays behind on the real clock", async () => {
  await using discord = await FakeDiscord.start({ speed: 40 });
  const url = discord.addWebhook().url.replace("/api/", "/api/v10/");
  const limiter = new DiscordRateLimiter();
  const results = await Promise.all(
    range(0, 12).map(async (n) => {
      using rateLimit = limiter.enter({ method: "POST", order: "any" });
      return await new Webhook(url, { rateLimit }).send({ content: String(n) });
    }),
  );
  assertAllOk(results);
  assertEquals(discord.stored.length, 12);
});
