import { assert, assertEquals, assertThrows } from "@std/assert";
import { countCharacters } from "../../src/discord/characters.ts";
import { splitContent, splitEmbeds, truncateContent } from "../../src/discord/split.ts";

const word = (n: number, letter = "x") => letter.repeat(n);

Deno.test("splitContent() leaves a text that fits, and makes nothing of a blank one", () => {
  assertEquals(splitContent("hello"), ["hello"]);
  assertEquals(splitContent(`  ${"\u{1f600}".repeat(2000)}\n`), ["\u{1f600}".repeat(2000)]);
  assertEquals(splitContent(""), []);
  assertEquals(splitContent(" \n\t".repeat(3000)), []);
});

Deno.test("splitContent() counts code points", () => {
  const chunks = splitContent("\u{1f600}".repeat(2001));
  assertEquals(chunks.map(countCharacters), [2000, 1]);
});

Deno.test("splitContent() prefers empty lines, lines, sentences, words, in this order", () => {
  const split = (text: string) => splitContent(text, { limit: 20 })[0];
  assertEquals(split("aaaa aaaa.\n\nbb b. b\nb b b b b b"), "aaaa aaaa.");
  assertEquals(split("aaaa aaaa.\nbb b. b b b b b b"), "aaaa aaaa.");
  assertEquals(split("aaaa aaaaa. bbb b b b b b b"), "aaaa aaaaa.");
  assertEquals(split('aaaa "aaaa!" bbb b b b b b b'), 'aaaa "aaaa!"');
  assertEquals(split("ああああああああああああ。いいいいいいいいい"), "ああああああああああああ。");
  assertEquals(split("aaaa aaaaa bbb bbbbbbbbbb"), "aaaa aaaaa bbb");
  assertEquals(split("aaaaaaaaaaaaaaaaaaaaaaaaa"), "aaaaaaaaaaaaaaaaaaaa");
});

Deno.test("splitContent() ignores a good place that leaves most of the chunk empty", () => {
  assertEquals(splitContent("a\n\nbbbb bbbb bbbb bbbb", { limit: 20 }), [
    "a\n\nbbbb bbbb bbbb",
    "bbbb",
  ]);
  assertEquals(splitContent(`a b ${word(30)}`, { limit: 20 }), [`a b ${word(16)}`, word(14)]);
});

Deno.test("splitContent() drops white space at a cut, and only there", () => {
  assertEquals(splitContent("aaaa  bbbb   \n \n    cccc  dddd", { limit: 12 }), [
    "aaaa  bbbb",
    "cccc  dddd",
  ]);
});

Deno.test("splitContent() keeps whole what Discord would not recognise in halves", () => {
  const tokens = [
    "<@123456789012345678>",
    "<@!123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "<:name:123456789012345678>",
    "<a:name:123456789012345678>",
    "<t:1700000000:R>",
    "<t:-1700000000>",
    "</do this:123456789012345678>",
    "<id:customize>",
    "https://a.example/a/b?c=d&e=f",
    "<https://a.example/a(b)c,d>",
    "[a text](https://a.example/x)",
    "[a text](<https://a.example>)",
    "[a b](https://a.example/w_(x))",
    '[t](https://a.example "a b c")',
    "`inline code`",
    "``a ` b c d``",
    "**bold and brave**",
    "***bold and tilted***",
    "__under lined__",
    "~~gone for good~~",
    "||secret words||",
  ];
  for (const token of tokens) {
    assert(token.length <= 32, token);
    for (let before = 1; before < 32; before++) {
      const after = token.startsWith("http") ? " " : "";
      const text = `${word(before)}${token}${after}${word(10, "y")}`;
      const chunks = splitContent(text, { limit: 32 });
      assert(chunks.some((chunk) => chunk.includes(token)), `${before}: ${chunks.join(" / ")}`);
    }
  }
});

Deno.test("splitContent() cuts what cannot be kept whole, but not the tokens in it", () => {
  const mention = "<@123456789012345678>";
  const bold = `**${`${mention} `.repeat(5)}end**`;
  const chunks = splitContent(bold, { limit: 60 });
  assertEquals(chunks.join(" "), bold);
  assertEquals(chunks.join("").split(mention).length - 1, 5);
  const url = `https://a.example/${word(100)}`;
  assertEquals(splitContent(url, { limit: 50 }).join(""), url);
});

Deno.test("splitContent() does not cut an escape from what it escapes", () => {
  for (let before = 10; before < 20; before++) {
    for (const escaped of ["\\*", "\\\\", "\\\u{1f600}"]) {
      const chunks = splitContent(`${word(before)}${escaped}${word(20)}`, { limit: 20 });
      assert(chunks.some((chunk) => chunk.includes(escaped)), chunks.join(" / "));
    }
  }
});

Deno.test("splitContent() cuts between characters as they are seen", () => {
  const family = "👨‍👩‍👧‍👦";
  assertEquals(splitContent(family.repeat(5), { limit: 16 }), [
    family.repeat(2),
    family.repeat(2),
    family,
  ]);
  assertEquals(splitContent("é".normalize("NFD").repeat(8), { limit: 15 }).map((c) => c.length), [
    14,
    2,
  ]);
  const zalgo = `z${"\u0301".repeat(50)}`;
  assertEquals(splitContent(zalgo, { limit: 20 }).join(""), zalgo);
});

Deno.test("splitContent() closes a fence, and opens it again with its language", () => {
  const code = `\`\`\`js\n${"let x;\n".repeat(8)}\`\`\``;
  assertEquals(splitContent(code, { limit: 40 }), [
    "```js\nlet x;\nlet x;\nlet x;\nlet x;\n```",
    "```js\nlet x;\nlet x;\nlet x;\nlet x;\n```",
  ]);
  const plain = `say: \`\`\`one two\n${"let x;\n".repeat(8)}\`\`\` and so on`;
  assertEquals(splitContent(plain, { limit: 40 }), [
    "say: ```one two\nlet x;\nlet x;\nlet x;\n```",
    "```\nlet x;\nlet x;\nlet x;\nlet x;\n```",
    "```\nlet x;\n``` and so on",
  ]);
});

Deno.test("splitContent() keeps a block of code whole that fits into a chunk", () => {
  const code = `\`\`\`js\n${"let x;\n".repeat(4)}\`\`\``;
  assertEquals(code.length, 37);
  assertEquals(splitContent(`Some words:\n${code}\nMore words.`, { limit: 40 }), [
    "Some words:",
    code,
    "More words.",
  ]);
});

Deno.test("splitContent() keeps whole what is exactly as large as a chunk", () => {
  const code = `\`\`\`js\n${"let x;\n".repeat(4)}\`\`\``;
  assertEquals(splitContent(`${code} words`, { limit: code.length }), [code, "words"]);
  const bold = "**aa aa aa**";
  assertEquals(splitContent(`aaaa ${bold} words`, { limit: bold.length }), ["aaaa", bold, "words"]);
});

Deno.test("splitContent() reads the mark of a line that follows code", () => {
  const code = `\`\`\`js\n${"let x;\n".repeat(2)}\`\`\``;
  assertEquals(splitContent(`${code}\n# ${"aaaa ".repeat(6)}`, { limit: 24 }), [
    code,
    "# aaaa aaaa aaaa aaaa",
    "# aaaa aaaa",
  ]);
});

Deno.test("splitContent() drops an indent of code that would fill the chunk", () => {
  const line = (n: number) => `${" ".repeat(n)}${word(20)}\n`;
  const split = (n: number) =>
    splitContent(`\`\`\`\n${line(0)}${line(n)}${line(0)}\`\`\``, { limit: 40 })[1];
  assertEquals(split(10), `\`\`\`\n${line(10)}\`\`\``);
  assertEquals(split(11)?.startsWith(`\`\`\`\n${word(20)}`), true);
});

Deno.test("splitContent() keeps the indent of code", () => {
  const code = `\`\`\`py\nif x:\n${"    y()\n\n".repeat(6)}\`\`\``;
  const chunks = splitContent(code, { limit: 48 });
  assert(chunks.length > 1);
  for (const chunk of chunks.slice(1)) assert(chunk.startsWith("```py\n    y()"), chunk);
});

Deno.test("splitContent() cuts a line of code that is too long", () => {
  const chunks = splitContent(`\`\`\`js\n${word(100)}\n\`\`\``, { limit: 50 });
  assertEquals(chunks, [
    `\`\`\`js\n${word(40)}\n\`\`\``,
    `\`\`\`js\n${word(40)}\n\`\`\``,
    `\`\`\`js\n${word(20)}\n\`\`\``,
  ]);
});

Deno.test("splitContent() never makes a fence with nothing in it", () => {
  for (let n = 30; n < 60; n++) {
    for (const blanks of ["", "\n", "\n\n\n", "   \n"]) {
      const code = `\`\`\`\n${blanks}${word(n)} \n${word(n)}${blanks}\n\`\`\``;
      for (const chunk of splitContent(`intro\n${code}`, { limit: 50 })) {
        const bodies = chunk.split("```").filter((_, i) => i % 2 === 1);
        assert(bodies.every((body) => body.trim()), chunk);
      }
    }
  }
});

Deno.test("splitContent() closes a spoiler that is too long, and opens it again", () => {
  const split = (text: string) => splitContent(text, { limit: 32 });
  const secret = (n: number) => "aaaa ".repeat(n).trim();
  assertEquals(split(`see ||${secret(10)}|| so`), [
    `see ||${secret(5)}||`,
    `||${secret(5)}|| so`,
  ]);
  assertEquals(split(`||${word(60)}||`), [`||${word(28)}||`, `||${word(28)}||`, `||${word(4)}||`]);
  assertEquals(split(`||${secret(40)}||`).length, 8, "however long it is");
  assertEquals(split(`> ||${secret(10)}||`), [`> ||${secret(5)}||`, `> ||${secret(5)}||`]);
  assertEquals(split(`||${secret(4)}\n${secret(4)}|| bb ||${secret(2)}||`), [
    `||${secret(4)}||`,
    `||${secret(4)}|| bb`,
    `||${secret(2)}||`,
  ]);
  assertEquals(split(`||${secret(4)} **bb bb bb bb bb**||`), [
    `||${secret(4)}||`,
    "||**bb bb bb bb bb**||",
  ]);
});

/** It fits into a chunk, but not with the marks of a spoiler. */
const LONG_BOLD = `**${word(26, "s")}** `;

Deno.test("splitContent() adds no marks of spoilers where there is no room for them", () => {
  const text = `||${"ssss ".repeat(9)}||`;
  for (const limit of [3, 7, 10, 23]) {
    const shown = splitContent(text, { limit }).join("").replace(/\s/g, "");
    assertEquals(shown, text.replace(/\s/g, ""));
  }
});

Deno.test("splitContent() hides what begins with more than two marks, as Discord does", () => {
  assertEquals(splitContent(`|||${"ssss ".repeat(9).trim()}||`, { limit: 32 }), [
    "|||ssss ssss ssss ssss ssss||",
    "||ssss ssss ssss ssss||",
  ]);
});

Deno.test("splitContent() shows nothing of a spoiler, and makes none with nothing in it", () => {
  for (const gap of ["", " ", "\n", "   "]) {
    for (
      const secret of [
        "s s ",
        "sss",
        "s\n",
        "s https://s.s/s ",
        "**s** ",
        "s 。",
        "s\\|",
        LONG_BOLD,
      ]
    ) {
      for (let n = 1; n < 40; n++) {
        const inside = secret.repeat(n).trimEnd();
        const text = `bb bb bb${gap}||${gap}${inside}${gap}||${gap}cc cc cc`;
        for (let limit = 32; limit < 36; limit++) {
          for (
            const chunk of [...splitContent(text, { limit }), truncateContent(text, { limit })]
          ) {
            const shown = chunk.split("||").filter((_, i) => i % 2 === 0).join("");
            assert(!shown.includes("s"), `${JSON.stringify(text)}, ${limit}: ${chunk}`);
            assert(!/\|\|\s*\|\|/.test(chunk), `${JSON.stringify(text)}, ${limit}: ${chunk}`);
          }
        }
      }
    }
  }
});

Deno.test("splitContent() hides what follows marks of lines with nothing in them", () => {
  for (const marks of ["> \n> ", "> \n\n> ", ">>> > \n> \n# ", "- \n- "]) {
    for (let n = 20; n < 40; n++) {
      for (const chunk of splitContent(`${marks}||${word(n, "s")}|| bb`, { limit: 36 })) {
        const shown = chunk.split("||").filter((_, i) => i % 2 === 0).join("");
        assert(!shown.includes("s"), `${JSON.stringify(marks)}, ${n}: ${chunk}`);
      }
    }
  }
});

Deno.test("splitContent() takes marks that open no spoiler for text", () => {
  const text = `a || b ${"cccc ".repeat(20)}`.trim();
  assertEquals(splitContent(text, { limit: 32 }).join(" "), text);
  const bars = `a | b | c |||| d ${"|".repeat(40)} e`;
  assertEquals(
    splitContent(bars, { limit: 32 }).join("").replace(/\s/g, ""),
    bars.replace(/\s/g, ""),
  );
});

Deno.test("splitContent() takes an open fence for text", () => {
  const text = `\`\`\`js\n${"let x;\n".repeat(8)}`;
  for (const chunk of splitContent(text, { limit: 40 }).slice(1)) assert(!chunk.includes("```"));
  const escaped = `\\\`\`\`\n${"let x;\n".repeat(8)}\`\`\``;
  assert(!splitContent(escaped, { limit: 40 })[1]!.startsWith("```"));
  const hidden = `\`a \`\`\` b\` ${"let x;\n".repeat(8)}\`\`\``;
  assert(!splitContent(hidden, { limit: 40 })[1]!.startsWith("```"));
});

Deno.test("splitContent() repeats the marks of quotes and headings that it cuts", () => {
  const words = "aaaa ".repeat(6).trim();
  const split = (text: string) => splitContent(text, { limit: 24 });
  assertEquals(split(`> ${words}`), ["> aaaa aaaa aaaa aaaa", "> aaaa aaaa"]);
  assertEquals(split(`# ${words}`), ["# aaaa aaaa aaaa aaaa", "# aaaa aaaa"]);
  assertEquals(split(`-# ${words}`), ["-# aaaa aaaa aaaa aaaa", "-# aaaa aaaa"]);
  assertEquals(split(`> # ${words}`), ["> # aaaa aaaa aaaa aaaa", "> # aaaa aaaa"]);
  assertEquals(split(`- ${words}`), ["- aaaa aaaa aaaa aaaa", "aaaa aaaa"]);
});

Deno.test("splitContent() repeats a mark only within its line", () => {
  assertEquals(splitContent("> aaaa aaaa aaaa\nbbbb bbbb bbbb", { limit: 24 }), [
    "> aaaa aaaa aaaa",
    "bbbb bbbb bbbb",
  ]);
});

Deno.test("splitContent() goes on quoting all the rest", () => {
  assertEquals(splitContent(`aaaa\n>>> bbbb bbbb\n\ncccc cccc cccc cccc`, { limit: 24 }), [
    "aaaa\n>>> bbbb bbbb",
    ">>> cccc cccc cccc cccc",
  ]);
  const code = `>>> \`\`\`js\n${"let x;\n".repeat(8)}\`\`\``;
  const chunks = splitContent(code, { limit: 48 });
  for (const chunk of chunks) assert(/^>>> ```js\n[^]*;\n```$/.test(chunk), chunk);
});

Deno.test("splitContent() keeps quoted code quoted", () => {
  const code = `> \`\`\`js\n${"> let x;\n".repeat(8)}> \`\`\``;
  const chunks = splitContent(code, { limit: 48 });
  assert(chunks.length > 1);
  for (const chunk of chunks) {
    assert(/^> ```js\n(> let x;\n)+> ```$/.test(chunk), chunk);
  }
});

Deno.test("splitContent() takes only the mark of a line for that of a quote", () => {
  const code = `a > \`\`\`js\n${"let x;\n".repeat(8)}\`\`\``;
  for (const chunk of splitContent(code, { limit: 40 }).slice(1)) {
    assert(chunk.startsWith("```js\n"), chunk);
  }
});

Deno.test("splitContent() does not leave a mark without its text", () => {
  for (const mark of ["> ", "# ", "- ", "12. ", ">>> "]) {
    const text = `${"aaaa ".repeat(3)}\n${mark}<@123456789012345678>`;
    for (let limit = 25; limit < 44; limit++) {
      const chunk = splitContent(text, { limit }).at(-1);
      assert(chunk?.endsWith(`${mark}<@123456789012345678>`), `${limit}: ${chunk}`);
    }
  }
});

Deno.test("splitContent() does not leave the mark of a quote alone that is empty at first", () => {
  const code = `\`\`\`js\n${"let x;\n".repeat(4)}\`\`\``;
  assertEquals(splitContent(`>>> \n${code}\nmore words`, { limit: 48 }), [
    `>>> \n${code}`,
    ">>> more words",
  ]);
});

Deno.test("splitContent() counts the chunks where it is asked to", () => {
  assertEquals(splitContent("short", { counter: true }), ["short"]);
  const two = splitContent(`${word(30)} ${word(30)}`, { limit: 40, counter: true });
  assertEquals(two, [`${word(30)}\n(1/2)`, `${word(30)}\n(2/2)`]);
  const many = splitContent("aaaa ".repeat(1000), { limit: 40, counter: true });
  assertEquals(many.length, 167);
  assert(many.every((chunk, i) => chunk.length <= 40 && chunk.endsWith(`\n(${i + 1}/167)`)));
});

Deno.test("splitContent() refuses options that make no sense", () => {
  const split = (options: object) => () => splitContent("x", options);
  assertThrows(split({ limit: 0 }), RangeError, "'limit'");
  assertThrows(split({ limit: 1.5 }), RangeError, "'limit'");
  assertThrows(split({ limit: 31, counter: true }), RangeError, "'limit'");
  assertThrows(split({ counter: 1 }), TypeError, "'counter'");
  assertThrows(split({ max: 1 }), TypeError, "'max'");
});

Deno.test("truncateContent() cuts by the same rules, and says so", () => {
  assertEquals(truncateContent(" short "), "short");
  assertEquals(truncateContent("x".repeat(2000)), "x".repeat(2000));
  assertEquals(truncateContent("x".repeat(2001)), `${"x".repeat(1999)}…`);
  assertEquals(truncateContent("aaaa bbbb cccc", { limit: 11 }), "aaaa bbbb…");
  assertEquals(truncateContent("aaaa bbbb cccc", { limit: 12, ellipsis: " [cut]" }), "aaaa [cut]");
  const code = `\`\`\`js\n${"let x;\n".repeat(8)}\`\`\``;
  assertEquals(truncateContent(code, { limit: 40 }), "```js\nlet x;\nlet x;\nlet x;\nlet x;\n```…");
});

Deno.test("truncateContent() refuses a limit without room", () => {
  assertThrows(() => truncateContent("x", { limit: 1 }), RangeError, "'limit'");
  assertThrows(() => truncateContent("x", { ellipsis: 3 as never }), TypeError, "'ellipsis'");
});

Deno.test("splitEmbeds() fills messages with ten embeds, or 6000 characters", () => {
  const embeds = (n: number, size: number) =>
    Array.from(
      { length: n },
      (_, i) => ({ title: `${i}`, description: word(size - `${i}`.length) }),
    );
  const shape = (embeds: { description?: string }[]) =>
    splitEmbeds(embeds).map(({ length }) => length);
  assertEquals(shape([]), []);
  assertEquals(shape(embeds(10, 10)), [10]);
  assertEquals(shape(embeds(21, 10)), [10, 10, 1]);
  assertEquals(shape(embeds(6, 1000)), [6]);
  assertEquals(shape(embeds(7, 1000)), [6, 1]);
  assertEquals(shape(embeds(4, 3001)), [1, 1, 1, 1]);
  assertEquals(shape([...embeds(1, 7000), ...embeds(2, 10)]), [1, 2]);
  assertEquals(splitEmbeds(embeds(25, 900)).flat(), embeds(25, 900));
});

Deno.test("splitEmbeds() builds builders", () => {
  const embed = { title: "x" };
  assertEquals(splitEmbeds([{ toJSON: () => embed }]), [[embed]]);
});

Deno.test("splitContent() tells the end of one span from the beginning of the next", () => {
  const spans = ["||bb bb bb||", "||cc cc cc||"];
  assertEquals(splitContent(spans.join("") + " aaaa", { limit: 16 }), [
    "||bb bb bb||",
    "||cc cc cc||",
    "aaaa",
  ]);
  const long = `**${"aa ".repeat(10)}aa** bb bb **cc cc cc**`;
  assert(splitContent(long, { limit: 20 }).some((chunk) => chunk.includes("**cc cc cc**")));
});
