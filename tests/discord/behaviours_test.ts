import { assert, assertEquals, assertThrows } from "@std/assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import {
  DiscordRateLimiter,
  type DiscordResult,
  DiscordWebhook,
  type DiscordWebhookOptions,
} from "../../discord.ts";
import type { AttemptEvent } from "../../mod.ts";
import { FakeDiscord, type FakeDiscordOptions, ManualClock } from "../../src/testing/mod.ts";
import { soon, until } from "../core/waiting.ts";

/** How many behaviours the fact sheet lists. Each is in the name of a test, as a number. */
const BEHAVIOURS = 73;

async function start(options: DiscordWebhookOptions = {}, fake: FakeDiscordOptions = {}) {
  const discord = await FakeDiscord.start({ limits: { exec: null, message: null }, ...fake });
  const { url, token, channelId } = discord.addWebhook();
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, url, token, channelId };
}

Deno.test("every behaviour of the fact sheet has a test that bears its number", async () => {
  const folder = new URL("./", import.meta.url);
  const files = (await readdir(folder)).filter((name) => /_test\.[jt]s$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const names = texts.flatMap((text) => text.match(/^.*Deno\.test\(.*$/gm) ?? []);
  const numbers = names.flatMap((name) => name.match(/(?<!\w)\(\d+(?:, \d+)*\)/g) ?? [])
    .flatMap((list) => list.match(/\d+/g)!.map(Number));
  const all = Array.from({ length: BEHAVIOURS }, (_, index) => index + 1);
  assertEquals(all.filter((number) => !numbers.includes(number)), []);
  assertEquals(numbers.filter((number) => !all.includes(number)), []);
});

Deno.test("(5) no result, event, error or limiter shows the token, however a send ends", async () => {
  const events: AttemptEvent[] = [];
  const rateLimit = new DiscordRateLimiter();
  const onAttempt = (event: AttemptEvent) => void events.push(event);
  const { discord, hook, url, token } = await start({ onAttempt, rateLimit, maxRetries: 1 });
  await using _ = discord;
  const results: DiscordResult[] = [];
  results.push(await hook.send("success", { wait: true }));
  results.push(await hook.getWebhook());
  discord.fail({ kind: "error", status: 400, code: 50035, message: `of ${token}` });
  results.push(await hook.send("400"));
  discord.fail({ kind: "rate-limit", scope: "user", wait: 3600 });
  results.push(await hook.send("429"));
  rateLimit.revive(new URL(url));
  const other = new DiscordWebhook(url, { baseUrl: discord.url, onAttempt, rateLimit: false });
  discord.fail({ kind: "delay", time: 60_000 }, { times: 2 });
  results.push(await other.send("timeout", { deadline: 20 }));
  const signal = AbortSignal.abort(new Error(`of ${url}`));
  results.push(await other.send("abort", { signal }));
  results.push(await other.send("payload".repeat(1000)));
  await other.close();
  results.push(await other.send("closed"));
  const elsewhere = await FakeDiscord.start();
  const baseUrl = elsewhere.url;
  await elsewhere.close();
  const lost = new DiscordWebhook(url.replace(discord.url, baseUrl), {
    baseUrl,
    onAttempt,
    maxRetries: 0,
  });
  results.push(await lost.send("network"));
  const error = assertThrows(() => new DiscordWebhook(url.replace("/webhooks", "/hooks")));
  assertEquals(results.map((result) => result.ok || result.kind), [
    true,
    true,
    "http",
    "rate-limited",
    "timeout",
    "aborted",
    "payload",
    "blocked",
    "network",
  ]);
  assert(events.length >= 6);
  const causes = results.map((result) => result.ok ? null : result.cause);
  for (const value of [...results, ...events, ...causes, hook, other, lost, rateLimit, error]) {
    const texts = [
      Deno.inspect(value, { depth: Infinity, showHidden: true }),
      inspect(value, { depth: Infinity, showHidden: true }),
      JSON.stringify(value) ?? "",
      String(value),
      value instanceof Error ? `${value.stack} ${value.cause}` : "",
    ];
    for (const text of texts) assert(!text.includes(token), text);
  }
});

Deno.test("(23) DiscordWebhook changes nothing that it is given", async () => {
  const { discord, hook } = await start({ overflow: "split" });
  await using _ = discord;
  const row = {
    type: 1,
    components: [{ type: 2, style: 5, label: "a", url: "https://a.example" }],
  } as never;
  const message = {
    content: " long ".repeat(500),
    embeds: [{ title: " t ", fields: [{ name: "n", value: "v" }] }],
    allowed_mentions: { parse: [] },
    attachments: [{ id: 0, description: "d" }],
  };
  const file = { data: new Uint8Array(3), name: "a b.txt" };
  const options = { files: [file], components: [row], headers: { "x-a": "1" } };
  const before = structuredClone({ message, options });
  for (const value of [message, message.embeds, message.embeds[0], options, options.files, file]) {
    Object.freeze(value);
  }
  const sent = await hook.send(message, options);
  assertEquals(sent.ok, true);
  const stored = discord.stored.at(-1)!.message;
  assertEquals((await hook.edit(stored.id, { ...message, content: "x" }, options)).ok, true);
  assertEquals({ message, options }, before);
});

Deno.test("(57) DiscordWebhook waits longer and longer after a 5xx, up to a bound, and chance only adds", async () => {
  const clock = new ManualClock();
  const { discord, hook } = await start({ clock, backoff: undefined, maxRetries: 9 }, { clock });
  await using _ = discord;
  for (let round = 0; round < 3; round++) {
    const begun = clock.waits.length;
    discord.fail({ kind: "status", status: 502 }, { times: 10 });
    const sending = hook.send("x");
    for (let n = 1; n <= 9; n++) {
      await until(() => clock.waits.length === begun + n, `wait number ${n}`);
      await clock.advance(clock.waits.at(-1)!);
    }
    const result = await soon(sending);
    assert(!result.ok);
    assertEquals([result.attempts, result.discord.class], [10, "transient"]);
    for (const [n, wait] of clock.waits.slice(begun).entries()) {
      const most = Math.min(1000 * 2 ** n, 30_000);
      assert(wait >= most / 2 && wait <= most, `wait number ${n + 1}: ${wait}`);
    }
  }
  assert(new Set(clock.waits).size > 20, "chance has its say");
});

for (
  const [name, answer] of Object.entries({
    "a 200 in JSON": { status: 200, body: '{"id":"1"}' },
    "a 200 that is too long": { status: 200, body: "x".repeat(5000) },
    "a 200 that is cut": { status: 200, body: '{"id"', fails: true },
    "a 302": { status: 302, body: "elsewhere", headers: { location: "https://a.example/" } },
    "a 404 of Discord's": { status: 404, body: '{"code":10008,"message":"?"}' },
    "a page": { status: 403, body: "<h1>no</h1>" },
    "a page that is too long": { status: 403, body: "<p>".repeat(5000) },
    "a 429": { status: 429, body: '{"retry_after":0}' },
    "a 503": { status: 503, body: "no" },
  })
) {
  Deno.test(`(61) DiscordWebhook reads or cancels the body of ${name}`, async () => {
    const { body: text, fails, ...init } = { fails: false, ...answer };
    let open = 0;
    const fetch = () => {
      open++;
      let isOver = false;
      const end = () => {
        if (!isOver) open--;
        isOver = true;
      };
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          // Piece by piece, so that one that stops reading has to say so.
          if (text.length > 2000) {
            return controller.enqueue(new TextEncoder().encode("x".repeat(500)));
          }
          controller.enqueue(new TextEncoder().encode(text));
          end();
          if (fails) controller.error(new TypeError("cut"));
          else controller.close();
        },
        cancel: end,
      }, { highWaterMark: 0 });
      return Promise.resolve(new Response(body, init));
    };
    const url = `https://discord.com/api/webhooks/123456789012345678/${"t".repeat(68)}`;
    const backoff = { minTimeout: 0, maxTimeout: 1 };
    const hook = new DiscordWebhook(url, {
      fetch,
      backoff,
      rateLimit: false,
      maxResponseBytes: 1000,
    });
    await hook.send("x");
    assertEquals(open, 0);
  });
}

Deno.test("(63) DiscordWebhook ends each attempt in its time, and the whole send in its own", async () => {
  const clock = new ManualClock();
  const options = { clock, timeout: 1000, deadline: 3500, maxRetries: 9 };
  const { discord, hook } = await start(options, { clock });
  await using _ = discord;
  discord.fail({ kind: "delay", time: 60_000 }, { times: 9 });
  const sending = hook.send("x");
  for (let n = 1; n <= 3; n++) {
    await until(() => discord.requests.length === n, `attempt number ${n}`);
    await clock.advance(1000);
  }
  await until(() => discord.requests.length === 4, "the last attempt");
  await clock.advance(499);
  await clock.advance(1);
  const result = await soon(sending);
  assert(!result.ok);
  assertEquals([result.kind, result.attempts], ["timeout", 4]);
  assert(result.error.endsWith(": the deadline has passed"), result.error);
  assertEquals([clock.ticks(), result.discord.delivery], [3500, "unknown"]);
});

for (
  const [name, prepare] of Object.entries({
    "in flight": (discord: FakeDiscord) => {
      discord.fail({ kind: "delay", time: 60_000 });
      return () => discord.requests.length === 1;
    },
    "between two attempts": (discord: FakeDiscord, clock: ManualClock) => {
      discord.fail({ kind: "status", status: 500 });
      return () => clock.waits.length === 1;
    },
    "in line": (discord: FakeDiscord) => {
      discord.fail({ kind: "rate-limit", scope: "user", wait: 60 });
      return () => discord.requests.length === 1;
    },
  })
) {
  Deno.test(`(62) a send that is aborted ${name} settles at once, and the next goes out`, async () => {
    const clock = new ManualClock();
    const { discord, hook } = await start({ clock, backoff: undefined }, { clock });
    await using _ = discord;
    const isThere = prepare(discord, clock);
    const controller = new AbortController();
    const first = hook.send("first", { signal: controller.signal });
    const second = hook.send("second");
    await until(isThere, name);
    controller.abort();
    const result = await soon(first);
    assertEquals(!result.ok && result.kind, "aborted");
    let isSent = false;
    second.then(() => isSent = true);
    await until(() => {
      if (!isSent) clock.advance(50);
      return isSent;
    }, "the second is sent");
    assertEquals((await second).ok, true);
    assertEquals(discord.stored.at(-1)?.message.content, "second");
  });
}

Deno.test("(65) a process stays as long as its sends wait, and then ends by itself", async () => {
  await using discord = await FakeDiscord.start({ speed: 10 });
  const { url } = discord.addWebhook();
  // On Node it is JavaScript.
  const program = new URL(`./send_program.${import.meta.url.split(".").at(-1)}`, import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(program), url, discord.url], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  const contents = discord.stored.map(({ message }) => message.content);
  assertEquals([code, contents], [0, Array.from({ length: 12 }, (_, n) => `${n}`)]);
});
