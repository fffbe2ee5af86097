import { assertEquals } from "@std/assert";
import type { Fields } from "../../../src/testing/discord/body.ts";
import { checkReferences, crashes } from "../../../src/testing/discord/component_totals.ts";
import { FormErrors } from "../../../src/testing/discord/form_errors.ts";
import { flatten, testFindings } from "./findings.ts";

const V2 = 1 << 15;
const link = (changes: Fields = {}): Fields => {
  return { type: 2, style: 5, label: "Open", url: "https://a.example", ...changes };
};
const click = (id: string, changes: Fields = {}): Fields => {
  return { type: 2, style: 1, label: "Click", custom_id: id, ...changes };
};
const text = (content = "x"): Fields => ({ type: 10, content });
const picture = (url = "https://a.example/a.png"): Fields => ({ media: { url } });
const row = (...components: Fields[]): Fields => ({ type: 1, components });
const select = (changes: Fields = {}): Fields => {
  return { type: 3, custom_id: "s", options: [{ label: "a", value: "a" }], ...changes };
};

/** A message of rows. */
const rows = (...components: Fields[]): Fields => ({ content: "x", components });
/** A message made of components alone. */
const whole = (...components: Fields[]): Fields => ({ flags: V2, components });

const URL_513 = `https://a.example/${"x".repeat(513 - 18)}`;

testFindings("takes up to five rows of one to five buttons", [
  [rows(...Array(5).fill(row(...Array(5).fill(link()))))],
  [rows(...Array(6).fill(row(link()))), "components: BASE_TYPE_MAX_LENGTH"],
  [rows(row(...Array(6).fill(link()))), "components.0.components: BASE_TYPE_BAD_LENGTH"],
  [rows(row()), "components.0.components: BASE_TYPE_BAD_LENGTH"],
  [rows({ type: 1 }), "components.0.components: BASE_TYPE_REQUIRED"],
  [rows(link()), "components.0.type: UNION_TYPE_CHOICES"],
  [rows(text()), "components.0.type: UNION_TYPE_CHOICES"],
  [rows({}), "components.0.type: UNION_TYPE_CHOICES"],
  [{ components: ["row"] }, "components.0: DICT_TYPE_CONVERT"],
  [{ components: {} }, "components: LIST_TYPE_CONVERT"],
]);

testFindings("knows what a link needs", [
  [rows(row(link({ label: "x".repeat(80), url: URL_513.slice(0, 512) })))],
  [rows(row(link({ label: undefined, emoji: { name: "🎣" } })))],
  [
    rows(row(link({ label: "x".repeat(81) }))),
    "components.0.components.0.label: BASE_TYPE_MAX_LENGTH",
  ],
  [rows(row(link({ url: URL_513 }))), "components.0.components.0.url: BASE_TYPE_MAX_LENGTH"],
  [rows(row(link({ url: undefined }))), "components.0.components.0.url: BASE_TYPE_REQUIRED"],
  [rows(row(link({ label: "" }))), "components.0.components.0.label: BASE_TYPE_REQUIRED"],
  [
    rows(row(link({ custom_id: "x" }))),
    "components.0.components.0.custom_id: BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
  ],
]);

testFindings("leaves a webhook of no application nothing but links", [
  [rows(row(click("a"))), "components.0.components.0.style: BASE_TYPE_CHOICES"],
  [rows(row(select())), "components.0.components.0.type: UNION_TYPE_CHOICES"],
  [
    whole({ type: 9, components: [text()], accessory: click("a") }),
    "components.0.accessory.style: BASE_TYPE_CHOICES",
  ],
]);

const OWNED = { owned: true };

testFindings("takes buttons from a webhook that an application owns", [
  [rows(row(click("x".repeat(100)), { type: 2, style: 6, sku_id: "100000000000000001" }))],
  [rows(row({ type: 2, style: 6 })), "components.0.components.0.sku_id: BASE_TYPE_REQUIRED"],
  [rows(row(click("x".repeat(101)))), "components.0.components.0.custom_id: BASE_TYPE_BAD_LENGTH"],
  [
    rows(row(click("", { custom_id: null }))),
    "components.0.components.0.custom_id: BUTTON_COMPONENT_CUSTOM_ID_REQUIRED",
  ],
  [rows(row(click("a", { style: 7 }))), "components.0.components.0.style: BASE_TYPE_CHOICES"],
  [
    rows(row(click("a"), click("a"))),
    "components.0.components.1.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED",
  ],
  [
    rows(row(click("a", { id: 7 }), click("b", { id: 7 }))),
    "components.0.components.1.id: COMPONENT_ID_DUPLICATED",
  ],
  [rows(row(click("a", { id: 0 }), click("b", { id: 0 })))],
  [rows(row(click("a", { id: 2 ** 31 }))), "components.0.components.0.id: NUMBER_TYPE_MAX"],
], OWNED);

const OPTIONS = Array.from({ length: 26 }, (_, n) => ({ label: `${n}`, value: `${n}` }));

testFindings("takes one select in a row", [
  [rows(row(select({ options: OPTIONS.slice(1), placeholder: "x".repeat(150) })))],
  [rows(row({ type: 5, custom_id: "u" }), row({ type: 8, custom_id: "c" }))],
  [rows(row(select(), click("a"))), "components.0: COMPONENT_LAYOUT_WIDTH_EXCEEDED"],
  [
    rows(row(select({ options: OPTIONS }))),
    "components.0.components.0.options: BASE_TYPE_BAD_LENGTH",
  ],
  [
    rows(row(select({ options: undefined }))),
    "components.0.components.0.options: BASE_TYPE_REQUIRED",
  ],
  [
    rows(row(select({ placeholder: "x".repeat(151), custom_id: undefined }))),
    "components.0.components.0.custom_id: BASE_TYPE_REQUIRED",
    "components.0.components.0.placeholder: BASE_TYPE_MAX_LENGTH",
  ],
  [
    rows(row(select({ options: [{ label: "x".repeat(101), value: "x".repeat(101) }] }))),
    "components.0.components.0.options.0.label: BASE_TYPE_MAX_LENGTH",
    "components.0.components.0.options.0.value: BASE_TYPE_MAX_LENGTH",
  ],
  [
    rows(row(select({ options: [OPTIONS[0], { ...OPTIONS[0], description: "x".repeat(101) }] }))),
    "components.0.components.0.options.1.description: BASE_TYPE_MAX_LENGTH",
    "components.0.components.0.options.1: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
  ],
  [rows(row(select({ min_values: 26 }))), "components.0.components.0.min_values: NUMBER_TYPE_MAX"],
], OWNED);

testFindings("knows each component of a message that is made of them", [
  [whole(text(), row(link()), { type: 14, divider: true, spacing: 2 })],
  [whole({ type: 17, accent_color: 0xffffff, spoiler: true, components: [text()] })],
  [whole({ type: 17, accent_color: null, components: [text()] })],
  [whole({ type: 9, components: [text(), text(), text()], accessory: link() })],
  [whole({ type: 9, components: [text()], accessory: { type: 11, ...picture() } })],
  [whole({ type: 12, items: Array(10).fill(picture()) })],
  [whole({ type: 13, file: { url: "attachment://a.txt" } })],
  [whole(text("")), "components.0.content: BASE_TYPE_REQUIRED"],
  [
    whole(text("x".repeat(4001))),
    "components.0.content: BASE_TYPE_BAD_LENGTH",
    "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
  ],
  [whole({ type: 14, spacing: 3 }), "components.0.spacing: BASE_TYPE_CHOICES"],
  [whole({ type: 14, divider: 1 }), "components.0.divider: BOOLEAN_TYPE_CONVERT"],
  [whole({ type: 17, components: [] }), "components.0.components: BASE_TYPE_BAD_LENGTH"],
  [
    whole({ type: 17, accent_color: 0x1000000, components: [{ type: 17, components: [text()] }] }),
    "components.0.accent_color: NUMBER_TYPE_MAX",
    "components.0.components.0.type: UNION_TYPE_CHOICES",
  ],
  [whole({ type: 9, components: [text()] }), "components.0.accessory: BASE_TYPE_REQUIRED"],
  [
    whole({ type: 9, components: Array(4).fill(text()), accessory: text() }),
    "components.0.components: BASE_TYPE_BAD_LENGTH",
    "components.0.accessory.type: UNION_TYPE_CHOICES",
  ],
  [whole({ type: 12, items: [] }), "components.0.items: BASE_TYPE_BAD_LENGTH"],
  [
    whole({ type: 12, items: Array(11).fill(picture()) }),
    "components.0.items: BASE_TYPE_BAD_LENGTH",
  ],
  [
    whole({ type: 12, items: [{ ...picture(), description: "x".repeat(1025) }, {}] }),
    "components.0.items.0.description: BASE_TYPE_BAD_LENGTH",
    "components.0.items.1.media: BASE_TYPE_REQUIRED",
  ],
  [
    whole({ type: 12, items: [picture(`https://a.example/${"x".repeat(2049 - 18)}`)] }),
    "components.0.items.0.media.url: BASE_TYPE_MAX_LENGTH",
  ],
  [
    whole({ type: 13, file: { url: "https://a.example/a.txt" } }),
    "components.0.file.url: URL_TYPE_INVALID_SCHEME",
  ],
  [whole(link()), "components.0.type: UNION_TYPE_CHOICES"],
  [whole({ type: 11, ...picture() }), "components.0.type: UNION_TYPE_CHOICES"],
]);

testFindings("counts 40 components, those inside others included", [
  [whole(...Array(40).fill(text()))],
  [whole(...Array(41).fill(text())), "components: BASE_TYPE_MAX_LENGTH"],
  [whole(...Array(13).fill({ type: 9, components: [text()], accessory: link() }), text())],
  [
    whole(...Array(13).fill({ type: 9, components: [text()], accessory: link() }), text(), text()),
    "components: BASE_TYPE_MAX_LENGTH",
  ],
]);

testFindings("keeps embeds and polls out of a message made of components", [
  [{ ...whole(text()), content: null, embeds: [], poll: null }],
  [
    { ...whole(text()), embeds: [{ title: "t" }] },
    "embeds: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
  ],
  [
    {
      ...whole(text()),
      poll: { question: { text: "?" }, answers: [{ poll_media: { text: "a" } }] },
    },
    "poll: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
  ],
]);

Deno.test("checkReferences() finds files by the names that Discord gives them", () => {
  const errors = new FormErrors();
  const file = (url: string) => ({ type: 13, file: { url } });
  const thumbnail = { type: 11, ...picture("attachment://lost.png") };
  const components = [
    file("attachment://_my file.txt"),
    file("attachment://lost.txt"),
    {
      type: 17,
      components: [
        { type: 12, items: [picture(), picture("attachment://lost.gif")] },
        { type: 9, components: [text()], accessory: thumbnail },
      ],
    },
  ];
  checkReferences(components, new Set(["my_file.txt"]), errors);
  const code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND";
  assertEquals(flatten(errors.tree()).sort(), [
    `components.1.file.url: ${code}`,
    `components.2.components.0.items.1.media.url: ${code}`,
    `components.2.components.1.accessory.media.url: ${code}`,
  ]);
});

Deno.test("crashes() knows Discord's hidden ceilings, in bytes and in pictures", () => {
  assertEquals(crashes(whole(text("x".repeat(10_158)))), false);
  assertEquals(crashes(whole(text("x".repeat(10_159)))), true);
  assertEquals(crashes(whole(text("x".repeat(10_146)), text(""))), false);
  assertEquals(crashes(whole(text("x".repeat(10_147)), text(""))), true);
  assertEquals(crashes(whole(text("🎣".repeat(2_540)))), true);
  assertEquals(crashes({ components: [text("x".repeat(10_159))] }), false);

  const gallery = (count: number) => ({ type: 12, items: Array(count).fill(picture()) });
  assertEquals(crashes(whole(...Array(6).fill(gallery(10)), gallery(4))), false);
  assertEquals(crashes(whole(...Array(6).fill(gallery(10)), gallery(5))), true);
});
