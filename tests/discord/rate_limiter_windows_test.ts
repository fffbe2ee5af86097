import { assert, assertEquals } from "@std/assert";
import {
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

const STRICT = { order: "strict" } as const;

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

Deno.test("DiscordRateLimiter narrows down the end of a window with each answer", async () => {
  const sends = new Sends();
  await sends.begin(6);
  await sends.clock.advance(300);
  await sends.answer(0, told(4, 2000)); // It ends between 2000 and 2300.
  await sends.clock.advance(10);
  for (const n of range(1, 5)) await sends.answer(n, told(4 - n, 1790)); // 2090 and 2100.
  await sends.clock.advance(1829);
  assertEquals(sends.through.length, 5);
  await sends.clock.advance(1); // 50 ms after the earliest end.
  assertEquals(sends.through.length, 6);
});

Deno.test("DiscordRateLimiter believes a later request that the window is shorter", async () => {
  const sends = new Sends();
  await sends.begin(5);
  await sends.answer(0, told(1, 60_000, { limit: 2 }));
  await sends.clock.advance(10_000);
  await sends.answer(1, told(0, 2000, { limit: 2 }));
  await sends.clock.advance(2000);
  assertEquals(sends.through.length, 4);
});

Deno.test("DiscordRateLimiter probes again when no answer told of a window", async () => {
  const sends = new Sends();
  await sends.begin(6);
  await sends.answer(0, told(1, 2000, { limit: 2 }));
  await sends.clock.advance(2050);
  assertEquals(sends.through, [0, 1, 2], "one of the window before is under way");
  await sends.answer(1, told(0, 1, { limit: 2 }));
  await sends.answer(2); // It is lost.
  assertEquals(sends.through, [0, 1, 2, 3]);
  await sends.answer(3, told(1, 2000, { limit: 2 }));
  assertEquals(sends.through, [0, 1, 2, 3, 4]);
});

Deno.test("DiscordRateLimiter opens a whole window after a 429", async () => {
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, told(4, 2000));
  for (const n of range(1, 5)) await sends.answer(n, told(4 - n, 2000));
  await sends.clock.advance(2050);
  await sends.answer(5, untold({ ...wait(5000), scope: "user" }));
  for (const n of range(6, 10)) await sends.answer(n, untold());
  await sends.clock.advance(5049);
  assertEquals(sends.through.length, 10);
  await sends.clock.advance(1);
  assertEquals(sends.through.length, 15);
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

Deno.test("(47) DiscordRateLimiter reads headers that say the same twice, and none that contradict each other", async () => {
  const doubled = (remaining: string) => ({
    "x-ratelimit-limit": "5, 5",
    "x-ratelimit-remaining": remaining,
    "x-ratelimit-reset-after": "2.000,2.000",
    "x-ratelimit-bucket": "abc, abc",
  });
  const sends = new Sends();
  await sends.begin(20);
  await sends.answer(0, untold({ headers: doubled("4, 4") }));
  assertEquals(sends.through, range(0, 5));
  const others = new Sends();
  await others.begin(20);
  await others.answer(0, untold({ headers: doubled("4, 1") }));
  assertEquals(others.through, [0, 1], "one more probes");
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
  using first = limiter.enter({ method: "POST", order: "any" });
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

Deno.test("(46) DiscordRateLimiter heeds what the new bucket has left, not the old one", async () => {
  const sends = new Sends();
  await sends.begin(9);
  await sends.answer(0, told(1, 2000, { bucket: "old" }));
  await sends.answer(1, told(3, 2000, { bucket: "new" }));
  assertEquals(sends.through, range(0, 5));
});

Deno.test("(46) DiscordRateLimiter sets those aside who move to a bucket under way", async () => {
  const sends = new Sends();
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1);
  await sends.answer(0, told(4, 60_000, { bucket: "one" }));
  await sends.begin(3, { url: slack }); // 1, 2, 3
  await sends.answer(1, told(4, 60_000));
  await sends.answer(3, told(3, 60_000, { bucket: "one" })); // 2 is under way.
  await sends.begin(9);
  assertEquals(sends.through, [0, 1, 2, 3, 4, 5]);
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
  await sends.begin(1);
  await sends.clock.advance(40_000);
  assertEquals(sends.through, [0, 1, 2, 3, 4], "the post stays in its bucket");
});

Deno.test("DiscordRateLimiter serves all kinds of requests of a bucket in one order", async () => {
  const sends = new Sends();
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1, { url: slack });
  await sends.begin(1);
  await sends.answer(0, told(0, 2000, { bucket: "one" }));
  await sends.answer(1, told(0, 2000, { bucket: "one" }));
  for (const _ of range(0, 2)) {
    await sends.begin(1, { url: slack });
    await sends.begin(1);
  }
  await sends.clock.advance(2050);
  assertEquals(sends.through, range(0, 6));
});

Deno.test("DiscordRateLimiter keeps no timer of a bucket that all have left", async () => {
  const sends = new Sends();
  const slack = new URL(`${URL_A.pathname}/slack`, URL_A);
  await sends.begin(1);
  await sends.begin(1, { url: slack });
  await sends.answer(0, told(9, 60_000, { bucket: "one", limit: 10 }));
  await sends.answer(1, told(1, 60_000));
  await sends.begin(4, { url: slack });
  assertEquals([sends.through, sends.clock.pending], [[0, 1, 2], 1]);
  await sends.answer(2, told(8, 60_000, { bucket: "one", limit: 10 }));
  assertEquals([sends.through.length, sends.clock.pending], [6, 0]);
});
