import { assert, assertEquals, assertThrows } from "@std/assert";
import { type RateTurn, UrlRateLimiter } from "../../mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";

const LIMITS = { maxWait: Infinity };

/** A limiter on a clock moved by hand, and a way to ask whether a URL has a turn right now. */
function limiterOnClock(maxUrls?: number): {
  limiter: UrlRateLimiter;
  clock: ManualClock;
  settle: (url: string, headers?: Record<string, string>, retryAfter?: number) => Promise<void>;
  isOpen: (url: string) => Promise<boolean>;
} {
  const clock = new ManualClock();
  const limiter = new UrlRateLimiter({ maxUrls, clock });
  const settle = async (url: string, headers?: Record<string, string>, retryAfter?: number) => {
    const turn = await limiter.turn(new URL(url), LIMITS);
    assert(turn.granted);
    turn.settle({
      status: retryAfter === undefined ? 200 : 429,
      headers: new Headers(headers),
      response: null,
      retryAfter: retryAfter ?? null,
    });
  };
  const isOpen = async (url: string) => {
    const turn = await limiter.turn(new URL(url), { maxWait: 0 });
    if (turn.granted) turn.settle();
    return turn.granted;
  };
  return { limiter, clock, settle, isOpen };
}

Deno.test("UrlRateLimiter keeps one gate per origin and path", async () => {
  const { limiter, settle, isOpen } = limiterOnClock();
  await settle("https://a.example/hook?x=1", {}, 5000);
  assertEquals(await isOpen("https://a.example/hook"), false);
  assertEquals(await isOpen("https://a.example/hook?x=2#y"), false);
  for (
    const other of ["https://a.example/other", "https://b.example/hook", "http://a.example/hook"]
  ) {
    assertEquals(await isOpen(other), true, other);
  }
  assertEquals(limiter.size, 4);
});

Deno.test("UrlRateLimiter shares what one learns with all who send there", async () => {
  const { limiter, settle } = limiterOnClock();
  const url = new URL("https://a.example/hook");
  await settle(url.href, { "x-ratelimit-remaining": "2", "x-ratelimit-reset-after": "2" });
  const turns = [limiter.turn(url, LIMITS), limiter.turn(url, LIMITS)];
  assertEquals((await Promise.all(turns)).map(({ granted }) => granted), [true, true]);
  assertEquals(await limiter.turn(url, { maxWait: 1999 }), {
    granted: false,
    kind: "rate-limited",
    retryAfter: 2000,
  });
});

Deno.test("UrlRateLimiter holds every URL of the origin after a global 429, and no other", async () => {
  const { settle, isOpen, clock } = limiterOnClock();
  await settle("https://a.example/one", { "x-ratelimit-global": "true" }, 3000);
  assertEquals(await isOpen("https://a.example/new"), false);
  assertEquals(await isOpen("https://b.example/one"), true);
  await clock.advance(3000);
  assertEquals(await isOpen("https://a.example/new"), true);
});

Deno.test("UrlRateLimiter remembers no more than maxUrls, and forgets the idle first", async () => {
  const { limiter, settle, isOpen } = limiterOnClock(3);
  await settle("https://a.example/held", {}, 5000);
  for (let n = 0; n < 100; n++) await settle(`https://a.example/${n}`);
  assertEquals(limiter.size, 3);
  assertEquals(await isOpen("https://a.example/held"), false, "a hold outlives idle URLs");
});

Deno.test("UrlRateLimiter forgets the one that was idle longest", async () => {
  const { limiter, settle, clock } = limiterOnClock(2);
  const window = { "x-ratelimit-remaining": "5", "x-ratelimit-reset-after": "9" };
  await settle("https://a.example/one", window);
  await settle("https://a.example/two", window);
  await settle("https://a.example/one", window);
  await settle("https://a.example/three", window);
  // Of a URL that is remembered it is known that five remain; else one would go ahead.
  let through = 0;
  for (let n = 0; n < 3; n++) {
    limiter.turn(new URL("https://a.example/one"), LIMITS).then(() => through++);
  }
  await clock.advance(0);
  assertEquals([limiter.size, through], [2, 3]);
});

Deno.test("UrlRateLimiter forgets even waits when there is no other way", async () => {
  const { limiter, settle } = limiterOnClock(3);
  for (let n = 0; n < 100; n++) await settle(`https://a.example/${n}`, {}, 5000);
  assertEquals(limiter.size, 3);
});

Deno.test("UrlRateLimiter never forgets a gate with requests under way", async () => {
  const { limiter } = limiterOnClock(1);
  const turns: RateTurn[] = [];
  for (let n = 0; n < 5; n++) {
    turns.push(await limiter.turn(new URL(`https://a.example/${n}`), LIMITS));
  }
  assertEquals(limiter.size, 5);
  for (const turn of turns) if (turn.granted) turn.settle();
  await limiter.turn(new URL("https://a.example/new"), LIMITS);
  assertEquals(limiter.size, 1);
});

Deno.test("UrlRateLimiter starts no timer of its own", async () => {
  const { settle, clock } = limiterOnClock();
  await settle("https://a.example/one", {}, 5000);
  assertEquals(clock.pending, 0);
});

Deno.test("UrlRateLimiter prints no URL", async () => {
  const { limiter, settle } = limiterOnClock();
  await settle("https://a.example/s3cret?s3cret");
  for (const text of [Deno.inspect(limiter), String(limiter), JSON.stringify(limiter)]) {
    assert(!text.includes("s3cret") && text.includes("urls"), text);
  }
});

Deno.test("UrlRateLimiter names the option that is wrong, and its value", () => {
  const cases: [
    options: Record<string, unknown>,
    error: typeof RangeError | typeof TypeError,
    text: string,
  ][] = [
    [{ maxUrls: 0 }, RangeError, "'maxUrls' must be >= 1: current value is 0"],
    [{ maxUrls: 1.5 }, RangeError, "'maxUrls' must be a whole number: current value is 1.5"],
    [{ maxUrls: "9" }, TypeError, "'maxUrls' must be a number"],
    [{ clock: {} }, TypeError, "'clock' must be an object with now()"],
    [{ clock: null }, TypeError, "'clock' must be an object with now()"],
    [{ maxUrl: 1 }, TypeError, "'maxUrl' is no option of a rate limiter"],
  ];
  for (const [options, ErrorClass, text] of cases) {
    assertThrows(() => new UrlRateLimiter(options), ErrorClass, text);
  }
});
