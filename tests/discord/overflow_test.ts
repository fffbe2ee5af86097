import { assert, assertEquals } from "@std/assert";
import { DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { FakeDiscord, type FakeWebhookOptions, ManualClock } from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";

async function start(options: DiscordWebhookOptions = {}, webhook: FakeWebhookOptions = {}) {
  const discord = await FakeDiscord.start({ limits: { exec: null } });
  const { url, channelId } = discord.addWebhook(webhook);
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, channelId };
}

/** Words, so many that they make several messages. */
const LONG = Array.from({ length: 900 }, (_, n) => `word${n}`).join(" ");

const contents = (discord: FakeDiscord) => discord.stored.map(({ message }) => message.content);

Deno.test("send() refuses a message that is too long, unless it is told what to do (22)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.send(LONG);
  assert(!result.ok);
  assertEquals(result.discord.violations.map(({ path, limit }) => [path, limit]), [[
    "content",
    2000,
  ]]);
  assertEquals([result.discord.parts, discord.requests.length], [[], 0]);
});

Deno.test("send() with overflow 'split' posts several messages, in order, and loses nothing", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const embeds = [{ title: "at the end" }];
  const files = [{ data: new Uint8Array(3), name: "a.txt" }];
  const result = await hook.send(LONG, { embeds, files, username: "Me" });
  assertEquals(result.ok, true);
  assert(result.discord.parts.length >= 4);
  assertEquals(contents(discord).join(" "), LONG);
  const { stored } = discord;
  assert(stored.every(({ payload }) => payload.username === "Me" && payload.allowed_mentions));
  assertEquals(
    stored.map(({ payload }) => "embeds" in payload).lastIndexOf(false),
    stored.length - 2,
  );
  assertEquals(stored.map(({ parts }) => parts.length), [...Array(stored.length - 1).fill(0), 2]);
});

Deno.test("send() with overflow 'split' posts embeds in groups that fit", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const embeds = Array.from({ length: 23 }, (_, n) => ({ title: `t${n}` }));
  const result = await hook.send("x", { embeds, overflow: "split" });
  assertEquals(result.ok, true);
  assertEquals(discord.stored.map(({ message }) => message.embeds.length), [10, 10, 3]);
  assertEquals(contents(discord), ["x", "", ""]);
  const heavy = Array.from({ length: 3 }, () => ({ description: "y".repeat(2500) }));
  const next = await hook.send({ embeds: heavy }, { overflow: "split" });
  assertEquals([next.ok, next.discord.parts.length], [true, 2]);
});

Deno.test("send() does not split what fits", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const result = await hook.send("x".repeat(2000), { embeds: [{ title: "t" }] });
  assertEquals([result.ok, result.discord.parts, discord.requests.length], [true, [], 1]);
});

Deno.test("send() stops at the first part that fails, and tells which went out (71)", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  discord.fail({ kind: "reply", status: 403, body: '{"code":50013}' }, { nth: 3 });
  const result = await hook.send(LONG);
  assert(!result.ok);
  assertEquals([result.status, result.discord.code], [403, 50013]);
  assertEquals(result.discord.parts.map(({ ok }) => ok), [true, true, false]);
  assertEquals(discord.stored.length, 2);
});

Deno.test("send() to a forum makes the thread once, and posts the other parts there (72)", async () => {
  const { discord, hook } = await start({ overflow: "split" }, { forum: true });
  await using _ = discord;
  const result = await hook.send(LONG, { threadName: "Report" });
  assertEquals(result.ok, true);
  const threads = new Set(discord.stored.map(({ channelId }) => channelId));
  assertEquals([threads.size, contents(discord).join(" ")], [1, LONG]);
  const queries = discord.requests.map(({ path }) => new URL(`http://x${path}`).searchParams);
  assertEquals(queries.map((query) => query.get("thread_id")), [
    null,
    ...Array(queries.length - 1).fill([...threads][0]),
  ]);
  assertEquals(queries.map((query) => query.get("wait")), [
    "true",
    ...Array(queries.length - 1).fill(null),
  ]);
});

Deno.test("send() keeps the parts of a message together", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  await Promise.all([hook.send(LONG), hook.send("short"), hook.send(LONG)]);
  const order = contents(discord).map((content) => content === "short" ? "s" : "p").join("");
  assertEquals(/^(p+)s\1$/.test(order), true, order);
});

Deno.test("send() keeps the deadline over all parts (63)", async () => {
  const clock = new ManualClock();
  const { discord, hook } = await start({ overflow: "split", clock, deadline: 1000 });
  await using _ = discord;
  discord.fail({ kind: "bare-429" }, { nth: 2, times: 9 });
  const sending = hook.send(LONG);
  let result: Awaited<typeof sending> | undefined;
  sending.then((settled) => result = settled);
  await until(() => {
    clock.advance(5);
    return result !== undefined;
  }, "the send ends");
  assertEquals(result?.ok, false);
  assert(clock.ticks() <= 1100, `${clock.ticks()}`);
  assertEquals(discord.stored.length, 1);
});

Deno.test("send() with overflow 'truncate' cuts the text", async () => {
  const { discord, hook } = await start({ overflow: "truncate" });
  await using _ = discord;
  assertEquals((await hook.send(LONG)).ok, true);
  const [content] = contents(discord);
  assert(content!.length <= 2000 && content!.endsWith("…"), content);
});

Deno.test("send() with overflow 'file' attaches the whole text", async () => {
  const { discord, hook } = await start({ overflow: "file" });
  await using _ = discord;
  assertEquals((await hook.send(LONG, { embeds: [{ title: "t" }] })).ok, true);
  const [stored] = discord.stored;
  assertEquals([stored?.message.content, stored?.message.embeds.length], ["", 1]);
  assertEquals(stored?.parts.map(({ filename, size }) => [filename, size]).at(1), [
    "message.txt",
    new TextEncoder().encode(LONG).length,
  ]);
});
