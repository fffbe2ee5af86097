import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { FakeSlack, ManualClock, type SlackErrorCode } from "../../src/testing/mod.ts";
import { sleeping } from "../core/waiting.ts";

/** Posts a body; returns the status and the answer. */
async function post(url: string, body: unknown, method = "POST"): Promise<[number, string]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method, body: new Blob([text]) });
  return [response.status, await response.text()];
}

/** A fake without pace, and one webhook of it. */
async function start() {
  const slack = await FakeSlack.start({ burst: 1000, limit: 1000 });
  return { slack, url: slack.addWebhook().url };
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const section = (length: number) => ({
  type: "section",
  text: { type: "mrkdwn", text: "x".repeat(length) },
});

Deno.test("FakeSlack takes messages and says ok, as HTML", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  const response = await fetch(url, { method: "POST", body: '{"text":"x"}' });
  assertEquals([response.status, await response.text()], [200, "ok"]);
  assertEquals(response.headers.get("content-type"), "text/html");
  assertEquals(slack.messages, [{ kind: "webhook", url, body: { text: "x" } }]);
});

Deno.test("FakeSlack has URLs of Slack's shapes, each with a secret of its own", async () => {
  await using slack = await FakeSlack.start();
  const urls = [slack.addWebhook(), slack.addWebhook(), slack.addResponse(), slack.addTrigger()];
  const paths = urls.map(({ url }) => new URL(url).pathname);
  assertMatch(paths[0]!, /^\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/\w{24}$/);
  assertMatch(paths[2]!, /^\/actions\/T[A-Z0-9]+\/\d+\/\w{24}$/);
  assertMatch(paths[3]!, /^\/triggers\/T[A-Z0-9]+\/\d+\/\w{24}$/);
  assertNotEquals(paths[0], paths[1]);
  assertEquals(urls.map(({ kind }) => kind), ["webhook", "webhook", "response", "trigger"]);
});

Deno.test("FakeSlack refuses what Slack refuses, in its words", async (t) => {
  const cases: Record<string, [body: unknown, status: number, text: string]> = {
    "no JSON": ["{", 400, "invalid_payload"],
    "JSON null": [null, 400, "invalid_payload"],
    "a list": [[], 400, "invalid_payload"],
    "nothing": [{}, 400, "no_text"],
    "an empty text": [{ text: "", blocks: [], attachments: [] }, 400, "no_text"],
    "blocks that are no list": [{ blocks: {} }, 400, "invalid_blocks_format"],
    "51 blocks": [{ blocks: times(51, { type: "divider" }) }, 400, "invalid_blocks"],
    "a block without type": [{ text: "x", blocks: [{}] }, 400, "invalid_blocks"],
    "a section that is empty": [{ blocks: [section(0)] }, 400, "invalid_blocks"],
    "a section that is too long": [{ blocks: [section(3001)] }, 400, "invalid_blocks"],
    "11 fields": [
      { blocks: [{ type: "section", fields: times(11, { text: "x" }) }] },
      400,
      "invalid_blocks",
    ],
    "a long field": [
      { blocks: [{ type: "section", fields: [{ text: "x".repeat(2001) }] }] },
      400,
      "invalid_blocks",
    ],
    "a long header": [
      { blocks: [{ type: "header", text: { text: "x".repeat(151) } }] },
      400,
      "invalid_blocks",
    ],
    "101 attachments": [{ attachments: times(101, {}) }, 400, "too_many_attachments"],
  };
  for (const [name, [body, status, text]] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { slack, url } = await start();
      await using _ = slack;
      assertEquals(await post(url, body), [status, text]);
      assertEquals([slack.messages.length, slack.requests.length], [0, 1]);
    });
  }
});

Deno.test("FakeSlack takes messages at the limits", async (t) => {
  const cases: Record<string, object> = {
    "50 blocks": { blocks: times(50, { type: "divider" }) },
    "a long section": { blocks: [section(3000)] },
    "fields": { blocks: [{ type: "section", fields: times(10, { text: "x".repeat(2000) }) }] },
    "a header": { blocks: [{ type: "header", text: { text: "🎉".repeat(150) } }] },
    "100 attachments": { attachments: times(100, {}) },
    "a removal": { delete_original: true },
  };
  for (const [name, body] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { slack, url } = await start();
      await using _ = slack;
      assertEquals(await post(url, body), [200, "ok"]);
    });
  }
});

Deno.test("FakeSlack refuses another method than POST", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  assertEquals(await post(url, { text: "x" }, "PUT"), [400, "invalid_payload"]);
});

Deno.test("FakeSlack cuts a text at 40,000 characters", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  await post(url, { text: "🎉".repeat(40_001) });
  assertEquals(slack.messages[0]?.body, { text: "🎉".repeat(40_000) });
});

Deno.test("FakeSlack knows no other URL", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  assertEquals(await post(`${url}x`, { text: "x" }), [404, "no_service"]);
  assertEquals(await post(`${url}?x=1`, { text: "x" }), [200, "ok"]);
});

Deno.test("FakeSlack.refuse() answers with each error, until it is called off", async (t) => {
  const statuses: Record<SlackErrorCode, number> = {
    invalid_payload: 400,
    no_text: 400,
    missing_text_or_fallback_or_attachments: 400,
    invalid_blocks: 400,
    invalid_blocks_format: 400,
    too_many_attachments: 400,
    user_not_found: 400,
    channel_not_found: 404,
    channel_is_archived: 410,
    action_prohibited: 403,
    posting_to_general_channel_denied: 403,
    invalid_token: 403,
    no_service: 404,
    no_service_id: 404,
    no_active_hooks: 404,
    no_team: 404,
    team_disabled: 403,
    rollup_error: 500,
    rate_limited: 429,
    expired_url: 404,
    used_url: 404,
  };
  const { slack, url } = await start();
  await using _ = slack;
  for (const [name, status] of Object.entries(statuses)) {
    await t.step(name, async () => {
      const code = name as SlackErrorCode;
      slack.refuse(url, code);
      for (let n = 0; n < 2; n++) {
        const [got, text] = await post(url, { text: "x" });
        assertEquals(got, status);
        const error = text.startsWith("{") ? JSON.parse(text) : text;
        if (code === "rate_limited") {
          assertEquals(error, { ok: false, error: code, retry_after: 1 });
        } else if (code.endsWith("_url")) assertEquals(error, { ok: false, error: code });
        else assertEquals(error, code);
      }
    });
  }
  slack.refuse(url, undefined);
  assertEquals(await post(url, { text: "x" }), [200, "ok"]);
  assertThrows(() => slack.refuse(`${url}x`, "no_service"), TypeError, "never added");
});

Deno.test("FakeSlack.fail() spoils one request, with errors and with faults", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  slack.fail("channel_is_archived");
  slack.fail({ status: 503, body: "<!DOCTYPE html>" });
  slack.fail({ fault: "cut-body" });
  assertEquals(await post(url, { text: "1" }), [410, "channel_is_archived"]);
  assertEquals(await post(url, { text: "2" }), [503, "<!DOCTYPE html>"]);
  const cut = await post(url, { text: "3" }).catch((error) => error instanceof Error);
  assertEquals(cut, true);
  assertEquals(await post(url, { text: "4" }), [200, "ok"]);
  assertEquals(slack.messages.map(({ body }) => body.text), ["4"]);
});

Deno.test("FakeSlack.fail() waits before an answer that has a delay", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock });
  const { url } = slack.addWebhook();
  slack.fail({ delay: 5000, body: "late" });
  const answer = post(url, { text: "x" });
  await sleeping(clock, 1);
  await clock.advance(5000);
  assertEquals([await answer, clock.waits], [[200, "late"], [5000]]);
});

Deno.test("FakeSlack.fail() answers 500 to what is no answer", async () => {
  const { slack, url } = await start();
  await using _ = slack;
  slack.fail({ fault: "explode" } as unknown as "no_text");
  const [status, text] = await post(url, { text: "x" });
  assertEquals(status, 500);
  assertMatch(text, /^FakeSlack: the answer failed: .*explode/);
});

Deno.test("FakeSlack.start() refuses wrong options", async () => {
  const start = (options: object) => () => FakeSlack.start(options);
  await assertRejects(start({ speed: 1 }), TypeError, "'speed' is no option of a fake Slack");
  await assertRejects(start({ burst: 0 }), RangeError, "'burst' must be >= 1");
  await assertRejects(start({ limit: 1.5 }), RangeError, "'limit' must be a whole number");
  await assertRejects(start({ grace: -1 }), RangeError, "'grace' must be >= 0");
});

Deno.test("FakeSlack.violations tells who sends faster than one per second", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const [one, two] = [slack.addWebhook().url, slack.addWebhook().url];
  await post(one, { text: "1" });
  await post(two, { text: "of its own" });
  await clock.advance(1000);
  await post(one, { text: "2" });
  assertEquals(slack.violations, []);
  await clock.advance(999);
  assertEquals(await post(one, { text: "3" }), [200, "ok"]);
  assertEquals(slack.violations.map(({ kind, request }) => [kind, request.json()]), [
    ["pace", { text: "3" }],
  ]);
});

Deno.test("FakeSlack.violations overlooks what lies within the grace, and bursts that are allowed", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, burst: 3 });
  const { url } = slack.addWebhook();
  for (let n = 0; n < 3; n++) await post(url, { text: "x" });
  await clock.advance(2950);
  await post(url, { text: "x" });
  assertEquals(slack.violations, []);
  await post(url, { text: "x" });
  await post(url, { text: "x" });
  assertEquals(slack.violations.length, 0);
  await post(url, { text: "x" });
  assertEquals(slack.violations.map(({ kind }) => kind), ["pace"]);
});

Deno.test("FakeSlack answers 429 beyond its limit, and notes who does not wait", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, burst: 1000, limit: 2, grace: 0 });
  const { url } = slack.addWebhook();
  await post(url, { text: "1" });
  await clock.advance(500);
  await post(url, { text: "2" });
  const response = await fetch(url, { method: "POST", body: '{"text":"3"}' });
  assertEquals([response.status, response.headers.get("retry-after")], [429, "2"]);
  assertEquals(await response.json(), { ok: false, error: "rate_limited", retry_after: 2 });
  assertEquals(slack.violations, []);
  await clock.advance(1000);
  assertEquals((await post(url, { text: "4" }))[0], 429);
  assertEquals(slack.violations.map(({ kind }) => kind), ["blocked"]);
  await clock.advance(1000);
  assertEquals(await post(url, { text: "5" }), [200, "ok"]);
  assertEquals(slack.violations.length, 1);
});

Deno.test("FakeSlack.violations tells who does not wait after a 429 of fail()", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, burst: 1000, grace: 0 });
  const { url } = slack.addWebhook();
  slack.fail({ status: 429, headers: { "Retry-After": "30" } });
  await post(url, { text: "1" });
  await clock.advance(29_999);
  await post(url, { text: "2" });
  await clock.advance(1);
  await post(url, { text: "3" });
  assertEquals(slack.violations.map(({ request }) => request.json()), [{ text: "2" }]);
});

Deno.test("FakeSlack.violations overlooks what was under way when a 429 came", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, burst: 1000 });
  const { url } = slack.addWebhook();
  slack.fail({ status: 429, headers: { "retry-after": "30" } });
  await post(url, { text: "1" });
  await clock.advance(50);
  await post(url, { text: "2" });
  assertEquals(slack.violations, []);
  await clock.advance(1);
  await post(url, { text: "3" });
  assertEquals(slack.violations.map(({ kind }) => kind), ["blocked"]);
});

Deno.test("FakeSlack takes five answers at a response_url, and then says used_url", async () => {
  await using slack = await FakeSlack.start();
  const { url } = slack.addResponse();
  assertEquals(await post(url, {}), [400, "no_text"]);
  for (let n = 0; n < 5; n++) assertEquals(await post(url, { text: "x" }), [200, "ok"]);
  assertEquals(await post(url, { text: "x" }), [404, '{"ok":false,"error":"used_url"}']);
  assertEquals(slack.messages.length, 5);
  assertEquals(slack.violations, []);
});

Deno.test("FakeSlack takes answers at a response_url for 30 minutes, and then says expired_url", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock });
  const { url } = slack.addResponse();
  await clock.advance(30 * 60_000 - 1);
  assertEquals(await post(url, { text: "x" }), [200, "ok"]);
  await clock.advance(1);
  assertEquals(await post(url, { text: "x" }), [404, '{"ok":false,"error":"expired_url"}']);
});

Deno.test("FakeSlack takes anything for a workflow, and notes what would fail there", async () => {
  await using slack = await FakeSlack.start();
  const { url } = slack.addTrigger();
  assertEquals(await post(url, { a: "x" }), [200, '{"ok":true}']);
  assertEquals(slack.violations, []);
  assertEquals(await post(url, { blocks: [] }), [200, '{"ok":true}']);
  assertEquals(slack.violations.map(({ kind }) => kind), ["workflow-input"]);
  assertEquals(slack.messages.map(({ body }) => body), [{ a: "x" }, { blocks: [] }]);
});

Deno.test("FakeSlack takes ten starts of a workflow per minute", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const { url } = slack.addTrigger();
  for (let n = 0; n < 10; n++) assertEquals((await post(url, {}))[0], 200);
  await clock.advance(59_000);
  assertEquals((await post(url, {}))[0], 429);
  await clock.advance(1000);
  assertEquals((await post(url, {}))[0], 200);
  assertEquals(slack.violations.map(({ kind }) => kind), ["pace"]);
});

Deno.test("FakeSlack.close() can be called twice, and refuses connections", async () => {
  const slack = await FakeSlack.start();
  const { url } = slack.addWebhook();
  await slack.close();
  await slack.close();
  const refused = await post(url, {}).catch((error) => error instanceof TypeError);
  assertEquals(refused, true);
});
