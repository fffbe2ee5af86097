import { assert, assertEquals } from "@std/assert";
import { FakeDiscord } from "../../src/testing/fake_discord.ts";
import { type Answer, post, request, send, v10 } from "./discord_client.ts";

const V2 = 1 << 15;

/** Sends files by name, with a payload beside them. */
function upload(
  method: string,
  url: string,
  names: readonly string[],
  payload: Record<string, unknown> = {},
): Promise<Answer> {
  const body = new FormData();
  body.append("payload_json", JSON.stringify({ allowed_mentions: { parse: [] }, ...payload }));
  for (const [n, name] of names.entries()) {
    body.append(`files[${n}]`, new Blob(["x"], { type: "text/plain" }), name);
  }
  return request(url, { method, body });
}

/** A fake with one message that has files, and the address of that message. */
async function withFiles(names: readonly string[], payload: Record<string, unknown> = {}) {
  const discord = await FakeDiscord.start({ limits: { message: null } });
  const url = v10(discord.addWebhook().url);
  const answer = await upload("POST", `${url}?wait=true&with_components=true`, names, payload);
  const [stored] = discord.stored;
  assert(stored, answer.text);
  const left = () => stored.attachments.map(({ filename }) => filename);
  const ids = stored.attachments.map(({ id }) => id);
  return { discord, stored, left, ids, message: `${url}/messages/${stored.message.id}` };
}

Deno.test("FakeDiscord describes files as attachments says", async () => {
  const attachments = [
    { id: "1", filename: "my chart.png", title: "Chart", description: "Rising", is_spoiler: true },
  ];
  const { discord, stored } = await withFiles(["a.txt", "b.png"], { attachments });
  await using _ = discord;
  const shown = stored.message.attachments.map(({ filename, title, description, flags }) => {
    return { filename, title, description, flags };
  });
  assertEquals(shown, [
    { filename: "a.txt", title: undefined, description: undefined, flags: undefined },
    { filename: "my_chart.png", title: "Chart", description: "Rising", flags: 8 },
  ]);
});

Deno.test("FakeDiscord refuses attachments that describe files nobody sent", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const answer = await upload("POST", url, ["a.txt"], { attachments: [{ id: 1 }] });
  assertEquals([answer.status, answer.json], [400, {
    message: "Uploaded file not found",
    code: 50146,
  }]);
});

Deno.test("FakeDiscord adds the files of an edit that says nothing of attachments", async () => {
  const { discord, left, message } = await withFiles(["a.txt"]);
  await using _ = discord;
  assertEquals((await upload("PATCH", message, ["b.txt"])).status, 200);
  assertEquals(left(), ["a.txt", "b.txt"]);
});

Deno.test("FakeDiscord takes the attachments of an edit for the whole list", async () => {
  const { discord, left, ids, message } = await withFiles(["a.txt", "b.txt"]);
  await using _ = discord;
  const attachments = [{ id: ids[1] }, { id: 0 }];
  await upload("PATCH", message, ["c.txt", "unlisted.txt"], { attachments });
  assertEquals(left(), ["b.txt", "c.txt"]);
  await send("PATCH", message, { content: "text", attachments: [] });
  assertEquals(left(), []);
});

Deno.test("FakeDiscord clears the files of a message by null, if it shows something else", async () => {
  const { discord, left, message } = await withFiles(["a.txt"]);
  await using _ = discord;
  assertEquals((await send("PATCH", message, { attachments: null })).json.code, 50006);
  assertEquals(left(), ["a.txt"]);
  await send("PATCH", message, { content: "text", attachments: null });
  assertEquals(left(), []);
});

Deno.test("FakeDiscord counts kept and new files together", async () => {
  const names = Array.from({ length: 8 }, (_, n) => `${n}.txt`);
  const { discord, left, message } = await withFiles(names);
  await using _ = discord;
  assertEquals((await upload("PATCH", message, ["a.txt", "b.txt"])).status, 200);
  assertEquals((await upload("PATCH", message, ["c.txt"])).json.code, 30015);
  assertEquals(left().length, 10);
});

Deno.test("FakeDiscord shows files in embeds, and leaves out pictures that are missing", async () => {
  const embeds = [
    { title: "t", image: { url: "attachment://_a b.png", width: 9 } },
    { title: "t", thumbnail: { url: "attachment://lost.png" }, provider: { name: "me" } },
    { title: "t", image: { url: "attachment://a.txt" } },
  ];
  const { discord, stored } = await withFiles(["_a b.png", "a.txt"], { embeds });
  await using _ = discord;
  const { url, proxy_url } = stored.attachments[0]!;
  assertEquals(stored.message.embeds, [
    { title: "t", image: { url, proxy_url }, type: "rich" },
    { title: "t", type: "rich" },
    { title: "t", type: "rich" },
  ] as never);
});

Deno.test("FakeDiscord shows files in components, and there alone", async () => {
  const components = [
    { type: 12, items: [{ media: { url: "attachment://a.png" } }] },
    { type: 13, file: { url: "attachment://b.txt" } },
  ];
  const { discord, stored } = await withFiles(["a.png", "b.txt"], { flags: V2, components });
  await using _ = discord;
  const [picture, file] = stored.attachments.map(({ id, url, proxy_url }) => {
    return { attachment_id: id, url, proxy_url };
  });
  assertEquals(stored.message.components, [
    { type: 12, items: [{ media: picture }] },
    { type: 13, file },
  ] as never);
  assertEquals(stored.message.attachments, []);
  assertEquals(stored.payload.components, components);
});

Deno.test("FakeDiscord refuses components that show files nobody sent", async () => {
  await using discord = await FakeDiscord.start();
  const url = `${v10(discord.addWebhook().url)}?with_components=true`;
  const components = [{ type: 13, file: { url: "attachment://b.txt" } }];
  const answer = await upload("POST", url, ["a.txt"], { flags: V2, components });
  assertEquals(answer.json, {
    message: "Invalid Form Body",
    code: 50035,
    errors: {
      components: {
        0: {
          file: {
            url: {
              _errors: [{
                code: "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                message: 'The referenced attachment ("attachment://b.txt") was not found',
              }],
            },
          },
        },
      },
    },
  });
});

Deno.test("FakeDiscord lets an edit show only files that stay or come", async () => {
  const file = (name: string) => ({ type: 13, file: { url: `attachment://${name}` } });
  const components = [file("a.txt"), file("b.txt")];
  const { discord, ids, message } = await withFiles(["a.txt", "b.txt"], { flags: V2, components });
  await using _ = discord;
  const edit = (names: string[], attachments: unknown[]) =>
    upload("PATCH", `${message}?with_components=true`, ["c.txt"], {
      components: names.map(file),
      attachments,
    });
  assertEquals((await edit(["b.txt", "c.txt"], [{ id: ids[1] }])).json.code, 50035);
  assertEquals((await edit(["a.txt", "c.txt"], [{ id: ids[1] }, { id: 0 }])).json.code, 50035);
  assertEquals((await edit(["b.txt", "c.txt"], [{ id: ids[1] }, { id: 0 }])).status, 200);
});

Deno.test("FakeDiscord takes the fields of a form one by one, tts and flags as what they mean", async () => {
  await using discord = await FakeDiscord.start();
  const url = v10(discord.addWebhook().url);
  const body = new URLSearchParams({ content: "x", tts: "true", flags: "4" });
  await request(url, { method: "POST", body });
  const [stored] = discord.stored;
  assertEquals([stored?.message.tts, stored?.message.flags], [true, 4]);
  const wrong = new URLSearchParams({ content: "x", tts: "maybe", flags: "some" });
  const { json } = await request(url, { method: "POST", body: wrong });
  assertEquals(Object.keys(json.errors as object), ["flags", "tts"]);
  assertEquals((await post(url)).status, 204);
});

Deno.test("FakeDiscord.start() can answer posts with files as if somebody waited", async () => {
  for (const [waitForFiles, status] of [[true, 200], [false, 204]] as const) {
    await using discord = await FakeDiscord.start({ waitForFiles });
    const url = v10(discord.addWebhook().url);
    assertEquals((await upload("POST", url, ["a.txt"])).status, status);
    assertEquals((await post(url)).status, 204);
  }
});
