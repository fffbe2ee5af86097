import { assert, assertEquals } from "@std/assert";
import { escapeMarkdown, Markdown, md } from "../../src/discord/markdown.ts";

Deno.test("escapeMarkdown() escapes what would format, wherever it stands", () => {
  assertEquals(
    escapeMarkdown("**b** __u__ ~~s~~ ||x|| `c` [t](u)"),
    "\\*\\*b\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\| \\`c\\` \\[t\\](u)",
  );
  assertEquals(escapeMarkdown("a\\*b"), "a\\\\\\*b", "no escape of its own gets through");
  assertEquals(escapeMarkdown("```js\nx\n```"), "\\`\\`\\`js\nx\n\\`\\`\\`");
});

Deno.test("escapeMarkdown() escapes what formats a line only where one begins", () => {
  assertEquals(
    escapeMarkdown("# h\n  -# s\n> q\n- l\n12. n"),
    "\\# h\n  \\-# s\n\\> q\n\\- l\n12\\. n",
  );
  assertEquals(escapeMarkdown(">>> q"), "\\>>> q");
  assertEquals(escapeMarkdown("a # b > c - d 1. e"), "a # b > c - d 1. e");
});

Deno.test("escapeMarkdown() lets nothing ping, mention or link", () => {
  assertEquals(escapeMarkdown("@everyone @here"), "@\u200beveryone @\u200bhere");
  assertEquals(
    escapeMarkdown("<@123> <@!123> <@&123>"),
    "\\<@\u200b123> \\<@\u200b!123> \\<@\u200b&123>",
  );
  assertEquals(escapeMarkdown("<#1> <t:0:R> </x:1>"), "\\<#1> \\<t:0:R> \\</x:1>");
  assertEquals(escapeMarkdown("https://evil.example/a_b"), "https\\://evil.example/a\\_b");
});

Deno.test("escapeMarkdown() leaves plain text as it is", () => {
  const text = "Name: me@a.example, 5 > 3 & (50%) 漢字 👍";
  assertEquals(escapeMarkdown(text), text);
});

Deno.test("escapeMarkdown() shows what was given, once Discord has read the escapes", () => {
  const marks = [..."\\*_~|`[]()<>#-:/@! \n1.aé"];
  for (let seed = 0; seed < 2000; seed++) {
    const text = Array.from(
      { length: 12 },
      (_, i) => marks[(seed * 31 + i * i * 7 + (seed >> i)) % marks.length],
    ).join("");
    const shown = escapeMarkdown(text).replaceAll("\u200b", "").replace(
      /\\([^0-9A-Za-z\s])/g,
      "$1",
    );
    assertEquals(shown, text);
    const bare = escapeMarkdown(text).replace(/\\[^0-9A-Za-z\s]/g, "");
    assert(!/[*_~|`[\]<]/.test(bare), `${JSON.stringify(text)} leaves ${bare}`);
  }
});

Deno.test("escapeMarkdown() takes time in proportion to the text", () => {
  for (const part of [" ", "\n", "*", "1", "@", "\\"]) {
    const start = performance.now();
    escapeMarkdown(part.repeat(300_000));
    assert(performance.now() - start < 5000, JSON.stringify(part));
  }
});

Deno.test("md escapes what is put in, and not what it is put into", () => {
  const name = "**x** @everyone";
  assertEquals(md`**${name}** *${1}* ${null}`, "**\\*\\*x\\*\\* @\u200beveryone** *1* null");
  assertEquals(md`plain\n`, "plain\n");
});

Deno.test("md leaves Markdown as it is", () => {
  assertEquals(md`${new Markdown("**x**")}!`, "**x**!");
  assertEquals(md`${new Markdown(md`*${"_"}*`)}`, "*\\_*");
});

Deno.test("Markdown stands for its text in templates and in messages", () => {
  const text = new Markdown("**x**");
  assertEquals(`${text}`, "**x**");
  assertEquals(JSON.stringify({ content: text }), '{"content":"**x**"}');
});
