import { assertEquals } from "@std/assert";
import { readTraits } from "../../src/discord/component_tree.ts";
import {
  type ValidatedMessage,
  validateMessage,
  type ValidateOptions,
} from "../../src/discord/validate.ts";

function check(message: object, options?: ValidateOptions): string[] {
  return validateMessage(message as ValidatedMessage, options)
    .map(({ path, message, actual, limit, unit }) =>
      actual === null ? message : `${path} ${actual}/${limit} ${unit}`
    );
}

const link = { type: 2, style: 5, label: "a", url: "https://a.example" };
const text = { type: 10, content: "x" };
const media = { url: "https://a.example/a.png" };
const row = (...components: object[]) => ({ type: 1, components });
const container = (...components: object[]) => ({ type: 17, components });
const times = (n: number, item: object) => Array.from({ length: n }, () => item);

Deno.test("validateMessage() takes five rows of five buttons, and no more", () => {
  const rows = (n: number, m: number) => check({ components: times(n, row(...times(m, link))) });
  assertEquals(rows(5, 5), []);
  assertEquals(rows(6, 1), ["components 6/5 items"]);
  assertEquals(rows(1, 6), ["components[0].components 6/5 items"]);
  assertEquals(rows(1, 0), ["components[0].components 0/1 items"]);
});

Deno.test("validateMessage() wants buttons and selects in rows", () => {
  assertEquals(check({ components: [link] }), [
    "components[0].type must be 1: buttons and selects stand in rows",
  ]);
  assertEquals(check({ components: [row(row(link))] }), [
    "components[0].components[0].type must be that of a button or a select",
  ]);
  const select = { type: 5, custom_id: "s" };
  assertEquals(check({ components: [row(select)] }), []);
  assertEquals(check({ components: [row(select, link)] }), [
    "components[0].components must hold nothing beside a select",
  ]);
});

Deno.test("validateMessage() knows which buttons need what", () => {
  const button = (parts: object) => check({ components: [row({ type: 2, ...parts })] });
  const at = "components[0].components[0]";
  assertEquals(button({ style: 1, custom_id: "x", label: "l".repeat(80) }), []);
  assertEquals(button({ style: 1, custom_id: "c".repeat(101), label: "l".repeat(81) }), [
    `${at}.label 81/80 characters`,
    `${at}.custom_id 101/100 characters`,
  ]);
  assertEquals(button({ style: 2, url: media.url }), [
    `${at}.url is only for buttons of style 5`,
    `${at}.custom_id is missing`,
  ]);
  assertEquals(button({ style: 5, custom_id: "x" }), [
    `${at}.url is missing`,
    `${at}.custom_id is not for buttons of style 5 or 6`,
  ]);
  assertEquals(button({ style: 5, url: "https://a.example/".padEnd(512, "x") }), []);
  assertEquals(button({ style: 5, url: "https://a.example/".padEnd(513, "x") }), [
    `${at}.url 513/512 characters`,
  ]);
  assertEquals(button({ style: 5, url: "discord://-/channels/@me" }), []);
  assertEquals(button({ style: 6, sku_id: "1" }), []);
  assertEquals(button({ style: 6, label: "x", emoji: { name: "x" } }), [
    `${at}.sku_id is missing`,
    `${at}.label is not for buttons of style 6`,
    `${at}.emoji is not for buttons of style 6`,
  ]);
  assertEquals(button({ style: 7, custom_id: "x" }), [`${at}.style 7/6 null`]);
});

Deno.test("validateMessage() knows the limits of selects", () => {
  const option = { label: "l", value: "v" };
  const select = (parts: object) =>
    check({ components: [row({ type: 3, custom_id: "s", options: [option], ...parts })] });
  const at = "components[0].components[0]";
  assertEquals(select({ options: times(25, option), placeholder: "p".repeat(150) }), []);
  assertEquals(select({ options: times(26, option) }), [`${at}.options 26/25 items`]);
  assertEquals(select({ options: [] }), [`${at}.options 0/1 items`]);
  assertEquals(select({ placeholder: "p".repeat(151) }), [`${at}.placeholder 151/150 characters`]);
  for (const name of ["label", "value", "description"]) {
    assertEquals(select({ options: [{ ...option, [name]: "x".repeat(100) }] }), []);
    assertEquals(select({ options: [{ ...option, [name]: "x".repeat(101) }] }), [
      `${at}.options[0].${name} 101/100 characters`,
    ]);
  }
});

Deno.test("validateMessage() takes 40 components V2, nested ones included, and 4000 characters (16)", () => {
  assertEquals(check({ components: times(40, text) }), []);
  assertEquals(check({ components: times(41, text) }), ["components 41/40 items"]);
  assertEquals(check({ components: [container(...times(39, text))] }), []);
  assertEquals(check({ components: [container(...times(40, text))] }), ["components 41/40 items"]);
  const section = { type: 9, components: [text, text], accessory: link };
  assertEquals(check({ components: times(10, section) }), []);
  assertEquals(check({ components: [...times(10, section), text] }), ["components 41/40 items"]);

  const texts = (...lengths: number[]) =>
    check({ components: lengths.map((n) => ({ type: 10, content: "x".repeat(n) })) });
  assertEquals(texts(4000), []);
  assertEquals(texts(2000, 2000), []);
  assertEquals(texts(4001), ["components[0].content 4001/4000 characters"]);
  assertEquals(texts(2000, 2001), ["components 4001/4000 characters"]);
  assertEquals(texts(0), ["components[0].content 0/1 characters"]);
  assertEquals(check({ components: [{ type: 10 }] }), ["components[0].content is missing"]);
});

Deno.test("validateMessage() refuses what Discord answers with a 500 every time", () => {
  // Three bytes each, and 12 for the text.
  const text = (n: number) => ({ type: 10, content: "€".repeat(n) });
  assertEquals(check({ components: [text(3386)] }), []);
  assertEquals(check({ components: [text(3387)] }), ["components 10173/10170 bytes"]);
  assertEquals(check({ components: [text(1693), text(1693)] }), ["components 10182/10170 bytes"]);
  const gallery = (n: number) => ({ type: 12, items: times(n, { media }) });
  assertEquals(check({ components: [...times(6, gallery(10)), gallery(4)] }), []);
  assertEquals(check({ components: [...times(6, gallery(10)), gallery(5)] }), [
    "components 65/64 items",
  ]);
});

Deno.test("validateMessage() refuses content, embeds and polls beside components V2 (19)", () => {
  const excluded = {
    content: "x",
    embeds: [{ title: "x" }],
    poll: { question: { text: "q" }, answers: [{ poll_media: { text: "a" } }] },
  };
  const faults = [
    "content cannot stand beside components V2",
    "embeds cannot stand beside components V2",
    "poll cannot stand beside components V2",
  ];
  assertEquals(check({ components: [text], ...excluded }), faults);
  assertEquals(check({ components: [row(link)], flags: 32768, ...excluded }), faults);
  assertEquals(check({ components: [container(text)], ...excluded }, { edit: true }), faults);
  assertEquals(check({ components: [row(link)], ...excluded }), []);
  const nulled = { content: null, embeds: [], poll: null };
  assertEquals(check({ components: [text], ...nulled }, { edit: true }), []);
});

Deno.test("validateMessage() knows what may stand where in components V2", () => {
  const at = (component: object) => check({ components: [component], flags: 32768 });
  assertEquals(at(link), ["components[0].type is none that can stand here"]);
  assertEquals(at({ type: 99 }), ["components[0].type is none that can stand here"]);
  assertEquals(at(container(container(text))), [
    "components[0].components[0].type is none that can stand here",
  ]);
  assertEquals(at(container()), ["components[0].components 0/1 items"]);
  assertEquals(at(container(row(link), text, { type: 14, divider: true, spacing: 2 })), []);
  assertEquals(at({ ...container(text), accent_color: null }), []);
  assertEquals(at({ ...container(text), accent_color: 16777216 }), [
    "components[0].accent_color 16777216/16777215 null",
  ]);
  assertEquals(at({ type: 14, spacing: 3 }), ["components[0].spacing 3/2 null"]);
});

Deno.test("validateMessage() knows what a section needs", () => {
  const section = (parts: object) =>
    check({ components: [{ type: 9, components: [text], accessory: link, ...parts }] });
  assertEquals(section({ components: times(3, text) }), []);
  assertEquals(section({ components: times(4, text) }), ["components[0].components 4/3 items"]);
  assertEquals(section({ components: [row(link)] }), [
    "components[0].components[0].type must be 10: a section holds texts",
  ]);
  assertEquals(section({ accessory: undefined }), ["components[0].accessory is missing"]);
  assertEquals(section({ accessory: { type: 11, media } }), []);
  assertEquals(section({ accessory: { type: 11 } }), [
    "components[0].accessory.media.url is missing",
  ]);
  assertEquals(section({ accessory: text }), [
    "components[0].accessory.type must be that of a button or a thumbnail",
  ]);
});

Deno.test("validateMessage() knows the limits of galleries and files", () => {
  const gallery = (items: object[]) => check({ components: [{ type: 12, items }] });
  assertEquals(gallery(times(10, { media, description: "d".repeat(1024) })), []);
  assertEquals(gallery(times(11, { media })), ["components[0].items 11/10 items"]);
  assertEquals(gallery([]), ["components[0].items 0/1 items"]);
  assertEquals(gallery([{ media, description: "d".repeat(1025) }]), [
    "components[0].items[0].description 1025/1024 characters",
  ]);
  assertEquals(gallery([{ media: { url: "https://a.example/".padEnd(2049, "x") } }]), [
    "components[0].items[0].media.url 2049/2048 characters",
  ]);
  assertEquals(check({ components: [{ type: 13, file: media }] }), [
    "components[0].file.url must be attachment:// and the name of a file",
  ]);
});

Deno.test("validateMessage() looks references up in the files, by the names that Discord makes", () => {
  const components = [
    { type: 13, file: { url: "attachment://my report.pdf" } },
    { type: 12, items: [{ media: { url: "attachment://a.png" } }] },
    { type: 9, components: [text], accessory: { type: 11, media: { url: "attachment://b.png" } } },
  ];
  const files = [{ name: "_my_report.pdf", size: 1 }, { name: "a.png", size: 1 }];
  assertEquals(check({ components }, { files }), [
    "components[2].accessory.media.url leads to no file of the message",
  ]);
  assertEquals(check({ components }), [], "files may be added later");
  assertEquals(check({ components }, { files, edit: true }), [], "the message may have it");
});

Deno.test("validateMessage() refuses ids that are used twice", () => {
  const button = (custom_id: string) => ({ type: 2, style: 1, custom_id, label: "x" });
  assertEquals(check({ components: [row(button("a"), button("b")), row(button("a"))] }), [
    "components[1].components[0].custom_id is that of another component too",
  ]);
  const marked = (id: number) => ({ ...text, id });
  assertEquals(check({ components: [marked(0), marked(0), marked(1), marked(2147483647)] }), []);
  assertEquals(check({ components: [marked(1), container(marked(1))] }), [
    "components[1].components[0].id is that of another component too",
  ]);
  assertEquals(check({ components: [marked(2147483648)] }), [
    "components[0].id 2147483648/2147483647 null",
  ]);
});

Deno.test("readTraits() sets the flag of components V2 where one of them is (19)", () => {
  const button = { type: 2, style: 5 };
  for (const type of [9, 10, 11, 12, 13, 14, 17]) {
    const traits = readTraits({ components: [{ type }], flags: 4 });
    assertEquals(traits, { isV2: true, flags: 32772, withComponents: true });
  }
  const nested = readTraits({ components: [{ type: 1, components: [{ type: 10 }] }] });
  assertEquals(nested, { isV2: true, flags: 32768, withComponents: true });
  const legacy = readTraits({ components: [{ type: 1, components: [button] }] });
  assertEquals(legacy, { isV2: false, flags: undefined, withComponents: true });
  const asked = readTraits({ components: [{ type: 1 }], flags: 32768 });
  assertEquals(asked, { isV2: true, flags: 32768, withComponents: true });
});

Deno.test("readTraits() asks for components wherever the message says something of them", () => {
  assertEquals(readTraits({}), { isV2: false, flags: undefined, withComponents: false });
  assertEquals(readTraits({ components: null, flags: null }).withComponents, false);
  assertEquals(readTraits({ components: [] }).withComponents, true, "or nothing were cleared");
});
