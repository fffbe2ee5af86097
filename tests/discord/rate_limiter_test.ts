import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type DeadWebhook,
  DiscordRateLimiter,
  sharedRateLimiter,
} from "../../src/discord/rate_limiter.ts";
import { ManualClock } from "../../src/testing/manual_clock.ts";
import {
  edge,
  ELSEWHERE,
  range,
  Sends,
  told,
  untold,
  URL_A,
  URL_B,
  wait,
  webhookUrl,
} from "./limiter/sends.ts";

const GONE = { status: 404, response: { code: 10015, message: "Unknown Webhook" } };
const STRICT = { order: "strict" } as const;

// The window

Deno.test("(45) DiscordRateLimiter lets one request probe a webhook that is new", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.clock.advance(14_999);
  assertEquals(sends.through, [0]);
});

Deno.test("(34) DiscordRateLimiter lets out as many as remain, and no more before the reset", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, told(4, 2000));
  assertEquals(sends.through, range(0, 5));
  for (const n of range(1, 5)) await sends.answer(n, told(4 - n, 2000));
  await sends.clock.advance(2000);
  assertEquals(sends.through, range(0, 5));
  await sends.clock.advance(50);
  assertEquals(sends.through, range(0, 10));
});

Deno.test("(35) DiscordRateLimiter waits for Reset-After, whatever the date says", async () => {
  const sends = new Sends();
  await sends.begin(6);
  const headers = { "x-ratelimit-reset": "4102444800.000", date: "Fri, 01 Jan 2100 00:00:00 GMT" };
  await sends.answer(0, told(0, 2000, { headers }));
  await sends.clock.advance(2050);
  assertEquals(sends.through.length, 6);
});

Deno.test("DiscordRateLimiter counts the way of an answer as slack", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.clock.advance(80);
  await sends.answer(0, told(0, 2000)); // The window ends between 2000 and 2080.
  await sends.clock.advance(1999);
  assertEquals(sends.through, [0]);
  await sends.clock.advance(1);
  assertEquals(sends.through, [0, 1]);
});

Deno.test("DiscordRateLimiter takes late answers of one window for one window", async () => {
  const sends = new Sends();
  await sends.begin(9);
  await sends.answer(0, told(4, 2000));
  for (const n of [2, 3, 4]) await sends.answer(n, told(4 - n, 2000));
  await sends.clock.advance(1900);
  await sends.answer(1, told(3, 2000)); // Made at the start, and long on its way.
  assertEquals(sends.through.length, 5);
  await sends.clock.advance(150);
  assertEquals(sends.through.length, 9);
});

Deno.test("DiscordRateLimiter learns a newer window", async () => {
  const sends = new Sends();
  await sends.begin(12);
  await sends.answer(0, told(0, 60_000));
  await sends.clock.advance(60_050);
  assertEquals(sends.through.length, 6);
  await sends.clock.advance(500);
  for (const n of range(1, 6)) await sends.answer(n, told(5 - n, 2000));
  await sends.clock.advance(2000);
  assertEquals(sends.through.length, 11);
});

Deno.test("DiscordRateLimiter ignores an answer of the window before", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, told(4, 2000));
  for (const n of [1, 2, 3]) await sends.answer(n, told(4 - n, 2000));
  await sends.clock.advance(2050);
  assertEquals(sends.through.length, 9, "one of the window before is still under way");
  await sends.answer(5, told(4, 2000));
  await sends.answer(4, told(0, 1)); // Of the window before, as its end says.
  for (const n of range(6, 9)) await sends.answer(n, told(9 - n, 2000));
  await sends.clock.advance(2049);
  assertEquals(sends.through.length, 9);
  await sends.clock.advance(1);
  assertEquals(sends.through.length, 14);
});

Deno.test("DiscordRateLimiter sets those under way aside when another sender uses the webhook", async () => {
  const sends = new Sends();
  await sends.begin(4);
  await sends.answer(0, told(4, 2000));
  await sends.answer(1, told(2, 2000)); // Someone else took one; 2 and 3 are not counted yet.
  await sends.begin(3);
  assertEquals(sends.through, range(0, 4));
});

Deno.test("(47) DiscordRateLimiter never takes missing headers for no limit", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, untold());
  assertEquals(sends.through, [0, 1]);
  await sends.answer(1, told(2, 2000));
  await sends.answer(2, untold());
  await sends.answer(3, untold({ status: 500 }));
  assertEquals(sends.through, range(0, 4));
  await sends.clock.advance(2050);
  assertEquals(sends.through, range(0, 9));
});

Deno.test("DiscordRateLimiter lets another one probe when the first gets no answer", async () => {
  const sends = new Sends();
  await sends.begin(3);
  await sends.answer(0);
  assertEquals(sends.through, [0, 1]);
  await sends.clock.advance(15_000);
  assertEquals(sends.through, [0, 1, 2], "patience ends");
});

Deno.test("(49) DiscordRateLimiter settles at once when nothing remains", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(0, 60_000)); // It resolves: nothing is waited for.
  assertEquals(sends.clock.pending, 0);
});

// Order

Deno.test("DiscordRateLimiter sends one by one in strict order", async () => {
  const sends = new Sends();
  await sends.begin(4, STRICT);
  await sends.end(0, told(4, 2000));
  assertEquals(sends.through, [0, 1]);
  await sends.end(1, told(3, 2000));
  assertEquals(sends.through, [0, 1, 2]);
});

Deno.test("(50) DiscordRateLimiter keeps the place of a strict send from 429 and 5xx to its end", async () => {
  const sends = new Sends();
  await sends.begin(3, STRICT);
  await sends.answer(0, told(4, 2000, wait(1000)));
  await sends.clock.advance(5000);
  assertEquals(sends.through, [0], "it sleeps, and nobody passes");
  await sends.retry(0);
  await sends.answer(0, untold({ status: 503 }));
  await sends.clock.advance(30_000);
  assertEquals(sends.through, [0, 0]);
  await sends.retry(0);
  await sends.end(0, told(4, 2000));
  assertEquals(sends.through, [0, 0, 0, 1]);
});

Deno.test("(50) DiscordRateLimiter puts a retry of any order in front", async () => {
  const sends = new Sends();
  await sends.begin(8);
  await sends.answer(0, told(1, 2000));
  await sends.answer(1, told(0, 2000, wait(2000)));
  await sends.clock.advance(2000);
  await sends.retry(1);
  await sends.clock.advance(50);
  assertEquals(sends.through, [0, 1, 1, 2, 3, 4, 5]);
});

Deno.test("DiscordRateLimiter keeps the order of entering when a URL is named at once", async () => {
  const { limiter, clock } = new Sends();
  const through: string[] = [];
  const first = limiter.enter({ method: "POST", order: "strict", url: URL_A });
  const second = limiter.enter({ method: "POST", order: "strict", url: URL_A });
  const ask = async (place: typeof first, name: string) => {
    if ((await place.turn(URL_A, { maxWait: Infinity })).granted) through.push(name);
  };
  ask(second, "second");
  await clock.advance(0);
  assertEquals(through, [], "the first one is still being prepared");
  first[Symbol.dispose]();
  await clock.advance(0);
  assertEquals(through, ["second"]);
  second[Symbol.dispose]();
});

Deno.test("DiscordRateLimiter lets a strict send leave one webhook for another", async () => {
  const { limiter, clock } = new Sends();
  const place = limiter.enter({ method: "POST", order: "strict" });
  const turn = await place.turn(URL_A, { maxWait: 0 });
  assert(turn.granted);
  turn.settle(untold({ status: 500 }));
  assert((await place.turn(URL_B, { maxWait: 0 })).granted);
  const other = limiter.enter({ method: "POST", order: "strict" });
  assert((await other.turn(URL_A, { maxWait: 0 })).granted, "its old place is free");
  assertEquals(clock.pending, 0);
});

Deno.test("DiscordRateLimiter ends the wait of a place that is left", async () => {
  const { limiter, clock } = new Sends();
  using first = limiter.enter({ method: "POST", order: "any" });
  assert((await first.turn(URL_A, { maxWait: 0 })).granted);
  const place = limiter.enter({ method: "POST", order: "any" });
  const waiting = place.turn(URL_A, { maxWait: 0 });
  place[Symbol.dispose]();
  assertEquals([(await waiting).granted, clock.pending], [false, 0]);
});

Deno.test("DiscordRateLimiter refuses two turns at a time for one place, and any after it is left", async () => {
  const { limiter } = new Sends();
  await using stack = new AsyncDisposableStack();
  const first = stack.use(limiter.enter({ method: "POST", order: "any" }));
  assert((await first.turn(URL_A, { maxWait: 0 })).granted);
  const place = limiter.enter({ method: "POST", order: "any" });
  const controller = new AbortController();
  const waiting = place.turn(URL_A, { maxWait: 0, signal: controller.signal }).catch(() => "over");
  const second = await place.turn(URL_A, { maxWait: 0 }).catch((error) => error);
  assert(second instanceof TypeError);
  controller.abort();
  assertEquals(await waiting, "over");
  place[Symbol.dispose]();
  assert(await place.turn(URL_A, { maxWait: 0 }).catch((error) => error) instanceof TypeError);
});

// Keys

Deno.test("(44) DiscordRateLimiter keeps webhooks apart", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(0, 60_000));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1]);
});

Deno.test("(48) DiscordRateLimiter keeps the kinds of requests apart", async () => {
  const sends = new Sends();
  const message = new URL(`${URL_A.pathname}/messages/1`, URL_A);
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1);
  await sends.answer(0, told(0, 60_000));
  await sends.begin(1, { url: slack });
  for (const method of ["GET", "PATCH", "DELETE"]) {
    await sends.begin(1, { method });
    await sends.begin(1, { method, url: message });
  }
  assertEquals(sends.through, range(0, 8));
  await sends.begin(1, { method: "PATCH", url: new URL(`${URL_A.pathname}/messages/2`, URL_A) });
  assertEquals(sends.through.length, 8, "all messages are one");
});

Deno.test("DiscordRateLimiter takes all of Discord's hosts and versions for one", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(0, 60_000));
  for (const origin of ["https://ptb.discord.com", "https://canary.discord.com"]) {
    await sends.begin(1, { url: webhookUrl("111111111111111111", origin) });
  }
  await sends.begin(1, { url: new URL(URL_A.href.replace("/v10", "")) });
  assertEquals(sends.through, [0]);
  await sends.begin(1, { url: ELSEWHERE });
  assertEquals(sends.through, [0, 4]);
});

Deno.test("DiscordRateLimiter puts two kinds of requests into the one bucket that they name", async () => {
  const sends = new Sends();
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1);
  await sends.begin(1, { url: slack });
  await sends.answer(0, told(4, 2000, { bucket: "one" }));
  await sends.begin(1, { url: slack }); // 2
  await sends.answer(1, told(1, 2000, { bucket: "one" }));
  assertEquals(sends.through, [0, 1, 2]);
  await sends.begin(2);
  assertEquals(sends.through, [0, 1, 2], "they share what is left");
  await sends.clock.advance(2050);
  assertEquals(sends.through, range(0, 5));
});

Deno.test("(46) DiscordRateLimiter keeps the order and overshoots nothing when the bucket changes", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, told(4, 2000, { bucket: "old" }));
  await sends.answer(1, told(2, 1000, { bucket: "new", limit: 3 })); // 2, 3 and 4 are under way.
  await sends.answer(2, told(1, 2000, { bucket: "old" })); // It was answered before, and came late.
  await sends.clock.advance(1049);
  assertEquals(sends.through, range(0, 5));
  await sends.answer(3, told(1, 0, { bucket: "new", limit: 3 }));
  await sends.answer(4, told(0, 0, { bucket: "new", limit: 3 }));
  await sends.clock.advance(1);
  assertEquals(sends.through, range(0, 8));
});

Deno.test("(46) DiscordRateLimiter moves those who wait when a kind of request leaves a bucket", async () => {
  const sends = new Sends();
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1);
  await sends.answer(0, told(4, 60_000, { bucket: "one" }));
  await sends.begin(3, { url: slack }); // 1, 2, 3
  await sends.answer(1, told(1, 60_000, { bucket: "one" }));
  assertEquals(sends.through, [0, 1, 2]);
  await sends.answer(2, told(1, 2000, { bucket: "two", limit: 2 }));
  assertEquals(sends.through, [0, 1, 2, 3]);
  await sends.begin(1, { url: slack }); // 4
  await sends.clock.advance(2049);
  assertEquals(sends.through, [0, 1, 2, 3]);
});

// 429

Deno.test("(36) DiscordRateLimiter holds one webhook and kind of request after a user 429", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, told(0, 700, { ...wait(5000), scope: "user" }));
  await sends.begin(1, { url: URL_B });
  await sends.begin(1, { method: "GET" });
  assertEquals(sends.through, [0, 2, 3]);
  await sends.clock.advance(5000);
  assertEquals(sends.through, [0, 2, 3]);
  await sends.clock.advance(50);
  assertEquals(sends.through, [0, 2, 3, 1]);
});

Deno.test("(36) DiscordRateLimiter holds all webhooks of a server after a global 429", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, untold({ ...wait(3000), headers: { "x-ratelimit-global": "true" } }));
  await sends.begin(1, { url: URL_B });
  await sends.begin(1, { method: "GET" });
  await sends.begin(1, { url: ELSEWHERE });
  assertEquals(sends.through, [0, 3]);
  await sends.clock.advance(3049);
  assertEquals(sends.through, [0, 3]);
  await sends.clock.advance(1);
  assertEquals(sends.through, [0, 3, 1, 2]);
});

Deno.test("DiscordRateLimiter learns from the body that a 429 is global", async () => {
  const sends = new Sends();
  await sends.begin(1);
  const response = { message: "", retry_after: 3, global: true };
  await sends.answer(0, untold({ status: 429, response }));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0]);
});

Deno.test("(36, 37) DiscordRateLimiter holds the posts to a channel after a shared 429", async () => {
  const sends = new Sends();
  const post = (id: string, channel: string) => ({
    status: 200,
    response: { id, channel_id: channel },
  });
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, post("1", "c")));
  await sends.begin(1, { url: URL_B });
  await sends.answer(2, told(4, 2000, post("2", "c")));
  const third = webhookUrl("333333333333333333");
  await sends.begin(1, { url: third });
  await sends.answer(3, told(4, 2000, post("3", "elsewhere")));

  await sends.answer(1, told(3, 2000, { ...wait(45_000), scope: "shared" }));
  await sends.begin(1, { url: URL_B }); // 4
  await sends.begin(1, { url: third }); // 5
  await sends.begin(1, { method: "GET" }); // 6
  await sends.begin(1); // 7
  assertEquals(sends.through, [0, 1, 2, 3, 5, 6]);
  await sends.clock.advance(45_049);
  assertEquals(sends.through.length, 6, "though 3 remain");
  await sends.clock.advance(1);
  assertEquals(sends.through.slice(6).sort(), [4, 7]);
});

Deno.test("DiscordRateLimiter holds one webhook after a shared 429 while its channel is unknown", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, { ...wait(45_000), scope: "shared" }));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 2]);
  const response = { id: "w", channel_id: "c" };
  await sends.begin(1, { url: URL_B, method: "GET" });
  await sends.begin(1, { method: "GET" });
  await sends.answer(3, told(4, 5000, { status: 200, response }));
  await sends.answer(4, told(4, 5000, { status: 200, response })); // Now it is known.
  await sends.answer(2, told(4, 2000));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 2, 3, 4]);
});

Deno.test("DiscordRateLimiter takes no thread for the channel of a webhook", async () => {
  const sends = new Sends();
  const thread = new URL(`${URL_A.href}?thread_id=5`);
  const post = { status: 200, response: { id: "1", channel_id: "5" } };
  await sends.begin(1, { url: thread });
  await sends.answer(0, told(4, 2000, post));
  const started = { status: 200, response: { id: "5", channel_id: "5" } };
  await sends.begin(1, { url: URL_B });
  await sends.answer(1, told(4, 2000, started));
  await sends.begin(1, { url: thread });
  await sends.answer(2, told(4, 2000, { ...wait(9000), scope: "shared" }));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, range(0, 4));
});

Deno.test("DiscordRateLimiter keeps to 30 posts a minute after the first shared 429", async () => {
  const sends = new Sends();
  await sends.begin(1, STRICT);
  await sends.answer(0, told(49, 2000, { ...wait(1000), scope: "shared", limit: 50 }));
  await sends.begin(40);
  await sends.clock.advance(1000);
  await sends.retry(0);
  await sends.clock.advance(50);
  await sends.end(0, told(49, 2000, { limit: 50 }));
  assertEquals(sends.through.length, 1 + 30);
  for (const n of sends.through.slice(2)) await sends.end(n, told(20, 2000, { limit: 50 }));
  await sends.clock.advance(59_999);
  assertEquals(sends.through.length, 31);
  await sends.clock.advance(1);
  assertEquals(sends.through.length, 42);
});

Deno.test("(38) DiscordRateLimiter counts 401, 403 and 429 as invalid, but not shared ones", async () => {
  const sends = new Sends({ invalidRequestLimit: 3 });
  const answers = [
    told(4, 1, { ...wait(1), scope: "shared" }),
    told(4, 1, { ...wait(1), scope: "shared" }),
    untold({ status: 403 }),
    untold({ status: 404 }),
    untold({ status: 401 }),
    told(0, 1, { ...wait(1), scope: "user" }),
  ];
  for (const [n, answer] of answers.entries()) {
    assertEquals(sends.limiter.reasonFor(URL_A), undefined, `before answer ${n}`);
    await sends.begin(1);
    await sends.end(n, answer);
    await sends.clock.advance(1000);
  }
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.limiter.reasonFor(URL_B)?.reason, "invalid-requests");
  assertEquals(sends.refused.get(6)?.kind, "blocked");
  const { retryAfter } = sends.refused.get(6)!;
  await sends.begin(1, { url: ELSEWHERE });
  assertEquals(sends.through.at(-1), 7);
  await sends.clock.advance(retryAfter!);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through.at(-1), 8);
});

Deno.test("DiscordRateLimiter refuses those who wait when too many requests were invalid", async () => {
  const sends = new Sends({ invalidRequestLimit: 1 });
  await sends.begin(2);
  await sends.begin(2, { url: URL_B });
  await sends.answer(0, untold({ status: 403 }));
  assertEquals([...sends.refused.keys()], [1, 3]);
  assertEquals(sends.clock.pending, 0);
});

Deno.test("(39) DiscordRateLimiter never goes earlier than a fractional retry_after", async () => {
  const sends = new Sends();
  await sends.begin(2);
  const headers = { "retry-after": "1" };
  await sends.answer(0, untold({ ...wait(1337.25), scope: "user", headers }));
  await sends.clock.advance(1337.25);
  assertEquals(sends.through, [0]);
  await sends.clock.advance(51);
  assertEquals(sends.through, [0, 1]);
});

Deno.test("(40) DiscordRateLimiter holds longer and longer when 429s do not say how long", async () => {
  const sends = new Sends();
  const response = { message: "You are being rate limited.", global: false };
  await sends.begin(9);
  const waits = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
  for (const [n, wait] of waits.entries()) {
    await sends.answer(n, untold({ status: 429, response, retryAfter: 10 }));
    await sends.clock.advance(wait + 49);
    assertEquals(sends.through.length, n + 1);
    await sends.clock.advance(1);
    assertEquals(sends.through.length, n + 2);
  }
});

Deno.test("DiscordRateLimiter forgets earlier 429s that said nothing after an answer", async () => {
  const sends = new Sends();
  await sends.begin(4);
  await sends.answer(0, untold({ status: 429 }));
  await sends.clock.advance(1050);
  await sends.answer(1, untold());
  await sends.answer(2, untold({ status: 429 }));
  await sends.clock.advance(1050);
  assertEquals(sends.through, range(0, 4));
});

Deno.test("DiscordRateLimiter holds at least as long as the sender waits by itself", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, untold({ status: 429, retryAfter: 7000 }));
  await sends.clock.advance(7049);
  assertEquals(sends.through, [0]);
});

Deno.test("(42) DiscordRateLimiter refuses at once who would wait longer than it may", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.begin(2, { maxWait: 300_000 });
  await sends.begin(1, { maxWait: 10_000_000 });
  await sends.answer(0, untold(wait(7_200_000)));
  await sends.begin(1, { maxWait: 1000 });
  const refusal = { granted: false, kind: "rate-limited", retryAfter: 7_200_050 };
  assertEquals([...sends.refused], [[1, refusal], [2, refusal], [4, refusal]]);
});

Deno.test("(42) DiscordRateLimiter refuses those too who stand behind a strict send", async () => {
  const sends = new Sends();
  await sends.begin(1, STRICT);
  await sends.begin(2, { ...STRICT, maxWait: 1000 });
  await sends.answer(0, untold(wait(60_000)));
  assertEquals([...sends.refused.keys()], [1, 2]);
});

Deno.test("DiscordRateLimiter refuses those who wait elsewhere in a channel or on a server", async () => {
  const sends = new Sends();
  const post = (id: string) => ({ status: 200, response: { id, channel_id: "c" } });
  await sends.begin(1);
  await sends.answer(0, told(4, 2000, post("1")));
  await sends.begin(1, { url: URL_B });
  await sends.answer(1, told(0, 2000, post("2")));
  await sends.begin(1, { url: URL_B, maxWait: 5000 }); // 2
  await sends.begin(1, { maxWait: 5000 });
  await sends.answer(3, told(3, 2000, { ...wait(45_000), scope: "shared" }));
  assertEquals([...sends.refused.keys()], [2]);
  await sends.begin(1, { method: "GET" }); // 4
  await sends.begin(1, { method: "GET", maxWait: 5000 }); // 5
  await sends.begin(1, { method: "PATCH" }); // 6
  await sends.answer(6, untold({ ...wait(45_000), scope: "global" }));
  assertEquals([...sends.refused.keys()], [2, 5]);
});

// The edge

for (
  const [name, answer, time] of [
    ["an HTML 429", edge(429, "<html>", { "retry-after": "3600" }), 3_600_000],
    ["a text 429", edge(429, "error code: 1015", { "retry-after": "7" }), 7000],
    ["a text 429 that does not say how long", edge(429, "error code: 1015"), 60_000],
    ["a JSON 429 of code 0", edge(429, { code: 0, message: "blocked" }), 60_000],
    ["a 429 that says nothing", edge(429, null), 60_000],
    ["an HTML 429 that says 0", edge(429, "<html>", { "retry-after": "0" }), 60_000],
  ] as const
) {
  Deno.test(`(41) DiscordRateLimiter opens the circuit of the server after ${name}`, async () => {
    const sends = new Sends();
    await sends.begin(2);
    await sends.begin(2, { url: URL_B });
    await sends.answer(0, answer);
    const blocked = { granted: false, kind: "blocked", retryAfter: time } as const;
    assertEquals([...sends.refused], [[1, blocked], [3, blocked]], "those who wait");
    await sends.begin(1, { method: "GET" });
    assertEquals(sends.refused.get(4), blocked);
    assertEquals(sends.limiter.reasonFor(URL_B), { reason: "banned", retryAfter: time });
    assertEquals(sends.limiter.waitOf(URL_B), Infinity);
    await sends.begin(1, { url: ELSEWHERE });
    assertEquals(sends.through, [0, 2, 5]);

    await sends.clock.advance(time);
    assertEquals(sends.limiter.reasonFor(URL_B), undefined);
  });
}

Deno.test("DiscordRateLimiter takes a 429 of another server's proxy at its word", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, edge(429, { retry_after: 1.5 }));
  await sends.begin(1, { url: URL_B });
  await sends.clock.advance(1550);
  assertEquals([sends.refused.size, sends.through], [0, [0, 2, 1]]);
});

Deno.test("DiscordRateLimiter sends one request after a ban, and the others once it is answered", async () => {
  const sends = new Sends({ ban: 10_000 });
  await sends.begin(1);
  await sends.answer(0, edge(429, null));
  await sends.clock.advance(10_000);
  await sends.begin(1);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1]);
  await sends.answer(1);
  assertEquals(sends.through, [0, 1, 2], "no answer proves nothing");
  await sends.begin(1, { method: "GET" });
  assertEquals(sends.through.length, 3);
  await sends.answer(2, told(4, 2000));
  assertEquals(sends.through.length, 4);
});

Deno.test("DiscordRateLimiter blocks again when the first request after a ban is refused", async () => {
  const sends = new Sends({ ban: 10_000 });
  await sends.begin(1);
  await sends.answer(0, edge(429, null));
  await sends.clock.advance(10_000);
  await sends.begin(2, { url: URL_B });
  await sends.answer(1, edge(429, null));
  assertEquals(sends.refused.get(2)?.kind, "blocked");
});

Deno.test("DiscordRateLimiter is not freed of a ban by an answer to an older request", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.begin(1, { url: URL_B });
  await sends.answer(0, edge(429, null));
  await sends.answer(1, told(4, 2000));
  assertEquals(sends.limiter.reasonFor(URL_A)?.reason, "banned");
});

Deno.test("DiscordRateLimiter lets 50 requests per second out to all webhooks together", async () => {
  const sends = new Sends();
  for (const n of range(0, 120)) {
    await sends.begin(1, { url: webhookUrl(String(10n ** 17n + BigInt(n))) });
  }
  assertEquals(sends.through, range(0, 50));
  await sends.clock.advance(999);
  assertEquals(sends.through.length, 50);
  await sends.clock.advance(1);
  assertEquals(sends.through, range(0, 100));
});

Deno.test("DiscordRateLimiter gives each webhook its share of the 50 per second", async () => {
  const sends = new Sends({ requestsPerSecond: 2 });
  await sends.begin(1);
  await sends.answer(0, told(99, 60_000, { limit: 100 }));
  await sends.begin(9);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1]);
  await sends.clock.advance(1000);
  assertEquals(sends.through, [0, 1, 2, 3]);
  await sends.clock.advance(1000);
  assertEquals(sends.through.slice(4).includes(10), true);
});

Deno.test("DiscordRateLimiter has no limit per second where it is told so", async () => {
  const sends = new Sends({ requestsPerSecond: Infinity });
  for (const n of range(0, 120)) {
    await sends.begin(1, { url: webhookUrl(String(10n ** 17n + BigInt(n))) });
  }
  assertEquals(sends.through.length, 120);
});

// Dead webhooks

for (
  const [status, code] of [[404, 10015], [401, 50027], [401, 0], [401, 40001], [
    401,
    50014,
  ]] as const
) {
  Deno.test(`(52) DiscordRateLimiter sends nothing more after ${status} with code ${code}`, async () => {
    const dead: DeadWebhook[] = [];
    const sends = new Sends({ onDead: (one) => dead.push(one) });
    await sends.begin(1, { order: "strict" });
    await sends.begin(2, { order: "strict" });
    await sends.begin(1);
    await sends.end(0, told(4, 2000, { status, response: { code, message: "" } }));
    await sends.begin(1, { method: "GET" });
    const refusal = { granted: false, kind: "blocked", retryAfter: null } as const;
    assertEquals([...sends.refused.keys()], [1, 2, 3, 4]);
    assertEquals([...sends.refused.values()], Array(4).fill(refusal));
    const mark = { id: "111111111111111111", code, status };
    assertEquals(sends.limiter.reasonFor(URL_A), { reason: "dead", retryAfter: null, ...mark });
    assertEquals([sends.limiter.isDead(URL_A), sends.limiter.isDead(URL_B)], [true, false]);
    assertEquals(sends.limiter.waitOf(URL_A), Infinity);
    assertEquals(dead, [mark]);
    assertEquals(sends.clock.pending, 0);
  });
}

for (
  const [status, code] of [[404, 10008], [404, 10003], [404, 0], [403, 50013], [500, 10015], [
    400,
    0,
  ]]
) {
  Deno.test(`DiscordRateLimiter does not take a webhook for dead for ${status} with code ${code}`, async () => {
    const sends = new Sends();
    await sends.begin(1);
    await sends.answer(0, told(4, 2000, { status, response: { code, message: "" } }));
    assertEquals(sends.limiter.isDead(URL_A), false);
  });
}

Deno.test("DiscordRateLimiter does not take a webhook for dead for an HTML 404", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, edge(404, "<html>Not found</html>"));
  await sends.answer(1, edge(401, "<html>Who are you</html>"));
  assertEquals(sends.limiter.isDead(URL_A), false);
});

Deno.test("DiscordRateLimiter.revive() lets a webhook be tried again", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(4, 2000, GONE));
  sends.limiter.revive(URL_A);
  await sends.begin(1);
  assertEquals([sends.through, sends.limiter.isDead(URL_A)], [[0, 1], false]);
});

Deno.test("DiscordRateLimiter is not disturbed by what onDead throws", async () => {
  const sends = new Sends({
    onDead: () => {
      throw new Error("guest");
    },
  });
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, GONE));
  assertEquals(sends.refused.get(1)?.kind, "blocked");
});

Deno.test("DiscordRateLimiter reports a webhook as dead once", async () => {
  const dead: DeadWebhook[] = [];
  const sends = new Sends({ onDead: (one) => dead.push(one) });
  await sends.begin(3);
  await sends.answer(0, told(4, 2000));
  await sends.answer(1, told(3, 2000, GONE));
  await sends.answer(2, told(2, 2000, GONE));
  assertEquals(dead.length, 1);
});

// What is remembered

Deno.test("(69) DiscordRateLimiter forgets idle webhooks, but not that one is gone", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(4, 2000));
  await sends.begin(1, { url: URL_B });
  await sends.end(1, told(4, 2000, GONE));
  await sends.clock.advance(59_999);
  assertEquals(sends.limiter.size, 2);
  await sends.clock.advance(1);
  assertEquals(sends.limiter.size, 0);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.refused.get(2)?.kind, "blocked");
});

Deno.test("(69) DiscordRateLimiter forgets idle webhooks when others are used", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(4, 2000));
  await sends.clock.advance(60_000);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.limiter.toJSON().webhooks, 1);
});

Deno.test("DiscordRateLimiter forgets no webhook that is held, waited for or under way", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, untold({ ...wait(200_000), scope: "user" }));
  await sends.begin(1, { url: URL_B });
  const third = webhookUrl("333333333333333333");
  await sends.begin(1, { url: third });
  await sends.end(2, untold({ ...wait(200_000), scope: "shared" }));
  await sends.clock.advance(100_000);
  assertEquals(sends.limiter.size, 3);
  await sends.end(1, told(4, 2000));
  await sends.clock.advance(200_000);
  assertEquals(sends.limiter.size, 0);
});

Deno.test("DiscordRateLimiter remembers no more webhooks than it may", async () => {
  const sends = new Sends({ maxWebhooks: 3, maxDead: 2, requestsPerSecond: Infinity });
  for (const n of range(0, 10)) {
    await sends.begin(1, { url: webhookUrl(String(10n ** 17n + BigInt(n))) });
    await sends.end(n, untold(n < 6 ? GONE : {}));
  }
  assertEquals(sends.limiter.toJSON(), { webhooks: 3, dead: 2, waiting: 0 });
  assertEquals(sends.limiter.isDead(webhookUrl(String(10n ** 17n + 5n))), true);
  assertEquals(sends.limiter.isDead(webhookUrl(String(10n ** 17n + 3n))), false);
});

Deno.test("DiscordRateLimiter keeps a channel's 30 a minute as long as its posts count", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(99, 2000, { ...wait(1000), scope: "shared", limit: 100 }));
  await sends.clock.advance(2050);
  await sends.begin(35);
  await sends.clock.advance(30_000);
  assertEquals(sends.through.length, 31);
});

Deno.test("(67) DiscordRateLimiter refuses newcomers when too many wait, and tells how long", async () => {
  const sends = new Sends({ maxQueue: 3 });
  await sends.begin(1);
  await sends.answer(0, told(0, 2000));
  await sends.begin(2);
  await sends.begin(1, { method: "GET" });
  await sends.begin(2); // One waits, one is too many.
  assertEquals([...sends.refused], [[5, {
    granted: false,
    kind: "rate-limited",
    retryAfter: 2050,
  }]]);
  await sends.clock.advance(2050);
  await sends.begin(1);
  assertEquals(sends.refused.size, 1);
});

Deno.test("(67) DiscordRateLimiter lets a retry back in, however many wait", async () => {
  const sends = new Sends({ maxQueue: 1 });
  await sends.begin(1);
  await sends.answer(0, told(0, 2000, wait(2000)));
  await sends.begin(1);
  await sends.retry(0);
  assertEquals(sends.refused.size, 0);
  await sends.clock.advance(2050);
  assertEquals(sends.through, [0, 0, 1]);
});

// Ends

Deno.test("(62, 64) DiscordRateLimiter gives the place of one who aborts to the next", async () => {
  const sends = new Sends();
  const controller = new AbortController();
  await sends.begin(1, STRICT);
  await sends.begin(1, { ...STRICT, signal: controller.signal });
  await sends.begin(1, STRICT);
  controller.abort();
  await sends.clock.advance(0);
  assertEquals(sends.aborted, [1]);
  await sends.end(1);
  await sends.end(0, told(4, 2000));
  assertEquals(sends.through, [0, 2]);
  await sends.end(2, told(3, 2000));
  assertEquals(sends.clock.pending, 0);
});

Deno.test("(62) DiscordRateLimiter gives no turn to a signal that is aborted already", async () => {
  const sends = new Sends();
  await sends.begin(1, { signal: AbortSignal.abort() });
  await sends.begin(1);
  assertEquals([sends.aborted, sends.through], [[0], [1]]);
});

Deno.test("(64) DiscordRateLimiter keeps no timer once nobody waits", async () => {
  const sends = new Sends({ requestsPerSecond: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  await sends.begin(1);
  await sends.begin(3, { signal });
  await sends.begin(3, { signal, url: URL_B });
  await sends.answer(0, told(0, 2000));
  assert(sends.clock.pending > 0);
  controller.abort();
  await sends.clock.advance(0);
  assertEquals([sends.aborted.length, sends.clock.pending], [6, 0]);
});

Deno.test("(64) DiscordRateLimiter keeps no listener on a signal", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...parts: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, parts);
  };
  signal.removeEventListener = (...parts: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, parts);
  };
  const sends = new Sends();
  await sends.begin(3, { signal });
  assert(listeners > 0);
  await sends.answer(0, told(1, 2000, GONE));
  assertEquals([sends.refused.size, listeners], [2, 0]);
});

Deno.test("DiscordRateLimiter heeds only the first settle() of a turn", async () => {
  const { limiter } = new Sends();
  using place = limiter.enter({ method: "POST", order: "any" });
  const turn = await place.turn(URL_A, { maxWait: 0 });
  assert(turn.granted);
  turn.settle(told(4, 2000));
  turn.settle(told(4, 2000, GONE));
  assertEquals(limiter.isDead(URL_A), false);
});

Deno.test("(68) DiscordRateLimiter serves 10,000 who wait in linear time", async () => {
  const time = async (count: number) => {
    const clock = new ManualClock();
    const limiter = new DiscordRateLimiter({ clock, requestsPerSecond: Infinity });
    const begun = performance.now();
    let done = 0;
    const sends = range(0, count).map(async () => {
      using place = limiter.enter({ method: "POST", order: "strict" });
      const turn = await place.turn(URL_A, { maxWait: Infinity });
      if (turn.granted) turn.settle(told(100, 2000, { limit: 200 }));
      done++;
    });
    while (done < count) await clock.advance(2050);
    await Promise.all(sends);
    assertEquals([clock.pending, limiter.toJSON().waiting], [0, 0]);
    return performance.now() - begun;
  };
  await time(1000);
  const small = await time(1000);
  const large = await time(10_000);
  assert(large < 40 * small + 500, `1000 took ${small} ms, 10,000 took ${large} ms`);
});

// waitOf()

Deno.test("DiscordRateLimiter.waitOf() tells how long a message would wait", async () => {
  const sends = new Sends();
  const waits = () => [sends.limiter.waitOf(URL_A), sends.limiter.waitOf(URL_B)];
  assertEquals(waits(), [0, 0]);
  await sends.begin(1);
  assertEquals(waits(), [250, 0], "the first is under way, and nothing is known yet");
  await sends.answer(0, told(1, 2000));
  assertEquals(waits(), [0, 0]);
  await sends.begin(1);
  assertEquals(waits(), [2050, 0]);
  await sends.begin(12);
  assertEquals(waits(), [2050 + 2 * 2000, 0]);
  await sends.clock.advance(1000);
  assertEquals(waits(), [1050 + 2 * 2000, 0]);
});

Deno.test("DiscordRateLimiter.waitOf() heeds holds of the server and the channel", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, untold({ ...wait(5000), scope: "global" }));
  assertEquals([sends.limiter.waitOf(URL_B), sends.limiter.waitOf(ELSEWHERE)], [5050, 0]);
  const other = new Sends();
  await other.begin(1);
  await other.answer(0, told(4, 2000, { ...wait(5000), scope: "shared" }));
  assertEquals([other.limiter.waitOf(URL_A), other.limiter.waitOf(URL_B)], [5050, 0]);
});

Deno.test("DiscordRateLimiter.waitOf() counts those who go one by one", async () => {
  const sends = new Sends();
  await sends.begin(1, STRICT);
  await sends.clock.advance(100);
  await sends.end(0, told(40, 60_000, { limit: 50 }));
  await sends.begin(3, STRICT);
  assertEquals(sends.limiter.waitOf(URL_A), 300);
});

Deno.test("DiscordRateLimiter.waitOf() remembers nothing", () => {
  const { limiter } = new Sends();
  limiter.waitOf(URL_A);
  assertEquals(limiter.size, 0);
});

// The object

Deno.test("DiscordRateLimiter prints numbers, and no token", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.begin(1, { url: URL_B });
  await sends.answer(2, told(4, 2000, GONE));
  const numbers = { webhooks: 2, dead: 1, waiting: 1 };
  assertEquals(sends.limiter.toJSON(), numbers);
  const printed = Deno.inspect(sends.limiter, { depth: 99, showHidden: true }) +
    String(sends.limiter) + JSON.stringify(sends.limiter);
  assertStringIncludes(printed, "waiting");
  assert(!printed.includes("s3cret"));
});

Deno.test("DiscordRateLimiter refuses wrong options", () => {
  const make = (options: object) => () => new DiscordRateLimiter(options);
  assertThrows(make({ maxWebhook: 1 }), TypeError, "'maxWebhook' is no option");
  for (const name of ["maxWebhooks", "maxQueue", "maxDead", "ban", "requestsPerSecond"]) {
    assertThrows(make({ [name]: 0 }), RangeError, name);
    assertThrows(make({ [name]: "1" }), TypeError, name);
  }
  assertThrows(make({ invalidRequestLimit: 10_001 }), RangeError, "invalidRequestLimit");
  assertThrows(make({ onDead: 1 }), TypeError, "onDead");
  assertThrows(make({ clock: {} }), TypeError, "clock");
});

Deno.test("(43) sharedRateLimiter() gives one limiter per clock", () => {
  const clock = new ManualClock();
  const limiter = sharedRateLimiter(clock);
  assert(sharedRateLimiter(clock) === limiter);
  assert(sharedRateLimiter(new ManualClock()) !== limiter);
});
