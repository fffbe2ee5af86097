import { assertEquals, assertThrows } from "@std/assert";
import {
  escapeText,
  link,
  mentionAll,
  mentionChannel,
  mentionGroup,
  mentionUser,
  mrkdwn,
  SlackMarkup,
  truncateText,
} from "../../src/slack/mod.ts";

Deno.test("escapeText() escapes the three characters, each once", () => {
  assertEquals(escapeText("<a> & &amp; *b*"), "&lt;a&gt; &amp; &amp;amp; *b*");
});

Deno.test("mentionUser() and its likes write Slack's mentions", () => {
  assertEquals(`${mentionUser("U012AB3CD")}`, "<@U012AB3CD>");
  assertEquals(`${mentionUser("W012AB3CD")}`, "<@W012AB3CD>");
  assertEquals(`${mentionGroup("S012")}`, "<!subteam^S012>");
  assertEquals(`${mentionChannel("C012")}`, "<#C012>");
  assertEquals(`${mentionAll("here")}`, "<!here>");
  assertEquals(`${mentionAll("channel")}`, "<!channel>");
  assertEquals(`${mentionAll("everyone")}`, "<!everyone>");
});

Deno.test("mentionUser() and its likes refuse what is no id", () => {
  for (const mention of [mentionUser, mentionGroup, mentionChannel]) {
    for (const id of ["", "U1> <!channel", "u012", "U 1", "U1|x"]) {
      assertThrows(() => mention(id), TypeError, "'id' must be an id of Slack's");
    }
  }
  assertThrows(() => mentionAll("all" as "here"), TypeError, "'who' must be");
});

Deno.test("mrkdwn escapes what is put in, and leaves the template and markup", () => {
  const text = mrkdwn`<https://a.example|a> & *${"<!here> & co"}* ${
    mentionUser("U1")
  } ${5} ${null}`;
  assertEquals(text, "<https://a.example|a> & *&lt;!here&gt; &amp; co* <@U1> 5 null");
});

Deno.test("link() writes a link, and nothing in it ends it or mentions anybody", () => {
  const cases = [
    [["https://a.example/x?a=1&b=2"], "<https://a.example/x?a=1&amp;b=2>"],
    [[new URL("https://a.example"), "R&D"], "<https://a.example/|R&amp;D>"],
    [["mailto:a@b.example", "mail"], "<mailto:a@b.example|mail>"],
    [["http://a.example/|Evil><!channel>"], "<http://a.example/%7CEvil%3E%3C!channel%3E>"],
    [["https://a.example/#a|b", "x"], "<https://a.example/#a%7Cb|x>"],
    [["mailto:a|b><!here>@c.example"], "<mailto:a%7Cb%3E%3C!here%3E@c.example>"],
    [["https://a.example", "> <!channel|x>"], "<https://a.example/|&gt; &lt;!channel|x&gt;>"],
    [["https://a.example", " two\n lines "], "<https://a.example/|two lines>"],
    [["https://a.example", ""], "<https://a.example/>"],
  ] as const;
  for (const [[url, label], text] of cases) assertEquals(`${link(url, label)}`, text);
});

Deno.test("link() refuses what leads nowhere, and does not repeat it", () => {
  for (const url of ["", "!channel", "@U012AB3CD", "/s3cret", "javascript:s3cret", "slack://x"]) {
    const error = assertThrows(() => link(url, "x"), TypeError);
    assertEquals(
      error.message,
      "'url' must be a URL that begins with http:, https: or mailto:",
    );
  }
});

Deno.test("mrkdwn takes a link in", () => {
  assertEquals(
    mrkdwn`See ${link("https://a.example/", "a & b")}`,
    "See <https://a.example/|a &amp; b>",
  );
});

Deno.test("mrkdwn refuses a value between < and >, whatever it is", () => {
  for (const value of ["!channel", "https://a.example|Evil", "harmless", 5]) {
    const templates = [
      () => mrkdwn`<${value}|docs>`,
      () => mrkdwn`<${value}>`,
      () => mrkdwn`a <@${value}> b`,
      () => mrkdwn`<https://a.example/${value}|Click>`,
      () => mrkdwn`<https://a.example/a> <https://a.example/${value}>`,
      () => mrkdwn`<${new SlackMarkup("https://a.example")}/${value}|Click>`,
      () => mrkdwn`<!date^1^{date} at {time}${value}|then>`,
    ];
    for (const template of templates) {
      assertThrows(template, TypeError, "Cannot put a text between '<' and '>'");
    }
  }
});

Deno.test("mrkdwn takes a value in for a label, behind a link, and behind a sign", () => {
  assertEquals(mrkdwn`<https://a.example|${"a|b>"}>`, "<https://a.example|a|b&gt;>");
  assertEquals(mrkdwn`<https://a.example>${"b"}`, "<https://a.example>b");
  assertEquals(mrkdwn`a < ${"b"}, ${"<"}${"c"}`, "a < b, &lt;c");
  assertEquals(mrkdwn`<${new SlackMarkup("!here")}>`, "<!here>");
});

Deno.test("mrkdwn reads escapes in the template like any other", () => {
  assertEquals(mrkdwn`a\n${"b"}\u00e9`, "a\nbé");
});

Deno.test("mrkdwn takes itself in as markup", () => {
  const inner = mrkdwn`*${"R&D"}*`;
  assertEquals(mrkdwn`${new SlackMarkup(inner)} ${inner}`, "*R&amp;D* *R&amp;amp;D*");
});

Deno.test("SlackMarkup is a text in JSON", () => {
  assertEquals(JSON.stringify({ text: mentionUser("U1") }), '{"text":"<@U1>"}');
});

Deno.test("truncateText() leaves 40,000 characters alone, and cuts more with an ellipsis", () => {
  const fits = "x".repeat(40_000);
  assertEquals(truncateText(fits), fits);
  assertEquals(truncateText(`${fits}x`), `${"x".repeat(39_999)}…`);
});

Deno.test("truncateText() cuts no character, entity, link or mention in two", async (t) => {
  for (const whole of ["🎉", "&amp;", "<@U012AB3CD>", "<https://a.example|text>"]) {
    const { length } = [...whole];
    for (let cut = 1; cut < length; cut++) {
      await t.step(`${whole} after ${cut}`, () => {
        const before = "x".repeat(39_999 - cut);
        assertEquals(truncateText(`${before}${whole} and more`), `${before}…`);
      });
    }
    await t.step(`${whole} whole`, () => {
      const before = "x".repeat(39_999 - length);
      assertEquals(truncateText(`${before}${whole} and more`), `${before}${whole}…`);
    });
  }
});

Deno.test("truncateText() counts code points", () => {
  const fits = "🎉".repeat(40_000);
  assertEquals(truncateText(fits), fits);
  assertEquals(truncateText(`${fits}🎉`), `${"🎉".repeat(39_999)}…`);
});

Deno.test("truncateText() cuts no link in two, however long", () => {
  const link = `<https://a.example/${"y".repeat(10_000)}|t>`;
  const before = "x".repeat(35_000);
  assertEquals(truncateText(`${before}${link} and more`), `${before}…`);
  assertEquals(truncateText(`${link}${"x".repeat(40_000)}`).startsWith(link), true);
});

Deno.test("truncateText() cuts in spite of a bracket that nothing closes", () => {
  for (const end of ["", "<", "<a>"]) {
    const text = `<${"x".repeat(50_000)}${end}`;
    assertEquals(truncateText(text), `${text.slice(0, 39_999)}…`);
  }
});

Deno.test("truncateText() is quick with a text full of brackets", () => {
  for (const character of ["<", "&", ">", "<x"]) {
    const started = performance.now();
    truncateText(character.repeat(60_000));
    assertEquals(performance.now() - started < 2_000, true, character);
  }
});
