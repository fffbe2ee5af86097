import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type ValidatedMessage,
  validateMessage,
  type ValidateOptions,
} from "../../src/discord/validate.ts";

/** What a message is refused for, as `path actual/limit unit`, or `path: sentence` without numbers. */
function check(message: unknown, options?: ValidateOptions): string[] {
  const violations = validateMessage(message as ValidatedMessage, options);
  return violations.map(({ path, message, actual, limit, unit }) =>
    actual === null ? message : `${path} ${actual}/${limit} ${unit}`
  );
}

const ASTRAL = "\u{10FFFF}";

Deno.test("validateMessage() counts code points: 2000 astral ones pass, 2001 do not (13)", () => {
  assertEquals(check({ content: ASTRAL.repeat(2000) }), []);
  assertEquals(check({ content: ASTRAL.repeat(2001) }), ["content 2001/2000 characters"]);
  assertEquals(check({ content: "👨‍👩‍👧‍👦".repeat(286) }), ["content 2002/2000 characters"]);
});

Deno.test("validateMessage() counts what is left after trimming", () => {
  assertEquals(check({ content: `  ${"x".repeat(2000)}\n` }), []);
});

Deno.test("validateMessage() tells all of a violation", () => {
  assertEquals(validateMessage({ content: "x".repeat(2001) }), [{
    path: "content",
    message: "content has 2001 characters: the maximum is 2000",
    actual: 2001,
    limit: 2000,
    unit: "characters",
  }]);
});

Deno.test("validateMessage() holds nothing of the message in what it tells", () => {
  const told = validateMessage({ username: "s3cret discord", avatar_url: "s3cret", content: "x" });
  assertEquals(told.length, 2);
  assert(!JSON.stringify(told).includes("s3cret"));
});

Deno.test("validateMessage() takes every part at its limit, and refuses one more (16)", () => {
  const cases: [part: (n: number) => object, limit: number, path: string, unit: string | null][] = [
    [(n) => ({ username: "u".repeat(n) }), 80, "username", "characters"],
    [
      (n) => ({ avatar_url: "https://a.example/".padEnd(n, "x") }),
      2048,
      "avatar_url",
      "characters",
    ],
    [(n) => ({ thread_name: "t".repeat(n) }), 100, "thread_name", "characters"],
    [(n) => ({ applied_tags: ids(n) }), 5, "applied_tags", "items"],
    [(n) => ({ embeds: Array(n).fill({ title: "x" }) }), 10, "embeds", "items"],
    [(n) => ({ allowed_mentions: { users: ids(n) } }), 100, "allowed_mentions.users", "items"],
    [(n) => ({ allowed_mentions: { roles: ids(n) } }), 100, "allowed_mentions.roles", "items"],
    [(n) => ({ attachments: ids(n).map((id) => ({ id })) }), 10, "attachments", "items"],
    [(n) => attached("filename", n), 1024, "attachments[0].filename", "characters"],
    [(n) => attached("title", n), 1024, "attachments[0].title", "characters"],
    [(n) => attached("description", n), 1024, "attachments[0].description", "characters"],
    [(n) => attached("waveform", n), 400, "attachments[0].waveform", "characters"],
    [(n) => poll({ question: { text: "q".repeat(n) } }), 300, "poll.question.text", "characters"],
    [(n) => poll({ answers: Array(n).fill(answer("a")) }), 10, "poll.answers", "items"],
    [
      (n) => poll({ answers: [answer("a".repeat(n))] }),
      55,
      "poll.answers[0].poll_media.text",
      "characters",
    ],
    [(n) => poll({ duration: n }), 768, "poll.duration", "hours"],
  ];
  for (const [part, limit, path, unit] of cases) {
    assertEquals(check({ content: "x", ...part(limit) }), [], path);
    const over = `${path} ${limit + 1}/${limit} ${unit}`;
    assertEquals(check({ content: "x", ...part(limit + 1) }), [over]);
  }
});

Deno.test("validateMessage() refuses blank names, texts and empty lists", () => {
  assertEquals(check({ content: "x", username: " " }), ["username 0/1 characters"]);
  assertEquals(check({ content: "x", thread_name: "\n" }), ["thread_name 0/1 characters"]);
  assertEquals(check(poll({ question: { text: "" } })), ["poll.question.text 0/1 characters"]);
  assertEquals(check(poll({ answers: [] })), ["poll.answers 0/1 items"]);
  assertEquals(check(poll({ duration: 0 })), ["poll.duration 0/1 hours"]);
});

Deno.test("validateMessage() refuses forbidden user names in any case (17)", () => {
  for (const name of ["Clyde", "my DISCORD bot", " EveryOne ", "here"]) {
    assertEquals(check({ content: "x", username: name }).length, 1, name);
  }
  for (const name of ["Clive", "everyone else", "not here", "@#:```"]) {
    assertEquals(check({ content: "x", username: name }), [], name);
  }
});

Deno.test("validateMessage() refuses a message with nothing in it (18)", () => {
  const fault = "content is blank, and there are no embeds, components, files or poll either";
  for (const message of [{}, { content: " \n\t" }, { content: null, embeds: [], components: [] }]) {
    assertEquals(check(message), [fault]);
  }
  assertEquals(check({ username: "me", flags: 4096 }, { files: [] }), [fault]);
});

Deno.test("validateMessage() takes a message of one part, whichever it is", () => {
  const row = {
    type: 1,
    components: [{ type: 2, style: 5, url: "https://a.example", label: "a" }],
  };
  assertEquals(check({ embeds: [{ title: "x" }] }), []);
  assertEquals(check({ components: [row] }), []);
  assertEquals(check({ attachments: [{ id: 0 }] }), []);
  assertEquals(check({}, { files: [{ name: "a.txt", size: 1 }] }), []);
  assertEquals(check(poll({})), []);
});

Deno.test("validateMessage() takes an empty edit, and null for what is to be cleared (24)", () => {
  assertEquals(check({}, { edit: true }), []);
  const cleared = { content: null, embeds: null, components: null, allowed_mentions: null };
  assertEquals(check(cleared, { edit: true }), []);
  assertEquals(check({ content: "", embeds: [], attachments: [] }, { edit: true }), []);
});

Deno.test("validateMessage() holds an edit to the same limits, and to what it can change", () => {
  assertEquals(check({ content: "x".repeat(2001) }, { edit: true }), [
    "content 2001/2000 characters",
  ]);
  assertEquals(check({ username: "me", thread_name: "t", tts: false }, { edit: true }), [
    "username cannot be changed by an edit",
    "tts cannot be changed by an edit",
    "thread_name cannot be changed by an edit",
  ]);
});

Deno.test("validateMessage() refuses a type beside a list of the same kind of mention (20)", () => {
  const mentions = (allowed_mentions: object) => check({ content: "x", allowed_mentions });
  assertEquals(mentions({ parse: ["users"], users: ["1"] }), [
    'allowed_mentions must not list users beside "users" in parse',
  ]);
  assertEquals(mentions({ parse: ["roles", "users"], roles: ["1"] }), [
    'allowed_mentions must not list roles beside "roles" in parse',
  ]);
  assertEquals(mentions({ parse: ["users", "roles"], users: [], roles: null }), []);
  assertEquals(mentions({ parse: ["everyone"], users: ["1"], roles: ["2"] }), []);
  assertEquals(mentions({ parse: [] }), []);
  assertEquals(mentions({}), []);
  assertEquals(mentions({ parse: ["user"] }), [
    'allowed_mentions.parse[0] must be "everyone", "roles" or "users"',
  ]);
  assertEquals(mentions({ users: ["1", "2", "1"] }), [
    "allowed_mentions.users[2] is listed twice",
  ]);
});

Deno.test("validateMessage() lists all violations, each with its path (22)", () => {
  assertEquals(
    check({
      content: "x".repeat(2001),
      username: "discord",
      embeds: [{ title: "a" }, { fields: [{ name: "n", value: "v" }, { name: "", value: "v" }] }],
      poll: { question: { text: "q" }, answers: [] },
      allowed_mentions: { users: ["me"] },
    }),
    [
      "content 2001/2000 characters",
      'username must not contain "discord"',
      "embeds[1].fields[1].name 0/1 characters",
      "poll.answers 0/1 items",
      "allowed_mentions.users[0] must be an id: up to 20 digits",
    ],
  );
});

Deno.test("validateMessage() leaves the message as it is (23)", () => {
  const message = {
    content: "  x  ",
    embeds: [{ title: " \ud800 ", fields: [{ name: "n", value: "v" }] }],
    components: [{ type: 17, components: [{ type: 10, content: "x" }] }],
    allowed_mentions: { parse: [], users: undefined },
  };
  const before = structuredClone(message);
  deepFreeze(message);
  check(message);
  assertEquals(message, before);
});

Deno.test("validateMessage() takes ids as bigint, and refuses numbers that lost digits (25)", () => {
  const tags = (id: unknown) => check({ content: "x", applied_tags: [id] });
  assertEquals(tags(1234567890123456789n), []);
  assertEquals(tags("1234567890123456789"), []);
  assertEquals(tags(1234567890123456789), [
    "applied_tags[0] must be a text: a number this large has lost digits",
  ]);
  assertEquals(tags("12345678901234567x"), ["applied_tags[0] must be an id: up to 20 digits"]);
  assertEquals(tags(-1), ["applied_tags[0] must be an id: up to 20 digits"]);
});

Deno.test("validateMessage() reads builders in place of any part", () => {
  const build = <T>(raw: T) => ({ toJSON: () => raw });
  const title = "x".repeat(257);
  const field = build({ name: "n", value: "v".repeat(1025) });
  const violations = check(build({
    embeds: [build({ title, author: build({ name: "x".repeat(257) }) }), { fields: [field] }],
    components: [build({ type: 1, components: [build({ type: 2, style: 5, label: "x" })] })],
  }));
  assertEquals(violations, [
    "embeds[0].title 257/256 characters",
    "embeds[0].author.name 257/256 characters",
    "embeds[1].fields[0].value 1025/1024 characters",
    "components[0].components[0].url is missing",
  ]);
});

Deno.test("validateMessage() throws what a builder throws", () => {
  const toJSON = () => {
    throw new RangeError("broken builder");
  };
  assertThrows(() => validateMessage({ embeds: [{ toJSON }] }), RangeError, "broken builder");
});

Deno.test("validateMessage() refuses parts of a wrong type", () => {
  assertEquals(check("text"), ["message must be an object"]);
  assertEquals(check({ content: 42 }), ["content must be a text"]);
  assertEquals(check({ embeds: { title: "x" } }), ["embeds must be a list"]);
  assertEquals(check({ embeds: ["x", null] }), [
    "embeds[0] must be an object",
    "embeds[1] must be an object",
  ]);
  assertEquals(check({ content: "x", flags: 0.5 }), ["flags must be a whole number"]);
  assertEquals(check({ poll: "x" }), ["poll must be an object"]);
});

Deno.test("validateMessage() refuses URLs that Discord does not show", () => {
  const avatar = (avatar_url: string) => check({ content: "x", avatar_url });
  assertEquals(avatar("https://a.example/x.png"), []);
  assertEquals(avatar("HTTP://1.2.3.4:8000/"), []);
  assertEquals(avatar("http://[::1]/"), []);
  assertEquals(avatar(""), ["avatar_url must be a URL"]);
  assertEquals(avatar("data:image/png;base64,AA"), ["avatar_url must begin with https: or http:"]);
  assertEquals(avatar("attachment://x.png"), ["avatar_url must begin with https: or http:"]);
  assertEquals(avatar("http://box:8000/"), ["avatar_url must lead to a public host"]);
  assertEquals(avatar("http://a_b.example/"), ["avatar_url must lead to a public host"]);
});

Deno.test("validateMessage() knows what a poll needs", () => {
  assertEquals(check({ poll: {} }), ["poll.question.text is missing", "poll.answers is missing"]);
  assertEquals(check(poll({ answers: [{ poll_media: {} }] })), [
    "poll.answers[0].poll_media.text is missing",
  ]);
  assertEquals(check(poll({ question: { text: "q", emoji: { name: "👍" } } })), [
    "poll.question.emoji is not allowed: only answers have one",
  ]);
  const emoji = (emoji: object) => check(poll({ answers: [{ poll_media: { text: "a", emoji } }] }));
  assertEquals(emoji({ name: "👍" }), []);
  assertEquals(emoji({ id: "1", name: null }), []);
  assertEquals(emoji({ id: "x" }), [
    "poll.answers[0].poll_media.emoji.id must be an id: up to 20 digits",
  ]);
  assertEquals(emoji({ id: "1", name: "x" }), [
    "poll.answers[0].poll_media.emoji must have an id or a name, not both",
  ]);
  assertEquals(check(poll({ layout_type: 2 })), ["poll.layout_type 2/1 null"]);
});

Deno.test("validateMessage() counts kept and new attachments together", () => {
  const files = Array.from({ length: 6 }, (_, i) => ({ name: `${i}.txt`, size: 1 }));
  const kept = (n: number) => ids(n).map((id) => ({ id }));
  const described = files.map((_, id) => ({ id, description: "d" }));
  const edit = (attachments: object[]) => check({ attachments }, { edit: true, files });
  assertEquals(edit([...described, ...kept(4)]), []);
  assertEquals(edit([...described, ...kept(5)]), ["attachments 11/10 items"]);
  assertEquals(edit(kept(5)), ["attachments 11/10 items"]);
});

Deno.test("validateMessage() wants an id of every attachment", () => {
  assertEquals(check({ attachments: [{}, { id: "x" }, { id: 0 }, { id: "1" }] }), [
    "attachments[0].id is missing",
    "attachments[1].id must be an id: up to 20 digits",
  ]);
});

Deno.test("validateMessage() refuses too many, too large and unnamed files (16, 32)", () => {
  const files = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `${i}`, size: 1 }));
  assertEquals(check({}, { files: files(10) }), []);
  assertEquals(check({}, { files: files(11) }), ["files 11/10 items"]);
  const mib = 1024 * 1024;
  const size = (...sizes: number[]) => sizes.map((size, i) => ({ name: `${i}`, size }));
  assertEquals(check({}, { files: size(10 * mib) }), []);
  assertEquals(check({}, { files: size(1, 10 * mib + 1) }), ["files[1] 10485761/10485760 bytes"]);
  assertEquals(check({}, { files: size(9 * mib, 9 * mib, 9 * mib) }), [
    "files 28311552/26214400 bytes",
  ]);
  const boosted = { maxFileBytes: 50 * mib, maxRequestBytes: 100 * mib };
  assertEquals(check({}, { files: size(50 * mib, 50 * mib), ...boosted }), []);
  assertEquals(check({}, { files: size(50 * mib + 1), ...boosted }).length, 1);
  assertEquals(check({}, { files: [{ name: "", size: 1 }] }), ["files[0].name 0/1 characters"]);
  assertEquals(check({}, { files: [{ name: "a", size: 1 }, { name: "a", size: 1 }] }), [
    "files[1].name is that of another file too",
  ]);
});

function ids(n: number): string[] {
  return Array.from({ length: n }, (_, i) => String(100000000000000000n + BigInt(i)));
}

function attached(name: string, n: number): object {
  return { attachments: [{ id: 0, [name]: "a".repeat(n) }] };
}

function answer(text: string): object {
  return { poll_media: { text } };
}

function poll(parts: object): object {
  return { poll: { question: { text: "q" }, answers: [answer("a")], ...parts } };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}
