import { assertEquals, assertThrows } from "@std/assert";
import {
  formatCode,
  formatCodeBlock,
  formatLink,
  formatTime,
  mentionChannel,
  mentionCommand,
  mentionRole,
  mentionUser,
  type TimestampStyle,
} from "../../src/discord/format.ts";
import { md } from "../../src/discord/markdown.ts";

const ID = "123456789012345678";

Deno.test("mentionUser() and the like write the notations of Discord", () => {
  assertEquals(`${mentionUser(ID)}`, `<@${ID}>`);
  assertEquals(`${mentionRole(ID)}`, `<@&${ID}>`);
  assertEquals(`${mentionChannel(18446744073709551615n)}`, "<#18446744073709551615>");
  assertEquals(`${mentionCommand("role add", ID)}`, `</role add:${ID}>`);
});

Deno.test("mentionUser() and the like refuse what would break out", () => {
  for (const mention of [mentionUser, mentionRole, mentionChannel]) {
    for (const id of ["", "1> @everyone <@1", "&1", "1\n", "x"]) {
      assertThrows(() => mention(id), TypeError, "'id'");
    }
  }
  assertThrows(() => mentionCommand("a:1> <b", ID), TypeError, "'name'");
  assertThrows(() => mentionCommand("a", "x"), TypeError, "'id'");
});

Deno.test("formatTime() writes whole seconds, and the style", () => {
  assertEquals(`${formatTime(new Date(1_700_000_000_999))}`, "<t:1700000000:f>");
  assertEquals(`${formatTime(-1500, "R")}`, "<t:-2:R>");
});

Deno.test("formatTime() refuses what is no time or no style", () => {
  assertThrows(() => formatTime(new Date(NaN)), TypeError, "'time'");
  assertThrows(() => formatTime(Infinity), TypeError, "'time'");
  for (const style of ["x", "", "tT"]) {
    assertThrows(() => formatTime(0, style as TimestampStyle), TypeError, "'style'");
  }
});

Deno.test("formatLink() keeps text and URL apart", () => {
  assertEquals(`${formatLink("docs", "https://a.example/x")}`, "[docs](https://a.example/x)");
  assertEquals(
    `${formatLink("a](https://evil.example) [b\n", new URL("https://a.example/w_(x)?q=<y> z"))}`,
    "[a\\](https\\://evil.example) \\[b](https://a.example/w_%28x%29?q=%3Cy%3E%20z)",
  );
  assertEquals(`${formatLink(" ", "https://a.example/")}`, "https://a.example/");
});

Deno.test("formatLink() refuses other schemes", () => {
  for (const url of ["javascript:alert(1)", "discord://x", "a.example", ""]) {
    assertThrows(() => formatLink("x", url), TypeError, "'url'");
  }
});

Deno.test("formatCode() cannot be left by backticks", () => {
  assertEquals(`${formatCode("a*b")}`, "`a*b`");
  assertEquals(`${formatCode("a`b")}`, "`` a`b ``");
  assertEquals(`${formatCode("a``b```")}`, "`` a`\u200b`b`\u200b`\u200b` ``");
  assertEquals(`${formatCode("")}`, "` `");
});

Deno.test("formatCodeBlock() cannot be left by backticks", () => {
  assertEquals(`${formatCodeBlock("let x;", "ts")}`, "```ts\nlet x;\n```");
  assertEquals(`${formatCodeBlock("a``b")}`, "```\na``b\n```");
  assertEquals(`${formatCodeBlock("a````b")}`, "```\na`\u200b`\u200b``b\n```");
  assertThrows(() => formatCodeBlock("x", "ts\n```"), TypeError, "'language'");
});

Deno.test("md takes all of them as they are", () => {
  assertEquals(
    md`${mentionUser(ID)} ${formatTime(0)} ${formatLink("x", "https://a.example/_")} ${
      formatCode("*")
    }`,
    `<@${ID}> <t:0:f> [x](https://a.example/_) \`*\``,
  );
});
