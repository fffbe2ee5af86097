import { assertEquals, assertThrows } from "@std/assert";
import {
  escapeText,
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
    for (let cut = 1; cut < whole.length; cut++) {
      await t.step(`${whole} after ${cut}`, () => {
        const before = "x".repeat(39_999 - cut);
        assertEquals(truncateText(`${before}${whole} and more`), `${before}…`);
      });
    }
    await t.step(`${whole} whole`, () => {
      const before = "x".repeat(39_999 - whole.length);
      assertEquals(truncateText(`${before}${whole} and more`), `${before}${whole}…`);
    });
  }
});

Deno.test("truncateText() is quick with a text full of brackets", () => {
  for (const character of ["<", "&", ">", "<x"]) {
    const started = performance.now();
    truncateText(character.repeat(60_000));
    assertEquals(performance.now() - started < 2_000, true, character);
  }
});
