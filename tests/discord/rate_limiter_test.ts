import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DiscordRateLimiter, sharedRateLimiter } from "../../src/discord/rate_limiter.ts";
import { ManualClock } from "../../src/testing/manual_clock.ts";
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

const GONE = { status: 404, response: { code: 10015, message: "Unknown Webhook" } };
const STRICT = { order: "strict" } as const;

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

Deno.test("(69) DiscordRateLimiter probes a webhook again that it has forgotten", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(4, 2000));
  await sends.clock.advance(59_000);
  await sends.begin(2);
  assertEquals(sends.through.length, 3);
  for (const n of [1, 2]) await sends.end(n, told(3, 2000));
  await sends.clock.advance(60_000);
  await sends.begin(2);
  assertEquals(sends.through.length, 4);
});

Deno.test("DiscordRateLimiter forgets the webhook first that was not used for longest", async () => {
  const sends = new Sends({ maxWebhooks: 2 });
  const third = webhookUrl("333333333333333333");
  for (const [n, url] of [URL_A, URL_B, URL_A, third].entries()) {
    await sends.begin(1, { url });
    await sends.end(n, told(4, 100));
    await sends.clock.advance(1000);
  }
  await sends.begin(2);
  assertEquals(sends.through.length, 6, "it needs no probe");
});

Deno.test("DiscordRateLimiter remembers a webhook for those who have entered", async () => {
  const { limiter, clock } = new Sends();
  using _ = limiter.enter({ method: "POST", order: "strict", url: URL_A });
  await clock.advance(120_000);
  assertEquals(limiter.size, 1);
});

Deno.test("(69) DiscordRateLimiter remembers a webhook until its window ends", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(4, 100_000));
  await sends.clock.advance(100_000);
  assertEquals(sends.limiter.size, 1);
  await sends.clock.advance(50);
  assertEquals(sends.limiter.size, 0);
});

Deno.test("(69) DiscordRateLimiter remembers a webhook as long as its posts count", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.end(0, told(9, 1, { ...wait(1000), scope: "shared" }));
  await sends.clock.advance(2000);
  await sends.begin(1);
  await sends.clock.advance(30_000);
  await sends.end(1, told(9, 1));
  await sends.clock.advance(59_999);
  assertEquals(sends.limiter.size, 1);
  await sends.clock.advance(1);
  assertEquals(sends.limiter.size, 0);
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
