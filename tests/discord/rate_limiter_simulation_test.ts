/**
 * The limiter against Discord's windows with random delays both ways: far more cases than by hand.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import type { LimitedAnswer } from "../../mod.ts";
import { DiscordRateLimiter } from "../../src/discord/rate_limiter.ts";
import { FixedWindows, type WindowLimit } from "../../src/testing/discord/fixed_windows.ts";
import { ManualClock } from "../../src/testing/manual_clock.ts";
import { range, told, URL_A, wait } from "./limiter/sends.ts";

/** Random numbers that are the same in every run. */
function randomOf(seed: number): () => number {
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return seed / 2 ** 32;
  };
}

/** Sends so many messages at once, each way taking a random time up to `delay`; tells of the 429s. */
async function simulate(
  seed: number,
  { count, rule, delay, order }: {
    readonly count: number;
    readonly rule: WindowLimit;
    readonly delay: number;
    readonly order: "strict" | "any";
  },
): Promise<{ refused: number; time: number; arrivals: number[] }> {
  const random = randomOf(seed);
  const clock = new ManualClock();
  const windows = new FixedWindows(clock, rule);
  const limiter = new DiscordRateLimiter({ clock });
  const arrivals: number[] = [];
  let refused = 0;
  let time = 0;
  const request = async (n: number): Promise<LimitedAnswer> => {
    await clock.sleep(random() * delay);
    const isTaken = windows.take("");
    const { remaining, left, limit } = windows.state("")!;
    if (isTaken) arrivals.push(n);
    else refused++;
    time = clock.ticks();
    await clock.sleep(random() * delay);
    return told(remaining, left, { limit, ...(isTaken ? {} : { ...wait(left), scope: "user" }) });
  };
  const send = async (n: number) => {
    using place = limiter.enter({ method: "POST", order, url: URL_A });
    for (;;) {
      const turn = await place.turn(URL_A, { maxWait: Infinity });
      assert(turn.granted);
      const answer = await request(n);
      turn.settle(answer);
      if (answer.status !== 429) return;
      await clock.sleep(answer.retryAfter!);
    }
  };
  let done = false;
  const all = Promise.all(range(0, count).map(send)).finally(() => done = true);
  for (let step = 0; !done && step < 100_000; step++) await clock.advance(100);
  assert(done, "all arrive");
  await all;
  assertEquals(clock.pending, 0);
  return { refused, time, arrivals };
}

const RULES: readonly WindowLimit[] = [
  { limit: 5, window: 2000 },
  { limit: 5, window: 5000 },
  { limit: 1, window: 1000 },
  { limit: 20, window: 1000 },
];

for (const delay of [0, 30, 200, 900, 3000]) {
  Deno.test(`DiscordRateLimiter meets no 429 when each way takes up to ${delay} ms`, async () => {
    for (const rule of RULES) {
      for (const seed of range(1, 6)) {
        const order = seed % 2 ? "any" : "strict";
        const { refused, arrivals } = await simulate(seed, { count: 40, rule, delay, order });
        const name = `${rule.limit} per ${rule.window}, seed ${seed}, ${order}`;
        assertEquals(refused, 0, name);
        assertEquals(arrivals.length, 40, name);
        if (order === "strict") assertEquals(arrivals, range(0, 40), name);
      }
    }
  });
}

Deno.test("DiscordRateLimiter loses little time to short delays", async () => {
  for (const rule of RULES) {
    const count = 12 * rule.limit;
    const { time } = await simulate(7, { count, rule, delay: 30, order: "any" });
    const least = 11 * rule.window;
    assert(time <= least + 12 * 110, `${rule.limit} per ${rule.window}: ${time} of ${least} ms`);
  }
});
