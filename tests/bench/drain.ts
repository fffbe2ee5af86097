/**
 * How fast a queue drains when Discord allows 5 messages per 2 s, in real time; beside it what
 * `@discordjs/rest` does with the same. And what many queued messages cost.
 *
 * @module
 */

import { REST } from "@discordjs/rest";
import { DiscordRateLimiter, DiscordWebhook } from "../../discord.ts";
import { FakeDiscord, ManualClock } from "../../src/testing/mod.ts";
import { table } from "./figures.ts";

const SENDS = 60;
const LIMIT = 5;
const WINDOW = 2_000;

/** How long a reply takes, in ms. */
const LATENCY = 50;

/** No sender can be faster: the first window is open at once, and each of the others is waited for. */
const LEAST = (Math.ceil(SENDS / LIMIT) - 1) * WINDOW;

/** Posts a message to a webhook of the fake; says whether it went well. */
type Post = (content: string) => Promise<boolean>;

/** Makes the posting of one way to send. */
type Way = (discord: FakeDiscord, url: string) => Post;

const WAYS: Readonly<Record<string, Way>> = {
  "hookcast": (discord, url) => {
    const rateLimit = new DiscordRateLimiter();
    const hook = new DiscordWebhook(url, { baseUrl: discord.url, rateLimit });
    return async (content) => (await hook.send(content)).ok;
  },
  "hookcast, any order": (discord, url) => {
    const rateLimit = new DiscordRateLimiter();
    const hook = new DiscordWebhook(url, { baseUrl: discord.url, rateLimit, order: "any" });
    return async (content) => (await hook.send(content)).ok;
  },
  "@discordjs/rest": (discord, url) => {
    const rest = new REST({ api: `${discord.url}/api`, version: "10" });
    const path = new URL(url).pathname.replace("/api", "") as `/${string}`;
    return (content) => rest.post(path, { body: { content }, auth: false }).then(() => true);
  },
};

/** Sends everything at once, each way, and prints how long it took and what became of it. */
export async function drain(): Promise<void> {
  console.log(`\n${SENDS} sends at once, ${LIMIT} per ${WINDOW} ms, each reply ${LATENCY} ms late`);
  // At the same time: they wait for most of it, and meet nowhere.
  const rows = await Promise.all(Object.entries(WAYS).map(([name, way]) => drainOne(name, way)));
  console.log(table(["", "time", `of ${LEAST} ms`, "429s", "failed", "lost", "doubled"], rows));
  await queue();
}

async function drainOne(name: string, way: Way): Promise<string[]> {
  const limits = { channel: null, exec: { limit: LIMIT, window: WINDOW } };
  await using discord = await FakeDiscord.start({ limits, latency: LATENCY });
  const post = way(discord, discord.addWebhook().url);
  const contents = Array.from({ length: SENDS }, (_, n) => `message ${n}`);
  const start = performance.now();
  const results = await Promise.all(contents.map((content) => post(content).catch(() => false)));
  const elapsed = performance.now() - start;

  const stored = discord.stored.map(({ message }) => message.content);
  const arrived = new Set(stored);
  const { user, shared, global } = discord.rateLimited;
  return [
    name,
    `${elapsed.toFixed(0)} ms`,
    (elapsed / LEAST).toFixed(3),
    String(user + shared + global),
    String(results.filter((ok) => !ok).length),
    String(contents.filter((content) => !arrived.has(content)).length),
    String(stored.length - arrived.size),
  ];
}

/** How much time and memory messages take that wait; the clock stands still, so nothing is sent. */
async function queue(): Promise<void> {
  const rows: string[][] = [];
  for (const count of [2_500, 5_000, 10_000, 20_000]) {
    const clock = new ManualClock();
    // One for each: adding a listener to a signal takes longer the more it has.
    const controllers = Array.from({ length: count }, () => new AbortController());
    const fetch = () => new Promise<Response>(() => {});
    const url = `https://discord.com/api/webhooks/123456789012345678/${"t".repeat(68)}`;
    const hook = new DiscordWebhook(url, { clock, fetch });
    const before = Deno.memoryUsage().heapUsed;
    const start = performance.now();
    const sends = controllers.map(({ signal }, n) => hook.send(`message ${n}`, { signal }));
    await new Promise((resolve) => setTimeout(resolve));
    const queued = performance.now() - start;
    const heap = Deno.memoryUsage().heapUsed - before;
    controllers.forEach((controller) => controller.abort());
    await Promise.all(sends);
    const elapsed = performance.now() - start;
    rows.push([
      String(count),
      `${(queued * 1000 / count).toFixed(0)} us`,
      `${((elapsed - queued) * 1000 / count).toFixed(0)} us`,
      `${(heap / count / 1024).toFixed(1)} KB`,
    ]);
  }
  console.log("\nSends that wait their turn, per send");
  console.log(table(["sends", "to queue", "to abort", "heap"], rows));
}
