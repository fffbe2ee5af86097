import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import type { DiscordFault } from "../../src/testing/mod.ts";
import {
  type Answer,
  heldBack,
  limits,
  post,
  send,
  startOnManualClock,
  v10,
} from "./discord_client.ts";

/** What a post meets that is hit by a fault, and the fake afterwards. */
async function meet(
  fault: DiscordFault,
): Promise<{ answer: Answer; next: Answer; discord: FakeDiscord }> {
  const { discord } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  discord.fail(fault);
  return { answer: await post(url), next: await post(url), discord };
}

Deno.test("FakeDiscord.fail() resets a connection before or after storing", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  discord.fail({ kind: "reset" });
  await assertRejects(() => post(url), TypeError);
  assertEquals([discord.requests.length, discord.stored.length], [1, 0]);
  discord.fail({ kind: "lost-reply" });
  await assertRejects(() => post(url), TypeError);
  assertEquals([discord.requests.length, discord.stored.length], [2, 1]);
  assertEquals(discord.requests.map(({ status }) => status), [null, null]);
  assertEquals((await post(url)).status, 204);
});

Deno.test("FakeDiscord.fail() answers like a server in trouble, storing or not", async () => {
  for (const status of [500, 502, 503, 504, 520, 521, 522, 523, 524]) {
    const { answer, next, discord } = await meet({ kind: "status", status });
    assertEquals(answer.status, status);
    assertEquals(answer.json.code, status === 500 ? 0 : undefined);
    assertEquals(answer.headers.get("server"), status === 500 ? null : "cloudflare");
    assertEquals([limits(answer), next.status, discord.stored.length], [{}, 204, 1]);
  }
  const { discord } = await meet({ kind: "status", status: 504, handled: true });
  assertEquals(discord.stored.length, 2);
});

Deno.test("FakeDiscord.fail() sends HTML under the type of JSON", async () => {
  const { answer } = await meet({ kind: "status", status: 502, as: "html-as-json" });
  assertEquals(answer.headers.get("content-type"), "application/json");
  assert(answer.text.startsWith("<!DOCTYPE html>"));
});

Deno.test("FakeDiscord.fail() sends a 429 that does not say how long", async () => {
  const bare = (await meet({ kind: "bare-429" })).answer;
  assertEquals([bare.status, bare.text, bare.headers.get("retry-after")], [429, "", null]);
  assertEquals(limits(bare), {});
  const unnamed = (await meet({ kind: "unnamed-429" })).answer;
  assertEquals(unnamed.json, { message: "You are being rate limited.", global: false });
  assertEquals(unnamed.headers.get("retry-after"), null);
});

Deno.test("FakeDiscord.fail() sends a 429 that says two things, and counts none of them", async () => {
  const { answer, discord } = await meet({ kind: "contradictory-429", body: 0.5, header: 7 });
  assertEquals([answer.json.retry_after, answer.headers.get("retry-after")], [0.5, "7"]);
  assertEquals(discord.rateLimited, { user: 0, shared: 0, global: 0 });
});

Deno.test("FakeDiscord.fail() leaves the rate-limit headers out of a success", async () => {
  const { answer, next } = await meet({ kind: "no-headers" });
  assertEquals([answer.status, limits(answer)], [204, {}]);
  assertEquals(limits(next).remaining, "3");
});

Deno.test("FakeDiscord.fail() sets the clock of X-RateLimit-Reset wrong, and that alone", async () => {
  const { answer, next } = await meet({ kind: "wrong-date", off: -3_600_000 });
  assertEquals(Number(limits(next).reset) - Number(limits(answer).reset), 3_600);
  assertEquals(limits(answer)["reset-after"], "2.000");
});

Deno.test("FakeDiscord.fail() answers 200 and the message to who does not wait", async () => {
  const { answer, discord } = await meet({ kind: "not-204" });
  assertEquals([answer.status, answer.json.id], [200, discord.stored[0]?.message.id]);
  assertEquals(limits(answer).remaining, "4");
});

Deno.test("FakeDiscord.fail() bans for one reply, in each of Cloudflare's forms", async () => {
  const text = (await meet({ kind: "ban", form: "text" })).answer;
  assertEquals([text.status, text.text], [429, "error code: 1015"]);
  assertEquals(text.headers.get("retry-after"), "3600");
  const html = (await meet({ kind: "ban", form: "html", wait: 66_271 })).answer;
  assertEquals(html.headers.get("retry-after"), "66271");
  assert(html.text.startsWith("<!DOCTYPE html>"));
  const json = (await meet({ kind: "ban", form: "json" })).answer;
  assertEquals([json.json.code, json.headers.get("retry-after")], [0, null]);
  assertEquals([text, html, json].map(({ headers }) => headers.get("via")), [null, null, null]);
});

Deno.test("FakeDiscord.fail() turns an agent away for one request, in each of Cloudflare's forms", async () => {
  const { answer, next, discord } = await meet({ kind: "blocked", form: "text" });
  assertEquals([answer.status, answer.text, next.status], [403, "error code: 1010", 204]);
  assertEquals([answer.headers.get("via"), answer.headers.get("retry-after")], [null, null]);
  assertEquals([limits(answer), discord.stored.length], [{}, 1]);
  const json = (await meet({ kind: "blocked", form: "json" })).answer;
  assertEquals([json.status, json.json.code], [403, 40333]);
});

Deno.test("FakeDiscord.fail() plays a 429 of each scope, and counts none of them", async () => {
  const play = (scope: "user" | "shared" | "global") =>
    meet({ kind: "rate-limit", scope, wait: 1.25 });
  const user = await play("user");
  assertEquals([user.answer.status, user.answer.json], [429, {
    message: "You are being rate limited.",
    retry_after: 1.25,
    global: false,
  }]);
  assertEquals(user.answer.headers.get("retry-after"), "2");
  const { scope, remaining, "reset-after": after } = limits(user.answer);
  assertEquals([scope, remaining, after], ["user", "0", "1.250"]);
  assertEquals(limits(user.next).remaining, "3");
  assertEquals(user.discord.rateLimited, { user: 0, shared: 0, global: 0 });

  const shared = limits((await play("shared")).answer);
  assertEquals([shared.scope, shared.remaining, shared["reset-after"]], ["shared", "4", "2.000"]);
  const global = (await play("global")).answer;
  assertEquals([limits(global), global.json.global], [{ global: "true", scope: "global" }, true]);
});

Deno.test("FakeDiscord.fail() plays a special limit by its code", async () => {
  const { answer } = await meet({ kind: "rate-limit", scope: "shared", wait: 10, code: 20016 });
  assertEquals([answer.json.code, answer.json.retry_after], [20016, 10]);
});

Deno.test("FakeDiscord puts a limit that is reached before one that is played", async () => {
  const exec = { limit: 1, window: 60_000 };
  const { discord } = await startOnManualClock({ limits: { exec } });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  await post(url);
  discord.fail({ kind: "rate-limit", scope: "shared", wait: 1 });
  assertEquals(limits(await post(url)).scope, "user");
  assertEquals(discord.rateLimited, { user: 1, shared: 0, global: 0 });
});

Deno.test("FakeDiscord sees what is sent in spite of a 429 that was played", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  discord.fail({ kind: "rate-limit", scope: "shared", wait: 10 });
  await post(url);
  await clock.advance(9_000);
  await post(url);
  await clock.advance(1_000);
  await post(url);
  assertEquals(discord.violations.map(({ kind }) => kind), ["blocked"]);
});

Deno.test("FakeDiscord.fail() refuses with any code of Discord's", async () => {
  const errors = { content: { _errors: [{ code: "X", message: "No." }] } };
  const { answer, next, discord } = await meet({
    kind: "error",
    status: 400,
    code: 200000,
    message: "Blocked by AutoMod",
    errors,
  });
  assertEquals([answer.status, answer.json], [400, {
    message: "Blocked by AutoMod",
    code: 200000,
    errors,
  }]);
  assertEquals([limits(answer).remaining, limits(next).remaining], ["4", "3"]);
  assertEquals(discord.stored.length, 1);
});

Deno.test("FakeDiscord holds refusals that were played against an address, as any other", async () => {
  const invalid = { limit: 1, window: 600_000 };
  const { discord } = await startOnManualClock({ limits: { invalid } });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  discord.fail({ kind: "error", status: 403, code: 50013 });
  assertEquals([(await post(url)).status, (await post(url)).status], [403, 429]);
});

Deno.test("FakeDiscord.fail() repeats what the reply before said of the window", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const first = limits(await post(url));
  await clock.advance(2_500);
  discord.fail({ kind: "stale-headers" });
  assertEquals(limits(await post(url)), first);
  assertEquals(limits(await post(url)).remaining, "3");
});

Deno.test("FakeDiscord.fail() says everything about the window twice", async () => {
  const { answer } = await meet({ kind: "doubled-headers" });
  const { limit, remaining, "reset-after": after } = limits(answer);
  assertEquals([limit, remaining, after], ["5, 5", "4, 4", "2.000, 2.000"]);
});

Deno.test("FakeDiscord.fail() loses a message in silence, if nobody waits for it", async () => {
  const { answer, discord } = await meet({ kind: "dropped" });
  assertEquals([answer.status, discord.stored.length], [204, 1]);
  await using other = await FakeDiscord.start();
  const waiting = v10(other.addWebhook().url);
  other.fail({ kind: "dropped" });
  assertEquals((await post(`${waiting}?wait=true`)).status, 200);
  assertEquals(other.stored.length, 1);
});

Deno.test("FakeDiscord.fail() breaks off a reply in the middle of its JSON", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}?wait=true`;
  discord.fail({ kind: "broken-body" });
  const response = await fetch(url, {
    method: "POST",
    body: new Blob(['{"content":"x"}'], { type: "application/json" }),
  });
  assertEquals([response.status, response.headers.get("content-type")], [200, "application/json"]);
  const text = await response.text();
  assertThrows(() => JSON.parse(text), SyntaxError);
  assertEquals(discord.stored.length, 1);
});

Deno.test("FakeDiscord.fail() does not find a message just made", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  discord.fail({ kind: "unknown-message" }, { when: ({ action }) => action === "patch-message" });
  const { json } = await post(`${url}?wait=true`);
  const edit = () => send("PATCH", `${url}/messages/${json.id}`, { content: "new" });
  assertEquals([(await edit()).json.code, (await edit()).json.content], [10008, "new"]);
});

Deno.test("FakeDiscord.fail() sends any reply of your own", async () => {
  const headers = {
    "Content-Type": "application/json",
    "Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT",
  };
  const { answer } = await meet({ kind: "reply", status: 429, headers, body: '{"code":20016}' });
  assertEquals([answer.status, answer.json.code], [429, 20016]);
  assertEquals(answer.headers.get("retry-after"), "Wed, 21 Oct 2026 07:28:00 GMT");
  assertEquals(answer.headers.get("via"), null);
});

Deno.test("FakeDiscord.fail() holds a reply back, so that a later one overtakes it", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  discord.fail({ kind: "delay", time: 1_000 });
  const held = post(url);
  await heldBack(clock, 1);
  assertEquals(limits(await post(url)).remaining, "3");
  await clock.advance(1_000);
  const late = limits(await held);
  assertEquals([late.remaining, late["reset-after"]], ["4", "2.000"]);
});

Deno.test("FakeDiscord.fail() shows a predicate that throws", async () => {
  await using discord = await FakeDiscord.start();
  const when = () => {
    throw new Error("no idea");
  };
  discord.fail({ kind: "reset" }, { when });
  const answer = await post(v10(discord.addWebhook().url));
  assertEquals([answer.status, answer.text], [500, "Fake failed: Error: no idea"]);
});

Deno.test("FakeDiscord.clearFaults() calls off what was planned", async () => {
  await using discord = await FakeDiscord.start();
  discord.fail({ kind: "reset" }, { times: 3 });
  assertEquals(discord.pendingFaults, 3);
  discord.clearFaults();
  assertEquals(discord.pendingFaults, 0);
  assertEquals((await post(v10(discord.addWebhook().url))).status, 204);
});

Deno.test("FakeDiscord refuses options and faults that it would ignore", async () => {
  await assertRejects(() => FakeDiscord.start({ sped: 10 } as never), TypeError, "'sped'");
  const limits = { execute: null } as never;
  await assertRejects(() => FakeDiscord.start({ limits }), TypeError, "'execute'");
  for (
    const [name, value] of [
      ["latency", -1],
      ["ban", NaN],
      ["grace", "1"],
      ["maxFileBytes", -1],
      ["banReply", "xml"],
      ["blockReply", "html"],
      ["defaultMentions", ["all"]],
    ] as const
  ) {
    await assertRejects(() => FakeDiscord.start({ [name]: value }), Error, `'${name}' must be`);
  }
  await using discord = await FakeDiscord.start();
  assertThrows(() => discord.fail({ kind: "lost" } as never), TypeError, "'kind'");
  assertThrows(() => discord.fail({ kind: "reset" }, { nht: 2 } as never), TypeError, "'nht'");
  assertEquals(discord.pendingFaults, 0);
  assertThrows(() => discord.addWebhook({ forums: true } as never), TypeError, "'forums'");
});
