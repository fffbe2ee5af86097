import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { LimitedAnswer, RateTurn, TurnLimits } from "../../mod.ts";
import {
  SlackRateLimiter,
  type SlackRateLimiterOptions,
  SlackWebhook,
} from "../../src/slack/mod.ts";
import { FakeServer, FakeSlack, ManualClock } from "../../src/testing/mod.ts";
import { isPending, soon } from "../core/waiting.ts";

type Granted = Extract<RateTurn, { granted: true }>;

const ONE = new URL("https://hooks.slack.com/services/T0/B0/one");
const TWO = new URL("https://hooks.slack.com/services/T0/B0/two");

const OK: LimitedAnswer = { status: 200, headers: new Headers(), response: "ok", retryAfter: null };
const told = (retryAfter: number | null): LimitedAnswer => ({ ...OK, status: 429, retryAfter });

/** A limiter on a clock moved by hand, and those who asked it. */
class Line {
  readonly clock = new ManualClock();
  readonly limiter: SlackRateLimiter;
  /** Who was let through, and when. */
  readonly through: [who: string, at: number][] = [];
  readonly refused: [who: string, retryAfter: number | null][] = [];
  readonly gone: string[] = [];
  /** What those let through are answered at once; without it they stay under way. */
  answer: LimitedAnswer | undefined = OK;
  readonly turns: Granted[] = [];

  constructor(options: SlackRateLimiterOptions = {}) {
    this.limiter = new SlackRateLimiter({ clock: this.clock, ...options });
  }

  /** Asks for a turn, and lets the limiter answer if it can. */
  async ask(who: string, url = ONE, limits: Partial<TurnLimits> = {}): Promise<void> {
    this.limiter.turn(url, { maxWait: Infinity, ...limits }).then((turn) => {
      if (!turn.granted) return void this.refused.push([who, turn.retryAfter]);
      this.through.push([who, this.clock.ticks()]);
      this.turns.push(turn);
      if (this.answer) turn.settle(this.answer);
    }, () => this.gone.push(who));
    await this.clock.advance(0);
  }
}

Deno.test("SlackRateLimiter lets one message per second through, first come, first served", async () => {
  const line = new Line();
  for (const who of "abcd") await line.ask(who);
  await line.clock.advance(999);
  assertEquals(line.through, [["a", 0]]);
  await line.clock.advance(9_001);
  assertEquals(line.through, [["a", 0], ["b", 1000], ["c", 2000], ["d", 3000]]);
});

Deno.test("SlackRateLimiter keeps URLs apart; a query makes no other URL", async () => {
  const line = new Line();
  await line.ask("a", ONE);
  await line.ask("b", TWO);
  await line.ask("c", new URL(`${ONE.href}?x=1`));
  assertEquals(line.through, [["a", 0], ["b", 0]]);
  await line.clock.advance(1000);
  assertEquals(line.through.at(-1), ["c", 1000]);
});

Deno.test("SlackRateLimiter lets a message through at once after a pause", async () => {
  const line = new Line();
  await line.ask("a");
  await line.clock.advance(1000);
  await line.ask("b");
  await line.clock.advance(60_000);
  await line.ask("c");
  assertEquals(line.through, [["a", 0], ["b", 1000], ["c", 61_000]]);
  assertEquals(line.clock.waits, []);
});

Deno.test("SlackRateLimiter with a burst of 3 lets 3 through in any 3 seconds", async () => {
  const line = new Line({ burst: 3 });
  for (const who of "abcdefg") await line.ask(who);
  await line.clock.advance(20_000);
  assertEquals(line.through.map(([, at]) => at), [0, 0, 0, 3000, 3000, 3000, 6000]);
});

Deno.test("SlackRateLimiter keeps an interval of one's own", async () => {
  const line = new Line({ interval: 6000, burst: 2 });
  for (const who of "abc") await line.ask(who);
  await line.clock.advance(20_000);
  assertEquals(line.through.map(([, at]) => at), [0, 0, 12_000]);
});

Deno.test("SlackRateLimiter holds all after a 429, as long as Slack says, and keeps the pace then", async () => {
  const line = new Line();
  line.answer = told(30_000);
  await line.ask("a");
  line.answer = OK;
  for (const who of "bcd") await line.ask(who);
  await line.clock.advance(29_999);
  assertEquals(line.through.length, 1);
  await line.clock.advance(9_000);
  assertEquals(line.through, [["a", 0], ["b", 30_000], ["c", 31_000], ["d", 32_000]]);
});

Deno.test("SlackRateLimiter is held by a 429 for no more than a day, whatever it says", async () => {
  const line = new Line();
  line.answer = told(1e300);
  await line.ask("a");
  line.answer = OK;
  await line.clock.advance(86_400_000 - 1);
  await line.ask("b", ONE, { maxWait: 0 });
  assertEquals(line.refused, [["b", 1]]);
  await line.clock.advance(1);
  await line.ask("c", ONE, { maxWait: 0 });
  assertEquals(line.through, [["a", 0], ["c", 86_400_000]]);
});

Deno.test("SlackRateLimiter holds those in line when a 429 comes later", async () => {
  const line = new Line();
  line.answer = undefined;
  for (const who of "ab") await line.ask(who);
  await line.clock.advance(200);
  line.turns[0]!.settle(told(5000));
  line.answer = OK;
  await line.clock.advance(10_000);
  assertEquals(line.through, [["a", 0], ["b", 5200]]);
});

Deno.test("SlackRateLimiter refuses at once who would not wait so long", async () => {
  const line = new Line();
  line.answer = told(30_000);
  await line.ask("a");
  await line.ask("b", ONE, { maxWait: 29_999 });
  assertEquals(line.refused, [["b", 30_000]]);
  await line.ask("c", ONE, { maxWait: 30_000 });
  assertEquals(line.refused.length, 1);
});

Deno.test("SlackRateLimiter refuses at once, although others wait before", async () => {
  const line = new Line();
  for (const who of "ab") await line.ask(who);
  await line.ask("c", ONE, { maxWait: 999 });
  assertEquals(line.refused, [["c", 1000]]);
});

Deno.test("SlackRateLimiter heeds the limits that a server names, beside its own", async () => {
  const line = new Line();
  const headers = new Headers({
    "x-ratelimit-limit": "1",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset-after": "5",
  });
  line.answer = { ...OK, headers };
  for (const who of "abc") await line.ask(who);
  await line.clock.advance(9_999);
  assertEquals(line.through, [["a", 0], ["b", 5000]]);
});

Deno.test("SlackRateLimiter refuses in turn who waited for a place that a 429 moved too far", async () => {
  const line = new Line();
  line.answer = undefined;
  for (const who of "ab") await line.ask(who, ONE, { maxWait: 2000 });
  await line.clock.advance(500);
  line.turns[0]!.settle(told(60_000));
  await line.clock.advance(500);
  assertEquals(line.refused, [["b", 59_500]]);
});

Deno.test("SlackRateLimiter lets the others move up when one gives up", async () => {
  const line = new Line();
  const head = new AbortController();
  const middle = new AbortController();
  await line.ask("a");
  await line.ask("b", ONE, { signal: head.signal });
  await line.ask("c", ONE, { signal: middle.signal });
  await line.ask("d");
  await line.clock.advance(500);
  middle.abort();
  await line.clock.advance(0);
  assertEquals(line.gone, ["c"]);
  head.abort();
  await line.clock.advance(500);
  assertEquals([line.gone, line.through.at(-1)], [["c", "b"], ["d", 1000]]);
});

Deno.test("SlackRateLimiter lets nobody overtake when one in the middle gives up", async () => {
  const line = new Line();
  const middle = new AbortController();
  for (const who of "ab") await line.ask(who);
  await line.ask("c", ONE, { signal: middle.signal });
  await line.ask("d");
  middle.abort();
  await line.clock.advance(5000);
  assertEquals(line.through, [["a", 0], ["b", 1000], ["d", 2000]]);
});

Deno.test("SlackRateLimiter lets nobody wait whose signal is aborted already", async () => {
  const line = new Line();
  await line.ask("a");
  const signal = AbortSignal.abort(new Error("mine"));
  await assertRejects(() => line.limiter.turn(ONE, { maxWait: Infinity, signal }), Error);
  await line.clock.advance(1000);
  await line.ask("b");
  assertEquals(line.through.at(-1), ["b", 1000]);
});

Deno.test("SlackRateLimiter forgets URLs that are idle, when there are too many", async () => {
  const line = new Line();
  const urls = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => new URL(`https://a.example/${from + n}`));
  for (const url of urls(0, 1000)) await line.ask("x", url);
  assertEquals(line.limiter.toJSON().urls, 1000);
  await line.clock.advance(1000);
  await line.ask("x", urls(2000, 1)[0]);
  assertEquals(line.limiter.toJSON().urls, 1);
});

Deno.test("SlackRateLimiter forgets no URL whose pace it must keep", async () => {
  const line = new Line();
  await line.ask("a");
  for (let n = 0; n < 1500; n++) await line.ask("x", new URL(`https://a.example/${n}`));
  await line.ask("b");
  assertEquals(line.through.at(-1)![0], "x");
  await line.clock.advance(1000);
  assertEquals(line.through.at(-1), ["b", 1000]);
});

Deno.test("SlackRateLimiter forgets no URL where someone waits", async () => {
  const line = new Line({ burst: 5 });
  line.answer = undefined;
  for (const who of "ab") await line.ask(who); // b waits for what a's answer will teach.
  line.answer = OK;
  for (let n = 0; n < 1000; n++) await line.ask("x", new URL(`https://a.example/${n}`));
  line.through.length = 0;
  for (const who of "cdefgh") await line.ask(who);
  line.turns[0]!.settle(OK);
  await line.clock.advance(100);
  assertEquals(line.through.map(([who]) => who), ["b", "c", "d", "e"]);
});

Deno.test("SlackRateLimiter prints its pace, and no URL", async () => {
  const line = new Line({ burst: 2 });
  await line.ask("a");
  assertEquals(JSON.parse(JSON.stringify(line.limiter)), { interval: 1000, burst: 2, urls: 1 });
  assert(!Deno.inspect(line.limiter, { depth: 9, showHidden: true }).includes("services"));
});

Deno.test("new SlackRateLimiter() refuses wrong options", () => {
  const make = (options: object) => () => new SlackRateLimiter(options);
  assertThrows(make({ interval: -1 }), RangeError, "'interval' must be >= 0");
  assertThrows(make({ burst: 0 }), RangeError, "'burst' must be >= 1");
  assertThrows(make({ burst: 1.5 }), RangeError, "'burst' must be a whole number");
  assertThrows(make({ clock: {} }), TypeError, "'clock'");
  assertThrows(make({ limit: 1 }), TypeError, "'limit' is no option of a rate limiter");
});

Deno.test("SlackWebhook.send() keeps a second between messages to one webhook by default", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const [one, two] = [slack.addWebhook().url, slack.addWebhook().url];
  const hook = new SlackWebhook(one, { clock });
  const first = [hook.send("1"), hook.send("2")];
  const other = new SlackWebhook(two, { clock }).send("3");
  assertEquals((await soon(first[0]!)).ok, true);
  assertEquals((await soon(other)).ok, true);
  assert(await isPending(first[1]!));
  await clock.advance(999);
  assert(await isPending(first[1]!));
  await clock.advance(1);
  assertEquals((await soon(first[1]!)).ok, true);
  const times = slack.requests.filter(({ path }) => one.endsWith(path)).map(({ at }) => at);
  assertEquals(times, [0, 1000]);
  assertEquals(slack.violations, []);
});

Deno.test("SlackWebhook.send() keeps no pace without a limiter", async () => {
  await using slack = await FakeSlack.start();
  const hook = new SlackWebhook(slack.addWebhook().url, { rateLimit: false });
  const results = await Promise.all([hook.send("1"), hook.send("2"), hook.send("3")]);
  assertEquals(results.map(({ ok }) => ok), [true, true, true]);
  assertEquals(slack.violations.map(({ kind }) => kind), ["pace", "pace"]);
});

Deno.test("SlackWebhook shares its pace with others that have the same limiter", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const { url } = slack.addWebhook();
  const rateLimit = new SlackRateLimiter({ clock });
  await soon(new SlackWebhook(url, { clock, rateLimit }).send("1"));
  const second = new SlackWebhook(url, { clock, rateLimit }).send("2");
  assert(await isPending(second));
  await clock.advance(1000);
  assertEquals((await soon(second)).ok, true);
  assertEquals(slack.violations, []);
});

Deno.test("SlackWebhook.send() waits after a 429, sends all, and breaks no rule", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const hook = new SlackWebhook(slack.addWebhook().url, { clock });
  slack.fail("rate_limited");
  const sends = Array.from({ length: 5 }, (_, n) => hook.send(String(n)));
  const all = Promise.all(sends);
  while (await isPending(all)) await clock.advance(250);
  assertEquals((await all).map(({ ok }) => ok), [true, true, true, true, true]);
  assertEquals([slack.messages.length, slack.requests.length], [5, 6]);
  assertEquals(slack.violations, []);
});

Deno.test("SlackWebhook.send() does not begin a wait that does not fit its deadline", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ body: "ok" }]);
  const hook = new SlackWebhook(server.url, { clock });
  await soon(hook.send("1"));
  const result = await soon(hook.send("2", { deadline: 500 }));
  assert(!result.ok);
  assertEquals([result.kind, result.retryAfter, result.attempts], ["rate-limited", 1000, 0]);
  assertEquals(result.slack, { reason: "rate", code: null, permanent: false });
});
