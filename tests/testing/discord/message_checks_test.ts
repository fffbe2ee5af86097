import { assertEquals } from "@std/assert";
import type { Fields } from "../../../src/testing/discord/body.ts";
import { FormErrors } from "../../../src/testing/discord/form_errors.ts";
import { checkWebhookEdit, isEmpty } from "../../../src/testing/discord/message_checks.ts";
import { flatten, testFindings } from "./findings.ts";

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

const LONG_URL = `https://a.example/${"x".repeat(2049 - 18)}`;

testFindings("knows what an embed's parts need, and how long an address may be", [
  [{ embeds: [{ title: "t", author: {} }] }, "embeds.0.author.name: BASE_TYPE_REQUIRED"],
  [{ embeds: [{ title: "t", footer: {} }] }, "embeds.0.footer.text: BASE_TYPE_REQUIRED"],
  [{ embeds: [{ title: "t", image: {} }] }, "embeds.0.image.url: BASE_TYPE_REQUIRED"],
  [{ embeds: [{ title: "t", author: null, footer: null, image: null }] }],
  [{ embeds: [{ title: "t", thumbnail: "a.png" }] }, "embeds.0.thumbnail: DICT_TYPE_CONVERT"],
  [{ embeds: [{ title: "t", fields: ["x"] }] }, "embeds.0.fields.0: DICT_TYPE_CONVERT"],
  [
    { embeds: [{ fields: [{ name: "n", value: "v", inline: "yes" }] }] },
    "embeds.0.fields.0.inline: BOOLEAN_TYPE_CONVERT",
  ],
  [{ embeds: [{ title: "t", url: LONG_URL.slice(0, 2048) }] }],
  [{ embeds: [{ title: "t", url: LONG_URL }] }, "embeds.0.url: BASE_TYPE_MAX_LENGTH"],
  [{ avatar_url: LONG_URL }, "avatar_url: BASE_TYPE_MAX_LENGTH"],
  [
    { embeds: [{ title: "t", author: { name: "n", icon_url: "x" } }] },
    "embeds.0.author.icon_url: URL_TYPE_INVALID_SCHEME",
  ],
]);

const IDS = Array.from({ length: 101 }, (_, n) => String(100000000000000000n + BigInt(n)));

testFindings("takes up to a hundred different users and roles", [
  [{ allowed_mentions: { users: IDS.slice(1), roles: IDS.slice(1), replied_user: false } }],
  [{ allowed_mentions: { users: IDS } }, "allowed_mentions.users: BASE_TYPE_MAX_LENGTH"],
  [{ allowed_mentions: { roles: IDS } }, "allowed_mentions.roles: BASE_TYPE_MAX_LENGTH"],
  [
    { allowed_mentions: { users: [IDS[0], IDS[0]] } },
    "allowed_mentions.users: SET_TYPE_CONTAINS_DUPLICATE",
  ],
  [{ allowed_mentions: { users: ["x"] } }, "allowed_mentions.users.0: NUMBER_TYPE_COERCE"],
  [
    { allowed_mentions: { replied_user: 1 } },
    "allowed_mentions.replied_user: BOOLEAN_TYPE_CONVERT",
  ],
  [{ allowed_mentions: [] }, "allowed_mentions: DICT_TYPE_CONVERT"],
]);

testFindings("knows tts and flags by their types", [
  [{ tts: true, flags: 4100 }],
  [{ tts: "yes" }, "tts: BOOLEAN_TYPE_CONVERT"],
  [{ flags: "four" }, "flags: NUMBER_TYPE_COERCE"],
  [{ flags: -1 }, "flags: NUMBER_TYPE_MIN"],
]);

testFindings("describes files within limits", [
  [{ attachments: [{ id: 0, filename: "x".repeat(1024), description: "x".repeat(1024) }] }],
  [{ attachments: [{ id: "0", title: "x".repeat(1024), is_spoiler: true }] }],
  [{ attachments: [{}] }, "attachments.0.id: BASE_TYPE_REQUIRED"],
  [{ attachments: [{ id: "first" }] }, "attachments.0.id: NUMBER_TYPE_COERCE"],
  [{ attachments: [{ id: 0, filename: "" }] }, "attachments.0.filename: BASE_TYPE_BAD_LENGTH"],
  [
    { attachments: [{ id: 0, filename: "x".repeat(1025) }] },
    "attachments.0.filename: BASE_TYPE_BAD_LENGTH",
  ],
  [
    { attachments: [{ id: 0, description: "x".repeat(1025), title: "x".repeat(1025) }] },
    "attachments.0.title: BASE_TYPE_MAX_LENGTH",
    "attachments.0.description: BASE_TYPE_MAX_LENGTH",
  ],
  [
    { attachments: [{ id: 0, waveform: "x".repeat(401), is_spoiler: "no" }] },
    "attachments.0.waveform: BASE_TYPE_MAX_LENGTH",
    "attachments.0.is_spoiler: BOOLEAN_TYPE_CONVERT",
  ],
  [
    { attachments: Array.from({ length: 11 }, (_, id) => ({ id })) },
    "attachments: BASE_TYPE_MAX_LENGTH",
  ],
]);

/** A poll that is right but for what a case changes. */
function poll(changes: Fields): Fields {
  const answers = [{ poll_media: { text: "Yes" } }];
  return { poll: { question: { text: "Ship it?" }, answers, ...changes } };
}

const answer = (text: string, emoji?: Fields) => ({ poll_media: { text, emoji } });

testFindings("knows the limits of polls", [
  [poll({ question: { text: "x".repeat(300) }, duration: 768, allow_multiselect: true })],
  [poll({ answers: Array(10).fill(answer("x".repeat(55))), layout_type: 1, duration: 1 })],
  [poll({ answers: [answer("a", { id: IDS[0] }), answer("b", { name: "🎣" })] })],
  [{ poll: "?" }, "poll: DICT_TYPE_CONVERT"],
  [
    { poll: {} },
    "poll.question: BASE_TYPE_REQUIRED",
    "poll.answers: BASE_TYPE_REQUIRED",
  ],
  [poll({ question: { text: " " } }), "poll.question.text: BASE_TYPE_REQUIRED"],
  [poll({ question: { text: "x".repeat(301) } }), "poll.question.text: BASE_TYPE_MAX_LENGTH"],
  [
    poll({ question: { text: "?", emoji: { name: "🎣" } } }),
    "poll.question.emoji: POLL_EMOJI_INVALID",
  ],
  [poll({ answers: [] }), "poll.answers: BASE_TYPE_BAD_LENGTH"],
  [poll({ answers: Array(11).fill(answer("a")) }), "poll.answers: BASE_TYPE_BAD_LENGTH"],
  [
    poll({ answers: [answer("x".repeat(56)), {}] }),
    "poll.answers.0.poll_media.text: BASE_TYPE_MAX_LENGTH",
    "poll.answers.1.poll_media: BASE_TYPE_REQUIRED",
  ],
  [
    poll({ answers: [answer("a", { id: IDS[0], name: "x" })] }),
    "poll.answers.0.poll_media.emoji: POLL_EMOJI_INVALID",
  ],
  [poll({ duration: 0 }), "poll.duration: NUMBER_TYPE_MIN"],
  [poll({ duration: 769 }), "poll.duration: NUMBER_TYPE_MAX"],
  [poll({ layout_type: 2 }), "poll.layout_type: BASE_TYPE_CHOICES"],
  [poll({ allow_multiselect: "no" }), "poll.allow_multiselect: BOOLEAN_TYPE_CONVERT"],
]);

Deno.test("checkWebhookEdit() takes a name and a picture as a data URI", () => {
  const cases: readonly (readonly [Fields, ...string[]])[] = [
    [{}],
    [{ name: "x".repeat(80), avatar: null, channel_id: "ignored" }],
    [{ avatar: "data:image/png;base64,iVBORw0KGgo=" }],
    [{ avatar: "data:image/jpeg;base64,AAAA" }],
    [{ name: null }, "name: BASE_TYPE_REQUIRED"],
    [{ name: "" }, "name: BASE_TYPE_BAD_LENGTH"],
    [{ name: "x".repeat(81) }, "name: BASE_TYPE_BAD_LENGTH"],
    [{ name: "Discord news" }, "name: USERNAME_INVALID_CONTAINS"],
    [{ avatar: "https://a.example/a.png" }, "avatar: IMAGE_INVALID"],
    [{ avatar: "data:image/svg+xml;base64,AAAA" }, "avatar: IMAGE_INVALID"],
    [{ avatar: "data:image/png;base64,not base64" }, "avatar: IMAGE_INVALID"],
    [{ avatar: 7 }, "avatar: IMAGE_INVALID"],
  ];
  for (const [edit, ...expected] of cases) {
    const errors = new FormErrors();
    checkWebhookEdit(edit, errors);
    assertEquals(flatten(errors.tree()), expected, JSON.stringify(edit));
  }
});

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
  assertEquals(isEmpty({ flags: 1 << 15, components: [] }, ["a.txt"]), true);
  assertEquals(isEmpty({ flags: 1 << 15, components: [{ type: 14 }] }, []), false);
});
