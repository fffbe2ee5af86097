import { assert, assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import type { APIEmbed, RESTPostAPIWebhookWithTokenJSONBody } from "discord-api-types/v10";
import {
  type AlertFieldInput,
  type AlertOptions,
  type AuditEntry,
  discordEmbeds,
  type DiscordRenderOptions,
  discordText,
  type Severity,
} from "../../src/notifier/mod.ts";
import { createAlert } from "../../src/notifier/alert.ts";
import { embedSize, fitEmbed } from "../../src/notifier/render/budget.ts";
import { countPoints } from "../../src/notifier/truncate.ts";
import { DiscordWebhook } from "../../discord.ts";
import { FakeDiscord } from "../../src/testing/mod.ts";
import { anAlert } from "./desk.ts";

type AlertInput = Parameters<typeof anAlert>[0];

/** The embed that an alert becomes. */
function embedOf(input: AlertInput, options?: DiscordRenderOptions): APIEmbed {
  return discordEmbeds(options).render(anAlert(input)).embeds![0]!;
}

/** Who is pinged, and above which text. */
function ping(input: AlertInput, options?: DiscordRenderOptions) {
  const { content, allowed_mentions } = discordEmbeds(options).render(anAlert(input));
  return { content, allowed_mentions } as Record<string, unknown>;
}

const lengths = (texts: (string | undefined)[]) => texts.map((text) => countPoints(text ?? ""));

Deno.test("discordEmbeds() cuts each part to Discord's limit, the marker included", () => {
  const long = (length: number) => "x".repeat(length);
  const title = embedOf({ title: long(1000) }).title!;
  assertEquals([countPoints(title), title.at(-1)], [256, "…"]);
  assertEquals(lengths([embedOf({ description: long(5000) }).description]), [4096]);
  assertEquals(lengths([embedOf({ footer: long(5000) }).footer?.text]), [2048]);
  const [field] = embedOf({ fields: { [long(300)]: long(2000) } }).fields!;
  assertEquals(lengths([field?.name, field?.value]), [256, 1024]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`n${n}`, n]));
  const { fields } = embedOf({ fields: many });
  assertEquals([fields?.length, fields?.at(-1)?.name], [25, "n24"]);
});

Deno.test("discordEmbeds() leaves texts of exactly the limit as they are", () => {
  const [title, footer] = ["🎉".repeat(256), "f".repeat(1000)];
  const fields = { ["n".repeat(256)]: "v".repeat(1024) };
  const embed = embedOf({ title, footer, fields });
  assertEquals([embed.title, embed.footer?.text], [title, footer]);
  assertEquals(embed.fields, [{ name: "n".repeat(256), value: "v".repeat(1024), inline: true }]);
  assertEquals(embedOf({ description: "d".repeat(4096) }).description, "d".repeat(4096));
});

Deno.test("discordEmbeds() leaves no half of an emoji behind", () => {
  for (const marker of ["", "…"]) {
    const embed = embedOf({
      title: "a" + "🎉".repeat(500),
      description: "🎉".repeat(5000),
      fields: { f: "a" + "🎉".repeat(2000) },
    }, { truncate: { marker } });
    assert(
      [embed.title, embed.description, embed.fields?.[0]?.value].every((t) => t?.isWellFormed()),
    );
    assertEquals(countPoints(embed.title!), 256);
  }
});

Deno.test("discordEmbeds() can cut without a marker, or in the middle", () => {
  const title = "a".repeat(200) + "z".repeat(200);
  assertEquals(embedOf({ title }, { truncate: { marker: "" } }).title, title.slice(0, 256));
  const middle = embedOf({ title }, { truncate: { mode: "middle" } }).title!;
  assertEquals([middle.at(0), middle.at(-1), middle.includes("…")], ["a", "z", true]);
});

Deno.test("discordEmbeds() lets fields stand side by side unless told otherwise", () => {
  const inputs: AlertFieldInput[] = [
    { name: "a", value: 1 },
    { name: "b", value: 1, inline: false },
    { name: "c", value: 1, inline: true },
    { name: "d", value: 1, inline: 0 },
    { name: "e", value: 1, inline: "yes" },
    { name: "f", value: 1, inline: undefined },
  ];
  const { fields } = embedOf({ fields: inputs });
  assertEquals(fields?.map(({ inline }) => inline), [true, false, true, false, true, true]);
});

Deno.test("discordEmbeds() leaves out fields and footer where there are none", () => {
  for (const input of [{}, { fields: [] }, { fields: {} }, { footer: "" }]) {
    assertEquals(Object.keys(embedOf(input)), ["title", "description", "color", "timestamp"]);
  }
});

Deno.test("discordEmbeds() keeps a timestamp as it is, and takes the clock's without one", () => {
  assertEquals(embedOf({ timestamp: "2020-01-02" }).timestamp, "2020-01-02");
  assertEquals(embedOf({ timestamp: new Date(0) }).timestamp, "1970-01-01T00:00:00.000Z");
  for (const timestamp of [undefined, "", new Date(NaN)]) {
    assertEquals(embedOf({ timestamp }).timestamp, "2026-01-01T00:00:00.000Z");
  }
});

Deno.test("An alert turns whatever its fields hold into text, and does not throw", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const values = [
    42,
    null,
    undefined,
    true,
    10n,
    { a: 1 },
    [1, 2],
    circle,
    new Error("bad"),
    Symbol("s"),
    { id: 10n, cause: new Error("bad") },
  ];
  const { fields } = anAlert({ fields: values.map((value, n) => ({ name: n, value })) });
  assertEquals(fields.map(({ name, value }) => `${name}=${value}`), [
    "0=42",
    "1=null",
    "2=undefined",
    "3=true",
    "4=10",
    '5={"a":1}',
    "6=[1,2]",
    "7=[unreadable]",
    "8=Error: bad",
    "9=Symbol(s)",
    '10={"id":"10","cause":"Error: bad"}',
  ]);
});

Deno.test("An alert masks URLs in errors, wherever they stand, and leaves those of texts", () => {
  const error = new Error("cannot reach postgres://ops:s3cret@db1/s3cret?key=s3cret");
  const alert = anAlert({
    title: error as unknown as string,
    description: "see https://wiki.example/runbook",
    fields: { err: error, deep: { errors: [error] }, link: "https://wiki.example/page" },
  });
  const text = JSON.stringify(alert);
  assert(!text.includes("s3cret") && text.includes("postgres://db1/***"), text);
  assert(text.includes("wiki.example/runbook") && text.includes("wiki.example/page"), text);
});

Deno.test("An alert is not lost over a field that throws when it is read", () => {
  const hostile = {
    get name(): string {
      throw new Error("no name");
    },
    get value(): string {
      throw new Error("no value");
    },
  };
  const shown = (fields: AlertOptions["fields"]) =>
    anAlert({ fields }).fields.map(({ name, value, inline }) => [name, value, inline]);
  assertEquals(shown(hostile), [["name", "[unreadable]", true], ["value", "[unreadable]", true]]);
  assertEquals(shown([hostile, { name: "a", value: 1 }]), [
    ["[unreadable]", "[unreadable]", true],
    ["a", "1", true],
  ]);
});

Deno.test("An alert leaves out fields that lack a name or a value", () => {
  const fields = [{ name: "a" }, { value: 1 }, null, 5, { name: "b", value: 2 }];
  const alert = anAlert({ fields: fields as AlertFieldInput[] });
  assertEquals(alert.fields.map(({ name }) => name), ["b"]);
});

Deno.test("An alert takes what is no text for its title and description", () => {
  const alert = createAlert("P1", 5 as unknown as string, { description: null as never }, 0);
  assertEquals([alert.title, alert.description], ["5", ""]);
});

Deno.test("An alert masks URLs in its error", () => {
  const error = new TypeError("cannot reach https://discord.com/api/webhooks/1/s3cret today");
  const [field] = anAlert({ error }).fields;
  assertEquals(field?.value, "TypeError: cannot reach https://discord.com/*** today");
});

Deno.test("discordEmbeds() shows nothing in place of an empty field, which Discord would refuse", () => {
  const [field] = embedOf({ fields: { "": "" } }).fields!;
  assertEquals([field?.name, field?.value], ["\u200b", "\u200b"]);
});

Deno.test("discordEmbeds() keeps a message within 6000 characters: the last fields go first", () => {
  const fields = Array.from({ length: 25 }, (_, n) => ({ name: `n${n}`, value: "v".repeat(1000) }));
  const embed = embedOf({ description: "d".repeat(4096), fields });
  assertEquals([embed.description?.length, embed.fields?.length], [4096, 1]);
  assert(embedSize(embed) <= 6000);
});

Deno.test("fitEmbed() drops fields, then cuts description, footer and title, and no copy is shared", () => {
  const embed: APIEmbed = {
    title: "t".repeat(50),
    description: "d".repeat(50),
    footer: { text: "f".repeat(50) },
    fields: [{ name: "n", value: "v".repeat(49) }],
  };
  const sizes = (budget: number) => {
    const { title, description, footer, fields } = fitEmbed(embed, budget, { marker: "" });
    return [title, description, footer?.text].map((text) => text?.length).concat(fields?.length);
  };
  assertEquals(fitEmbed(embed, 200, {}), embed);
  assertEquals(sizes(199), [50, 50, 50, undefined]);
  assertEquals(sizes(120), [50, 20, 50, undefined]);
  assertEquals(sizes(80), [50, 0, 30, undefined]);
  assertEquals(sizes(20), [20, 0, undefined, undefined]);
  assertEquals([embed.title?.length, embed.fields?.length], [50, 1]);
});

Deno.test("discordEmbeds() makes messages that Discord takes, however large the alerts", async () => {
  await using discord = await FakeDiscord.start({ limits: { exec: null, channel: null } });
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  const huge = "🎉x".repeat(10_000);
  const input = {
    title: huge,
    description: huge,
    footer: huge,
    content: huge,
    fields: Array.from({ length: 50 }, () => ({ name: huge, value: huge })),
  };
  const { render, digest, mirror } = discordEmbeds();
  const alert = anAlert({ ...input, severity: "P0" });
  const entry: AuditEntry = { channel: "a", title: "t", timestamp: "", ok: true };
  const digests = Array.from({ length: 9 }, (_, n) => digest(Array(n + 2).fill(alert)));
  for (const payload of [render(alert), mirror(entry), discordText().render(alert), ...digests]) {
    const result = await hook.send(payload);
    assert(result.ok, JSON.stringify(result));
  }
  assertEquals(discord.stored.at(-1)?.message.embeds.length, 10);
});

Deno.test("discordEmbeds() bears its username in main and mirror payloads", () => {
  for (const [options, name] of [[{}, "notifier-bot"], [{ username: "Ops" }, "Ops"]] as const) {
    const { render, digest, mirror } = discordEmbeds(options);
    const entry: AuditEntry = { channel: "a", title: "t", timestamp: "", ok: true };
    const payloads = [render(anAlert()), digest([anAlert(), anAlert()]), mirror(entry)];
    assertEquals(payloads.map(({ username }) => username), [name, name, name]);
  }
});

Deno.test("discordEmbeds() has no content where there is none, and pings nobody then", () => {
  const payload = discordEmbeds().render(anAlert());
  assertEquals(Object.keys(payload).sort(), ["allowed_mentions", "embeds", "username"]);
  assertEquals(payload.allowed_mentions, { parse: [] });
});

Deno.test("discordEmbeds() lets no mention ping that stands in what alerts say", async () => {
  await using discord = await FakeDiscord.start();
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  const content = "@everyone @here <@123456789012345678> <@&123456789012345678>";
  await hook.send(discordEmbeds().render(anAlert({ severity: "P1", content })));
  const { payload, message } = discord.stored[0]!;
  assertEquals([payload.content, payload.allowed_mentions], [content, { parse: [] }]);
  assertEquals(message.mention_everyone, false);
});

Deno.test("A rendering of the user's own may allow mentions, or none with {}", async () => {
  await using discord = await FakeDiscord.start();
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  const given = [{}, { parse: [] }, { parse: ["users"] }];
  for (const allowed_mentions of given) {
    const payload = { ...discordEmbeds().render(anAlert({ content: "x" })), allowed_mentions };
    await hook.send(payload as RESTPostAPIWebhookWithTokenJSONBody);
  }
  assertEquals(discord.stored.map(({ payload }) => payload.allowed_mentions), given);
});

Deno.test("discordEmbeds() pings with the mention of a P0, and allows nothing else", () => {
  const cases: [string | undefined | null, object][] = [
    [undefined, { content: "@everyone", allowed_mentions: { parse: ["everyone"] } }],
    ["@here", { content: "@here", allowed_mentions: { parse: ["everyone"] } }],
    ["<@&42>", { content: "<@&42>", allowed_mentions: { parse: [], roles: ["42"] } }],
    ["<@42>", { content: "<@42>", allowed_mentions: { parse: [], users: ["42"] } }],
    [
      "@everyone <@&42> <@&43> <@44> <@!44>",
      {
        content: "@everyone <@&42> <@&43> <@44> <@!44>",
        allowed_mentions: { parse: ["everyone"], roles: ["42", "43"], users: ["44"] },
      },
    ],
    ["ops!", { content: "ops!", allowed_mentions: { parse: [] } }],
    ["", { content: undefined, allowed_mentions: { parse: [] } }],
    [null, { content: undefined, allowed_mentions: { parse: [] } }],
  ];
  for (const [mention, expected] of cases) {
    assertEquals(ping({ severity: "P0" }, { mention }), expected as Record<string, unknown>);
  }
  assertEquals(ping({ severity: "P0", content: "now" }).content, "@everyone now");
});

Deno.test("discordEmbeds() pings nobody below P0", () => {
  for (const severity of ["P1", "P2", "P3", "DEV"] as Severity[]) {
    assertEquals(ping({ severity }), { content: undefined, allowed_mentions: { parse: [] } });
  }
});

Deno.test("discordEmbeds() pings once for a digest with a P0 in it", () => {
  const { digest } = discordEmbeds();
  const [p0, p1] = [anAlert({ severity: "P0", content: "a" }), anAlert({ content: "b" })];
  assertEquals(digest([p1, p0, p0]).content, "@everyone b\na\na");
  assertEquals(digest([p1, p1]).allowed_mentions, { parse: [] });
  assertEquals(digest([p1, p0]).embeds?.map(({ color }) => color), [0xff8800, 0xff0000]);
});

Deno.test("discordEmbeds() says how many repeats were held back", () => {
  const alert = { ...anAlert({ footer: "db" }), suppressed: 7 };
  const { render } = discordEmbeds();
  assertEquals(render(alert).embeds?.[0]?.footer?.text, "db · 7 more suppressed");
  assertEquals(render({ ...alert, footer: "" }).embeds?.[0]?.footer?.text, "7 more suppressed");
});

Deno.test("discordEmbeds() mirrors in one line, in the alert's colour or white", () => {
  const { mirror } = discordEmbeds();
  const entry: AuditEntry = { channel: "alerts", title: "DB down", timestamp: "", ok: true };
  assertEquals(mirror(entry), {
    username: "notifier-bot",
    embeds: [{ description: "`[alerts]` DB down", color: 0xffffff }],
    allowed_mentions: { parse: [] },
  } as RESTPostAPIWebhookWithTokenJSONBody);
  assertEquals(mirror({ ...entry, color: 5 }).embeds?.[0]?.color, 5);
});

Deno.test("discordText() shows an alert as plain text of at most 2000 characters", () => {
  const alert = anAlert({ title: "T", description: "d".repeat(3000), content: "hey" });
  const payload = discordText().render(alert);
  assertEquals(payload.content?.startsWith("hey\nT\nddd"), true);
  assertEquals([countPoints(payload.content!), "embeds" in payload], [2000, false]);
  assertEquals(payload.allowed_mentions, { parse: [] });
});

Deno.test("Renderings share no objects between payloads, and leave the alert as it is", () => {
  const alert = anAlert({ fields: { a: "x".repeat(5000) } });
  const before = structuredClone(alert);
  const { render } = discordEmbeds();
  const [one, two] = [render(alert), render(alert)];
  assertEquals(one, two);
  assertNotStrictEquals(one.embeds?.[0], two.embeds?.[0]);
  assertNotStrictEquals(one.embeds?.[0]?.fields, two.embeds?.[0]?.fields);
  assertEquals(alert, before);
});

Deno.test("discordEmbeds() refuses wrong options by name", () => {
  const wrong: [string, object][] = [
    ["user", { user: "x" }],
    ["username", { username: 5 }],
    ["mention", { mention: 5 }],
    ["truncate.marker", { truncate: { marker: 5 } }],
    ["truncate.mode", { truncate: { mode: "start" } }],
    ["limit", { truncate: { limit: 5 } }],
  ];
  for (const [name, options] of wrong) {
    assertThrows(() => discordEmbeds(options as DiscordRenderOptions), TypeError, `'${name}'`);
  }
});

Deno.test("discordEmbeds() and discordText() make messages that Discord takes, whatever is blank or odd", async () => {
  await using discord = await FakeDiscord.start({ limits: { exec: null, channel: null } });
  const hook = new DiscordWebhook(discord.addWebhook().url, { baseUrl: discord.url });
  const odd: AlertInput[] = [
    { fields: { stderr: "\n", " ": "x", "": "" } },
    { title: "" },
    { title: " \n" },
    { title: " ".repeat(300) + "x", description: "\t", footer: " " },
    { title: "\ud800", fields: { "\udc00": "\ud800" } },
    { timestamp: "yesterday" },
    { timestamp: "Jan 1 2026" },
    { timestamp: "2026-99-99" },
    { timestamp: " " },
    { content: "  " },
  ];
  for (const rendering of [discordEmbeds(), discordText(), discordEmbeds({ username: " " })]) {
    for (const input of odd) {
      const result = await hook.send(rendering.render(anAlert({ severity: "P0", ...input })));
      assert(result.ok, JSON.stringify([input, result]));
    }
  }
  assertEquals(discord.violations, []);
  assertEquals(discord.stored.length, 3 * odd.length);
});

Deno.test("discordEmbeds() shows what it cannot show as it is in another way", () => {
  assertEquals(embedOf({ severity: "P0", title: " " }).title, "P0");
  const { timestamp, footer } = embedOf({ timestamp: "yesterday", footer: "db" });
  assertEquals([timestamp, footer?.text], [undefined, "db · yesterday"]);
  assertEquals(embedOf({ title: "a\ud800" }).title, "a\ufffd");
  assertEquals(ping({ content: " \n" }).content, undefined);
  const { username } = discordEmbeds({ username: "" }).render(anAlert());
  assertEquals(username, undefined);
});

Deno.test("discordEmbeds() keeps every form of an ISO date", () => {
  for (const timestamp of ["2020-01-02", "2020-01-02T03:04Z", "2020-01-02T03:04:05.678+09:00"]) {
    assertEquals(embedOf({ timestamp }).timestamp, timestamp);
  }
});

Deno.test("discordEmbeds() shows a date that there is none of as text", () => {
  const odd = ["2026-02-30", "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "0000-01-01"];
  for (const timestamp of odd) {
    const embed = embedOf({ timestamp });
    assertEquals([embed.timestamp, embed.footer?.text], [undefined, timestamp]);
  }
  assertEquals(embedOf({ timestamp: "2024-02-29" }).timestamp, "2024-02-29");
});

Deno.test("discordEmbeds() refuses a name that Discord refuses", () => {
  for (const username of ["x".repeat(81), "My Discord bot", "CLYDE"]) {
    assertThrows(() => discordEmbeds({ username }), RangeError, "'username'");
  }
});

Deno.test("discordText() lets nobody but the mention ping", () => {
  const input = { severity: "P0", title: "login failed for @everyone", content: "@here" } as const;
  const text = (mention: string) => discordText({ mention }).render(anAlert(input));
  assertEquals(text("@here").content, "@here @\u200bhere\nlogin failed for @\u200beveryone");
  assertEquals(text("<@&1>").content, "<@&1> @here\nlogin failed for @everyone");
});

Deno.test("discordEmbeds() gives large alerts what small ones leave, up to 6000 characters", () => {
  const { digest } = discordEmbeds();
  const large = anAlert({ fields: { a: "x".repeat(1000), b: "y".repeat(1000), c: "z" } });
  const sizes = (alerts: Parameters<typeof digest>[0]) => digest(alerts).embeds!.map(embedSize);
  const small = Array(9).fill(anAlert());
  assertEquals(sizes([large, ...small])[0], 2009);
  assertEquals(sizes([...small, large])[9], 2009);
  const huge = anAlert({ description: "d".repeat(4096) });
  assertEquals(sizes(Array(10).fill(huge)), Array(10).fill(600));
  assertEquals(sizes([huge, huge, anAlert()]), [2997, 2998, 5]);
});
