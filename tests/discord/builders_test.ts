import { assertEquals } from "@std/assert";
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ContainerBuilder,
  EmbedBuilder,
  SeparatorBuilder,
  TextDisplayBuilder,
} from "discord.js";
import { Buffer } from "node:buffer";
import { DiscordWebhook, validateMessage } from "../../discord.ts";
import { FakeDiscord } from "../../src/testing/mod.ts";

async function start() {
  const discord = await FakeDiscord.start();
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  return { discord, hook };
}

const embed = () => new EmbedBuilder().setTitle("v1.2.3").setColor(0x57f287).setTimestamp(1000);

Deno.test("send() takes an EmbedBuilder of discord.js beside the content, and in a message", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const raw = { title: "v1.2.3", color: 0x57f287, timestamp: "1970-01-01T00:00:01.000Z" };
  await hook.send("Done", { embeds: [embed()] });
  await hook.send({ content: "Done", embeds: [embed(), raw] });
  assertEquals(discord.stored.map(({ payload }) => payload.embeds), [[raw], [raw, raw]]);
});

Deno.test("send() takes an AttachmentBuilder of discord.js as a file", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const file = new AttachmentBuilder(Buffer.from("hello"), {
    name: "hello.txt",
    description: "A greeting",
  }).setTitle("Hello");
  const result = await hook.send("x", { files: [file] });
  assertEquals(result.ok, true);
  const [stored] = discord.stored;
  assertEquals(stored?.parts.map(({ filename, size }) => [filename, size])[1], ["hello.txt", 5]);
  assertEquals(stored?.payload.attachments, [
    { id: 0, filename: "hello.txt", description: "A greeting", title: "Hello" },
  ]);
});

Deno.test("send() takes a ContainerBuilder of discord.js, and sets the flag of components V2 (19)", async () => {
  const { discord, hook } = await start();
  await using _ = discord;
  const link = new ButtonBuilder().setStyle(ButtonStyle.Link).setLabel("Open")
    .setURL("https://a.example/");
  const container = new ContainerBuilder()
    .setAccentColor(0x57f287)
    .addTextDisplayComponents(new TextDisplayBuilder().setContent("**Done**"))
    .addSeparatorComponents(new SeparatorBuilder())
    .addActionRowComponents(new ActionRowBuilder<ButtonBuilder>().addComponents(link));
  const result = await hook.send({ components: [container] }, { wait: true });
  assertEquals(result.error, null);
  const [request] = discord.requests;
  assertEquals(new URL(`http://x${request?.path}`).searchParams.get("with_components"), "true");
  assertEquals(discord.stored[0]?.payload.flags, 32768);
  assertEquals(discord.stored[0]?.payload.components, JSON.parse(JSON.stringify([container])));
});

Deno.test("validateMessage() looks into builders of discord.js", () => {
  const tooLong = new EmbedBuilder({ title: "x".repeat(257) });
  assertEquals(
    validateMessage({ embeds: [tooLong] }).map(({ path }) => path),
    ["embeds[0].title"],
  );
});
