/**
 * How fast a queue drains when Discord allows 5 messages per 2 s, in real time.
 *
 * @module
 */

import { DiscordWebhook } from "../../discord.ts";
import { FakeDiscord } from "../../src/testing/mod.ts";
import { table } from "./figures.ts";

const SENDS = 60;
const LIMIT = 5;
const WINDOW = 2_000;

/** No sender can be faster: the first window is open at once, and each of the others is waited for. */
const LEAST = (Math.ceil(SENDS / LIMIT) - 1) * WINDOW;

/** Sends everything at once, and prints how long that took and what became of it. */
export async function drain(): Promise<void> {
  const limits = { channel: null, exec: { limit: LIMIT, window: WINDOW } };
  await using discord = await FakeDiscord.start({ limits });
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  const contents = Array.from({ length: SENDS }, (_, n) => `message ${n}`);
  const start = performance.now();
  const results = await Promise.all(contents.map((content) => hook.send(content)));
  const elapsed = performance.now() - start;

  const stored = discord.stored.map(({ message }) => message.content);
  const arrived = new Set(stored);
  const { user, shared, global } = discord.rateLimited;
  console.log(`\n${SENDS} sends at once, ${LIMIT} per ${WINDOW} ms`);
  console.log(table(["", "measured", "meaning"], [
    ["time", `${elapsed.toFixed(0)} ms`, `${(elapsed / LEAST).toFixed(3)} of ${LEAST} ms`],
    ["429s", String(user + shared + global), `user ${user}, shared ${shared}, global ${global}`],
    ["failed", String(results.filter(({ ok }) => !ok).length), "results that are not ok"],
    ["lost", String(contents.filter((content) => !arrived.has(content)).length), "never stored"],
    ["doubled", String(stored.length - arrived.size), "stored once more than sent"],
    ["requests", String(discord.requests.length), `${SENDS} at best`],
  ]));
}
