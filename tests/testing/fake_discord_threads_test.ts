import { assertEquals, assertThrows } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { limits, post, request, send, startOnManualClock, v10 } from "./discord_client.ts";

const TAG = "100000000000000001";

Deno.test("FakeDiscord names a new post of a forum after the message that starts it", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook({ forum: true }).url);
  const { json } = await post(`${url}?wait=true`, { thread_name: "News" });
  assertEquals(json.channel_id, json.id);
  assertEquals((await post(`${url}?thread_id=${json.channel_id}`)).status, 204);
  assertEquals(discord.stored[1]?.channelId, json.channel_id);
});

Deno.test("FakeDiscord numbers the messages of a thread, and those only", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const waiting = `${v10(url)}?wait=true`;
  const inThread = `${waiting}&thread_id=${discord.addThread(channelId).id}`;
  assertEquals("position" in (await post(waiting)).json, false);
  assertEquals((await post(inThread)).json.position, 0);
  assertEquals((await post(inThread)).json.position, 1);
  const forum = `${v10(discord.addWebhook({ forum: true }).url)}?wait=true`;
  assertEquals((await post(forum, { thread_name: "News" })).json.position, 0);
});

Deno.test("FakeDiscord knows the tags of a forum", async () => {
  await using discord = await FakeDiscord.start();
  const code = async (options: object, applied_tags?: string[]) => {
    const { url } = discord.addWebhook({ forum: true, ...options });
    return (await post(v10(url), { thread_name: "News", applied_tags })).json.code;
  };
  assertEquals(await code({ tags: [TAG] }, [TAG]), undefined);
  assertEquals(await code({}, [TAG]), undefined);
  assertEquals(await code({ tags: [] }, [TAG]), 10087);
  assertEquals(await code({ requireTag: true, tags: [TAG] }), 40067);
  assertEquals(await code({ requireTag: true, tags: [] }), 40066);
});

Deno.test("FakeDiscord opens an archived thread by a post, and edits nothing in it before", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId, { archived: true });
  await post(`${v10(url)}?thread_id=${thread.id}`);
  assertEquals(thread.archived, false);
  assertThrows(
    () => discord.addThread(channelId, { archive: true } as never),
    TypeError,
    "'archive'",
  );
});

Deno.test("FakeDiscord edits nothing in an archived thread", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId);
  const { json } = await post(`${v10(url)}?wait=true&thread_id=${thread.id}`);
  Object.assign(thread, { archived: true });
  const message = `${v10(url)}/messages/${json.id}?thread_id=${thread.id}`;
  assertEquals((await send("PATCH", message, { content: "new" })).json.code, 50083);
  assertEquals((await request(message)).status, 200);
});

Deno.test("FakeDiscord tells an id that is none from one that nothing has", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const wrong = await request(`${url}/messages/newest`);
  assertEquals(wrong.json.errors, {
    message_id: {
      _errors: [{ code: "NUMBER_TYPE_COERCE", message: 'Value "newest" is not snowflake.' }],
    },
  });
  assertEquals((await request(`${url}/messages/100000000000000009`)).json.code, 10008);
  assertEquals((await request(`${url}/messages/@original`)).json.code, 10008);
  const elsewhere = `${url}/messages/100000000000000009?thread_id=100000000000000009`;
  assertEquals((await request(elsewhere)).json.code, 10003);
});

Deno.test("FakeDiscord answers for the first message of an interaction, for 15 minutes", async () => {
  const { discord, clock } = await startOnManualClock();
  await using _ = discord;
  const url = v10(discord.addWebhook({ interaction: true }).url);
  assertEquals((await request(url)).json.type, 3);
  const { json } = await post(`${url}?wait=true`, { content: "first" });
  await post(url, { content: "second" });
  const original = `${url}/messages/%40original`;
  assertEquals((await request(original)).json.id, json.id);
  const edited = await send("PATCH", original, { content: "new" });
  assertEquals([edited.json.id, edited.json.content], [json.id, "new"]);
  await clock.advance(15 * 60_000 - 1);
  assertEquals((await request(original)).status, 200);
  await clock.advance(1);
  assertEquals((await request(original)).json.code, 50027);
});

Deno.test("FakeDiscord limits edits of messages older than an hour, if told to", async () => {
  const oldEdits = { limit: 2, window: 20_000 };
  const { discord, clock } = await startOnManualClock({ limits: { oldEdits } });
  await using _ = discord;
  const url = v10(discord.addWebhook().url);
  const { json } = await post(`${url}?wait=true`);
  const edit = () => send("PATCH", `${url}/messages/${json.id}`, { content: "new" });
  await clock.advance(3_600_000);
  await edit();
  await clock.advance(5_000);
  assertEquals([(await edit()).status, (await edit()).status], [200, 200]);
  const refused = await edit();
  assertEquals([refused.status, refused.json.code, refused.json.retry_after], [429, 30046, 20]);
  assertEquals([limits(refused).scope, limits(refused).remaining], ["shared", "2"]);
  await clock.advance(20_000);
  assertEquals((await edit()).status, 200);
});

Deno.test("FakeDiscord pings whom the text names and allowed_mentions allows", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}?wait=true&with_components=true`;
  const content = "@here <@100000000000000001> <@!100000000000000002> <@&100000000000000003>";
  const pinged = async (allowed: unknown, payload: object = { content }) => {
    const { json } = await post(url, { ...payload, allowed_mentions: allowed });
    const mentions = json.mentions as { id: string }[];
    return [json.mention_everyone, mentions.map(({ id }) => id.at(-1)), json.mention_roles];
  };
  const role = "100000000000000003";
  assertEquals(await pinged({ parse: [] }), [false, [], []]);
  assertEquals(await pinged({}), [false, [], []]);
  assertEquals(await pinged({ parse: ["users", "roles", "everyone"] }), [true, ["1", "2"], [role]]);
  assertEquals(await pinged({ users: ["100000000000000002", "100000000000000009"] }), [
    false,
    ["2"],
    [],
  ]);
  const components = [{ type: 10, content }];
  const whole = { content: undefined, flags: 1 << 15, components };
  assertEquals((await pinged({ parse: ["everyone"] }, whole))[0], true);
});

Deno.test("FakeDiscord pings users where a message does not say, or whom it is told to", async () => {
  const content = "@everyone <@100000000000000001>";
  for (
    const [defaultMentions, expected] of [
      [undefined, [false, 1]],
      [["everyone"], [true, 0]],
    ] as const
  ) {
    await using discord = await FakeDiscord.start({ defaultMentions });
    await send("POST", v10(discord.addWebhook().url), { content });
    const { mention_everyone, mentions } = discord.stored[0]!.message;
    assertEquals([mention_everyone, mentions.length], [...expected]);
  }
});

Deno.test("FakeDiscord does not open a locked thread", async () => {
  await using discord = await FakeDiscord.start();
  const { url, channelId } = discord.addWebhook();
  const thread = discord.addThread(channelId, { archived: true, locked: true });
  assertEquals((await post(`${v10(url)}?thread_id=${thread.id}`)).json.code, 160005);
  assertEquals(thread.archived, true);
});

Deno.test("FakeDiscord counts edits of old messages by channel, at its speed", async () => {
  const oldEdits = { limit: 1, window: 20_000 };
  const { discord, clock } = await startOnManualClock({ limits: { oldEdits }, speed: 10 });
  await using _ = discord;
  const messages: string[] = [];
  for (const url of [discord.addWebhook().url, discord.addWebhook().url]) {
    const { json } = await post(`${v10(url)}?wait=true`);
    messages.push(`${v10(url)}/messages/${json.id}`);
  }
  await clock.advance(3_600_001);
  const edit = async (n: number) => (await send("PATCH", messages[n]!, { content: "new" })).status;
  assertEquals([await edit(0), await edit(1), await edit(0)], [200, 200, 429]);
  await clock.advance(2_000);
  assertEquals(await edit(0), 200);
});

Deno.test("FakeDiscord gives interactions an application, and shortens their life by its speed", async () => {
  const { discord, clock } = await startOnManualClock({ speed: 10 });
  await using _ = discord;
  const url = v10(discord.addWebhook({ interaction: true }).url);
  const click = { type: 2, style: 1, label: "Click", custom_id: "a" };
  assertEquals((await post(url, { components: [{ type: 1, components: [click] }] })).status, 204);
  assertEquals(discord.stored[0]?.message.components?.length, 1);
  await clock.advance(90_000);
  assertEquals((await post(url)).json.code, 50027);
});
