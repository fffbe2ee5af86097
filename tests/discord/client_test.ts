import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type DeadWebhook,
  DiscordRateLimiter,
  DiscordWebhook,
  type DiscordWebhookOptions,
  sharedRateLimiter,
} from "../../discord.ts";
import type { RateLimiter } from "../../mod.ts";
import {
  FakeDiscord,
  type FakeDiscordOptions,
  type FakeWebhookOptions,
  ManualClock,
} from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";

async function start(
  options: DiscordWebhookOptions = {},
  fake: FakeDiscordOptions = {},
  webhook: FakeWebhookOptions = {},
) {
  const discord = await FakeDiscord.start({ limits: { exec: null, message: null }, ...fake });
  const { url, id, channelId } = discord.addWebhook(webhook);
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, url, id, channelId };
}

const LONG = Array.from({ length: 900 }, (_, n) => `word${n}`).join(" ");

Deno.test("broadcast() posts to every webhook of the pool, and reads files once", async () => {
  const { discord, url } = await start();
  await using _ = discord;
  const urls = [url, discord.addWebhook().url, discord.addWebhook().url];
  const hook = new DiscordWebhook(urls, { baseUrl: discord.url });
  function* chunks() {
    yield new Uint8Array(3);
    yield new Uint8Array(4);
  }
  const results = await hook.broadcast("x", { files: [{ data: chunks(), name: "a" }] });
  assertEquals(results.map(({ ok, url }) => [ok, url]), urls.map((url) => [true, url]));
  assertEquals(discord.stored.map(({ parts }) => parts[1]?.size), [7, 7, 7]);
});

Deno.test("send() with overflow 'split' posts nothing when any part would be refused (22)", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  for (
    const late of [{ embeds: [{ title: "x".repeat(300) }] }, { files: [{ data: "/no/file" }] }]
  ) {
    const result = await hook.send(LONG, late);
    assert(!result.ok);
    assertEquals([result.kind, result.mayHaveArrived], ["payload", false]);
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("send() with overflow 'split' tells of all parts together what they took", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  discord.fail({ kind: "status", status: 503 }, { nth: 2 });
  discord.fail({ kind: "reply", status: 400, body: "{}" }, { nth: 3 });
  const result = await hook.send(LONG);
  assert(!result.ok);
  assertEquals([result.attempts, discord.requests.length], [4, 4]);
  assertEquals([result.mayHaveArrived, result.discord.delivery], [true, "unknown"]);
  assertEquals(result.discord.parts.length, 3);
});

Deno.test("send() with overflow 'split' checks its options as any other, and never throws", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const wrong = [{ deadline: "5000" }, { deadline: -5 }, { deadline: null }, {
    get deadline(): number {
      throw new Error("hostile");
    },
  }];
  for (const options of wrong) {
    const result = await hook.send(LONG, options as never);
    assert(!result.ok);
    assertEquals(result.attempts, 0);
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("send() fails when Discord does not say which thread it made, before parts go astray", async () => {
  const { discord, hook } = await start({ overflow: "split" }, {}, { forum: true });
  await using _ = discord;
  discord.fail({ kind: "reply", status: 200, body: "{}" });
  const result = await hook.send(LONG, { threadName: "t" });
  assert(!result.ok);
  assertEquals([result.kind, discord.requests.length], ["http", 1]);
});

Deno.test("send() puts poll and components of a split message with its last part", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const poll = { question: { text: "?" }, answers: [{ poll_media: { text: "a" } }] };
  await hook.send(LONG, { poll });
  assertEquals(
    discord.stored.map(({ payload }) => "poll" in payload).indexOf(true),
    discord.stored.length - 1,
  );
});

Deno.test("send() does not wait for ever for a file, and frees the line (63)", async () => {
  const clock = new ManualClock();
  const { discord, hook } = await start({ clock });
  await using _ = discord;
  let cancelled = false;
  const data = new ReadableStream<Uint8Array>({
    pull: () => new Promise(() => {}),
    cancel: () => void (cancelled = true),
  });
  const first = hook.send("x", { files: [{ data, name: "x" }] });
  const second = hook.send("y");
  await until(() => clock.pending > 0, "it waits for the file");
  await clock.advance(15_000);
  const result = await first;
  assert(!result.ok);
  assertEquals(result.kind, "payload");
  assert(result.error.endsWith("the files could not be read within 15000 ms"), result.error);
  assertEquals([(await second).ok, cancelled], [true, true]);
});

Deno.test("send() reads no more of a stream than is allowed (32)", async () => {
  const { discord, hook } = await start({ maxFileBytes: 1000 });
  await using _ = discord;
  let read = 0;
  const data = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      read += 300;
      controller.enqueue(new Uint8Array(300));
    },
  });
  const result = await hook.send({ files: [{ data, name: "x" }] });
  assert(!result.ok);
  assertEquals(result.discord.violations.map(({ path, limit }) => [path, limit]), [[
    "files[0]",
    1000,
  ]]);
  assert(read <= 2100, `${read}`);
});

Deno.test("send() refuses a promise among the files, whose rejection nobody would hear of", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const cases = [Promise.reject(new Error("x")), { data: Promise.reject(new Error("x")) }];
  for (const file of cases) {
    const result = await hook.send("x", { files: [file as never] });
    assert(
      !result.ok && result.error.endsWith("is a promise: await it first"),
      String(result.error),
    );
  }
});

Deno.test("send() with overflow 'file' leaves the ids of the other files as they are (27)", async () => {
  const { discord, hook } = await start({ overflow: "file" });
  await using _ = discord;
  const files = [{ data: new Uint8Array(3), name: "chart.png" }];
  await hook.send({ content: LONG, attachments: [{ id: 0, description: "A chart" }] }, { files });
  assertEquals(discord.stored[0]?.payload.attachments, [
    { id: 0, filename: "chart.png", description: "A chart" },
    { id: 1, filename: "message.txt" },
  ]);
});

Deno.test("send() checks what is told of files, too", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.send({
    files: [{ data: new Uint8Array(3), description: "x".repeat(1025) }],
  });
  assert(!result.ok);
  assertEquals(result.discord.violations.map(({ path }) => path), ["attachments[0].description"]);
});

Deno.test("send() tells of parts that Discord would ignore, and of a thread named twice", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  for (const name of ["threadId", "allowedMentions", "avatarURL", "embed"]) {
    const result = await hook.send({ content: "x", [name]: "y" } as never);
    assert(
      !result.ok && result.error.includes(`'${name}' is no part of a message`),
      String(result.error),
    );
  }
  const both = await hook.send("x", { threadId: "123456789012345678", threadName: "t" });
  assert(!both.ok && both.error.endsWith("'threadId' and 'threadName' exclude each other"));
  assertEquals(discord.requests.length, 0);
});

Deno.test("edit() of a message that Discord says is in a thread goes to that thread", async () => {
  const { discord, hook } = await start({}, {}, { forum: true });
  await using _ = discord;
  const posted = await hook.send("x", { threadName: "t", wait: true });
  assert(posted.ok && posted.response);
  assertEquals((await hook.edit(posted.response, "y")).ok, true);
  const ref = { id: "123456789012345678", channel_id: "998877665544332211", position: 3 };
  await hook.get(ref);
  assert(discord.requests.at(-1)?.path.endsWith("?thread_id=998877665544332211"));
});

Deno.test("a pasted URL that asks to wait is a default for posts", async () => {
  const { discord, url } = await start();
  await using _ = discord;
  const hook = new DiscordWebhook(`${url}?wait=true`, { baseUrl: discord.url });
  const posted = await hook.send("x");
  assert(posted.ok && posted.response);
  await hook.edit(posted.response.id, "y");
  await hook.send("x", { wait: false });
  assertEquals(
    discord.requests.map(({ path }) => new URL(`http://x${path}`).search),
    ["?wait=true", "", "?wait=false"],
  );
});

Deno.test("sendSlack() and sendGitHub() use Discord's forms of these (11)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const slack = await hook.sendSlack({ text: "hello" });
  assertEquals([slack.ok, slack.response], [true, "ok"]);
  const github = await hook.sendGitHub("push", { ref: "main" }, { headers: { "x-a": "1" } });
  assertEquals(github.ok, true);
  const [first, second] = discord.requests;
  assert(first?.path.endsWith("/slack") && second?.path.endsWith("/github"));
  assertEquals(
    [second?.headers.get("x-github-event"), second?.headers.get("x-a")],
    ["push", "1"],
  );
  for (const wrong of [hook.sendSlack(null as never), hook.sendGitHub(undefined as never, {})]) {
    assertEquals((await wrong).ok, false);
  }
  assertEquals(discord.requests.length, 2);
});

Deno.test("@original is a message too", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const result = await hook.get("@original");
  assertEquals([result.status, discord.requests[0]?.path.endsWith("/messages/@original")], [
    404,
    true,
  ]);
});

Deno.test("modifyWebhook() refuses a name that Discord does", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  for (const name of ["x".repeat(81), "my discord bot", " "]) {
    const result = await hook.modifyWebhook({ name });
    assert(!result.ok);
    assertEquals(result.kind, "payload");
  }
  assertEquals(discord.requests.length, 0);
});

Deno.test("twelve DiscordWebhook objects for one URL, each for one message, meet no 429 (43)", async () => {
  const clock = new ManualClock();
  const { discord, url } = await start({ clock }, { clock, limits: { channel: null } });
  await using _ = discord;
  let done = false;
  const sending = (async () => {
    for (let n = 0; n < 12; n++) {
      const hook = new DiscordWebhook(url, { baseUrl: discord.url, clock });
      assertEquals((await hook.send(`message ${n}`)).ok, true);
    }
  })().finally(() => done = true);
  await until(() => {
    clock.advance(20);
    return done;
  }, "all are sent");
  await sending;
  assertEquals([discord.stored.length, discord.rateLimited.user], [12, 0]);
});

Deno.test("DiscordWebhook uses a limiter of the user's own, and says that it keeps no order", async () => {
  let turns = 0;
  const rateLimit: RateLimiter = {
    turn: () => {
      turns++;
      return Promise.resolve({ granted: true, settle: () => {} });
    },
  };
  const { discord, hook, url } = await start({ rateLimit });
  await using _ = discord;
  assertEquals([(await hook.send("x")).ok, turns], [true, 1]);
  assertThrows(
    () => new DiscordWebhook(url, { baseUrl: discord.url, rateLimit, order: "strict" }),
    TypeError,
  );
  assertThrows(
    () => new DiscordWebhook(url, { baseUrl: discord.url, rateLimit: false, order: "any" }),
    TypeError,
  );
});

Deno.test("a pool passes over a webhook that is gone, and tells of it once", async () => {
  const gone: string[] = [];
  const rateLimit = new DiscordRateLimiter({ onDead: ({ id }) => void gone.push(id) });
  const { discord, url, id } = await start();
  await using _ = discord;
  const other = discord.addWebhook();
  const hook = new DiscordWebhook([url, other.url], { baseUrl: discord.url, rateLimit });
  discord.deleteWebhook(id);
  const first = await hook.send("x");
  assert(!first.ok);
  assertEquals([first.discord.class, first.discord.name], ["dead", "UnknownWebhook"]);
  for (let n = 0; n < 3; n++) assertEquals((await hook.send("x")).url, other.url);
  assertEquals(gone, [id]);
});

Deno.test("deleteWebhook() is the last request: what is sent after it fails at once (52)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  assertEquals((await hook.deleteWebhook()).ok, true);
  const result = await hook.send("x");
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, result.discord.class], ["blocked", 0, "dead"]);
  assert(result.error.endsWith(": the webhook is gone: it was deleted"), result.error);
  assertEquals((await hook.getWebhook()).ok, false);
  assertEquals([discord.requests.length, discord.violations], [1, []]);
});

Deno.test("a 401 that is not Discord's does not make a webhook dead (52, 53)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const headers = { "content-type": "text/html" };
  discord.fail({ kind: "reply", status: 401, headers, body: "<h1>Log in to the network</h1>" });
  const result = await hook.send("x");
  assert(!result.ok);
  assertEquals([result.status, result.discord.class], [401, "permanent"]);
  assertEquals((await hook.send("x")).ok, true);
});

for (const rotation of ["round-robin", "failover"] as const) {
  Deno.test(`onDead is told once of each webhook of a pool that is gone, with ${rotation}`, async () => {
    const gone: DeadWebhook[] = [];
    const { discord, url, id } = await start();
    await using _ = discord;
    const pool = [url, discord.addWebhook().url];
    const onDead = (dead: DeadWebhook) => void gone.push(dead);
    const hook = new DiscordWebhook(pool, { baseUrl: discord.url, rotation, onDead });
    discord.deleteWebhook(id);
    for (let n = 0; n < 4; n++) await hook.send("x");
    await hook.broadcast("x");
    assertEquals(gone, [{ id, code: 10015, status: 404 }]);
    assertEquals(discord.requests.filter(({ status }) => status === 404).length, 1);
  });
}

Deno.test("onDead is told by every client, of what others found too, and without a limiter", async () => {
  const gone: string[] = [];
  const { discord, hook, url, id } = await start();
  await using _ = discord;
  discord.deleteWebhook(id);
  await hook.send("x");
  const onDead = (dead: DeadWebhook) => void gone.push(`${dead.id} ${dead.code} ${dead.status}`);
  await new DiscordWebhook(url, { baseUrl: discord.url, onDead }).send("x");
  await new DiscordWebhook(url, { baseUrl: discord.url, onDead, rateLimit: false }).send("x");
  assertEquals(gone, Array(2).fill(`${id} 10015 404`));
});

Deno.test("onDead is not told of a webhook that only failed, before one that is gone", async () => {
  const gone: string[] = [];
  const { discord, url } = await start();
  await using _ = discord;
  const other = discord.addWebhook();
  discord.deleteWebhook(other.id);
  discord.fail({ kind: "status", status: 503 });
  const hook = new DiscordWebhook([url, other.url], {
    baseUrl: discord.url,
    rotation: "failover",
    rateLimit: false,
    maxRetries: 0,
    onDead: ({ id }) => void gone.push(id),
  });
  assertEquals((await hook.send("x")).discord.class, "dead");
  assertEquals(gone, [other.id]);
});

Deno.test("onDead disturbs nothing by what it throws, and must be a function", async () => {
  const { discord, url, id } = await start();
  await using _ = discord;
  const onDead = () => {
    throw new Error("guest");
  };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, onDead });
  discord.deleteWebhook(id);
  assertEquals((await hook.send("x")).discord.class, "dead");
  assertThrows(
    () => new DiscordWebhook(url, { baseUrl: discord.url, onDead: 5 as never }),
    TypeError,
  );
});

Deno.test("sharedRateLimiter() is the one of every client that was given none, and can revive", async () => {
  const { discord, hook, url, id } = await start();
  await using _ = discord;
  discord.deleteWebhook(id);
  await hook.send("x");
  const called = new URL(url.replace("/api/", "/api/v10/"));
  assertEquals(sharedRateLimiter().isDead(called), true);
  sharedRateLimiter().revive(called);
  assertEquals((await hook.send("x")).status, 404);
  sharedRateLimiter().revive(called);
});

Deno.test("no report shows the token, not even by itself or cut in two (5)", async () => {
  const { discord, hook, url } = await start();
  await using _ = discord;
  const token = url.split("/").at(-1)!;
  const page = `<b>${"x".repeat(170)} ${token}</b>`;
  discord.fail({
    kind: "reply",
    status: 404,
    headers: { "content-type": "text/html" },
    body: page,
  });
  const cut = await hook.send("x");
  const tree = { [token]: { _errors: [{ code: token, message: token }] } };
  discord.fail({
    kind: "reply",
    status: 400,
    body: JSON.stringify({ code: 1, message: token, errors: tree }),
  });
  const echoed = await hook.send("x");
  for (const { discord: report, error } of [cut, echoed]) {
    for (const text of [JSON.stringify(report), Deno.inspect(report), String(error)]) {
      assert(!text.includes(token.slice(0, 12)), text);
    }
  }
});
