import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { AllowedMentionsTypes as Mentions } from "discord-api-types/v10";
import { inspect } from "node:util";
import { DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { VERSION } from "../../mod.ts";
import { FakeDiscord, type FakeDiscordOptions, FakeServer } from "../../src/testing/mod.ts";

async function start(options: DiscordWebhookOptions = {}, fake: FakeDiscordOptions = {}) {
  const discord = await FakeDiscord.start(fake);
  const { url, token, id, channelId } = discord.addWebhook();
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, url, token, id, channelId };
}

Deno.test("DiscordWebhook.send() posts a text as the content, and pings nobody (21)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.send("hello @everyone");
  assertEquals([result.ok, result.status, result.response], [true, 204, null]);
  assertEquals(discord.stored[0]?.payload, {
    content: "hello @everyone",
    allowed_mentions: { parse: [] },
  });
  assertEquals(discord.violations, []);
});

Deno.test("DiscordWebhook.send() posts a whole message, or what a builder of one makes", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const message = { content: "hello", tts: true, flags: 4 };
  await hook.send(message);
  await hook.send({ toJSON: () => message });
  const expected = { ...message, allowed_mentions: { parse: [] } };
  assertEquals(discord.stored.map(({ payload }) => payload), [expected, expected]);
});

Deno.test("DiscordWebhook.send() lets the caller say who is pinged", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  await hook.send("a", { allowedMentions: { parse: [Mentions.User] } });
  await hook.send({ content: "b", allowed_mentions: { parse: [Mentions.Role] } });
  await hook.send({ content: "c", allowed_mentions: { parse: [Mentions.Role] } }, {
    allowedMentions: { users: ["998877665544332211"] },
  });
  assertEquals(discord.stored.map(({ payload }) => payload.allowed_mentions), [
    { parse: ["users"] },
    { parse: ["roles"] },
    { users: ["998877665544332211"] },
  ]);
});

Deno.test("DiscordWebhook.send() takes the identity beside, then inside, then of the webhook", async () => {
  const { discord, hook } = await start({ username: "Default", avatarUrl: "https://a.example/d" });
  await using _ = discord;
  const inside = { content: "x", username: "Inside", avatar_url: "https://a.example/i" };
  await hook.send("x");
  await hook.send(inside);
  await hook.send(inside, { username: "Beside", avatarUrl: "https://a.example/b" });
  await hook.send("x", { username: "Beside" });
  assertEquals(
    discord.stored.map(({ payload: { username, avatar_url } }) => [username, avatar_url]),
    [
      ["Default", "https://a.example/d"],
      ["Inside", "https://a.example/i"],
      ["Beside", "https://a.example/b"],
      ["Beside", "https://a.example/d"],
    ],
  );
});

Deno.test("DiscordWebhook.send() leaves out an identity that nobody gave", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  await hook.send("x");
  assertEquals(Object.keys(discord.stored[0]!.payload), ["content", "allowed_mentions"]);
});

Deno.test("DiscordWebhook.send() takes embeds raw and as builders", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const embed = { title: "raw", color: 0x57f287 };
  const builder = { toJSON: () => ({ title: "built", fields: [{ name: "n", value: "v" }] }) };
  const result = await hook.send("x", { embeds: [embed, builder] });
  assertEquals(result.ok, true);
  assertEquals(discord.stored[0]?.payload.embeds, [embed, builder.toJSON()]);
  await hook.send({ embeds: [embed] });
  await hook.send({ content: "x", embeds: [embed] }, { embeds: [builder] });
  assertEquals(discord.stored.slice(1).map(({ payload }) => payload.embeds), [
    [embed],
    [builder.toJSON()],
  ]);
});

Deno.test("DiscordWebhook.send() builds once, whatever a builder would make next", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  discord.fail({ kind: "status", status: 500 });
  let built = 0;
  const result = await hook.send("x", { embeds: [{ toJSON: () => ({ title: `${++built}` }) }] });
  assertEquals([result.ok, result.attempts, built], [true, 2, 1]);
});

Deno.test("DiscordWebhook.send() takes what a builder throws for a failed payload", async (t) => {
  const thrower = {
    toJSON: (): never => {
      throw new Error("the embed has no title");
    },
  };
  const cases: Record<string, (hook: DiscordWebhook) => ReturnType<DiscordWebhook["send"]>> = {
    "an embed": (hook) => hook.send("x", { embeds: [thrower] }),
    "a message": (hook) => hook.send(thrower),
    "no message": (hook) => hook.send(null as unknown as string),
    "a number": (hook) => hook.send(5 as unknown as string),
    "a list": (hook) => hook.send([] as unknown as string),
    "embeds that are no list": (hook) => hook.send("x", { embeds: {} as [] }),
  };
  for (const [name, send] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { discord, hook } = await start();
      await using _ = discord;
      const result = await send(hook);
      assert(!result.ok);
      assertEquals([result.kind, result.attempts, discord.requests.length], ["payload", 0, 0]);
    });
  }
});

Deno.test("DiscordWebhook.send() resolves to a failure for wrong options too", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  for (const options of [null, 5, { timeout: -1 }, { signal: {} }]) {
    const result = await hook.send("x", options as unknown as undefined);
    assert(!result.ok && (result.kind === "config" || result.kind === "payload"));
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("DiscordWebhook says who it is, unless the caller does", async () => {
  const { discord, hook, url } = await start();
  await using _ = discord;
  await hook.send("x");
  const other = new DiscordWebhook(url, {
    baseUrl: discord.url,
    headers: { "User-Agent": "DiscordBot (https://example.com, 1)" },
  });
  await other.send("x");
  const [own, given] = discord.requests.map(({ headers }) => headers.get("user-agent")!);
  assertMatch(own!, /^DiscordBot \(https?:\/\/\S+, \S+\)$/);
  assert(own?.includes(VERSION));
  assertEquals(given, "DiscordBot (https://example.com, 1)");
});

Deno.test("DiscordWebhook calls v10 whatever its URL says (2)", async () => {
  const { discord, id, token } = await start();
  await using _ = discord;
  const urls = ["/api/", "/api/v6/", "/api/v10/"].map((path) =>
    `https://discord.com${path}webhooks/${id}/${token}`
  );
  const hook = new DiscordWebhook(urls, { baseUrl: discord.url });
  for (const result of [await hook.send("a"), await hook.send("b"), await hook.send("c")]) {
    assertEquals(result.ok, true);
  }
  assertEquals(
    discord.requests.map(({ path }) => path),
    Array(3).fill(`/api/v10/webhooks/${id}/${token}`),
  );
  assertEquals(discord.violations, []);
});

Deno.test("DiscordWebhook posts into the thread of its URL, which a send can override (6)", async () => {
  const { discord, url, channelId } = await start();
  await using _ = discord;
  const [one, two] = [discord.addThread(channelId), discord.addThread(channelId)];
  const hook = new DiscordWebhook(`${url}?thread_id=${one.id}`, { baseUrl: discord.url });
  await hook.send("a");
  await hook.send("b", { threadId: two.id });
  await hook.send("c", { query: { thread_id: two.id } });
  assertEquals(discord.stored.map(({ channelId }) => channelId), [one.id, two.id, two.id]);
});

Deno.test("DiscordWebhook.send() gets the stored message when it asks for it", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.send("hello", { query: { wait: "true" } });
  assert(result.ok);
  assertEquals([result.status, result.response?.content], [200, "hello"]);
  assertEquals(result.response?.id, discord.stored[0]?.message.id);
});

Deno.test("DiscordWebhook.send() tells of Discord's error, and does not try again", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const tree = { embeds: { 0: { title: { _errors: [{ code: "ODD", message: "No." }] } } } };
  const body = JSON.stringify({ code: 50035, message: "Invalid Form Body", errors: tree });
  const headers = { "content-type": "application/json", via: "1.1 google" };
  discord.fail({ kind: "reply", status: 400, headers, body });
  const result = await hook.send("x");
  assert(!result.ok);
  assertEquals([result.kind, result.status, result.attempts], ["http", 400, 1]);
  const { host } = new URL(discord.url);
  const said = "server answered 400: 50035 Invalid Form Body (embeds[0].title: No.)";
  assertEquals(result.error, `Cannot deliver to ${host}: ${said}`);
  const { code, name, errors, delivery, violations } = result.discord;
  assertEquals([code, name, result.discord.class, delivery, violations], [
    50035,
    "InvalidFormBodyOrContentType",
    "permanent",
    "rejected",
    [],
  ]);
  assertEquals(errors, [{ path: "embeds[0].title", code: "ODD", message: "No." }]);
  assertEquals(discord.stored, []);
});

Deno.test("DiscordWebhook.send() does not try again what is dead", async () => {
  const { discord, hook, id } = await start();
  await using _ = discord;
  discord.deleteWebhook(id);
  const result = await hook.send("x");
  assert(!result.ok);
  assertEquals([result.kind, result.status, discord.requests.length], ["http", 404, 1]);
  assertEquals(discord.violations, []);
});

Deno.test("DiscordWebhook shows no token, however it or its results are printed (5)", async () => {
  const { discord, hook, token, url } = await start();
  await using _ = discord;
  const gone = discord.addWebhook();
  discord.deleteWebhook(gone.id);
  const dead = new DiscordWebhook(gone.url, { baseUrl: discord.url });
  const results = [await hook.send("x"), await dead.send("x"), await hook.send("x".repeat(2001))];
  for (const value of [hook, dead, hook.urls, ...results, { hook }, { results }]) {
    for (
      const text of [
        Deno.inspect(value, { depth: Infinity, showHidden: true }),
        inspect(value, { depth: Infinity, showHidden: true }),
        JSON.stringify(value),
        String(value),
      ]
    ) {
      assert(!text.includes(token) && !text.includes(gone.token), text);
    }
  }
  assertEquals(results[0]?.url.includes(url.split("/").at(-1)!), true);
});

Deno.test("DiscordWebhook shows the id of a webhook on discord.com, and no token", () => {
  const token = "s3cret-".repeat(10);
  const hook = new DiscordWebhook(`https://discord.com/api/webhooks/123456789012345678/${token}`);
  assertEquals(hook.urls, ["https://discord.com/api/webhooks/123456789012345678/***"]);
  assert(!Deno.inspect(hook).includes("s3cret"));
});

Deno.test("DiscordWebhook refuses wrong URLs and options, and shows none (5)", () => {
  const good = `https://discord.com/api/webhooks/123456789012345678/${"s3cret-".repeat(10)}`;
  const wrong: (() => unknown)[] = [
    () => new DiscordWebhook([]),
    () => new DiscordWebhook("s3cret"),
    () => new DiscordWebhook([good, good.replace(".com", ".example")]),
    () => new DiscordWebhook(5 as unknown as string),
    () => new DiscordWebhook(null as unknown as string),
    () => new DiscordWebhook(good, { baseUrl: "s3cret" }),
    () => new DiscordWebhook(good, { username: 5 as unknown as string }),
    () => new DiscordWebhook(good, { avatarUrl: 5 as unknown as string }),
    () => new DiscordWebhook(good, { tiemout: 5 } as DiscordWebhookOptions),
    () => new DiscordWebhook(good, { headers: { "x-key": "s3cret\nx" } }),
    () => new DiscordWebhook(good, { headers: 5 as unknown as HeadersInit }),
  ];
  for (const [index, make] of wrong.entries()) {
    const error = assertThrows(make, TypeError, "'", `case ${index}`);
    assert(!Deno.inspect(error).replace(/\n +at .*/g, "").includes("s3cret"), error.message);
  }
});

Deno.test("DiscordWebhook takes the options of a webhook, such as failover", async () => {
  const { discord, url } = await start();
  await using _ = discord;
  const gone = discord.addWebhook();
  discord.deleteWebhook(gone.id);
  const hook = new DiscordWebhook([gone.url, url], {
    baseUrl: discord.url,
    rotation: "failover",
  });
  const result = await hook.send("x");
  assertEquals([result.ok, result.attempts, discord.stored.length], [true, 2, 1]);
});

Deno.test("DiscordWebhook sends nothing to a host that a redirect names (60)", async () => {
  await using elsewhere = await FakeServer.start();
  await using server = await FakeServer.start([{ fault: "redirect", location: elsewhere.url }]);
  const hook = new DiscordWebhook(`${server.url}api/webhooks/123456789012345678/token`, {
    baseUrl: server.url,
  });
  const result = await hook.send("x");
  assertEquals([result.ok, result.status, elsewhere.connections], [false, 307, 0]);
});

Deno.test("DiscordWebhook refuses a baseUrl that is no origin, and never shows the webhook's URL", () => {
  const url = `https://discord.com/api/webhooks/123456789012345678/${"s3cret".repeat(12)}`;
  const cases: [string, string][] = [
    ["localhost:8080", "'baseUrl' must begin with https: or http:"],
    ["file:///x", "'baseUrl' must begin with https: or http:"],
    ["no url", "'baseUrl' is no valid URL"],
    ["http://127.0.0.1:8080/proxy/", "'baseUrl' must be an origin, no more"],
    ["http://u:p@127.0.0.1:8080", "'baseUrl' must be an origin, no more"],
  ];
  for (const [baseUrl, complaint] of cases) {
    const error = assertThrows(() => new DiscordWebhook(url, { baseUrl }), TypeError);
    assertEquals(error.message, complaint);
  }
});

Deno.test("DiscordWebhook.send() refuses what would be lost, promises too", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const form = new FormData();
  form.set("payload_json", "{}");
  const odd = [Promise.resolve("x"), Promise.reject(new Error("x")), form, new Map(), new Blob()];
  for (const message of odd) {
    const result = await hook.send(message as never, { embeds: [{ title: "t" }] });
    assert(!result.ok);
    assertEquals([result.kind, result.attempts], ["payload", 0]);
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("DiscordWebhook.send() tells a misspelt option", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.send("x", { avatarURL: "https://a.example/" } as never);
  assert(!result.ok);
  assertEquals(result.kind, "config");
  assertMatch(result.error, /'avatarURL' is no option of send\(\)/);
});

Deno.test("DiscordWebhook tells in a result the URL as given", async () => {
  const { discord, hook, url } = await start();
  await using _ = discord;
  assertEquals((await hook.send("x")).url, url);
});
