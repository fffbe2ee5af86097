import { assertEquals } from "@std/assert";
import type { Fields } from "../../../src/testing/discord/body.ts";
import { FormErrors, type FormErrorTree } from "../../../src/testing/discord/form_errors.ts";
import { checkNewMessage, isEmpty } from "../../../src/testing/discord/message_checks.ts";

/** Checks a message; returns each finding as `path: CODE`. */
function findings(message: Fields): string[] {
  const errors = new FormErrors();
  checkNewMessage(message, errors);
  return flatten(errors.tree());
}

function flatten(tree: FormErrorTree, path: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([name, node]) =>
    Array.isArray(node)
      ? node.map(({ code }) => `${path.join(".")}: ${code}`)
      : flatten(node as FormErrorTree, [...path, name])
  );
}

/** Tells, for each message, whether it is refused and why. */
function testFindings(name: string, cases: readonly (readonly [Fields, ...string[]])[]): void {
  Deno.test(`checkNewMessage() ${name}`, () => {
    for (const [message, ...expected] of cases) {
      assertEquals(findings(message), expected, JSON.stringify(message).slice(0, 120));
    }
  });
}

/** An embed with a text of `length` in one of its fields. */
function embed(field: string, length: number): Fields {
  const text = "x".repeat(length);
  if (field === "author") return { author: { name: text } };
  if (field === "footer") return { footer: { text } };
  if (field === "name") return { fields: [{ name: text, value: "v" }] };
  if (field === "value") return { fields: [{ name: "n", value: text }] };
  return { [field]: text };
}

testFindings("takes a text of 2000 code points, however many units they are", [
  [{ content: "x".repeat(2000) }],
  [{ content: "🎣".repeat(2000) }],
  [{ content: ` ${"x".repeat(2000)} ` }],
  [{ content: "x".repeat(2001) }, "content: BASE_TYPE_MAX_LENGTH"],
  [{ content: "🎣".repeat(2001) }, "content: BASE_TYPE_MAX_LENGTH"],
  [{ content: 7 }, "content: STRING_TYPE_CONVERT"],
  [{ content: null }],
]);

const EMBED_LIMITS = { title: 256, description: 4096, author: 256, footer: 2048, name: 256 };
const EMBED_PATHS: Readonly<Record<string, string>> = {
  author: "author.name",
  footer: "footer.text",
  name: "fields.0.name",
};

testFindings("takes each text of an embed up to its limit and no further", [
  ...Object.entries({ ...EMBED_LIMITS, value: 1024 }).flatMap(([field, max]) => {
    const path = field === "value" ? "fields.0.value" : EMBED_PATHS[field] ?? field;
    return [
      [{ embeds: [embed(field, max)] }],
      [{ embeds: [embed(field, max + 1)] }, `embeds.0.${path}: BASE_TYPE_MAX_LENGTH`],
    ] as const;
  }),
]);

testFindings("counts at most 10 embeds of 25 fields, and at least one text", [
  [{ embeds: Array(10).fill({ title: "t" }) }],
  [{ embeds: Array(11).fill({ title: "t" }) }, "embeds: BASE_TYPE_MAX_LENGTH"],
  [{ embeds: [{ fields: Array(25).fill({ name: "n", value: "v" }) }] }],
  [
    { embeds: [{ fields: Array(26).fill({ name: "n", value: "v" }) }] },
    "embeds.0.fields: BASE_TYPE_MAX_LENGTH",
  ],
  [
    { embeds: [{ fields: [{ name: " ", value: "v" }] }] },
    "embeds.0.fields.0.name: BASE_TYPE_REQUIRED",
  ],
  [{ embeds: [{ color: 1 }] }, "embeds.0.description: BASE_TYPE_REQUIRED"],
  [{ embeds: ["text"] }, "embeds.0: DICT_TYPE_CONVERT"],
  [{ embeds: {} }, "embeds: LIST_TYPE_CONVERT"],
]);

testFindings("adds up the trimmed texts of all embeds, to 6000", [
  [{ embeds: [embed("description", 4096), embed("footer", 1904)] }],
  [{ embeds: [embed("description", 4096), { footer: { text: ` ${"x".repeat(1904)} ` } }] }],
  [
    { embeds: [embed("description", 4096), embed("footer", 1905)] },
    "embeds: MAX_EMBED_SIZE_EXCEEDED",
  ],
  [
    { embeds: [embed("description", 4096), embed("value", 1000), embed("value", 902)] },
  ],
  [
    { embeds: [embed("description", 4096), embed("value", 1000), embed("value", 903)] },
    "embeds: MAX_EMBED_SIZE_EXCEEDED",
  ],
]);

testFindings("refuses colours, times and addresses that are none", [
  [{ embeds: [{ title: "t", color: 0xffffff, timestamp: "2026-01-01T00:00:00Z" }] }],
  [{ embeds: [{ title: "t", color: 0x1000000 }] }, "embeds.0.color: NUMBER_TYPE_MAX"],
  [{ embeds: [{ title: "t", color: "#fff" }] }, "embeds.0.color: NUMBER_TYPE_COERCE"],
  [{ embeds: [{ title: "t", timestamp: "soon" }] }, "embeds.0.timestamp: DATE_TIME_TYPE_PARSE"],
  [{ embeds: [{ title: "t", url: "" }] }, "embeds.0.url: URL_TYPE_INVALID_SCHEME"],
  [{ embeds: [{ title: "t", url: "http://box:8000" }] }, "embeds.0.url: URL_TYPE_INVALID_URL"],
  [{ embeds: [{ image: { url: "attachment://a.png" } }] }],
  [{ avatar_url: "attachment://a.png" }, "avatar_url: URL_TYPE_INVALID_SCHEME"],
]);

testFindings("knows the names that no webhook may have", [
  [{ username: "x".repeat(80) }],
  [{ username: "x".repeat(81) }, "username: BASE_TYPE_BAD_LENGTH"],
  [{ username: "  " }, "username: BASE_TYPE_BAD_LENGTH"],
  [{ username: "My DisCord bot" }, "username: USERNAME_INVALID_CONTAINS"],
  [{ username: "clyde" }, "username: USERNAME_INVALID_CONTAINS"],
  [{ username: "Everyone" }, "username: USERNAME_INVALID"],
  [{ username: "everyone else" }],
]);

testFindings("refuses mentions that say two things at once", [
  [{ allowed_mentions: { parse: [] } }],
  [{ allowed_mentions: { parse: ["users"], users: [] } }],
  [{ allowed_mentions: { parse: ["everyone"], users: ["100000000000000001"] } }],
  [
    { allowed_mentions: { parse: ["users"], users: ["100000000000000001"] } },
    "allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
  ],
  [
    { allowed_mentions: { parse: ["roles"], roles: ["100000000000000001"] } },
    "allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
  ],
  [{ allowed_mentions: { parse: ["all"] } }, "allowed_mentions.parse.0: BASE_TYPE_CHOICES"],
]);

testFindings("keeps old fields out of a message made of components", [
  [{ flags: 1 << 15, components: [{ type: 10, content: "x".repeat(4000) }] }],
  [
    { flags: 1 << 15, content: "text", components: [{ type: 10, content: "x" }] },
    "content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
  ],
  [
    { flags: 1 << 15, components: Array(2).fill({ type: 10, content: "x".repeat(2001) }) },
    "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
  ],
  [
    {
      flags: 1 << 15,
      components: [{ type: 17, components: Array(40).fill({ type: 14 }) }],
    },
    "components: BASE_TYPE_MAX_LENGTH",
  ],
]);

testFindings("measures what starts a thread", [
  [{ thread_name: "x".repeat(100), applied_tags: [] }],
  [{ thread_name: "x".repeat(101) }, "thread_name: BASE_TYPE_BAD_LENGTH"],
  [
    { applied_tags: Array.from({ length: 6 }, (_, n) => `10000000000000000${n}`) },
    "applied_tags: BASE_TYPE_MAX_LENGTH",
  ],
]);

Deno.test("isEmpty() finds nothing to show in blank text and empty lists", () => {
  assertEquals(isEmpty({ content: " \n", embeds: [], username: "x" }, []), true);
  assertEquals(isEmpty({ content: "." }, []), false);
  assertEquals(isEmpty({ embeds: [{}] }, []), false);
  assertEquals(isEmpty({ poll: {} }, []), false);
  assertEquals(isEmpty({}, ["a.txt"]), false);
  assertEquals(isEmpty({ attachments: [{ id: 0 }] }, []), true);
});
