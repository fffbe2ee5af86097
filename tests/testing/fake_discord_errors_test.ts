import { assertEquals } from "@std/assert";
import { request as httpRequest } from "node:http";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { limits, post, request, send, v10 } from "./discord_client.ts";

const TWO_POSTS = { limits: { exec: { limit: 2, window: 60_000 } } };

/** Posts without a `User-Agent`, which `fetch` cannot leave out. */
function postNameless(url: string): Promise<{ status: number; text: string; via?: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: "POST", agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => text += chunk);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text, via: response.headers.via });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

Deno.test("FakeDiscord turns a caller without User-Agent away at the edge", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook();
  const answer = await postNameless(v10(url));
  assertEquals(answer, { status: 403, text: "error code: 1010", via: undefined });
  assertEquals(discord.violations.map(({ kind }) => kind), ["user-agent"]);
});

Deno.test("FakeDiscord turns blocked agents away", async () => {
  await using discord = await FakeDiscord.start({ blockedAgents: /^library\// });
  const url = v10(discord.addWebhook().url);
  const headers = { "user-agent": "library/1.0" };
  assertEquals((await request(url, { headers })).status, 403);
  assertEquals((await request(url)).status, 200);
});

Deno.test("FakeDiscord answers 404 for a webhook it does not know, and 401 for a wrong token", async () => {
  await using discord = await FakeDiscord.start();
  const { id, url } = discord.addWebhook();
  const wrong = await post(v10(url).replace(/[^/]+$/, "wrong"));
  assertEquals([wrong.status, wrong.json], [401, {
    message: "Invalid Webhook Token",
    code: 50027,
  }]);
  discord.deleteWebhook(id);
  const gone = await post(v10(url));
  assertEquals([gone.status, gone.json], [404, { message: "Unknown Webhook", code: 10015 }]);
  assertEquals(limits(gone).remaining, "4");
});

Deno.test("FakeDiscord knows neither other paths nor other versions", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook();
  const elsewhere = await request(`${discord.url}/api/v10/channels/1`);
  assertEquals([elsewhere.status, elsewhere.json], [404, { message: "404: Not Found", code: 0 }]);
  const future = await post(url.replace("/api/", "/api/v99/"));
  assertEquals([future.status, future.json], [400, {
    message: "Invalid API version",
    code: 50041,
  }]);
  assertEquals([limits(elsewhere), limits(future)], [{}, {}]);
  assertEquals((await post(url)).status, 204);
});

Deno.test("FakeDiscord answers a body that is no form with the right code", async () => {
  await using discord = await FakeDiscord.start({ maxRequestBytes: 64 });
  const url = v10(discord.addWebhook().url);
  const body = (text: string, type: string) => ({
    method: "POST",
    body: new Blob([text], { type }),
  });

  const plain = await request(url, body("hello", "text/plain"));
  assertEquals([plain.status, plain.json.code], [400, 50035]);
  assertEquals(plain.json.errors, {
    _errors: [{
      code: "CONTENT_TYPE_INVALID",
      message: "Expected \"Content-Type\" header to be one of {'application/json', " +
        "'application/x-www-form-urlencoded', 'multipart/form-data'}.",
    }],
  });
  const broken = await request(url, body("{", "application/json"));
  assertEquals([broken.status, broken.json], [400, {
    message: "The request body contains invalid JSON.",
    code: 50109,
  }]);
  const list = await request(url, body("[]", "application/json; charset=utf-8"));
  assertEquals([list.status, list.json.code], [400, 50035]);
  const large = await request(url, body("x".repeat(65), "text/plain"));
  assertEquals([large.status, large.json], [413, {
    message: "Request entity too large",
    code: 40005,
  }]);
});

Deno.test("FakeDiscord answers a bad form with a tree of what is wrong", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook();
  const payload = {
    content: "x".repeat(2001),
    embeds: [{ title: "ok" }, { title: "x".repeat(257) }],
  };
  const tooLong = (max: number) => ({
    _errors: [{ code: "BASE_TYPE_MAX_LENGTH", message: `Must be ${max} or fewer in length.` }],
  });
  const refused = await post(v10(url), payload);
  assertEquals(refused.status, 400);
  assertEquals(refused.json, {
    message: "Invalid Form Body",
    code: 50035,
    errors: { content: tooLong(2000), embeds: { 1: { title: tooLong(256) } } },
  });

  const old = await post(url, payload);
  assertEquals([old.status, old.json], [400, {
    content: ["Must be 2000 or fewer in length."],
    embeds: ["1"],
  }]);
});

Deno.test("FakeDiscord refuses a message with nothing to show", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const button = { type: 2, style: 5, label: "Open", url: "https://a.example" };
  const row = { components: [{ type: 1, components: [button] }] };
  const blank = await post(url, { content: " " });
  assertEquals([blank.status, blank.json], [400, {
    message: "Cannot send an empty message",
    code: 50006,
  }]);
  assertEquals((await post(url, { content: "", ...row })).json.code, 50006);
  assertEquals((await post(`${url}?with_components=true`, { content: "", ...row })).status, 204);
  const owned = discord.addWebhook({ applicationId: "100000000000000001" });
  assertEquals((await post(v10(owned.url), { content: "", ...row })).status, 204);
});

Deno.test("FakeDiscord checks the query", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const refused = await post(`${url}?wait=maybe&thread_id=x`);
  assertEquals(refused.json.errors, {
    wait: { _errors: [{ code: "BOOLEAN_TYPE_CONVERT", message: "Must be either true or false." }] },
    thread_id: {
      _errors: [{ code: "NUMBER_TYPE_COERCE", message: 'Value "x" is not snowflake.' }],
    },
  });
});

Deno.test("FakeDiscord asks forums for a thread, and finds only threads of its channel", async () => {
  await using discord = await FakeDiscord.start({ limits: { exec: null } });
  const forum = discord.addWebhook({ forum: true, requireTag: true });
  const text = discord.addWebhook();
  const thread = discord.addThread(forum.channelId);
  const locked = discord.addThread(forum.channelId, { locked: true });
  const named = { thread_name: "News" };
  const tagged = { ...named, applied_tags: ["100000000000000001"] };
  const inThread = (id: string) => `?thread_id=${id}`;
  const cases = [
    [forum, "", {}, 220001],
    [forum, inThread(thread.id), named, 220002],
    [text, "", named, 220003],
    [forum, "", named, 40067],
    [forum, inThread("100000000000000009"), {}, 10003],
    [text, inThread(thread.id), {}, 10003],
    [forum, inThread(locked.id), {}, 160005],
    [forum, inThread(thread.id), {}, undefined],
    [forum, "", tagged, undefined],
  ] as const;
  for (const [webhook, query, payload, code] of cases) {
    const answer = await post(v10(webhook.url) + query, payload);
    assertEquals(answer.json.code, code, `${query} ${JSON.stringify(payload)}`);
  }
  const [known, started] = discord.stored;
  assertEquals(known?.channelId, thread.id);
  assertEquals(started?.channelId, started?.message.id);
});

/** Each step of Discord's order, with a request that would also fail at every later one. */
Deno.test("FakeDiscord checks in Discord's order", async (t) => {
  await t.step("its rate limit before the webhook", async () => {
    await using discord = await FakeDiscord.start(TWO_POSTS);
    const { id, url } = discord.addWebhook();
    discord.deleteWebhook(id);
    const answers = [await post(v10(url)), await post(v10(url)), await post(v10(url))];
    assertEquals(answers.map(({ status }) => status), [404, 404, 429]);
  });
  await t.step("the global limit before its rate limit", async () => {
    const both = { limit: 1, window: 60_000 };
    await using discord = await FakeDiscord.start({ limits: { exec: both, global: both } });
    const { url } = discord.addWebhook();
    await post(v10(url));
    assertEquals(limits(await post(v10(url))).scope, "global");
  });
  await t.step("the User-Agent before the global limit", async () => {
    const global = { limit: 1, window: 60_000 };
    await using discord = await FakeDiscord.start({ limits: { global } });
    const { url } = discord.addWebhook();
    await post(v10(url));
    assertEquals((await postNameless(v10(url))).status, 403);
  });
  await t.step("a ban before the User-Agent", async () => {
    const invalid = { limit: 1, window: 60_000 };
    await using discord = await FakeDiscord.start({ limits: { invalid } });
    const { url } = discord.addWebhook();
    await postNameless(v10(url));
    assertEquals((await postNameless(v10(url))).status, 429);
  });
  await t.step("the webhook before the body", async () => {
    await using discord = await FakeDiscord.start();
    const wrong = v10(discord.addWebhook().url).replace(/[^/]+$/, "wrong");
    const body = new Blob(["{"], { type: "text/plain" });
    assertEquals((await request(wrong, { method: "POST", body })).status, 401);
  });
  await t.step("the form before emptiness, emptiness before threads", async () => {
    await using discord = await FakeDiscord.start();
    const url = v10(discord.addWebhook({ forum: true }).url);
    assertEquals((await post(url, { content: "", username: "clyde" })).json.code, 50035);
    assertEquals((await post(url, { content: "" })).json.code, 50006);
  });
  await t.step("threads before the channel's limit", async () => {
    const channel = { limit: 1, window: 60_000 };
    await using discord = await FakeDiscord.start({ limits: { channel } });
    const url = v10(discord.addWebhook().url);
    await post(url);
    assertEquals((await post(`${url}?thread_id=100000000000000009`)).json.code, 10003);
    assertEquals((await send("POST", url, { content: "x" })).status, 429);
  });
});
