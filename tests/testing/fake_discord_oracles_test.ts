import { assert, assertEquals } from "@std/assert";
import type { FakeDiscord } from "../../src/testing/fake_discord.ts";
import type { ManualClock } from "../../src/testing/manual_clock.ts";
import { heldBack, limits, post, startOnManualClock, v10 } from "./discord_client.ts";

/** Sends one message after the other as a good sender does: it waits as the last answer says. */
async function sendInOrder(
  clock: ManualClock,
  urls: readonly string[],
): Promise<{ shared: number; user: number }> {
  const seen = { shared: 0, user: 0 };
  for (let n = 0; n < urls.length;) {
    const answer = await post(urls[n]!);
    if (answer.status === 429) {
      seen[limits(answer).scope as "shared" | "user"]++;
      await clock.advance(Number(answer.json.retry_after) * 1000);
      continue;
    }
    n++;
    if (limits(answer).remaining !== "0" || n === urls.length) continue;
    await clock.advance(Number(limits(answer)["reset-after"]) * 1000);
  }
  return seen;
}

/** When each message was stored, in ms. */
function times(discord: FakeDiscord): number[] {
  return discord.stored.map(({ at }) => at);
}

Deno.test("FakeDiscord takes 20 posts at 5 per 2 s in 6 s, without a 429", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  assertEquals(await sendInOrder(clock, Array(20).fill(url)), { shared: 0, user: 0 });
  assertEquals(times(discord).at(-1), 6_000);
  assertEquals(discord.violations, []);
});

Deno.test("FakeDiscord stops the 31st of 31 posts once, until 60 s after the first", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  assertEquals(await sendInOrder(clock, Array(31).fill(url)), { shared: 1, user: 0 });
  assertEquals([discord.stored.length, times(discord).at(-1)], [31, 60_000]);
  assertEquals(discord.rateLimited, { user: 0, shared: 1, global: 0 });
});

Deno.test("FakeDiscord lets two webhooks of a channel share its 30", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const { url, channelId } = discord.addWebhook();
  const urls = [v10(url), v10(discord.addWebhook({ channelId }).url)];
  const turns = Array.from({ length: 31 }, (_, n) => urls[n % 2]!);
  assertEquals(await sendInOrder(clock, turns), { shared: 1, user: 0 });
  assertEquals(times(discord).at(-1), 60_000);
});

Deno.test("FakeDiscord takes 10 posts of 300 ms each in under 3 s, if they overlap", async () => {
  const { discord, clock } = await startOnManualClock({ latency: 300 });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  for (let round = 0; round < 2; round++) {
    if (round > 0) await clock.advance(2_000 - clock.ticks() % 2_000);
    const answers = Array.from({ length: 5 }, () => post(url));
    await heldBack(clock, 5);
    await clock.advance(300);
    assert((await Promise.all(answers)).every(({ status }) => status === 204));
  }
  assertEquals([discord.stored.length, clock.ticks()], [10, 2_300]);
});

Deno.test("FakeDiscord opens a new window with the first post after the old one", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await post(url);
  await clock.advance(3_000);
  assertEquals(limits(await post(url))["reset-after"], "2.000");
  await clock.advance(1_999);
  assertEquals(limits(await post(url)).remaining, "3");
});
