import { assert, assertEquals } from "@std/assert";
import { SlackResponse, SlackTrigger, SlackWebhook } from "../../src/slack/mod.ts";
import { FakeServer, FakeSlack, ManualClock } from "../../src/testing/mod.ts";
import { AT_ONCE, soon } from "../core/waiting.ts";
import { failed, sendTo } from "./fixtures.ts";

Deno.test("SlackResult tells what Slack's answer means", async (t) => {
  const cases = {
    no_service: "revoked",
    channel_is_archived: "destination",
    action_prohibited: "policy",
    invalid_blocks: "payload",
  } as const;
  for (const [code, reason] of Object.entries(cases)) {
    await t.step(code, async () => {
      await using slack = await FakeSlack.start();
      const { url } = slack.addWebhook();
      slack.refuse(url, code as keyof typeof cases);
      const result = failed(await new SlackWebhook(url).send("x"));
      assertEquals(result.slack, { reason, code, permanent: true });
      assertEquals([result.kind, result.attempts], ["http", 1]);
    });
  }
});

Deno.test("SlackResult says in its error what Slack said, if it said anything", async () => {
  const cases = [
    [{ status: 404, body: "no_service\n" }, "Slack answered 404: no_service"],
    [{ status: 404, body: "<p>Not here" }, "server answered 404"],
    [{ status: 404 }, "server answered 404"],
  ] as const;
  for (const [answer, reason] of cases) {
    const { result } = await sendTo([answer]);
    assertEquals(failed(result).error, `Cannot deliver to ${new URL(result.url).host}: ${reason}`);
  }
});

Deno.test("SlackResult has no refusal after a delivery", async () => {
  const { result } = await sendTo([{ body: "ok" }]);
  assertEquals([result.ok, result.slack], [true, null]);
});

Deno.test("SlackResult is frozen, prints whole, and hides the URL", async () => {
  await using slack = await FakeSlack.start();
  const { url } = slack.addWebhook();
  slack.refuse(url, "no_service");
  const result = await new SlackWebhook(url).send("x");
  assert(Object.isFrozen(result) && Object.isFrozen(result.slack));
  const printed = JSON.parse(JSON.stringify(result));
  assertEquals(printed.slack, { reason: "revoked", code: "no_service", permanent: true });
  assertEquals([printed.url, result.url], [`${slack.url}/***`, url]);
});

Deno.test("SlackResult takes a 2xx with ok: false for a failure", async (t) => {
  const body = { ok: false, error: "invalid_payload" };
  const clients = { SlackWebhook, SlackResponse, SlackTrigger };
  for (const [name, Client] of Object.entries(clients)) {
    await t.step(name, async () => {
      await using server = await FakeServer.start([{ body }]);
      const result = failed(await new Client(server.url).send({ text: "x" }));
      assertEquals([result.ok, result.status, result.kind], [false, 200, "http"]);
      assertEquals([result.response, result.attempts, result.mayHaveArrived], [body, 1, false]);
      assertEquals(
        result.error,
        `Cannot deliver to ${server.address}: Slack answered 200, but refused it: invalid_payload`,
      );
      assertEquals(result.slack, { reason: "payload", code: "invalid_payload", permanent: true });
    });
  }
});

Deno.test("SlackResult takes a 2xx with ok: false and no known error for one of unknown reason", async () => {
  const { result } = await sendTo([{ body: { ok: false } }]);
  assertEquals(result.slack, { reason: "unknown", code: null, permanent: true });
  assert(failed(result).error.endsWith(": Slack answered 200, but refused it"));
});

Deno.test("SlackResult takes a 2xx that says rate_limited for what it is", async () => {
  const { result } = await sendTo([{ body: { ok: false, error: "rate_limited" } }]);
  assertEquals([failed(result).kind, result.slack?.reason], ["rate-limited", "rate"]);
});

Deno.test("SlackResult tells how long a 2xx that says rate_limited asks to wait", async () => {
  const said = { ok: false, error: "rate_limited" };
  const headers = { "retry-after": "9" };
  const cases = [
    [{ body: { ...said, retry_after: 7 } }, 7000],
    [{ body: said, headers }, 9000],
    [{ body: { ...said, retry_after: "soon" } }, null],
    [{ body: { ok: false, error: "invalid_payload", retry_after: 7 } }, null],
  ] as const;
  for (const [answer, retryAfter] of cases) {
    const { result } = await sendTo([answer]);
    assertEquals(failed(result).retryAfter, retryAfter);
  }
});

Deno.test("SlackResult takes JSON with ok: true for a delivery", async () => {
  const { result } = await sendTo([{ body: { ok: true } }]);
  assertEquals([result.ok, result.response, result.slack], [true, { ok: true }, null]);
});

Deno.test("SlackWebhook.send() heeds retry_after of a JSON body without the header", async () => {
  const clock = new ManualClock();
  const body = { ok: false, error: "rate_limited", retry_after: 7 };
  await using server = await FakeServer.start([{ status: 429, body }, { body: "ok" }]);
  const sending = new SlackWebhook(server.url, { clock, rateLimit: false }).send("x");
  await server.received(1);
  while (clock.waits.length === 0) await new Promise((resolve) => setTimeout(resolve));
  assertEquals(clock.waits, [7000]);
  await clock.advance(7000);
  assertEquals((await soon(sending)).ok, true);
});

Deno.test("SlackResult tells a 429 that is not waited for", async () => {
  const headers = { "retry-after": "301" };
  const body = { ok: false, error: "rate_limited" };
  const { result, requests } = await sendTo([{ status: 429, headers, body }]);
  assertEquals([failed(result).kind, failed(result).retryAfter], ["rate-limited", 301_000]);
  assertEquals(result.slack, { reason: "rate", code: "rate_limited", permanent: false });
  assertEquals(requests.length, 1);
});

Deno.test("SlackResult tells that the limiter refused, and not what an earlier answer said", async () => {
  const rateLimit = {
    asked: 0,
    turn() {
      const granted = this.asked++ === 0;
      return Promise.resolve(
        granted
          ? { granted, settle: () => {} } as const
          : { granted, kind: "rate-limited", retryAfter: 5 } as const,
      );
    },
  };
  await using server = await FakeServer.start([{ status: 500, body: "rollup_error" }]);
  const hook = new SlackWebhook(server.url, { rateLimit, backoff: AT_ONCE });
  const result = failed(await hook.send("x"));
  assertEquals([result.kind, result.status], ["rate-limited", 500]);
  assertEquals(result.slack, { reason: "rate", code: null, permanent: false });
});

Deno.test("SlackResult takes no other refusal of a limiter for a response_url that is spent", async () => {
  const turn = () =>
    Promise.resolve({ granted: false, kind: "blocked", retryAfter: null } as const);
  const path = { webhook: "services/T0/B0/x", response: "actions/T0/1/x" };
  const clients = [
    new SlackWebhook(`https://hooks.slack.com/${path.webhook}`, { rateLimit: { turn } }),
    new SlackResponse(`https://hooks.slack.com/${path.response}`, { rateLimit: { turn } }),
  ];
  for (const client of clients) {
    const result = failed(await client.send("x"));
    assertEquals([result.kind, result.slack], ["blocked", null]);
    assert(!result.error.includes("response_url"), result.error);
  }
});
