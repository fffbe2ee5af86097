import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { post, request, send, startOnManualClock, v10 } from "./discord_client.ts";

Deno.test("FakeDiscord.addWebhook() gives an address in the form users copy", async () => {
  await using discord = await FakeDiscord.start();
  const { id, token, url } = discord.addWebhook();
  assert(/^\d{17,20}$/.test(id));
  assert(/^[\w-]{68}$/.test(token));
  assertEquals(url, `${discord.url}/api/webhooks/${id}/${token}`);
  const given = { id: "100000000000000001", token: "secret", channelId: "100000000000000002" };
  assertEquals(discord.addWebhook(given), {
    ...given,
    url: `${discord.url}/api/webhooks/100000000000000001/secret`,
  });
});

Deno.test("FakeDiscord.start() refuses a speed that is none", async () => {
  for (const speed of [0, -1, NaN]) {
    await assertRejects(() => FakeDiscord.start({ speed }), TypeError, "'speed' must be > 0");
  }
});

Deno.test("FakeDiscord takes a form, too", async () => {
  await using discord = await FakeDiscord.start();
  const body = new URLSearchParams({ content: "from a form" });
  const answer = await request(v10(discord.addWebhook().url), { method: "POST", body });
  assertEquals(answer.status, 204);
  assertEquals(discord.stored.map(({ message }) => message.content), ["from a form"]);
});

Deno.test("FakeDiscord stores a message and returns it to who waits", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const { id, url, channelId } = discord.addWebhook({ name: "Announcer" });
  await clock.advance(1_500);
  const quiet = await post(v10(url));
  assertEquals([quiet.status, quiet.text], [204, ""]);
  const answer = await post(`${v10(url)}?wait=true`, {
    content: " hi ",
    username: " A  b ",
    embeds: [{ title: "t" }],
  });
  assertEquals(answer.status, 200);
  const [first, second] = discord.stored;
  assertEquals(answer.json, JSON.parse(JSON.stringify(second?.message)));
  assertEquals(answer.json, {
    type: 0,
    content: "hi",
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [{ title: "t", type: "rich" }],
    timestamp: "2026-01-01T00:00:01.500000+00:00",
    edited_timestamp: null,
    flags: 0,
    components: [],
    id: second?.message.id,
    channel_id: channelId,
    author: {
      id,
      username: "A b",
      avatar: null,
      discriminator: "0000",
      bot: true,
      global_name: null,
    },
    pinned: false,
    mention_everyone: false,
    tts: false,
    webhook_id: id,
  });
  assertEquals([first?.message.author.username, first?.webhookId, first?.at], [
    "Announcer",
    id,
    1_500,
  ]);
  assert(BigInt(second?.message.id ?? 0) > BigInt(first?.message.id ?? 0));
  assertEquals(second?.payload.content, " hi ");
});

Deno.test("FakeDiscord records each request as it arrived", async () => {
  await using discord = await FakeDiscord.start();
  const { id, token, url } = discord.addWebhook();
  await post(`${v10(url)}?wait=true`);
  await post(`${v10(url)}?wait=true`);
  const [request, repeat] = discord.requests;
  assert(request && repeat);
  const { method, path, version, action, webhookId, key, status } = request;
  assertEquals({ method, path, version, action, webhookId, key, status }, {
    method: "POST",
    path: `/api/v10/webhooks/${id}/${token}?wait=true`,
    version: 10,
    action: "execute",
    webhookId: id,
    key: `execute:${id}/${token}`,
    status: 200,
  });
  assertEquals(request.headers.get("content-type"), "application/json");
  assertEquals(JSON.parse(new TextDecoder().decode(request.body)), request.payload);
  assertEquals(request.hash, repeat.hash);
  discord.clearRecords();
  assertEquals([discord.requests.length, discord.stored.length], [0, 2]);
});

Deno.test("FakeDiscord takes files in a multipart body", async () => {
  await using discord = await FakeDiscord.start({ maxFileBytes: 5 });
  const url = `${v10(discord.addWebhook().url)}?wait=true`;
  const upload = (file: string, name: string) => {
    const form = new FormData();
    form.append("payload_json", JSON.stringify({ allowed_mentions: { parse: [] } }));
    form.append("files[0]", new Blob([file], { type: "text/plain" }), name);
    return request(url, { method: "POST", body: form });
  };
  const answer = await upload("hello", "_my file.txt");
  assertEquals(answer.status, 200);
  const [attachment] = discord.stored[0]?.message.attachments ?? [];
  assertEquals(
    [attachment?.filename, attachment?.title, attachment?.size, attachment?.content_type],
    ["my_file.txt", "_my file", 5, "text/plain"],
  );
  assertEquals(
    discord.requests[0]?.parts.map(({ name, filename, size }) => [name, filename, size]),
    [
      ["payload_json", null, 33],
      ["files[0]", "_my file.txt", 5],
    ],
  );
  assertEquals((await upload("hello!", "a.txt")).json.code, 40005);
});

Deno.test("FakeDiscord refuses more than ten files", async () => {
  await using discord = await FakeDiscord.start();
  const form = new FormData();
  for (let n = 0; n < 11; n++) form.append(`files[${n}]`, new Blob(["x"]), `${n}.txt`);
  const url = v10(discord.addWebhook().url);
  const answer = await request(url, { method: "POST", body: form });
  assertEquals([answer.status, answer.json.code], [400, 30015]);
});

Deno.test("FakeDiscord takes a payload_json with a file name for a file", async () => {
  await using discord = await FakeDiscord.start();
  const form = new FormData();
  form.append("payload_json", new Blob([JSON.stringify({ content: "lost" })]));
  const url = v10(discord.addWebhook().url);
  await request(`${url}?wait=true`, { method: "POST", body: form });
  assertEquals(discord.stored.map(({ message }) => message.content), [""]);
});

Deno.test("FakeDiscord shows, renames and deletes a webhook", async () => {
  await using discord = await FakeDiscord.start();
  const { id, token, url, channelId } = discord.addWebhook({ name: "Old" });
  const { guild_id: guildId, ...shown } = (await request(v10(url))).json;
  assertEquals(shown, {
    application_id: null,
    avatar: null,
    channel_id: channelId,
    id,
    name: "Old",
    type: 1,
    token,
    url,
  });
  assert(/^\d{17,20}$/.test(String(guildId)));
  assertEquals((await send("PATCH", v10(url), { name: "discord" })).json.code, 50035);
  assertEquals((await send("PATCH", v10(url), { name: " New " })).json.name, "New");
  assertEquals((await request(v10(url))).json.name, "New");
  assertEquals((await request(v10(url), { method: "DELETE" })).status, 204);
  assertEquals((await request(v10(url))).json.code, 10015);
});

Deno.test("FakeDiscord takes a picture for a webhook, shows its hash, and takes none", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const avatar = "data:image/png;base64,iVBORw0KGgo=";
  assertEquals(
    /^[0-9a-f]{32}$/.test(String((await send("PATCH", url, { avatar })).json.avatar)),
    true,
  );
  assertEquals((await send("PATCH", url, { name: "New" })).json.avatar === null, false);
  assertEquals((await send("PATCH", url, { avatar: "a.png" })).json.code, 50035);
  const other = { avatar: null, channel_id: "100000000000000009" };
  const { json } = await send("PATCH", url, other);
  assertEquals([json.avatar, json.channel_id === other.channel_id], [null, false]);
});

Deno.test("FakeDiscord refuses a multipart body that is none", async () => {
  await using discord = await FakeDiscord.start();
  const body = new Blob(["nonsense"], { type: "multipart/form-data; boundary=x" });
  const answer = await request(v10(discord.addWebhook().url), { method: "POST", body });
  assertEquals([answer.status, answer.json.code], [400, 50035]);
});

Deno.test("FakeDiscord shows, edits and deletes a message", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const { url } = discord.addWebhook();
  const { json } = await post(`${v10(url)}?wait=1`, { embeds: [{ title: "t" }] });
  const message = `${v10(url)}/messages/${json.id}`;
  assertEquals((await request(message)).json, json);
  const neighbour = discord.addWebhook({ channelId: String(json.channel_id) });
  assertEquals((await request(`${v10(neighbour.url)}/messages/${json.id}`)).json.code, 10008);

  await clock.advance(1_000);
  const edited = await send("PATCH", message, { content: null, allowed_mentions: { parse: [] } });
  assertEquals(edited.status, 200);
  assertEquals(edited.json, {
    ...json,
    content: "",
    edited_timestamp: "2026-01-01T00:00:01.000000+00:00",
  });
  assertEquals((await request(message)).json, edited.json);
  assertEquals((await send("PATCH", message, { embeds: [] })).json.code, 50006);
  assertEquals((await send("PATCH", message, { content: "x".repeat(2001) })).json.code, 50035);

  assertEquals((await request(message, { method: "DELETE" })).status, 204);
  assertEquals((await request(message)).json, { message: "Unknown Message", code: 10008 });
  assertEquals(discord.stored.map(({ deleted }) => deleted), [true]);
});

Deno.test("FakeDiscord keeps on an edit only the attachments listed", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const form = new FormData();
  for (const [n, name] of ["a.txt", "b.txt"].entries()) {
    form.append(`files[${n}]`, new Blob(["x"]), name);
  }
  await request(`${url}?wait=true`, { method: "POST", body: form });
  const [stored] = discord.stored;
  assert(stored);
  const message = `${url}/messages/${stored.message.id}`;
  const names = () => stored.message.attachments.map(({ filename }) => filename);

  await send("PATCH", message, { content: "text" });
  assertEquals(names(), ["a.txt", "b.txt"]);
  await send("PATCH", message, { attachments: [{ id: stored.message.attachments[1]?.id }] });
  assertEquals(names(), ["b.txt"]);
});

Deno.test("FakeDiscord finds a message of a thread only with its thread_id", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId);
  const { json } = await post(`${v10(url)}?wait=true&thread_id=${thread.id}`);
  assertEquals(json.channel_id, thread.id);
  const message = `${v10(url)}/messages/${json.id}`;
  assertEquals((await request(message)).json.code, 10008);
  assertEquals((await request(`${message}?thread_id=${thread.id}`)).json.id, json.id);
});

Deno.test("FakeDiscord pings everyone only if the message allows it", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}?wait=true`;
  const loud = { content: "@everyone", allowed_mentions: { parse: ["everyone"] } };
  assertEquals((await post(url, { content: "@everyone" })).json.mention_everyone, false);
  const { json } = await post(url, loud);
  assertEquals(json.mention_everyone, true);
  const message = `${url.replace(/\?.*/, "")}/messages/${json.id}`;
  const edited = await send("PATCH", message, { allowed_mentions: { parse: [] } });
  assertEquals(edited.json.mention_everyone, false);
});
