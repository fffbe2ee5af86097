import { assert, assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import { ProxyPool, type RetryContext, type RetryHandler } from "../../mod.ts";
import {
  fixedInterval,
  slackConnectionRetry,
  slackDefaultRetries,
  type SlackOptions,
  slackRateLimitRetry,
  slackServerErrorRetry,
  SlackWebhook,
} from "../../src/slack/mod.ts";
import {
  always,
  type Answer,
  FakeProxy,
  FakeServer,
  FakeSlack,
  ManualClock,
  type Script,
} from "../../src/testing/mod.ts";
import { sleeping, soon } from "../core/waiting.ts";
import { failed, sendTo } from "./fixtures.ts";

/** No wait. */
const interval = fixedInterval(0);

/** One send to a scripted server on a clock moved by hand, through `waits` waits. */
async function waitsOf(script: Script, options: SlackOptions, waits: number) {
  const clock = new ManualClock();
  await using server = await FakeServer.start(script);
  const hook = new SlackWebhook(server.url, { clock, rateLimit: false, ...options });
  const sending = hook.send("x");
  for (let n = 1; n <= waits; n++) {
    await sleeping(clock, n);
    await clock.advance(clock.waits.at(-1)!);
  }
  const result = await soon(sending);
  return { result, waits: clock.waits, requests: server.requests.length };
}

/** Fails unless a wait lies from `least` up to a second later. */
function assertWait(wait: number | undefined, least: number): void {
  assert(wait !== undefined && wait >= least && wait < least + 1000, `${wait}`);
}

const limited = (retryAfter: string): Answer => ({
  status: 429,
  headers: { "retry-after": retryAfter },
});

Deno.test("slackDefaultRetries() retry once after a refused or lost connection", async (t) => {
  for (const fault of ["cut", "reset"] as const) {
    await t.step(fault, async () => {
      const { waits, requests } = await waitsOf(
        always({ fault }),
        { retryHandlers: slackDefaultRetries() },
        1,
      );
      assertEquals([requests, waits.length], [2, 1]);
      assertWait(waits[0], 500);
    });
  }
  await t.step("refused", async () => {
    const clock = new ManualClock();
    const server = await FakeServer.start();
    await server.close();
    const retryHandlers = slackDefaultRetries();
    const options = { clock, retryHandlers, rateLimit: false };
    const sending = new SlackWebhook(server.url, options).send("x");
    await sleeping(clock, 1);
    await clock.advance(1500);
    const result = failed(await soon(sending));
    assertEquals([result.kind, result.attempts], ["network", 2]);
  });
});

Deno.test("slackDefaultRetries() retry neither a 429 nor a 5xx", async (t) => {
  for (const status of [429, 500, 502, 503]) {
    await t.step(`${status}`, async () => {
      const { result, requests } = await sendTo([status], { retryHandlers: slackDefaultRetries() });
      assertEquals([result.status, requests.length], [status, 1]);
    });
  }
});

Deno.test("slackDefaultRetries() do not retry a timeout", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ fault: "hang" }]);
  const retryHandlers = slackDefaultRetries();
  const sending = new SlackWebhook(server.url, { clock, retryHandlers }).send("x");
  await server.received(1);
  await clock.advance(15_000);
  const result = failed(await soon(sending));
  assertEquals([result.kind, result.attempts, clock.waits], ["timeout", 1, []]);
});

Deno.test("slackDefaultRetries() returns a new list each time", () => {
  assertNotStrictEquals(slackDefaultRetries(), slackDefaultRetries());
});

Deno.test("SlackWebhook with an empty list of handlers makes one request", async (t) => {
  for (const answer of [{ fault: "cut" }, 429, 500] as const) {
    await t.step(Deno.inspect(answer), async () => {
      const { requests } = await sendTo([answer], { retryHandlers: [] });
      assertEquals(requests.length, 1);
    });
  }
});

Deno.test("SlackWebhook copies its list of handlers", async () => {
  const retryHandlers: RetryHandler[] = [];
  await using server = await FakeServer.start([500]);
  const hook = new SlackWebhook(server.url, { retryHandlers });
  retryHandlers.push(slackServerErrorRetry({ interval }));
  assertEquals((await hook.send("x")).attempts, 1);
});

Deno.test("slackRateLimitRetry() waits as long as Slack says, and up to a second more", async () => {
  const script = [limited("2"), limited("5")];
  const options = { retryHandlers: [slackRateLimitRetry()] };
  const { result, waits, requests } = await waitsOf(script, options, 1);
  assertEquals([requests, waits.length, result.status], [2, 1, 429]);
  assertWait(waits[0], 2000);
  assertEquals(failed(result).retryAfter, 5000);
});

Deno.test("slackRateLimitRetry() makes three requests when it may retry twice", async () => {
  const options = { retryHandlers: [slackRateLimitRetry({ maxRetries: 2 })] };
  const { waits, requests } = await waitsOf(always(limited("2")), options, 2);
  assertEquals([requests, waits.length], [3, 2]);
});

Deno.test("slackRateLimitRetry() waits a second, and up to one more, when Slack does not say", async () => {
  const { waits } = await waitsOf(always(429), { retryHandlers: [slackRateLimitRetry()] }, 1);
  assertWait(waits[0], 1000);
});

Deno.test("slackRateLimitRetry() takes any Retry-After: the wait is finite and capped", async (t) => {
  const soonest: Record<string, number> = {
    "1.5": 1500,
    "0": 0,
    "Thu, 01 Jan 2026 00:00:10 GMT": 10_000,
    "Thu, 01 Jan 1970 00:00:10 GMT": 0,
    "-1": 1000,
    "abc": 1000,
    "": 1000,
    "NaN": 1000,
    "1e400": 1000,
  };
  for (const [header, least] of Object.entries(soonest)) {
    await t.step(`"${header}"`, async () => {
      // Of the two clocks that tell the date, the server's counts.
      const headers = { "retry-after": header, date: "Thu, 01 Jan 2026 00:00:00 GMT" };
      const options = { retryHandlers: [slackRateLimitRetry()] };
      const { waits } = await waitsOf(always({ status: 429, headers }), options, 1);
      assertEquals(waits.length, 1);
      assertWait(waits[0], least);
    });
  }
  for (const header of ["301", "9".repeat(300)]) {
    await t.step(`${header.slice(0, 5)} is too long`, async () => {
      const options = { retryHandlers: [slackRateLimitRetry()] };
      const { waits, requests } = await waitsOf([limited(header)], options, 0);
      assertEquals([waits.length, requests], [0, 1]);
    });
  }
});

Deno.test("slackRateLimitRetry() reads Retry-After in any case", async (t) => {
  for (const name of ["retry-after", "Retry-After", "RETRY-AFTER"]) {
    await t.step(name, async () => {
      const script = always({ status: 429, headers: { [name]: "3" } });
      const { waits } = await waitsOf(script, { retryHandlers: [slackRateLimitRetry()] }, 1);
      assertWait(waits[0], 3000);
    });
  }
});

Deno.test("slackServerErrorRetry() waits longer each time", async () => {
  const options = { retryHandlers: [slackServerErrorRetry({ maxRetries: 3 })] };
  const { waits, requests, result } = await waitsOf(always(503), options, 3);
  assertEquals([requests, waits.length, result.status], [4, 3, 503]);
  for (const [n, least] of [500, 1000, 2000].entries()) assertWait(waits[n], least);
});

Deno.test("slackServerErrorRetry() is for 500 and 503 alone", async (t) => {
  for (const status of [500, 503]) {
    await t.step(`${status}`, async () => {
      const retryHandlers = [slackServerErrorRetry({ interval })];
      const { requests } = await sendTo([status, { body: "ok" }], { retryHandlers });
      assertEquals(requests.length, 2);
    });
  }
  for (const status of [501, 502, 504, 400, 408, 429]) {
    await t.step(`${status}`, async () => {
      const retryHandlers = [slackServerErrorRetry({ interval })];
      const { requests } = await sendTo([status], { retryHandlers });
      assertEquals(requests.length, 1);
    });
  }
});

Deno.test("slackConnectionRetry() is for connections alone", async () => {
  const retryHandlers = [slackConnectionRetry({ interval, maxRetries: 3 })];
  const { requests } = await sendTo([{ fault: "cut" }, { fault: "reset" }, 500], { retryHandlers });
  assertEquals(requests.length, 3);
});

Deno.test("SlackWebhook asks its handlers in order: those after a willing one are not asked", async () => {
  const asked: string[] = [];
  const named = (name: string, retries: boolean): RetryHandler => ({ history }) => {
    asked.push(name);
    return retries && history.length === 0 ? { retry: true, delay: 0 } : undefined;
  };
  const retryHandlers = [named("a", false), named("b", true), named("c", true)];
  await sendTo([500, { body: "ok" }], { retryHandlers });
  assertEquals(asked, ["a", "b"]);
});

Deno.test("slackConnectionRetry() and its likes count the retries of all of them", async () => {
  const retryHandlers = [slackConnectionRetry({ interval }), slackRateLimitRetry()];
  const { result, requests } = await sendTo([{ fault: "reset" }, 429], { retryHandlers });
  assertEquals([requests.length, result.status], [2, 429]);
});

Deno.test("SlackWebhook with a handler of one's own that retries twice ends with what failed", async () => {
  let retries = 0;
  const retryHandlers: RetryHandler[] = [
    ({ history }) => history.length < 2 ? (retries++, { retry: true, delay: 0 }) : undefined,
  ];
  const { result, requests } = await sendTo(always({ fault: "cut" }), { retryHandlers });
  assertEquals([retries, requests.length, failed(result).kind], [2, 3, "network"]);
});

Deno.test("SlackWebhook keeps the state of handlers for each send apart", async () => {
  const seen: unknown[] = [];
  const retryHandlers: RetryHandler[] = [({ state }) => {
    seen.push(state.get("n"));
    state.set("n", Number(state.get("n") ?? 0) + 1);
    return Number(state.get("n")) < 3 ? { retry: true, delay: 0 } : undefined;
  }];
  await using server = await FakeServer.start(always(500));
  const hook = new SlackWebhook(server.url, { retryHandlers, rateLimit: false });
  await hook.send("x");
  assertEquals(seen.splice(0), [undefined, 1, 2]);
  const results = await Promise.all([hook.send("a"), hook.send("b")]);
  assertEquals(results.map(({ attempts }) => attempts), [3, 3]);
  assertEquals(seen.sort(), [1, 1, 2, 2, undefined, undefined]);
});

Deno.test("SlackWebhook takes a handler that throws for a failed send", async () => {
  const retryHandlers = [() => {
    throw new Error("mine");
  }];
  const { result, requests } = await sendTo([500], { retryHandlers });
  assertEquals([failed(result).kind, result.status, requests.length], ["config", 500, 1]);
});

Deno.test("slackConnectionRetry() and its likes leave it to the next when they decline", () => {
  const context: RetryContext = {
    kind: "rate-limited",
    status: 429,
    mayHaveArrived: false,
    attempt: 2,
    headers: null,
    response: null,
    retryAfter: null,
    backoff: 5,
    elapsed: 0,
    url: "https://a.example/***",
    proxied: false,
    history: [{ kind: "network", status: null, mayHaveArrived: false }],
    state: new Map(),
  };
  assertEquals(slackRateLimitRetry()(context), undefined);
  assertEquals(slackConnectionRetry()(context), undefined);
  const jitter = (wait: number) => wait + 1;
  const handler = slackRateLimitRetry({ maxRetries: 2, jitter });
  assertEquals(handler(context), { retry: true, delay: 1001 });
});

Deno.test("slackConnectionRetry() tries again when a proxy did not get through", async () => {
  await using slack = await FakeSlack.start();
  await using proxy = await FakeProxy.start({ kind: "http", fault: "deny" });
  using proxies = new ProxyPool([proxy.address], { cooldown: 0 });
  const options = { proxies, retryHandlers: [slackConnectionRetry({ interval })] };
  const hook = new SlackWebhook(slack.addWebhook().url, { ...options, rateLimit: false });
  const result = failed(await hook.send("x"));
  assertEquals([result.kind, result.attempts], ["proxy", 2]);
});

Deno.test("slackConnectionRetry() and its likes refuse wrong options", () => {
  for (const make of [slackConnectionRetry, slackServerErrorRetry, slackRateLimitRetry]) {
    assertThrows(() => make({ maxRetries: -1 }), RangeError, "'maxRetries' must be >= 0");
    assertThrows(() => make({ maxRetries: 1.5 }), RangeError, "'maxRetries' must be a whole");
    assertThrows(() => make({ retries: 1 } as object), TypeError, "'retries' is no option");
  }
  const wrong = { interval: 5, jitter: 5 } as unknown as { interval: typeof interval };
  assertThrows(() => slackConnectionRetry({ interval: wrong.interval }), TypeError, "'interval'");
});
