import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { VERSION } from "../../mod.ts";
import { type SlackOptions, SlackWebhook } from "../../src/slack/mod.ts";
import { always, FakeServer, FakeSlack, ManualClock } from "../../src/testing/mod.ts";
import { sleeping, soon } from "../core/waiting.ts";
import { failed, sendTo, start } from "./fixtures.ts";

const URL_PATH = "services/T000/B000/s3cret-4f9a";

Deno.test("SlackWebhook.send() posts exactly the text, and tells that Slack said ok", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  const result = await hook.send({ text: "hello" });
  assertEquals([result.ok, result.status, result.response], [true, 200, "ok"]);
  assertEquals(slack.requests.map(({ method, text }) => [method, text]), [
    ["POST", '{"text":"hello"}'],
  ]);
});

Deno.test("SlackWebhook.send() takes a text alone", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  await hook.send("hello");
  assertEquals(slack.messages.map(({ body }) => body), [{ text: "hello" }]);
});

Deno.test("SlackWebhook.send() without a message sends {}", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  const result = await hook.send();
  assertEquals(slack.requests.map(({ text }) => text), ["{}"]);
  assertEquals(failed(result).response, "no_text");
});

Deno.test("SlackWebhook.sendRaw() passes unknown names untouched, and {} as {}", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  await hook.sendRaw({
    text: "x",
    link_names: 1,
    icon_emoji: ":ghost:",
    gone: null,
    un: undefined,
  });
  await hook.sendRaw({});
  assertEquals(slack.requests.map(({ text }) => text), [
    '{"text":"x","link_names":1,"icon_emoji":":ghost:"}',
    "{}",
  ]);
});

Deno.test("SlackWebhook.sendRaw() checks nothing", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  const result = await hook.sendRaw({ blocks: Array.from({ length: 51 }, () => ({ type: "x" })) });
  assertEquals([result.status, slack.requests.length], [400, 1]);
});

Deno.test("SlackWebhook.sendRaw() refuses what is no object", async (t) => {
  for (const body of [null, undefined, "text", 5, [], () => {}, new Map(), Promise.resolve({})]) {
    await t.step(Deno.inspect(body), async () => {
      const { slack, hook } = await start();
      await using _ = slack;
      const result = failed(await hook.sendRaw(body as object));
      assertEquals([result.kind, result.attempts, slack.requests.length], ["payload", 0, 0]);
      assertEquals(result.slack, { reason: "payload", code: null, permanent: true });
    });
  }
});

Deno.test("SlackWebhook.send() is JSON whatever the headers say", async () => {
  const { slack, hook } = await start({ headers: { "content-type": "text/plain" } });
  await using _ = slack;
  await hook.send("x", { headers: { "Content-Type": "text/csv", "x-a": "1" } });
  await hook.send("x");
  assertEquals(
    slack.requests.map(({ headers }) => [headers.get("content-type"), headers.get("x-a")]),
    [["application/json", "1"], ["application/json", null]],
  );
});

Deno.test("SlackWebhook.send() lets headers of one send win, for that send only", async () => {
  const own = { "x-a": "webhook", "x-b": "webhook" };
  const { slack, hook } = await start({ headers: own });
  await using _ = slack;
  const headers = { "X-A": "send", "User-Agent": "mine/1", "content-type": "text/csv" };
  await hook.send("x", { headers });
  await hook.send("x");
  assertEquals(
    slack.requests.map(({ headers }) => [headers.get("x-a"), headers.get("x-b")]),
    [["send", "webhook"], ["webhook", "webhook"]],
  );
  const [first, second] = slack.requests.map(({ headers }) => headers.get("user-agent"));
  assertEquals(first, "mine/1");
  assertMatch(second!, /^hookcast\//);
  // The caller's objects are left alone.
  assertEquals(own, { "x-a": "webhook", "x-b": "webhook" });
  assertEquals(Object.keys(headers), ["X-A", "User-Agent", "content-type"]);
});

Deno.test("SlackWebhook.send() says who it is, between prefix and suffix", async () => {
  const { slack, hook, url } = await start();
  await using _ = slack;
  const options = { userAgentPrefix: "deploys/1.2", userAgentSuffix: "(ci)", rateLimit: false };
  await hook.send("x");
  await new SlackWebhook(url, options).send("x");
  await new SlackWebhook(url, { ...options, headers: { "user-agent": "own" } }).send("x");
  const agent = `hookcast/${VERSION} ${navigator.userAgent}`;
  assertEquals(
    slack.requests.map(({ headers }) => headers.get("user-agent")),
    [agent, `deploys/1.2 ${agent} (ci)`, "own"],
  );
});

Deno.test("SlackWebhook.send() carries every script, and counts bytes", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  const text = "é ü 漢字 🎉 \u2028 \u0000";
  await hook.send({ text });
  const [request] = slack.requests;
  assertEquals(request!.json(), { text });
  assertEquals(request!.headers.get("content-length"), String(request!.body.length));
  assert(request!.body.length > request!.text.length);
});

Deno.test("SlackWebhook.send() tells a refusal with its exact text", async (t) => {
  const cases = [
    [400, "invalid_payload"],
    [403, "action_prohibited"],
    [404, "channel_not_found\n"],
    [410, "channel_is_archived"],
  ] as const;
  for (const [status, body] of cases) {
    await t.step(`${status}`, async () => {
      const { result, requests } = await sendTo([{ status, body }]);
      assertEquals([result.ok, result.status, result.response], [false, status, body]);
      assertEquals(requests.length, 1);
    });
  }
  for (const status of [429, 500]) {
    await t.step(`${status}`, async () => {
      const { result } = await sendTo(always({ status, body: "rollup_error" }), { maxRetries: 0 });
      assertEquals([result.ok, result.status, result.response], [false, status, "rollup_error"]);
    });
  }
});

Deno.test("SlackWebhook.send() takes a page of HTML for text", async () => {
  const body = "<!DOCTYPE html><p>Höppla";
  const answer = { status: 500, body, headers: { "content-type": "text/html" } };
  const { result } = await sendTo([answer], { maxRetries: 0 });
  assertEquals(result.response, body);
  assertEquals(result.slack, { reason: "server", code: null, permanent: false });
});

Deno.test("SlackWebhook.send() follows no redirect", async (t) => {
  for (const status of [301, 302, 307, 308]) {
    await t.step(`${status}`, async () => {
      await using other = await FakeServer.start(always(200));
      const { result } = await sendTo([{ fault: "redirect", status, location: other.url }]);
      assertEquals([result.ok, result.status, failed(result).kind], [false, status, "http"]);
      assertEquals(other.requests.length, 0);
      assertEquals(result.slack, { reason: "unknown", code: null, permanent: true });
    });
  }
});

Deno.test("SlackWebhook.send() tries again after 429, 5xx and lost connections by default", async (t) => {
  const cases = {
    "429": { status: 429, headers: { "retry-after": "0" } },
    "500": 500,
    "502": 502,
    "503": 503,
    "cut": { fault: "cut" },
  } as const;
  for (const [name, answer] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { result, requests } = await sendTo([answer, { body: "ok" }]);
      assertEquals([result.ok, requests.length], [true, 2]);
    });
  }
});

Deno.test("SlackWebhook.send() sends the same bytes and headers each time", async () => {
  const { requests } = await sendTo([500, 503, { fault: "cut" }, { body: "ok" }]);
  assertEquals(requests.length, 4);
  for (const { body, rawHeaders } of requests) {
    assertEquals([body, rawHeaders], [requests[0]!.body, requests[0]!.rawHeaders]);
  }
});

Deno.test("SlackWebhook.send() tells a timeout from a refused connection", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ fault: "hang" }]);
  const hook = new SlackWebhook(server.url, { clock, maxRetries: 0 });
  const sending = hook.send("x");
  await server.received(1);
  await clock.advance(15_000);
  const result = failed(await soon(sending));
  assertEquals([result.kind, result.slack, result.mayHaveArrived], ["timeout", null, true]);

  await server.close();
  const refused = failed(await new SlackWebhook(server.url, { maxRetries: 0 }).send("x"));
  assertEquals([refused.kind, refused.slack, refused.mayHaveArrived], ["network", null, false]);
});

Deno.test("SlackWebhook.send() ends at once when it is aborted during a wait", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ status: 429, headers: { "retry-after": "20" } }]);
  const hook = new SlackWebhook(server.url, { clock });
  const controller = new AbortController();
  const sending = hook.send("x", { signal: controller.signal });
  await sleeping(clock, 1);
  controller.abort();
  const result = failed(await soon(sending));
  assertEquals([result.kind, result.slack, clock.pending], ["aborted", null, 0]);
});

Deno.test("SlackWebhook.send() reads every answer to its end: the connection is used again", async () => {
  const body = "x".repeat(100_000);
  await using server = await FakeServer.start([{ status: 500, body }, { status: 503, body }, 200]);
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const result = await new SlackWebhook(server.url, { rateLimit: false, backoff }).send("x");
  assertEquals([result.ok, result.attempts, server.connections], [true, 3, 1]);
});

Deno.test("SlackWebhook.send() takes wrong options for a failed send", async (t) => {
  const cases = {
    "unknown": { blocks: [] },
    "null": null,
    "no headers": { headers: { "a b": "x" } },
    "a getter that throws": {
      get headers(): never {
        throw new Error("mine");
      },
    },
  };
  for (const [name, options] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { slack, hook } = await start();
      await using _ = slack;
      const result = failed(await hook.send("x", options as unknown as Record<string, never>));
      assertEquals([result.kind, result.slack, slack.requests.length], ["config", null, 0]);
    });
  }
});

Deno.test("SlackWebhook.send() takes the URLs of a pool in turn", async () => {
  await using slack = await FakeSlack.start();
  const urls = [slack.addWebhook().url, slack.addWebhook().url];
  const hook = new SlackWebhook(urls);
  for (let n = 0; n < 2; n++) await hook.send("x");
  assertEquals(slack.messages.map(({ url }) => url), urls);
});

Deno.test("SlackWebhook.send() fails over to the next URL when one is revoked", async () => {
  await using slack = await FakeSlack.start();
  const urls = [slack.addWebhook().url, slack.addWebhook().url];
  slack.refuse(urls[0]!, "no_service");
  const result = await new SlackWebhook(urls, { rotation: "failover" }).send("x");
  assertEquals([result.ok, result.url, result.attempts], [true, urls[1], 2]);
});

Deno.test("new SlackWebhook() refuses wrong options by name, and shows no URL", async (t) => {
  const url = `https://hooks.slack.com/${URL_PATH}`;
  const cases: Record<string, [string | string[], unknown, RegExp]> = {
    "no URL": ["", {}, /^'urls' is no valid URL$/],
    "an empty list": [[], {}, /'urls' must name at least one URL/],
    "a response_url": [
      "https://hooks.slack.com/actions/T000/123/s3cret-4f9a",
      {},
      /^'urls' is a URL for responses: use SlackResponse$/,
    ],
    "a trigger in a list": [
      [url, "https://hooks.slack.com/triggers/T000/123/s3cret-4f9a"],
      {},
      /^'urls\[1\]' is a URL of a workflow: use SlackTrigger$/,
    ],
    "an unknown option": [url, { retries: 1 }, /'retries' is no option/],
    "no object": [url, null, /'options' must be an object/],
    "a prefix that is no text": [url, { userAgentPrefix: 5 }, /'userAgentPrefix' must be a string/],
    "a suffix with a line break": [url, { userAgentSuffix: "a\nb" }, /'userAgentSuffix'/],
    "a limiter that is none": [url, { rateLimit: {} }, /'rateLimit' must be an object with turn/],
  };
  for (const [name, [urls, options, message]] of Object.entries(cases)) {
    await t.step(name, () => {
      const make = () => new SlackWebhook(urls, options as SlackOptions);
      const error = assertThrows(make, TypeError);
      assertMatch(error.message, message);
      assert(!error.message.includes("s3cret"));
    });
  }
});

Deno.test("new SlackWebhook() does not change its options", () => {
  const options = Object.freeze({
    headers: Object.freeze({ "content-type": "text/plain" }),
    userAgentPrefix: "x/1",
  });
  new SlackWebhook(`https://hooks.slack.com/${URL_PATH}`, options);
  assertEquals(options.headers, { "content-type": "text/plain" });
});

Deno.test("SlackWebhook.urls shows where it leads, and no secret", () => {
  const hook = new SlackWebhook([`https://hooks.slack.com/${URL_PATH}`, "https://a.example/b"]);
  assertEquals(hook.urls, ["https://hooks.slack.com/***", "https://a.example/***"]);
  assertEquals(JSON.parse(JSON.stringify(hook)), { urls: hook.urls });
});
