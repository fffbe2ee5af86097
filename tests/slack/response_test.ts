import { assert, assertEquals, assertThrows } from "@std/assert";
import { SlackResponse, type SlackResponseOptions } from "../../src/slack/mod.ts";
import { always, FakeServer, FakeSlack, ManualClock, type Script } from "../../src/testing/mod.ts";
import { AT_ONCE, isPending, soon, until } from "../core/waiting.ts";
import { failed } from "./fixtures.ts";

const MINUTES = 60_000;

async function start(options: SlackResponseOptions = {}) {
  const clock = new ManualClock();
  const slack = await FakeSlack.start({ clock });
  const { url } = slack.addResponse();
  return { slack, clock, url, response: new SlackResponse(url, { clock, ...options }) };
}

async function serve(script: Script, options: SlackResponseOptions = {}) {
  const server = await FakeServer.start(script);
  return { server, response: new SlackResponse(server.url, { backoff: AT_ONCE, ...options }) };
}

Deno.test("SlackResponse.send() answers, with what only answers have", async () => {
  const { slack, response } = await start();
  await using _ = slack;
  await response.send("only you");
  await response.send({ text: "all", responseType: "in_channel", threadTs: "1.2" });
  assertEquals(slack.messages.map(({ body }) => body), [
    { text: "only you" },
    { text: "all", response_type: "in_channel", thread_ts: "1.2" },
  ]);
});

Deno.test("SlackResponse.replace() replaces, delete() removes, sendRaw() checks nothing", async () => {
  const { slack, response } = await start();
  await using _ = slack;
  await response.replace({ text: "new", replaceOriginal: false });
  await response.delete();
  await response.sendRaw({ text: "raw", replace_original: "yes" });
  assertEquals(slack.messages.map(({ body }) => body), [
    { text: "new", replace_original: true },
    { delete_original: true },
    { text: "raw", replace_original: "yes" },
  ]);
});

Deno.test("SlackResponse.send() refuses a sixth use, and sends nothing", async () => {
  const { slack, response } = await start();
  await using _ = slack;
  for (let left = 4; left >= 0; left--) {
    assertEquals((await response.send("x")).ok, true);
    assertEquals(response.usesLeft, left);
  }
  const result = failed(await response.send("x"));
  assertEquals([result.kind, result.attempts, slack.requests.length], ["blocked", 0, 5]);
  assertEquals(result.slack, { reason: "spent", code: null, permanent: true });
  const { host } = new URL(slack.url);
  assertEquals(result.error, `Cannot deliver to ${host}: the response_url is used up, or expired`);
});

Deno.test("SlackResponse.send() lets five of six at the same time through", async () => {
  const { slack, response } = await start({ rateLimit: false });
  await using _ = slack;
  const results = await Promise.all(Array.from({ length: 6 }, () => response.send("x")));
  assertEquals(results.filter(({ ok }) => ok).length, 5);
  assertEquals(slack.requests.length, 5);
});

Deno.test("SlackResponse.send() refuses use after 30 minutes", async () => {
  const { slack, clock, response } = await start();
  await using _ = slack;
  await clock.advance(30 * MINUTES - 1);
  assertEquals([(await response.send("x")).ok, response.usesLeft], [true, 4]);
  await clock.advance(1);
  assertEquals(response.usesLeft, 0);
  const result = failed(await response.send("x"));
  assertEquals([result.kind, result.slack?.reason, slack.requests.length], ["blocked", "spent", 1]);
});

Deno.test("SlackResponse.send() counts the minutes from when the interaction came", async () => {
  const clock = new ManualClock();
  const receivedAt = new Date(clock.now() - 29 * MINUTES);
  const { response, server } = await serve(always({ body: "ok" }), { clock, receivedAt });
  await using _ = server;
  assertEquals((await response.send("x")).ok, true);
  await clock.advance(MINUTES);
  assertEquals(failed(await response.send("x")).kind, "blocked");
});

Deno.test("SlackResponse.send() counts no use that Slack did not take", async (t) => {
  const scripts: Record<string, Script> = {
    "400": always({ status: 400, body: "no_text" }),
    "500": always(500),
    "cut": always({ fault: "cut" }),
    "ok: false": always({ body: { ok: false, error: "invalid_payload" } }),
  };
  for (const [name, script] of Object.entries(scripts)) {
    await t.step(name, async () => {
      const { response, server } = await serve(script);
      await using _ = server;
      await response.send("x");
      assertEquals(response.usesLeft, 5);
    });
  }
  await t.step("a payload refused here", async () => {
    const { response, server } = await serve([]);
    await using _ = server;
    await response.send({ blocks: {} as [] });
    assertEquals([response.usesLeft, server.requests.length], [5, 0]);
  });
});

Deno.test("SlackResponse.send() counts a retried answer once", async () => {
  const { response, server } = await serve([500, { fault: "cut" }, { body: "ok" }]);
  await using _ = server;
  const result = await response.send("x");
  assertEquals([result.ok, result.attempts, response.usesLeft], [true, 3, 4]);
});

Deno.test("SlackResponse.send() believes Slack that all is spent, and asks no more", async (t) => {
  for (const code of ["used_url", "expired_url"]) {
    await t.step(code, async () => {
      const answer = { status: 404, body: { ok: false, error: code } };
      const { response, server } = await serve(always(answer));
      await using _ = server;
      const told = failed(await response.send("x"));
      assertEquals([told.kind, told.slack], ["http", { reason: "spent", code, permanent: true }]);
      assertEquals(response.usesLeft, 0);
      const refused = failed(await response.send("x"));
      assertEquals([refused.kind, refused.slack?.reason], ["blocked", "spent"]);
      assertEquals(server.requests.length, 1);
    });
  }
});

Deno.test("SlackResponse.send() asks a limiter of one's own too, and gives uses back", async (t) => {
  const limiters = {
    "refuses": () =>
      Promise.resolve({ granted: false, kind: "rate-limited", retryAfter: 5 } as const),
    "rejects": () => Promise.reject(new Error("mine")),
    "throws": () => {
      throw new Error("mine");
    },
  };
  for (const [name, turn] of Object.entries(limiters)) {
    await t.step(name, async () => {
      const { response, server } = await serve([], { rateLimit: { turn } });
      await using _ = server;
      const result = failed(await response.send("x"));
      assertEquals(result.kind, name === "refuses" ? "rate-limited" : "config");
      assertEquals([response.usesLeft, server.requests.length], [5, 0]);
    });
  }
  await t.step("blocks: that is not Slack's doing", async () => {
    const turn = () =>
      Promise.resolve({ granted: false, kind: "blocked", retryAfter: null } as const);
    const { response, server } = await serve([], { rateLimit: { turn } });
    await using _ = server;
    const result = failed(await response.send("x"));
    assertEquals([result.kind, result.slack], ["blocked", null]);
  });
});

Deno.test("SlackResponse.send() refuses when the time is over after a wait", async () => {
  const clock = new ManualClock();
  const settled: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const rateLimit = {
    turn: async () => {
      await promise;
      return { granted: true, settle: (answer?: unknown) => void settled.push(answer) } as const;
    },
  };
  const { response, server } = await serve([], { clock, rateLimit });
  await using _ = server;
  const sending = response.send("x");
  await clock.advance(30 * MINUTES);
  resolve();
  assertEquals(failed(await soon(sending)).slack?.reason, "spent");
  assertEquals([settled, server.requests.length], [[undefined], 0]);
});

/** A limiter that grants turns when told so. */
function holding() {
  const held: (() => void)[] = [];
  const turn = async () => {
    await new Promise<void>((resolve) => held.push(resolve));
    return { granted: true, settle: () => {} } as const;
  };
  return { held, rateLimit: { turn } };
}

Deno.test("SlackResponse.send() sends nothing more once Slack says that all is spent", async () => {
  const answer = { status: 404, body: { ok: false, error: "used_url" } };
  const { held, rateLimit } = holding();
  const { response, server } = await serve(always(answer), { rateLimit });
  await using _ = server;
  const [first, second] = [response.send("1"), response.send("2")];
  await until(() => held.length === 2, "both wait");
  held[0]!();
  assertEquals(failed(await soon(first)).kind, "http");
  held[1]!();
  const refused = failed(await soon(second));
  assertEquals([refused.kind, refused.slack?.reason], ["blocked", "spent"]);
  assertEquals(server.requests.length, 1);
});

Deno.test("SlackResponse.send() lets a sixth wait for a use that is given back", async () => {
  const script: Script = [{ status: 400, body: "no_text" }, ...Array(5).fill({ body: "ok" })];
  const { held, rateLimit } = holding();
  const { response, server } = await serve(script, { rateLimit });
  await using _ = server;
  const sends = Array.from({ length: 7 }, () => response.send("x"));
  await until(() => held.length === 5, "five are under way");
  assertEquals([response.usesLeft, await isPending(sends[5]!)], [0, true]);
  held[0]!();
  assertEquals(failed(await soon(sends[0]!)).status, 400);
  await until(() => held.length === 6, "the sixth has its use");
  assertEquals(await isPending(sends[6]!), true);
  for (const grant of held) grant();
  const results = await soon(Promise.all(sends));
  assertEquals(results.map(({ ok }) => ok), [false, true, true, true, true, true, false]);
  const last = failed(results[6]!);
  assertEquals([last.kind, last.slack?.reason, server.requests.length], ["blocked", "spent", 6]);
});

Deno.test("SlackResponse.send() stops waiting for a use when it is aborted", async () => {
  const { held, rateLimit } = holding();
  const { response, server } = await serve(always({ body: "ok" }), { rateLimit });
  await using _ = server;
  const sends = Array.from({ length: 5 }, () => response.send("x"));
  await until(() => held.length === 5, "five are under way");
  const controller = new AbortController();
  const sixth = response.send("x", { signal: controller.signal });
  controller.abort();
  const result = failed(await soon(sixth));
  assertEquals([result.kind, result.slack], ["aborted", null]);
  for (const grant of held) grant();
  assertEquals((await soon(Promise.all(sends))).every(({ ok }) => ok), true);
});

Deno.test("SlackResponse.send() does not take another's refusal for its own, though all is spent", async () => {
  let refuse = () => {};
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const turn = async () => {
    if (++asked > 1) return { granted: true, settle: () => {} } as const;
    refuse = resolve;
    await promise;
    return { granted: false, kind: "blocked", retryAfter: null } as const;
  };
  const answer = { status: 404, body: { ok: false, error: "used_url" } };
  const { response, server } = await serve(always(answer), { rateLimit: { turn } });
  await using _ = server;
  const blocked = response.send("1");
  await until(() => asked === 1, "the first waits");
  assertEquals(failed(await response.send("2")).slack?.reason, "spent");
  refuse();
  const result = failed(await soon(blocked));
  assertEquals([result.kind, result.slack], ["blocked", null]);
});

Deno.test("SlackResponse prints how many uses are left, and no secret", () => {
  const response = new SlackResponse("https://hooks.slack.com/actions/T0/1/s3cret-4f9a");
  assertEquals(JSON.parse(JSON.stringify(response)), {
    url: "https://hooks.slack.com/***",
    usesLeft: 5,
  });
  assert(!Deno.inspect(response, { depth: 9, showHidden: true }).includes("s3cret"));
});

Deno.test("new SlackResponse() refuses wrong options", () => {
  const make = (options: unknown) => () =>
    new SlackResponse("https://a.example/x", options as SlackResponseOptions);
  for (const receivedAt of [5, null, "2026-01-01", new Date(NaN)]) {
    assertThrows(make({ receivedAt }), TypeError, "'receivedAt' must be a valid Date");
  }
  assertThrows(make({ uses: 5 }), TypeError, "'uses' is no option");
  assertThrows(make(null), TypeError, "'options' must be an object");
});
