import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import {
  limits,
  post,
  postMany,
  request,
  send,
  startOnManualClock,
  v10,
} from "./discord_client.ts";

/** No limit but the ones a test names. */
const UNLIMITED = { exec: null, channel: null, global: null, message: null, webhook: null };

Deno.test("FakeDiscord tells of its window in the headers of every reply", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);

  const first = await post(url);
  assertEquals(first.status, 204);
  assertEquals(first.headers.get("via"), "1.1 google");
  assertEquals(first.headers.get("content-type"), null);
  const { bucket = "", ...told } = limits(first);
  assertEquals(told, {
    limit: "5",
    remaining: "4",
    reset: ((clock.now() + 2_000) / 1000).toFixed(3),
    "reset-after": "2.000",
  });
  assert(/^[0-9a-f]{32}$/.test(bucket));

  await clock.advance(750);
  const refused = await post(url, { content: "" });
  assertEquals(refused.status, 400);
  assertEquals(refused.headers.get("content-type"), "application/json");
  assertEquals(limits(refused), {
    bucket,
    limit: "5",
    remaining: "3",
    reset: ((clock.now() + 1_250) / 1000).toFixed(3),
    "reset-after": "1.250",
  });
});

Deno.test("FakeDiscord lets five of six posts at once through", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);

  const answers = await Promise.all(Array.from({ length: 6 }, () => post(url)));
  const statuses = answers.map(({ status }) => status).sort();
  assertEquals(statuses, [204, 204, 204, 204, 204, 429]);
  const refused = answers.find(({ status }) => status === 429);
  assert(refused);
  assertEquals(refused.json, {
    message: "You are being rate limited.",
    retry_after: 2,
    global: false,
  });
  assertEquals(refused.headers.get("retry-after"), "2");
  assertEquals(limits(refused).scope, "user");
  assertEquals(limits(refused).remaining, "0");
  assertEquals(limits(refused).global, undefined);
  assertEquals(discord.rateLimited, { user: 1, shared: 0, global: 0 });
  assertEquals(discord.stored.length, 5);

  await clock.advance(2_000);
  assertEquals((await post(url)).status, 204);
});

Deno.test("FakeDiscord rounds Retry-After up to seconds, and retry_after to ms", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await postMany(url, 5);
  await clock.advance(662.5);

  const refused = await post(url);
  assertEquals(refused.json.retry_after, 1.338);
  assertEquals(refused.headers.get("retry-after"), "2");
  assertEquals(limits(refused)["reset-after"], "1.338");
});

Deno.test("FakeDiscord answers the 31st post to a channel with a shared 429", async () => {
  const { discord, clock } = await startOnManualClock({ limits: { global: null } });
  await using _ = discord;
  const { url, channelId } = discord.addWebhook();
  const neighbour = discord.addWebhook({ channelId });
  for (let n = 0; n < 30; n++) {
    if (n > 0 && n % 5 === 0) await clock.advance(2_000);
    const { status } = await post(v10(n % 2 ? url : neighbour.url));
    assertEquals(status, 204);
  }
  await clock.advance(2_500);

  const refused = await post(v10(url));
  assertEquals(refused.status, 429);
  assertEquals(refused.json, {
    message: "The resource is being rate limited.",
    retry_after: 47.5,
    global: false,
  });
  assertEquals(refused.headers.get("retry-after"), "48");
  const { scope, remaining, "reset-after": resetAfter } = limits(refused);
  assertEquals([scope, remaining, resetAfter], ["shared", "4", "2.000"]);
  assertEquals(discord.rateLimited, { user: 0, shared: 1, global: 0 });
  assertEquals((await post(v10(discord.addWebhook().url))).status, 204);

  await clock.advance(47_500);
  assertEquals((await post(v10(url))).status, 204);
});

Deno.test("FakeDiscord counts only stored messages of a channel", async () => {
  const { discord } = await startOnManualClock({
    limits: { ...UNLIMITED, channel: { limit: 1, window: 60_000 } },
  });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  assertEquals((await post(url, { content: "" })).status, 400);
  assertEquals((await post(url)).status, 204);
  assertEquals((await post(url)).status, 429);
});

Deno.test("FakeDiscord says nothing of buckets in a global 429", async () => {
  const { discord } = await startOnManualClock({
    limits: { ...UNLIMITED, global: { limit: 1, window: 1_000 } },
  });
  await using _ = discord;
  await post(v10(discord.addWebhook().url));
  const refused = await post(v10(discord.addWebhook().url));
  assertEquals(refused.json, {
    message: "You are being rate limited.",
    retry_after: 1,
    global: true,
  });
  assertEquals(limits(refused), { global: "true", scope: "global" });
  assertEquals(refused.headers.get("retry-after"), "1");
  assertEquals(refused.headers.get("via"), "1.1 google");
});

Deno.test("FakeDiscord counts routes and webhooks apart, under one hash per route", async () => {
  const { discord } = await startOnManualClock();
  await using _ = discord;
  const [one, other] = [discord.addWebhook(), discord.addWebhook()].map(({ url }) => v10(url));
  assert(one && other);
  const posted = limits(await post(one));
  const elsewhere = limits(await post(other));
  const read = limits(await request(one));
  assertEquals([posted.remaining, elsewhere.remaining, read.remaining], ["4", "4", "4"]);
  assertEquals(posted.bucket, elsewhere.bucket);
  assertNotEquals(posted.bucket, read.bucket);
});

Deno.test("FakeDiscord shortens windows and waits by its speed", async () => {
  const { discord, clock } = await startOnManualClock({ speed: 10 });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  assertEquals(limits(await post(url))["reset-after"], "0.200");
  await postMany(url, 4);
  const refused = await post(url);
  assertEquals([refused.status, refused.json.retry_after], [429, 0.2]);
  assertEquals(refused.headers.get("retry-after"), "1");
  await clock.advance(200);
  assertEquals((await post(url)).status, 204);
});

Deno.test("FakeDiscord names waits in ms before version 8, and without a version", async () => {
  const { discord } = await startOnManualClock({
    limits: { ...UNLIMITED, exec: { limit: 1, window: 1_500 } },
  });
  await using _ = discord;
  const { url } = discord.addWebhook();
  await post(url);
  const refused = await post(url);
  assertEquals([refused.json.retry_after, refused.headers.get("retry-after")], [1_500, "1500"]);
  const later = await post(url.replace("/api/", "/api/v8/"));
  assertEquals([later.json.retry_after, later.headers.get("retry-after")], [1.5, "2"]);
});

Deno.test("FakeDiscord leaves out the headers of a limit that is switched off", async () => {
  await using discord = await FakeDiscord.start({ limits: UNLIMITED });
  const answers = await postMany(v10(discord.addWebhook().url), 60);
  assert(answers.every((answer) => answer.status === 204));
  assertEquals(limits(answers[59]!), {});
});

Deno.test("FakeDiscord.rebucket() changes hash, limit and windows in the middle", async () => {
  const { discord } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const [before] = (await postMany(url, 5)).map(limits);
  discord.rebucket("exec", { limit: 2, window: 1_000 });
  const after = limits(await post(url));
  assertEquals([after.limit, after.remaining, after["reset-after"]], ["2", "1", "1.000"]);
  assertNotEquals(after.bucket, before?.bucket);
});

Deno.test("FakeDiscord bans an address for too many invalid requests", async () => {
  const { discord, clock } = await startOnManualClock({
    limits: { ...UNLIMITED, invalid: { limit: 3, window: 600_000 } },
  });
  await using _ = discord;
  const { id, url } = discord.addWebhook();
  const wrong = v10(url).replace(/[^/]+$/, "wrong");
  for (let n = 0; n < 3; n++) assertEquals((await post(wrong)).status, 401, `call ${n}, ${id}`);

  const banned = await post(v10(url));
  assertEquals([banned.status, banned.text], [429, "error code: 1015"]);
  assertEquals(banned.headers.get("retry-after"), "3600");
  assertEquals(banned.headers.get("via"), null);
  assertEquals(banned.headers.get("server"), "cloudflare");
  assertEquals(limits(banned), {});

  await clock.advance(3_600_000);
  assertEquals((await post(wrong)).status, 401);
  assertEquals((await post(v10(url))).status, 204);
});

Deno.test("FakeDiscord does not hold a shared 429 against an address", async () => {
  const { discord } = await startOnManualClock({
    limits: {
      ...UNLIMITED,
      channel: { limit: 1, window: 60_000 },
      invalid: { limit: 2, window: 600_000 },
    },
  });
  await using _ = discord;
  const answers = await postMany(v10(discord.addWebhook().url), 5);
  assertEquals(answers.map(({ headers }) => headers.get("x-ratelimit-scope")), [
    null,
    "shared",
    "shared",
    "shared",
    "shared",
  ]);
});

Deno.test("FakeDiscord bans an address that keeps calling webhooks long gone", async () => {
  const { discord } = await startOnManualClock({
    limits: { ...UNLIMITED, unknown: { limit: 2, window: 60_000 } },
    banReply: "json",
  });
  await using _ = discord;
  const { id, url } = discord.addWebhook();
  discord.deleteWebhook(id);
  const answers = await postMany(v10(url), 4);
  assertEquals(answers.map(({ status }) => status), [404, 404, 404, 429]);
  assertEquals(answers[3]?.json.code, 0);
  assertEquals(answers[3]?.json.retry_after, undefined);
  assertEquals(answers[3]?.headers.get("retry-after"), null);
});

Deno.test("FakeDiscord counts calls that fail, but not those it refuses for their number", async () => {
  const { discord } = await startOnManualClock({
    limits: { ...UNLIMITED, exec: { limit: 2, window: 2_000 } },
  });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const answers = [
    await send("POST", url, { content: "" }),
    await post(url),
    await post(url),
    await post(url),
  ];
  assertEquals(answers.map(({ status }) => status), [400, 204, 429, 429]);
  assertEquals(limits(answers[3]!).remaining, "0");
});

Deno.test("FakeDiscord counts invalid requests anew after a ban, which speed shortens", async () => {
  const { discord, clock } = await startOnManualClock({
    limits: { ...UNLIMITED, invalid: { limit: 2, window: 600_000 } },
    ban: 10_000,
    speed: 10,
  });
  await using _ = discord;
  const wrong = v10(discord.addWebhook().url).replace(/[^/]+$/, "wrong");
  const statuses = async () => (await postMany(wrong, 3)).map(({ status }) => status);
  assertEquals(await statuses(), [401, 401, 429]);
  await clock.advance(999);
  assertEquals((await post(wrong)).status, 429);
  await clock.advance(1);
  assertEquals(await statuses(), [401, 401, 429]);
});

Deno.test("FakeDiscord.rebucket() shortens the new window by the speed", async () => {
  const { discord } = await startOnManualClock({ speed: 10 });
  await using _ = discord;
  discord.rebucket("webhook", { limit: 2, window: 1_000 });
  const answer = await request(v10(discord.addWebhook().url));
  assertEquals(limits(answer)["reset-after"], "0.100");
});
