import { assertEquals } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import {
  type Answer,
  limits,
  post,
  request,
  send,
  startOnManualClock,
  v10,
} from "./discord_client.ts";

const UNKNOWN = "100000000000000009";
const TAG = "100000000000000001";

Deno.test("FakeDiscord refuses a post for the first thing wrong with it, in Discord's order", async (t) => {
  await using discord = await FakeDiscord.start({
    limits: { exec: null, channel: { limit: 1, window: 60_000 } },
    maxRequestBytes: 1_000,
  });
  const forum = v10(discord.addWebhook({ forum: true, tags: [TAG], requireTag: true }).url);
  const { url, channelId } = discord.addWebhook();
  const locked = discord.addThread(channelId, { locked: true });
  const plain = v10(url);
  const raw = (text: string, type: string) =>
    request(forum, { method: "POST", body: new Blob([text], { type }) });
  const content = "hello";
  const steps: readonly (readonly [string, () => Promise<Answer>, number, number | undefined])[] = [
    ["size", () => raw("{".repeat(1_001), "text/plain"), 413, 40005],
    ["content type", () => raw("{", "text/plain"), 400, 50035],
    ["JSON", () => raw("{", "application/json"), 400, 50109],
    ["form", () => send("POST", forum, { username: "clyde" }), 400, 50035],
    ["nothing to show", () => send("POST", forum, { content: " " }), 400, 50006],
    ["no thread", () => send("POST", forum, { content }), 400, 220001],
    [
      "two threads",
      () => send("POST", `${forum}?thread_id=${UNKNOWN}`, { content, thread_name: "n" }),
      400,
      220002,
    ],
    [
      "unknown tag",
      () => send("POST", forum, { content, thread_name: "n", applied_tags: [UNKNOWN] }),
      404,
      10087,
    ],
    ["no tag", () => send("POST", forum, { content, thread_name: "n" }), 400, 40067],
    [
      "thread outside a forum",
      () => send("POST", `${plain}?thread_id=${UNKNOWN}`, { content, thread_name: "n" }),
      400,
      220003,
    ],
    [
      "unknown thread",
      () => send("POST", `${plain}?thread_id=${UNKNOWN}`, { content }),
      404,
      10003,
    ],
    [
      "locked thread",
      () => send("POST", `${plain}?thread_id=${locked.id}`, { content }),
      400,
      160005,
    ],
    ["nothing", () => send("POST", plain, { content }), 204, undefined],
    ["full channel", () => send("POST", plain, { content }), 429, undefined],
    [
      "locked before full",
      () => send("POST", `${plain}?thread_id=${locked.id}`, { content }),
      400,
      160005,
    ],
  ];
  for (const [name, call, status, code] of steps) {
    await t.step(name, async () => {
      const answer = await call();
      assertEquals([answer.status, answer.json.code], [status, code]);
    });
  }
});

Deno.test("FakeDiscord refuses an edit for its form, then its thread, then its message", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId);
  const message = `${v10(url)}/messages/${UNKNOWN}`;
  const code = async (query: string, payload: unknown) =>
    (await send("PATCH", `${message}?thread_id=${query}`, payload)).json.code;
  assertEquals(await code(UNKNOWN, { content: "x".repeat(2001) }), 50035);
  assertEquals(await code(UNKNOWN, { content: "x" }), 10003);
  assertEquals(await code(thread.id, { content: "x" }), 10008);
});

Deno.test("FakeDiscord looks the webhook up before the token, and both before all else", async () => {
  await using discord = await FakeDiscord.start({ maxRequestBytes: 10 });
  const { id, url } = discord.addWebhook();
  const wrong = v10(url).replace(/[^/]+$/, "wrong");
  assertEquals((await post(wrong)).json.code, 50027);
  discord.deleteWebhook(id);
  assertEquals((await post(wrong)).json.code, 10015);
});

Deno.test("FakeDiscord sends the headers of the window with every answer of Discord's own", async () => {
  const { discord } = await startOnManualClock({ maxRequestBytes: 200 });
  await using _ = discord;
  const { id, url } = discord.addWebhook();
  const plain = v10(url);
  const answers = [
    await post(plain),
    await post(`${plain}?wait=true`),
    await post(plain, { content: "x".repeat(2_001) }),
    await send("POST", `${plain}/slack`, { text: "x" }),
  ];
  discord.deleteWebhook(id);
  answers.push(await post(plain), await post(plain));
  assertEquals(answers.map(({ status }) => status), [204, 200, 413, 200, 404, 429]);
  for (const [n, answer] of answers.entries()) {
    const { limit, remaining, "reset-after": after, reset, bucket } = limits(answer);
    assertEquals([limit, remaining, after], ["5", String(Math.max(0, 4 - n)), "2.000"]);
    assertEquals([/^\d+\.\d{3}$/.test(reset ?? ""), bucket?.length], [true, 32]);
    assertEquals(answer.headers.get("via"), "1.1 google");
    const type = answer.status === 204
      ? null
      : n === 3
      ? "text/html; charset=utf-8"
      : "application/json";
    assertEquals(answer.headers.get("content-type"), type);
  }
  assertEquals(limits(answers[5]!).scope, "user");
});

Deno.test("FakeDiscord counts 401, 403 and 429 as invalid, and neither 400 nor 404", async () => {
  const limit = { limit: 3, window: 600_000 };
  await using discord = await FakeDiscord.start({
    limits: { invalid: limit, exec: { limit: 3, window: 60_000 } },
    blockedAgents: /^bad$/,
  });
  const { url } = discord.addWebhook();
  const plain = v10(url);
  await post(plain, { content: "" });
  await post(plain.replace(/\/\d+\//, `/${UNKNOWN}/`));
  await post(plain);
  await post(plain);
  assertEquals((await post(plain)).status, 429);
  assertEquals((await post(plain.replace(/[^/]+$/, "wrong"))).status, 401);
  assertEquals((await request(plain, { headers: { "user-agent": "bad" } })).status, 403);
  const banned = await request(plain);
  assertEquals([banned.status, banned.headers.get("server")], [429, "cloudflare"]);
});

Deno.test("FakeDiscord turns an agent away in the words it is told", async () => {
  await using discord = await FakeDiscord.start({ blockedAgents: /^bad$/, blockReply: "json" });
  const url = v10(discord.addWebhook().url);
  const answer = await request(url, { headers: { "user-agent": "bad" } });
  assertEquals([answer.status, answer.json.code, answer.headers.get("via")], [403, 40333, null]);
});
