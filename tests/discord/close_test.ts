import { assert, assertEquals, assertRejects } from "@std/assert";
import { EventEmitter } from "node:events";
import { DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { flushOnExit } from "../../src/notifier/mod.ts";
import { FakeDiscord, type FakeDiscordOptions, ManualClock } from "../../src/testing/mod.ts";
import { isPending, soon, until } from "../core/waiting.ts";

async function start(options: DiscordWebhookOptions = {}, fake: FakeDiscordOptions = {}) {
  const clock = new ManualClock();
  const discord = await FakeDiscord.start({ clock, ...fake });
  const { url } = discord.addWebhook();
  let answered = 0;
  const onAttempt = () => void answered++;
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, clock, onAttempt, ...options });
  const answers = (count: number) => until(() => answered === count, `${count} are answered`);
  return { clock, discord, hook, url, answers };
}

/** Moves the clock on until a promise resolves. */
async function pass<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  promise.finally(() => isOver = true);
  await until(() => {
    clock.advance(20);
    return isOver;
  }, "it is over");
  return await promise;
}

const ID = "123456789012345678";

/** All that makes a request. */
const CALLS: readonly (readonly [string, (hook: DiscordWebhook) => Promise<unknown>])[] = [
  ["send", (hook) => hook.send("x")],
  ["broadcast", (hook) => hook.broadcast("x")],
  ["get", (hook) => hook.get(ID)],
  ["edit", (hook) => hook.edit(ID, "x")],
  ["delete", (hook) => hook.delete(ID)],
  ["getWebhook", (hook) => hook.getWebhook()],
  ["modifyWebhook", (hook) => hook.modifyWebhook({ name: "x" })],
  ["deleteWebhook", (hook) => hook.deleteWebhook()],
  ["sendSlack", (hook) => hook.sendSlack({ text: "x" })],
  ["sendGitHub", (hook) => hook.sendGitHub("push", {})],
];

Deno.test("(66) DiscordWebhook.flush() resolves when all that was sent is over, and says so", async () => {
  const { clock, discord, hook } = await start();
  await using _ = discord;
  for (let n = 0; n < 12; n++) hook.send(`${n}`);
  const flushed = hook.flush();
  assertEquals(await isPending(flushed), true);
  assertEquals(await pass(clock, flushed), 0);
  assertEquals(discord.stored.length, 12);
});

Deno.test("(66) DiscordWebhook.flush() says how many are left when its time is over, and they go on", async () => {
  const { clock, discord, hook, answers } = await start();
  await using _ = discord;
  const sends = Array.from({ length: 12 }, (_, n) => hook.send(`${n}`));
  assertEquals(await hook.flush(0), 12);
  const flushed = hook.flush(1000);
  await answers(5);
  assertEquals(await pass(clock, flushed), 7);
  await pass(clock, Promise.all(sends));
  assertEquals(discord.stored.length, 12);
});

Deno.test("(66) DiscordWebhook.flush() does not wait for what is sent after the call", async () => {
  const { clock, discord, hook } = await start({}, { latency: 100 });
  await using _ = discord;
  hook.send("first");
  const flushed = hook.flush();
  const second = hook.send("second");
  await pass(clock, flushed);
  assertEquals(await isPending(second), true);
  await pass(clock, second);
});

Deno.test("(66) DiscordWebhook.flush() waits for every part of a message, and for failures", async () => {
  const { clock, discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const long = hook.send("A sentence. ".repeat(500));
  hook.send(" ");
  assertEquals(await pass(clock, hook.flush()), 0);
  assertEquals(discord.stored.length, 4);
  assertEquals((await long).ok, true);
});

Deno.test("(66) DiscordWebhook.flush() with nothing to wait for resolves at once", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  assertEquals([await soon(hook.flush()), await soon(hook.flush(5000))], [0, 0]);
});

for (const [name, call] of CALLS) {
  Deno.test(`(66) DiscordWebhook.flush() waits for ${name}()`, async () => {
    const { clock, discord, hook } = await start({}, { latency: 100 });
    await using _ = discord;
    const result = call(hook);
    assertEquals(await hook.flush(0), 1);
    const flushed = hook.flush();
    assertEquals(await isPending(flushed), true);
    assertEquals(await pass(clock, flushed), 0);
    assertEquals(await isPending(result), false);
  });

  Deno.test(`(66) DiscordWebhook.${name}() fails without a request once the client is closed`, async () => {
    const { discord, hook } = await start();
    await using _ = discord;
    await hook.close();
    const results = [await soon(call(hook))].flat() as Awaited<ReturnType<typeof hook.send>>[];
    for (const result of results) {
      assert(!result.ok);
      assertEquals([result.kind, result.attempts], ["blocked", 0]);
      assert(result.error.endsWith(": the client is closed"), result.error);
      assertEquals([result.discord.delivery, result.discord.class], ["rejected", "transient"]);
    }
    assertEquals(discord.requests.length, 0);
  });
}

Deno.test("(66) DiscordWebhook.close() lets out what was sent before", async () => {
  const { clock, discord, hook } = await start();
  await using _ = discord;
  const sends = Array.from({ length: 12 }, (_, n) => hook.send(`${n}`));
  const closed = hook.close();
  const late = await soon(hook.send("late"));
  assertEquals(await pass(clock, closed), 0);
  assertEquals([late.ok, (await Promise.all(sends)).every(({ ok }) => ok)], [false, true]);
  assertEquals(discord.stored.length, 12);
});

Deno.test("(66) DiscordWebhook.close(0) gives up at once what waits and what is on its way", async () => {
  const { clock, discord, hook } = await start({}, { latency: 100 });
  await using _ = discord;
  const sends = Array.from({ length: 12 }, (_, n) => hook.send(`${n}`));
  await until(() => discord.requests.length > 0, "one is on its way");
  let settled = 0;
  for (const send of sends) send.then(() => settled++);
  assertEquals([await soon(hook.close(0)), settled], [12, 12], "nothing goes on after it");
  const results = await Promise.all(sends);
  for (const result of results) {
    assert(!result.ok);
    assertEquals(result.kind, "aborted");
    assertEquals(String(result.cause), "AbortError: The client was closed");
  }
  assertEquals(results.map(({ attempts }) => attempts), [1, ...Array(11).fill(0)]);
  assertEquals(results.map(({ discord }) => discord.delivery), [
    "unknown",
    ...Array(11).fill("rejected"),
  ]);
  assertEquals(discord.requests.length, 1);
  await clock.advance(100); // The reply, which the fake holds back, goes nowhere.
});

Deno.test("(66) DiscordWebhook.close() gives up what is left when its time is over", async () => {
  const { clock, discord, hook, answers } = await start();
  await using _ = discord;
  const sends = Array.from({ length: 12 }, (_, n) => hook.send(`${n}`));
  const closed = hook.close(1000);
  await answers(5);
  assertEquals(await pass(clock, closed), 7);
  const results = await soon(Promise.all(sends));
  assertEquals(results.map(({ ok }) => ok), [...Array(5).fill(true), ...Array(7).fill(false)]);
  assertEquals(discord.stored.length, 5);
  assertEquals([await soon(hook.close()), await soon(hook.flush())], [0, 0]);
});

Deno.test("(66) DiscordWebhook.close(0) ends a close() that waits", async () => {
  const { discord, hook, answers } = await start({}, {
    limits: { exec: { limit: 1, window: 60_000 } },
  });
  await using _ = discord;
  hook.send("one");
  hook.send("two");
  const closed = hook.close();
  await answers(1);
  assertEquals(await isPending(closed), true);
  assertEquals(await hook.close(0), 1);
  await soon(closed);
});

Deno.test("(66) DiscordWebhook.close() lets out all parts of a message, close(0) only those on their way", async () => {
  const long = "A sentence. ".repeat(500);
  const whole = await start({ overflow: "split" });
  await using _ = whole.discord;
  const sent = whole.hook.send(long);
  assertEquals(await pass(whole.clock, whole.hook.close()), 0);
  assertEquals([(await sent).ok, whole.discord.stored.length], [true, 4]);

  const cut = await start({ overflow: "split" }, {
    limits: { exec: { limit: 2, window: 60_000 } },
  });
  await using __ = cut.discord;
  const halved = cut.hook.send(long);
  await cut.answers(2);
  assertEquals(await soon(cut.hook.close(0)), 1);
  const { ok, discord: { parts, delivery } } = await soon(halved);
  assertEquals([ok, delivery, parts.map(({ ok }) => ok)], [false, "unknown", [true, true, false]]);
  assertEquals(cut.discord.requests.length, 2);
});

Deno.test("(66) DiscordWebhook.close() leaves other clients alone, which share its limiter", async () => {
  const { clock, discord, hook, url } = await start();
  await using _ = discord;
  const other = new DiscordWebhook(url, { baseUrl: discord.url, clock });
  hook.send("a");
  const second = other.send("b");
  await hook.close(0);
  assertEquals((await pass(clock, second)).ok, true);
  assertEquals((await pass(clock, other.send("c"))).ok, true);
});

Deno.test("(66) a DiscordWebhook that is disposed of sends what it has", async () => {
  const { clock, discord, url } = await start();
  await using _ = discord;
  const scope = (async () => {
    await using hook = new DiscordWebhook(url, { baseUrl: discord.url, clock });
    for (let n = 0; n < 7; n++) hook.send(`${n}`);
  })();
  await pass(clock, scope);
  assertEquals(discord.stored.length, 7);
});

Deno.test("(66) flushOnExit() of the notifier lets a DiscordWebhook send its last, too", async () => {
  const { discord, url } = await start();
  await using _ = discord;
  const hook = new DiscordWebhook(url, { baseUrl: discord.url });
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => codes.push(code) });
  const codes: number[] = [];
  flushOnExit(hook, { process });
  for (let n = 0; n < 3; n++) hook.send(`${n}`);
  process.emit("SIGTERM");
  await until(() => codes.length > 0, "the process ends");
  assertEquals([codes, discord.stored.length], [[143], 3]);
});

Deno.test("(66) DiscordWebhook.flush() and close() refuse a time that is none", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  await assertRejects(() => hook.flush(-1), RangeError);
  await assertRejects(() => hook.close("soon" as never), TypeError);
  assertEquals((await hook.send("x")).ok, true);
});

Deno.test("(64) DiscordWebhook leaves no listener on a signal, and heeds it still", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener(...args: Parameters<typeof addEventListener>) {
      listeners++;
      addEventListener.apply(signal, args);
    },
    removeEventListener(...args: Parameters<typeof removeEventListener>) {
      listeners--;
      removeEventListener.apply(signal, args);
    },
  });
  assertEquals((await hook.send("x", { signal })).ok, true);
  assertEquals(listeners, 0);
  const waiting = [hook.send("y", { signal }), hook.send("z", { signal })];
  controller.abort(new Error("mine"));
  for (const result of await soon(Promise.all(waiting))) {
    assert(!result.ok);
    assertEquals([result.kind, String(result.cause)], ["aborted", "Error: mine"]);
  }
  const late = await hook.send("z", { signal });
  assertEquals([late.ok, late.attempts], [false, 0]);
  const wrong = await hook.send("z", { signal: {} as AbortSignal });
  assertEquals(!wrong.ok && wrong.kind, "config");
});
