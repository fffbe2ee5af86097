import { assertEquals, assertRejects } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import {
  heldBack,
  post,
  postMany,
  request,
  send,
  startOnManualClock,
  v10,
} from "./discord_client.ts";

/** The violations so far, by kind. */
function kinds(discord: FakeDiscord): string[] {
  return discord.violations.map(({ kind }) => kind);
}

Deno.test("FakeDiscord finds nothing wrong with a sender that waits", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  for (let n = 0; n < 3; n++) {
    await postMany(url, 5);
    await clock.advance(2_000);
  }
  assertEquals([kinds(discord), discord.rateLimited.user], [[], 0]);
});

Deno.test("FakeDiscord notes a request sent although nothing was left", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await postMany(url, 5);
  await clock.advance(1_000);
  await post(url);
  assertEquals(kinds(discord), ["exhausted"]);
  assertEquals(discord.violations[0]?.request, discord.requests[5]);
});

Deno.test("FakeDiscord forgives what was under way when the window filled up", async () => {
  const { discord } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await Promise.all(Array.from({ length: 8 }, () => post(url)));
  assertEquals([kinds(discord), discord.rateLimited.user], [[], 3]);
});

Deno.test("FakeDiscord notes a request sent although a 429 said to wait", async () => {
  const { discord, clock } = await startOnManualClock({
    limits: { exec: null, channel: { limit: 1, window: 60_000 } },
  });
  await using _ = discord;
  const { url, channelId } = discord.addWebhook();
  await postMany(v10(url), 2);
  assertEquals(kinds(discord), []);
  await clock.advance(59_999);
  await post(v10(discord.addWebhook({ channelId }).url));
  assertEquals(kinds(discord), ["blocked"]);
  await post(v10(discord.addWebhook().url));
  await request(v10(url));
  await clock.advance(1);
  await post(v10(url));
  assertEquals(kinds(discord), ["blocked"]);
});

Deno.test("FakeDiscord notes every call on a webhook known to be dead", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const { id, token, url } = discord.addWebhook();
  discord.deleteWebhook(id);
  await post(v10(url));
  assertEquals(kinds(discord), []);
  await clock.advance(86_400_000);
  await post(v10(url));
  await request(v10(url));
  assertEquals(kinds(discord), ["dead", "dead"]);
  discord.addWebhook({ id, token });
  await post(v10(url));
  assertEquals(kinds(discord), ["dead", "dead"]);
});

Deno.test("FakeDiscord notes other API versions, and none", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook();
  await post(url);
  await post(url.replace("/api/", "/api/v9/"));
  await post(v10(url));
  assertEquals(kinds(discord), ["api-version", "api-version"]);
});

Deno.test("FakeDiscord notes messages and edits that leave allowed_mentions out", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  await send("POST", `${url}?wait=true`, { content: "x" });
  await send("PATCH", `${url}/messages/${discord.stored[0]?.message.id}`, { content: "y" });
  await send("PATCH", url, { name: "z" });
  assertEquals(kinds(discord), ["allowed-mentions", "allowed-mentions"]);
});

Deno.test("FakeDiscord counts a reply as told only once it is sent", async () => {
  const { discord, clock } = await startOnManualClock({
    limits: { exec: { limit: 1, window: 10_000 } },
    latency: 5_000,
  });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const answers = [post(url)];
  await heldBack(clock, 1);
  await clock.advance(4_000);
  answers.push(post(url));
  await heldBack(clock, 2);
  await clock.advance(20_000);
  await Promise.all(answers);
  assertEquals(kinds(discord), []);
});

Deno.test("FakeDiscord.close() ends requests that wait for a reply", async () => {
  const { discord, clock } = await startOnManualClock({ latency: 60_000 });
  const rejected = assertRejects(() => post(v10(discord.addWebhook().url)), TypeError);
  await heldBack(clock, 1);
  await discord.close();
  await rejected;
});

Deno.test("FakeDiscord stores at once and replies after its latency", async () => {
  const { discord, clock } = await startOnManualClock({ latency: 300 });
  await using _ = discord;
  let answered = false;
  const answer = post(v10(discord.addWebhook().url)).then(() => answered = true);
  await heldBack(clock, 1);
  await clock.advance(299);
  assertEquals([discord.stored.length, discord.requests[0]?.status, answered], [1, null, false]);
  await clock.advance(1);
  await answer;
  assertEquals([clock.waits, discord.requests[0]?.status], [[300], 204]);
});

Deno.test("FakeDiscord.start() takes the grace for requests under way", async () => {
  const { discord, clock } = await startOnManualClock({
    grace: 100,
    limits: { exec: { limit: 1, window: 10_000 } },
  });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await post(url);
  await clock.advance(99);
  await post(url);
  assertEquals(kinds(discord), []);
  await clock.advance(1);
  await post(url);
  assertEquals(kinds(discord), ["exhausted"]);
});

Deno.test("FakeDiscord judges a request that it resets like any other", async () => {
  const { discord, clock } = await startOnManualClock({
    limits: { exec: { limit: 1, window: 10_000 } },
  });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await post(url);
  await clock.advance(1_000);
  discord.fail({ kind: "reset" });
  await assertRejects(() => post(url), TypeError);
  assertEquals(kinds(discord), ["exhausted"]);
});

Deno.test("FakeDiscord sees what is sent in spite of a 429 at any speed", async () => {
  const { discord, clock } = await startOnManualClock({ speed: 40 });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await postMany(url, 6);
  // 20 ms of a window of 50 ms: at Discord's own speed, 0.8 of 2 seconds.
  await clock.advance(20);
  await post(url);
  assertEquals(kinds(discord).includes("blocked"), true);
});
