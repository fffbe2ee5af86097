import { assert, assertEquals } from "@std/assert";
import { DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { FakeDiscord, type FakeWebhookOptions, ManualClock } from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";

async function start(options: DiscordWebhookOptions = {}, webhook: FakeWebhookOptions = {}) {
  const discord = await FakeDiscord.start({ limits: { exec: null, message: null, webhook: null } });
  const { url, id, channelId } = discord.addWebhook(webhook);
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, url, id, channelId };
}

async function posted(hook: DiscordWebhook, content = "before") {
  const result = await hook.send(content, { wait: true });
  assert(result.ok && result.response, "it is posted");
  return result.response;
}

Deno.test("DiscordWebhook.edit() changes what it is given, and says whom it may ping (21)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  const result = await hook.edit(message.id, "after");
  assert(result.ok);
  assertEquals([result.status, result.response?.content], [200, "after"]);
  assertEquals(discord.requests[1]?.payload, {
    content: "after",
    allowed_mentions: { parse: [] },
  });
  assertEquals(discord.requests[1]?.method, "PATCH");
  assertEquals(discord.violations, []);
});

Deno.test("DiscordWebhook.edit() keeps null, and leaves out what is undefined (24)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  await hook.edit(message, { content: undefined, embeds: [{ title: "t" }], flags: null });
  assertEquals(discord.requests[1]?.payload, {
    embeds: [{ title: "t" }],
    flags: null,
    allowed_mentions: { parse: [] },
  });
});

Deno.test("DiscordWebhook.edit() keeps only the attachments listed, and adds new ones (31)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  const file = { data: new Uint8Array(3), name: "new.txt", description: "new" };
  await hook.edit(message, { attachments: [{ id: "123456789012345678" }], files: [file] });
  assertEquals((discord.requests[1]?.payload as { attachments: unknown }).attachments, [
    { id: "123456789012345678" },
    { id: 0, filename: "new.txt", description: "new" },
  ]);
});

Deno.test("DiscordWebhook.edit() adds files to those there when no list is given, and says so where it cannot (31)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  const plain = { data: new Uint8Array(3), name: "new.txt" };
  await hook.edit(message, { files: [plain] });
  assert(!("attachments" in (discord.requests[1]!.payload as object)));
  const result = await hook.edit(message, { files: [{ ...plain, spoiler: true }] });
  assert(!result.ok);
  assertEquals([result.kind, discord.requests.length], ["payload", 2]);
  for (const told of [{ title: "T" }, { description: "D" }]) {
    assertEquals((await hook.edit(message, { files: [{ ...plain, ...told }] })).ok, false);
  }
  assertEquals(discord.requests.length, 2);
});

Deno.test("DiscordWebhook.edit() refuses what an edit cannot change, and what is too long", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  for (const edit of [{ username: "x" }, { content: "x".repeat(2001) }]) {
    const result = await hook.edit(message, edit as never);
    assert(!result.ok);
    assertEquals([result.kind, result.discord.violations.length], ["payload", 1]);
  }
  assertEquals(discord.requests.length, 1);
});

Deno.test("DiscordWebhook.edit() in a thread says which (73)", async () => {
  const { discord, hook, channelId } = await start();
  await using _ = discord;
  const { id: threadId } = discord.addThread(channelId);
  const sent = await hook.send("x", { wait: true, threadId });
  assert(sent.ok && sent.response);
  const result = await hook.edit(sent.response.id, "y", { threadId });
  assertEquals(result.ok, true);
  assertEquals(
    new URL(`http://x${discord.requests[1]?.path}`).searchParams.get("thread_id"),
    threadId,
  );
  // The message itself tells which thread it is in.
  assertEquals((await hook.edit(sent.response, "z")).ok, true);
  assertEquals((await hook.get(sent.response)).ok, true);
  const lost = await hook.edit(sent.response.id, "z");
  assert(!lost.ok);
  assertEquals([lost.discord.code, lost.discord.name], [10008, "UnknownMessage"]);
});

Deno.test("DiscordWebhook.get() and delete() reach the message", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = await posted(hook);
  const got = await hook.get(message.id);
  assert(got.ok);
  assertEquals(got.response?.content, "before");
  const deleted = await hook.delete(message);
  assertEquals([deleted.ok, deleted.status, discord.stored[0]?.deleted], [true, 204, true]);
});

Deno.test("DiscordWebhook tries an edit again once when the message is only just there", async () => {
  const clock = new ManualClock(Date.now());
  const { discord, hook } = await start({ clock });
  await using _ = discord;
  const message = await posted(hook);
  discord.fail({ kind: "unknown-message" });
  const editing = hook.edit(message, "after");
  await until(() => clock.waits.length === 1, "it waits a moment");
  assertEquals(clock.waits, [500]);
  await clock.advance(500);
  assertEquals([(await editing).ok, (await editing).attempts], [true, 2]);
});

Deno.test("DiscordWebhook does not try an edit again when the message is old", async () => {
  const clock = new ManualClock(Date.now() + 60_000);
  const { discord, hook } = await start({ clock });
  await using _ = discord;
  const message = await posted(hook);
  discord.fail({ kind: "unknown-message" });
  const result = await hook.edit(message, "after");
  assertEquals([result.ok, result.attempts], [false, 1]);
});

Deno.test("DiscordWebhook finds the webhook of a pool that posted a message", async () => {
  const { discord, url } = await start();
  await using _ = discord;
  const other = discord.addWebhook();
  const hook = new DiscordWebhook([url, other.url], { baseUrl: discord.url });
  await posted(hook);
  const second = await posted(hook, "second");
  assertEquals((await hook.edit(second, "after")).ok, true);
  assertEquals((await hook.edit(second.id, "again", { webhookId: other.id })).ok, true);
  const unclear = await hook.edit(second.id, "again");
  assert(!unclear.ok);
  assertEquals(unclear.kind, "payload");
  assert(unclear.error.endsWith("'webhookId' must say which webhook of the pool it is"));
  const foreign = await hook.edit(second.id, "again", { webhookId: "123456789012345678" });
  assert(!foreign.ok && foreign.error.endsWith("'webhookId' is that of no webhook of the pool"));
});

Deno.test("DiscordWebhook refuses what is no message id, a number above all (25)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  for (const id of [123456789012345678, "", "12", "abc", null, {}, "../../x"]) {
    const result = await hook.delete(id as never);
    assert(!result.ok);
    assertEquals([result.kind, result.attempts], ["payload", 0]);
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("DiscordWebhook sends ids given as bigint as text (25)", async () => {
  const { discord, hook, channelId } = await start();
  await using _ = discord;
  const thread = discord.addThread(channelId);
  const users = [123456789012345678n];
  await hook.send("x", { threadId: BigInt(thread.id), allowedMentions: { users } });
  const [request] = discord.requests;
  assertEquals(new URL(`http://x${request?.path}`).searchParams.get("thread_id"), thread.id);
  assertEquals(discord.stored[0]?.payload.allowed_mentions, { users: ["123456789012345678"] });
});

Deno.test("DiscordWebhook gets, changes and deletes the webhook itself", async () => {
  const { discord, hook, id } = await start();
  await using _ = discord;
  const got = await hook.getWebhook();
  assert(got.ok);
  assertEquals(got.response?.id, id);
  const avatar = new Blob([new Uint8Array([137, 80])], { type: "image/png" });
  const changed = await hook.modifyWebhook({ name: "New", avatar });
  assert(changed.ok);
  assertEquals(discord.requests[1]?.payload, { name: "New", avatar: "data:image/png;base64,iVA=" });
  const wrong = await hook.modifyWebhook({ avatar: new Blob(["x"]) });
  assert(!wrong.ok);
  assertEquals([wrong.kind, discord.requests.length], ["payload", 2]);
  assertEquals((await hook.deleteWebhook()).status, 204);
  assert(!Deno.inspect(got).includes(String(got.response?.token)), "the token is masked");
});
