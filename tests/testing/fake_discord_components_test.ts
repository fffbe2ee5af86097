import { assertEquals } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { limits, post, send, v10 } from "./discord_client.ts";

const V2 = 1 << 15;
const LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2";
const row = {
  type: 1,
  components: [{ type: 2, style: 5, label: "Open", url: "https://a.example" }],
};
const POLL = { question: { text: "?" }, answers: [{ poll_media: { text: "Yes" } }] };
const text = { type: 10, content: "hello" };

/** A fake with one message, the address of that message, and a way to edit it. */
async function withMessage(payload: Record<string, unknown>) {
  const discord = await FakeDiscord.start({ limits: { message: null } });
  const url = v10(discord.addWebhook().url);
  await post(`${url}?with_components=true`, payload);
  const stored = discord.stored[0]!;
  const edit = (change: Record<string, unknown>) =>
    send("PATCH", `${url}/messages/${stored.message.id}?with_components=true`, {
      allowed_mentions: { parse: [] },
      ...change,
    });
  return { discord, stored, edit };
}

Deno.test("FakeDiscord drops components nobody asked to be kept, without a word", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  assertEquals((await post(url, { components: [row] })).status, 204);
  assertEquals((await post(`${url}?with_components=true`, { components: [row] })).status, 204);
  assertEquals(discord.stored.map(({ message }) => message.components), [[], [row]] as never);
  const whole = { content: undefined, flags: V2, components: [text] };
  assertEquals((await post(url, whole)).json.code, 50006);
  assertEquals((await post(`${url}?with_components=1`, whole)).status, 204);
});

Deno.test("FakeDiscord lets users act on components only where an application can answer", async () => {
  await using discord = await FakeDiscord.start();
  const click = { type: 2, style: 1, label: "Click", custom_id: "a" };
  const components = [{ type: 1, components: [click] }];
  const url = `${v10(discord.addWebhook().url)}?with_components=true`;
  assertEquals((await post(url, { components })).json.code, 50035);
  const owned = discord.addWebhook({ applicationId: "100000000000000001" });
  assertEquals((await post(v10(owned.url), { components })).status, 204);
});

Deno.test("FakeDiscord fails each time anew beyond the hidden ceilings of components", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}?with_components=true`;
  const content = "🎣".repeat(2_600);
  const payload = { content: undefined, flags: V2, components: [{ type: 10, content }] };
  for (let n = 0; n < 2; n++) {
    const { status, json, headers } = await post(url, payload);
    assertEquals([status, json], [500, { message: "500: Internal Server Error", code: 0 }]);
    assertEquals(headers.get("via"), "1.1 google");
  }
  assertEquals(limits(await post(url)).remaining, "2");
});

Deno.test("FakeDiscord fails on edits beyond the hidden ceilings, too", async () => {
  const { discord, stored, edit } = await withMessage({
    content: undefined,
    flags: V2,
    components: [text],
  });
  await using _ = discord;
  const { status } = await edit({ components: [{ type: 10, content: "🎣".repeat(2_600) }] });
  assertEquals([status, stored.message.components], [500, [text]] as never);
});

Deno.test("FakeDiscord takes the flags that a webhook may set, and ignores others", async () => {
  const { discord, stored, edit } = await withMessage({ flags: 4 | 64 | 4096 });
  await using _ = discord;
  assertEquals(stored.message.flags, 4 | 4096);
  await edit({ flags: 0 });
  assertEquals(stored.message.flags, 4096);
  await edit({ flags: 4 | 8192 });
  assertEquals(stored.message.flags, 4 | 4096);
  await edit({ content: "new" });
  assertEquals(stored.message.flags, 4 | 4096);
});

Deno.test("FakeDiscord makes a message one of components only without its old fields", async () => {
  const { discord, stored, edit } = await withMessage({ content: "old", embeds: [{ title: "t" }] });
  await using _ = discord;
  const whole = { flags: V2, components: [text] };
  const refused = await edit(whole);
  assertEquals(refused.json.code, 50035);
  const errors = refused.json.errors as Record<string, { _errors: { code: string }[] }>;
  assertEquals(Object.entries(errors).map(([field, { _errors }]) => [field, _errors[0]?.code]), [
    ["content", LEGACY],
    ["embeds", LEGACY],
  ]);
  assertEquals((await edit({ ...whole, content: null, embeds: [] })).status, 200);
  const { content, flags, components } = stored.message;
  assertEquals([content, flags, components], ["", V2, [text]] as never);
});

Deno.test("FakeDiscord keeps a message made of components so", async () => {
  const whole = { content: undefined, flags: V2, components: [text] };
  const { discord, stored, edit } = await withMessage(whole);
  await using _ = discord;
  assertEquals((await edit({ content: "old" })).json.code, 50035);
  assertEquals((await edit({ components: [row, { type: 14 }] })).status, 200);
  assertEquals((await edit({ flags: 0 })).status, 200);
  assertEquals(stored.message.flags, V2);
  assertEquals((await edit({ components: [] })).json.code, 50006);
});

Deno.test("FakeDiscord shows a poll to which nobody has answered", async () => {
  const poll = {
    question: { text: "Ship it?" },
    answers: [{ poll_media: { text: "Yes", emoji: { name: "🎣" } } }, {
      poll_media: { text: "No" },
    }],
    duration: 48,
  };
  const { discord, stored } = await withMessage({ content: undefined, poll });
  await using _ = discord;
  const { expiry, ...shown } = stored.message.poll!;
  const hours = (Date.parse(String(expiry)) - Date.parse(stored.message.timestamp)) / 3_600_000;
  assertEquals(hours, 48);
  assertEquals(shown, {
    question: { text: "Ship it?" },
    answers: [
      { answer_id: 1, poll_media: { text: "Yes", emoji: { name: "🎣" } } },
      { answer_id: 2, poll_media: { text: "No" } },
    ],
    allow_multiselect: false,
    layout_type: 1,
    results: { is_finalized: false, answer_counts: [] },
  } as never);
});

Deno.test("FakeDiscord ends a poll after a day unless it says when", async () => {
  const { discord, stored } = await withMessage({ poll: POLL });
  await using _ = discord;
  const { poll, timestamp } = stored.message;
  assertEquals(Date.parse(String(poll?.expiry)) - Date.parse(timestamp), 24 * 3_600_000);
});

Deno.test("FakeDiscord refuses polls where none can be, and emoji from elsewhere", async () => {
  await using discord = await FakeDiscord.start({ emojis: ["100000000000000001"] });
  const silent = discord.addWebhook({ polls: false });
  assertEquals((await post(v10(silent.url), { poll: POLL })).json, {
    message: "Invalid channel type for poll creation",
    code: 520002,
  });
  assertEquals((await post(v10(silent.url))).status, 204);
  const url = v10(discord.addWebhook().url);
  const withEmoji = (emoji: unknown) => {
    return post(url, { poll: { ...POLL, answers: [{ poll_media: { text: "Yes", emoji } }] } });
  };
  assertEquals((await withEmoji({ id: "100000000000000001" })).status, 204);
  assertEquals((await withEmoji({ name: "🎣" })).status, 204);
  assertEquals((await withEmoji({ id: "100000000000000002" })).json.code, 520004);
});

Deno.test("FakeDiscord never edits a poll", async () => {
  const plain = await withMessage({});
  await using _ = plain.discord;
  assertEquals((await plain.edit({ poll: POLL })).json.code, 520003);
  assertEquals((await plain.edit({ poll: null })).status, 200);
  const asked = await withMessage({ poll: POLL });
  await using __ = asked.discord;
  const refused = await asked.edit({ content: "new" });
  assertEquals([refused.status, refused.json], [400, {
    message: "Cannot edit a poll message",
    code: 520003,
  }]);
});
