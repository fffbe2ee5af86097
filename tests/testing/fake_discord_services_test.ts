import { assertEquals } from "@std/assert";
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

/** Sends an event in the way of GitHub. */
function tell(url: string, event: string | null, payload: unknown) {
  const body = new Blob([JSON.stringify(payload)], { type: "application/json" });
  const headers = new Headers(event === null ? [] : [["X-GitHub-Event", event]]);
  return request(`${url}/github`, { method: "POST", body, headers });
}

Deno.test("FakeDiscord answers ok to a message in Slack's form, whether anybody waits or not", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook();
  for (const query of ["", "?wait=true", "?wait=false"]) {
    const answer = await send("POST", `${v10(url)}/slack${query}`, { text: "hi" });
    assertEquals([answer.status, answer.text], [200, "ok"]);
    assertEquals(answer.headers.get("content-type"), "text/html; charset=utf-8");
  }
  assertEquals(discord.stored.map(({ message }) => message.content), ["hi", "hi", "hi"]);
  assertEquals(discord.violations, []);
  assertEquals(discord.requests[0]?.action, "execute-slack");
});

Deno.test("FakeDiscord makes embeds of Slack's attachments", async () => {
  await using discord = await FakeDiscord.start();
  const payload = {
    text: "Deploy",
    username: "Deploys",
    icon_url: "https://a.example/i.png",
    channel: "#ignored",
    attachments: [{
      title: "v1.2.3",
      title_link: "https://a.example",
      pretext: "Look:",
      text: "done",
      color: "#0f8",
      ts: 1_767_225_600,
      footer: "ci",
      author_name: "Ann",
      image_url: "https://a.example/a.png",
      fields: [{ title: "Slack", value: "s", short: true }, { name: "Discord", value: "d" }],
    }],
  };
  await send("POST", `${v10(discord.addWebhook().url)}/slack`, payload);
  const [stored] = discord.stored;
  assertEquals(stored?.payload, payload);
  assertEquals([stored?.message.content, stored?.message.author.username], ["Deploy", "Deploys"]);
  assertEquals(stored?.message.embeds, [{
    title: "v1.2.3",
    url: "https://a.example",
    description: "Look:\ndone",
    color: 0x00ff88,
    timestamp: "2026-01-01T00:00:00.000Z",
    footer: { text: "ci" },
    author: { name: "Ann" },
    fields: [
      { name: "Slack", value: "s", inline: true },
      { name: "Discord", value: "d" },
    ],
    image: { url: "https://a.example/a.png" },
    type: "rich",
  }] as never);
});

Deno.test("FakeDiscord takes Slack's form inside a form, too", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}/slack`;
  const form = (payload: string) =>
    request(url, { method: "POST", body: new URLSearchParams({ payload }) });
  assertEquals((await form('{"text":"from a form"}')).text, "ok");
  assertEquals((await form("{")).json.code, 50109);
  assertEquals(discord.stored.map(({ message }) => message.content), ["from a form"]);
});

Deno.test("FakeDiscord checks messages in Slack's form", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}/slack`;
  const long = await send("POST", url, {
    text: "x".repeat(2001),
    username: "clyde",
    icon_url: "x",
    attachments: [{ title: "x".repeat(257), ts: "soon" }],
  });
  assertEquals([long.status, long.json.code], [400, 50035]);
  assertEquals(Object.keys(long.json.errors as object), [
    "text",
    "username",
    "icon_url",
    "attachments",
  ]);
  assertEquals((await send("POST", url, { text: " " })).json.code, 50006);
  assertEquals(discord.stored, []);
});

Deno.test("FakeDiscord shows GitHub's events, and accepts others in silence", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const repository = { full_name: "denoland/std" };
  const issue = { title: "Broken", html_url: "https://a.example/1", body: "It is." };
  const event = { action: "opened", issue, repository, sender: { login: "ann" } };
  const shown = await tell(url, "issues", event);
  assertEquals([shown.status, shown.text], [204, ""]);
  const push = { ref: "refs/heads/main", commits: [{ message: "Fix it\n\nAt last" }], repository };
  assertEquals((await tell(url, "push", push)).status, 204);
  assertEquals((await tell(url, "ping", { zen: "Keep it." })).status, 204);
  assertEquals(discord.stored.map(({ message }) => message.embeds), [
    [{
      title: "[denoland/std] issues opened Broken",
      description: "It is.",
      url: "https://a.example/1",
      author: { name: "ann" },
      type: "rich",
    }],
    [{ title: "[denoland/std] push refs/heads/main", description: "Fix it", type: "rich" }],
  ] as never);
  assertEquals(discord.stored[0]?.message.author.username, "GitHub");
  assertEquals((await tell(url, null, push)).json.code, 50035);
});

Deno.test("FakeDiscord takes neither Slack's nor GitHub's form in forums", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook({ forum: true });
  const thread = discord.addThread(channelId);
  const slack = await send("POST", `${v10(url)}/slack?thread_id=${thread.id}`, { text: "x" });
  const github = await tell(v10(url), "push", {});
  assertEquals([slack.json.code, github.json.code], [220004, 220004]);
});

Deno.test("FakeDiscord posts Slack's form into a thread", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId);
  await send("POST", `${v10(url)}/slack?thread_id=${thread.id}`, { text: "x" });
  assertEquals(discord.stored[0]?.channelId, thread.id);
});

Deno.test("FakeDiscord counts all three forms of a post together", async () => {
  const { discord } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const [first] = await postMany(url, 3);
  const slack = await send("POST", `${url}/slack`, { text: "x" });
  assertEquals(limits(slack).bucket, limits(first!).bucket);
  assertEquals(limits(await tell(url, "ping", {})).remaining, "0");
  assertEquals((await post(url)).status, 429);
  assertEquals(discord.violations.map(({ kind }) => kind), []);
});

Deno.test("FakeDiscord waits for messages in Slack's form unless told not to", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}/slack`;
  for (const [query, stored] of [["", 1], ["?wait=false", 1]] as const) {
    discord.fail({ kind: "dropped" });
    assertEquals((await send("POST", url + query, { text: "x" })).text, "ok");
    assertEquals(discord.stored.length, stored);
  }
});

Deno.test("FakeDiscord notes Slack's form, too, where a channel said to wait", async () => {
  const limit = { limit: 1, window: 60_000 };
  const { discord, clock } = await startOnManualClock({ limits: { exec: null, channel: limit } });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await postMany(url, 2);
  await clock.advance(1_000);
  assertEquals((await send("POST", `${url}/slack`, { text: "x" })).status, 429);
  assertEquals(discord.violations.map(({ kind }) => kind), ["blocked"]);
});
