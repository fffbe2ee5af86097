import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { UrlRateLimiter, Webhook, type WebhookResult } from "../../mod.ts";
import { DiscordWebhook } from "../../discord.ts";
import { FakeDiscord, type FakeDiscordOptions, ManualClock } from "../../src/testing/mod.ts";

/** A fake Discord and its clock, which the webhooks of a test share with it. */
async function start(limits: FakeDiscordOptions["limits"]) {
  const clock = new ManualClock();
  return { clock, discord: await FakeDiscord.start({ clock, limits }) };
}

/** For how many turns of the event loop nothing arrives before all of a moment has arrived. */
const QUIET = 8;

/** Moves the clock on until all is sent, slowly enough for the traffic of each moment to arrive. */
async function drain(
  { clock, discord }: { readonly clock: ManualClock; readonly discord: FakeDiscord },
  sends: Promise<WebhookResult>[],
  step = 100,
): Promise<WebhookResult[]> {
  let done = false;
  const results = Promise.all(sends).finally(() => done = true);
  for (let round = 0; !done; round++) {
    assert(round < 2000, "it drains");
    for (let quiet = 0, seen = -1; quiet < QUIET && !done; quiet++) {
      if (discord.requests.length !== seen) quiet = 0;
      seen = discord.requests.length;
      await delay(0);
    }
    await clock.advance(step);
  }
  return await results;
}

const messages = (count: number) => Array.from({ length: count }, (_, n) => `message ${n}`);
const contents = (discord: FakeDiscord) => discord.stored.map(({ message }) => message.content);

Deno.test("60 sends at once to a webhook that takes 5 per 2 s arrive once each, in order", async () => {
  const { clock, discord } = await start({ channel: null });
  await using _ = discord;
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url, clock });
  const results = await drain(
    { clock, discord },
    messages(60).map((content) => hook.send(content)),
  );
  assertEquals(results.map(({ ok, attempts }) => [ok, attempts]), Array(60).fill([true, 1]));
  assertEquals(contents(discord).sort(), messages(60).sort());
  // Within a window they go out together; no message overtakes those of an earlier window.
  for (const [place, { message }] of discord.stored.entries()) {
    const n = Number(message.content?.split(" ")[1]);
    assertEquals(Math.floor(n / 5), Math.floor(place / 5), `${message.content} at ${place}`);
  }
  // 12 windows: the last opens 22 s after the first.
  const last = discord.stored.at(-1)!.at;
  assert(last >= 22_000 && last <= 22_000 * 1.05, `the last arrived after ${last} ms`);
  assertEquals(discord.rateLimited, { user: 0, shared: 0, global: 0 });
  assertEquals([discord.violations, clock.pending], [[], 0]);
});

Deno.test("Webhooks that share a limiter share what it learns", async () => {
  const { clock, discord } = await start({ channel: null });
  await using _ = discord;
  const rateLimit = new UrlRateLimiter({ clock });
  const { url } = discord.addWebhook();
  const hooks = [1, 2].map(() => {
    return new DiscordWebhook(url, { baseUrl: discord.url, clock, rateLimit });
  });
  const results = await drain(
    { clock, discord },
    messages(20).map((text, n) => hooks[n % 2]!.send(text)),
  );
  assertEquals(results.map(({ ok, attempts }) => [ok, attempts]), Array(20).fill([true, 1]));
  assertEquals(contents(discord).sort(), messages(20).sort());
  assertEquals(discord.rateLimited.user, 0);
});

Deno.test("A limit that no header tells of is learnt from one 429", async () => {
  const { clock, discord } = await start({ exec: null });
  await using _ = discord;
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url, clock });
  const results: WebhookResult[] = [];
  // One after the other: 30 messages per minute is what a channel takes.
  for (const content of messages(31)) {
    results.push(...await drain({ clock, discord }, [hook.send(content)], 500));
  }
  assertEquals(results.map(({ ok }) => ok), Array(31).fill(true));
  assertEquals(contents(discord), messages(31));
  assertEquals([discord.rateLimited.shared, results.at(-1)?.attempts], [1, 2]);
  assertEquals(discord.violations, []);
});

Deno.test("Sends without the limiter meet the limit, and still arrive once each", async () => {
  const { clock, discord } = await start({ channel: null });
  await using _ = discord;
  const hook = new DiscordWebhook(discord.addWebhook().url, {
    baseUrl: discord.url,
    clock,
    rateLimit: false,
    maxRetries: 20,
  });
  const results = await drain(
    { clock, discord },
    messages(12).map((content) => hook.send(content)),
  );
  assertEquals(results.map(({ ok }) => ok), Array(12).fill(true));
  assertEquals(contents(discord).sort(), messages(12).sort());
  assert(discord.rateLimited.user > 0); // So the limit was real in the tests above.
});

Deno.test("A webhook without a limit is not slowed down after its first answer", async () => {
  const { clock, discord } = await start({ exec: null, channel: null, global: null });
  await using _ = discord;
  const hook = new Webhook(discord.addWebhook().url.replace("/api/", "/api/v10/"), { clock });
  const results = await drain(
    { clock, discord },
    messages(60).map((content) => hook.send({ content })),
  );
  assertEquals(results.map(({ ok, attempts }) => [ok, attempts]), Array(60).fill([true, 1]));
  assert(discord.stored.at(-1)!.at <= 1000);
});
