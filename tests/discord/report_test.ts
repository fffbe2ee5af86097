import { assert, assertEquals, assertMatch } from "@std/assert";
import { DiscordWebhook, type DiscordWebhookOptions } from "../../discord.ts";
import { FakeDiscord, FakeServer } from "../../src/testing/mod.ts";

const ID = "123456789012345678";
const DISCORDS = { "content-type": "application/json", via: "1.1 google" };

async function start(options: DiscordWebhookOptions = {}) {
  const discord = await FakeDiscord.start({ limits: { exec: null } });
  const { url, id, token } = discord.addWebhook();
  const backoff = { minTimeout: 0, maxTimeout: 1 };
  const hook = new DiscordWebhook(url, { baseUrl: discord.url, backoff, ...options });
  return { discord, hook, id, token };
}

/** What becomes of a message that gets this answer. */
async function answered(
  answer: { status: number; headers?: Record<string, string>; body?: string },
) {
  await using server = await FakeServer.start([answer]);
  const url = `${server.url}api/webhooks/${ID}/${"t".repeat(68)}`;
  const hook = new DiscordWebhook(url, { baseUrl: server.url, maxRetries: 0 });
  return await hook.send("x");
}

Deno.test("a 204 without a body is accepted, a 200 with the message is stored (7, 8, 9)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const accepted = await hook.send("x");
  assertEquals([accepted.ok, accepted.status, accepted.discord.delivery], [true, 204, "accepted"]);
  const stored = await hook.send("x", { wait: true });
  assert(stored.ok);
  assertEquals([stored.status, stored.response?.content, stored.discord.delivery], [
    200,
    "x",
    "stored",
  ]);
  discord.fail({ kind: "not-204" });
  const quirk = await hook.send("x");
  assertEquals([quirk.ok, quirk.status, quirk.discord.delivery], [true, 200, "stored"]);
  const { delivery: _delivery, ...rest } = accepted.discord;
  assertEquals(rest, {
    class: null,
    code: null,
    name: null,
    errors: [],
    violations: [],
    excerpt: null,
    parts: [],
  });
});

Deno.test("wait, thread_id and with_components are in the query only when they are set (10)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const components = [{
    type: 1,
    components: [{ type: 2, style: 5, label: "x", url: "https://a.example" }],
  }];
  await hook.send("x");
  await hook.send("x", { wait: false });
  await hook.send("x", { wait: true });
  await hook.send("x", { components: components as never });
  await hook.send("x", { query: { wait: "true" } });
  await hook.send("x", { threadId: ID });
  assertEquals(
    discord.requests.map(({ path }) => new URL(`http://x${path}`).search),
    ["", "?wait=false", "?wait=true", "?with_components=true", "?wait=true", `?thread_id=${ID}`],
  );
});

Deno.test("a 2xx whose body is broken is a delivery, and not sent again (12)", async () => {
  const result = await answered({ status: 200, headers: DISCORDS, body: "{broken" });
  assertEquals([result.ok, result.attempts, result.response], [true, 1, "{broken"]);
  assertEquals([result.discord.excerpt, result.discord.delivery], ["{broken", "accepted"]);
});

Deno.test("a page of HTML becomes a readable excerpt of bounded length (55)", async () => {
  const body = `<html><style>b{}</style><script>x</script><h1>502:  Bad\nGateway</h1>${
    "&nbsp;<p>é".repeat(1000)
  }`;
  const result = await answered({ status: 502, headers: { "content-type": "text/html" }, body });
  assert(!result.ok);
  assertMatch(
    result.error,
    /^Cannot deliver to 127\.0\.0\.1:\d+: server answered 502: 502: Bad Gateway/,
  );
  assertEquals([...result.discord.excerpt!].length, 200);
  assert(result.error.length < 300);
  assertEquals([result.discord.class, result.discord.delivery], ["transient", "unknown"]);
});

Deno.test("an empty or broken error body is readable too, and throws nothing (55, 56)", async () => {
  const empty = await answered({ status: 503 });
  assert(!empty.ok);
  assertEquals([empty.discord.excerpt, empty.discord.code], [null, null]);
  assertMatch(empty.error, /server answered 503$/);
  const broken = await answered({ status: 400, headers: DISCORDS, body: '{"code":' });
  assert(!broken.ok);
  assertEquals(broken.discord.excerpt, '{"code":');
  const odd = await answered({ status: 400, headers: DISCORDS, body: "[1,null]" });
  assert(!odd.ok);
  assertEquals([odd.discord.code, odd.discord.errors], [null, []]);
});

Deno.test("what Discord says cannot steer a terminal, nor begin a line of a log", async () => {
  const evil = "a\u001b[31m\r\nb\u0007\u202ec\u2028d\u009be";
  const errors = { [evil]: { _errors: [{ code: evil, message: evil }] } };
  const body = JSON.stringify({ code: 50035, message: evil, errors });
  const json = await answered({ status: 400, headers: DISCORDS, body });
  const page = await answered({
    status: 502,
    headers: { "content-type": "text/html" },
    body: evil,
  });
  for (const { error, discord: { errors, excerpt } } of [json, page]) {
    const texts = [
      error,
      excerpt,
      ...errors.flatMap(({ path, code, message }) => [path, code, message]),
    ];
    for (const text of texts) {
      assert(
        !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text ?? ""),
        JSON.stringify(text),
      );
    }
  }
  assert(!json.ok && json.error.includes("50035 a [31m b c d e"), json.error!);
});

Deno.test("the format before v8 is read as well", async () => {
  const result = await answered({ status: 400, headers: DISCORDS, body: '{"embeds":["0"]}' });
  assert(!result.ok);
  assertEquals(result.discord.errors, [{ path: "embeds[0]", code: "", message: "" }]);
});

Deno.test("a code that says it is hopeless is not tried again, whatever the status (53)", async () => {
  for (const [status, code] of [[503, 10015], [500, 50035], [429, 50006]] as const) {
    await using server = await FakeServer.start(() => ({
      status,
      headers: DISCORDS,
      body: JSON.stringify({ code, message: "No", retry_after: 0 }),
    }));
    const url = `${server.url}api/webhooks/${ID}/${"t".repeat(68)}`;
    const result = await new DiscordWebhook(url, { baseUrl: server.url }).send("x");
    assert(!result.ok);
    assertEquals([result.attempts, result.discord.code], [1, code]);
  }
});

Deno.test("a ban of the edge is not tried again (41)", async () => {
  const bans = [
    { status: 429, headers: { "content-type": "text/html" }, body: "<h1>error code: 1015</h1>" },
    {
      status: 429,
      headers: { "content-type": "application/json" },
      body: '{"code":0,"message":"blocked"}',
    },
  ];
  for (const ban of bans) {
    await using server = await FakeServer.start(() => ban);
    const url = `${server.url}api/webhooks/${ID}/${"t".repeat(68)}`;
    const result = await new DiscordWebhook(url, { baseUrl: server.url }).send("x");
    assert(!result.ok);
    assertEquals([result.attempts, server.requests.length], [1, 1]);
    assertEquals([result.discord.class, result.discord.delivery], ["transient", "rejected"]);
  }
});

Deno.test("a redirect is not followed (60)", async () => {
  await using target = await FakeServer.start([204]);
  await using server = await FakeServer.start([{ fault: "redirect", location: target.url }]);
  const url = `${server.url}api/webhooks/${ID}/${"t".repeat(68)}`;
  const result = await new DiscordWebhook(url, { baseUrl: server.url }).send("x");
  assertEquals([result.ok, result.status, target.requests.length], [false, 307, 0]);
  assertEquals(result.discord.class, "permanent");
});

Deno.test("at most once never sends again when a reply was lost, at least once does and says so (58)", async () => {
  for (const delivery of ["at-least-once", "at-most-once"] as const) {
    const { discord, hook } = await start({ delivery });
    await using _ = discord;
    discord.fail({ kind: "lost-reply" });
    const result = await hook.send("x");
    const again = delivery === "at-least-once";
    assertEquals([result.ok, result.attempts, discord.stored.length], [
      again,
      again ? 2 : 1,
      again ? 2 : 1,
    ]);
    assertEquals(result.discord.delivery, again ? "accepted" : "unknown");
  }
});

Deno.test("a refused connection was certainly not delivered (59)", async () => {
  await using server = await FakeServer.start();
  const url = `${server.url}api/webhooks/${ID}/${"t".repeat(68)}`;
  await server.close();
  const hook = new DiscordWebhook(url, { baseUrl: server.url, backoff: { minTimeout: 0 } });
  const result = await hook.send("x");
  assert(!result.ok);
  assertEquals([result.kind, result.attempts, result.discord.delivery], ["network", 4, "rejected"]);
});

Deno.test("no result shows the token, whatever Discord answers with (5)", async () => {
  const { discord, hook, token } = await start();
  await using _ = discord;
  const echo = JSON.stringify({
    code: 50035,
    message: token,
    errors: { [token]: { _errors: [{ code: token, message: token }] } },
  });
  discord.fail({ kind: "reply", status: 400, headers: DISCORDS, body: echo });
  const results = [
    await hook.send("x"),
    await hook.send("x".repeat(3000)),
    await hook.getWebhook(),
  ];
  for (const result of results) {
    for (
      const text of [
        Deno.inspect(result),
        JSON.stringify(result),
        String(result),
        String(result.error),
      ]
    ) {
      assert(!text.includes(token), text);
    }
  }
});
