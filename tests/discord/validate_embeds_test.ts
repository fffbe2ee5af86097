import { assertEquals } from "@std/assert";
import { type ValidatedMessage, validateMessage } from "../../src/discord/validate.ts";

function check(...embeds: unknown[]): string[] {
  return validateMessage({ embeds } as ValidatedMessage).map(({ path, message, actual, limit }) =>
    actual === null ? message : `${path} ${actual}/${limit}`
  );
}

Deno.test("validateMessage() takes every part of an embed at its limit, not beyond (15, 16)", () => {
  const url = (n: number) => "https://a.example/".padEnd(n, "x");
  const attachment = (n: number) => "attachment://".padEnd(n, "x");
  const field = { name: "n", value: "v" };
  const cases: [part: (n: number) => object, limit: number, path: string][] = [
    [(n) => ({ title: "x".repeat(n) }), 256, "title"],
    [(n) => ({ description: "x".repeat(n) }), 4096, "description"],
    [(n) => ({ author: { name: "x".repeat(n) } }), 256, "author.name"],
    [(n) => ({ footer: { text: "x".repeat(n) } }), 2048, "footer.text"],
    [(n) => ({ fields: Array(n).fill(field) }), 25, "fields"],
    [(n) => ({ fields: [{ ...field, name: "x".repeat(n) }] }), 256, "fields[0].name"],
    [(n) => ({ fields: [{ ...field, value: "x".repeat(n) }] }), 1024, "fields[0].value"],
    [(n) => ({ url: url(n) }), 2048, "url"],
    [(n) => ({ author: { name: "x", url: url(n) } }), 2048, "author.url"],
    [(n) => ({ author: { name: "x", icon_url: url(n) } }), 2048, "author.icon_url"],
    [(n) => ({ footer: { text: "x", icon_url: attachment(n) } }), 2048, "footer.icon_url"],
    [(n) => ({ image: { url: url(n) } }), 2048, "image.url"],
    [(n) => ({ thumbnail: { url: attachment(n) } }), 2048, "thumbnail.url"],
    [(n) => ({ color: n }), 16777215, "color"],
  ];
  for (const [part, limit, path] of cases) {
    assertEquals(check({ title: "t", ...part(limit) }), [], path);
    const over = `embeds[0].${path} ${limit + 1}/${limit}`;
    assertEquals(check({ title: "t", ...part(limit + 1) }), [over]);
  }
});

Deno.test("validateMessage() adds up the texts of all embeds, trimmed, to 6000 (14)", () => {
  const filled = (rest: number) => [
    { description: ` ${"d".repeat(4096)} `, url: "https://a.example/uncounted" },
    {
      title: "t".repeat(200),
      author: { name: "a".repeat(200), icon_url: "https://a.example/uncounted" },
      footer: { text: "\u{10FFFF}".repeat(1000) },
      fields: [{ name: "n".repeat(100), value: `${"v".repeat(404 - rest)}\n` }],
      timestamp: "2026-01-01T00:00:00Z",
    },
  ];
  assertEquals(check(...filled(0)), []);
  assertEquals(check(...filled(1)), []);
  assertEquals(check(...filled(-1)), ["embeds 6001/6000"]);
});

Deno.test("validateMessage() refuses an embed that shows nothing", () => {
  const empty = "embeds[0] shows nothing: give it a title or a description";
  assertEquals(check({}), [empty]);
  assertEquals(check({ color: 1, url: "https://a.example" }), [empty]);
  assertEquals(check({ title: " ", fields: [] }), [empty]);
  assertEquals(check({ image: { url: "attachment://a.png" } }), []);
  assertEquals(check({ footer: { text: "x" } }), []);
});

Deno.test("validateMessage() refuses what an embed lacks", () => {
  assertEquals(check({ title: "t", author: {}, footer: {}, image: {}, fields: [{}] }), [
    "embeds[0].author.name is missing",
    "embeds[0].footer.text is missing",
    "embeds[0].image.url is missing",
    "embeds[0].fields[0].name is missing",
    "embeds[0].fields[0].value is missing",
  ]);
  assertEquals(check({ fields: [{ name: " ", value: "\n" }] }), [
    "embeds[0].fields[0].name 0/1",
    "embeds[0].fields[0].value 0/1",
  ]);
});

Deno.test("validateMessage() refuses colours and times in other forms", () => {
  for (const color of ["#ff0000", 1.5, NaN]) {
    assertEquals(check({ title: "t", color }), ["embeds[0].color must be a whole number"]);
  }
  assertEquals(check({ title: "t", color: -1 }), ["embeds[0].color -1/0"]);
  for (const timestamp of ["2026-01-01", "2026-01-01T12:00:00.123456+02:00", new Date(0)]) {
    assertEquals(check({ title: "t", timestamp }), []);
  }
  for (const timestamp of [0, "yesterday", "1 Jan 2026", "2026-13-01"]) {
    assertEquals(check({ title: "t", timestamp }).length, 1, String(timestamp));
  }
});

Deno.test("validateMessage() takes attachments as pictures only, not as links", () => {
  const fault = "must begin with https: or http:";
  const link = "attachment://a.png";
  assertEquals(check({ title: "t", url: link, author: { name: "a", url: link, icon_url: link } }), [
    `embeds[0].url ${fault}`,
    `embeds[0].author.url ${fault}`,
  ]);
});
