import { assert, assertEquals } from "@std/assert";
import { countCharacters } from "../../src/discord/characters.ts";
import { splitContent } from "../../src/discord/split.ts";

const ROUNDS = 400;
const FAMILY = "👨‍👩‍👧‍👦";

/** Random numbers that are the same in every run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 2 ** 32 * below);
  };
}

/** Text as people write it. The letter `q` is only in the names of languages. */
function writeText(random: (below: number) => number, size: number): string {
  const pick = <T>(list: readonly T[]) => list[random(list.length)]!;
  const letters = [..."abcdefgäß漢字كלа😀𝒳"];
  const word = (most = 9) => Array.from({ length: 1 + random(most) }, () => pick(letters)).join("");
  const words = (most = 8) => Array.from({ length: 1 + random(most) }, () => word()).join(" ");
  const line = () => " ".repeat(random(5)) + words(5);
  const lines = (most: number) => Array.from({ length: 1 + random(most) }, line).join("\n");
  let id = 10n ** 17n;
  const kinds = [
    () => words(),
    () => `${words()}. `,
    () => `${words()}。`,
    () => word(60),
    () => FAMILY,
    () => ` <@${id++}> `,
    () => `<:${word(3).replace(/\W/gu, "x")}x:${id++}>`,
    () => ` https://a.example/${id++}?x=y `,
    () => `[${words(2)}](https://a.example/${id++})`,
    () => `**${words(3)}**`,
    () => `||${words(3)}||`,
    () => `\\*\\_`,
    () => "\n",
    () => "\n\n",
    () => `\n> ${words(12)}\n`,
    () => `\n# ${words(12)}\n`,
    () => `\n- ${words(3)}\n- ${words(3)}\n`,
    () => `\n\`\`\`${pick(["qq\n", "qqq\n", "\n", "漢 "])}${lines(12)}${pick(["\n", ""])}\`\`\`\n`,
    () => ` \`\`\`${pick(["qq\n", "\n"])}${word(200)}\`\`\` `,
  ];
  let text = "";
  while (text.length < size) text += pick(kinds)();
  return random(5) === 0 ? `>>> ${text}` : text;
}

/** What is left without white space and all that a cut may add. */
function strip(text: string): string {
  return text.replace(/[\s`>#q]/g, "");
}

Deno.test("splitContent() keeps its promises for random text (70)", () => {
  const random = randomOf(1);
  for (let round = 0; round < ROUNDS; round++) {
    const text = writeText(random, 200 + random(3000));
    const limit = [60, 100, 333, 2000][round % 4]!;
    const counter = random(3) === 0;
    const chunks = splitContent(text, { limit, counter });
    const bare = chunks.map((chunk) => counter ? chunk.replace(/\n\(\d+\/\d+\)$/, "") : chunk);
    const context = `round ${round}, limit ${limit}`;

    assert(chunks.every((chunk) => countCharacters(chunk) <= limit), context);
    assert(bare.every((chunk) => strip(chunk) !== ""), `${context}: a chunk is blank`);
    assertEquals(strip(bare.join("")), strip(text), `${context}: something is lost or added`);
    assert(bare.every((chunk) => chunk.isWellFormed()), `${context}: a pair is cut`);
    assertEquals(splitContent(text, { limit, counter }), chunks, `${context}: not the same again`);

    for (const chunk of bare) {
      const parts = chunk.split("```");
      assert(parts.length % 2 === 1, `${context}: a fence is open in ${chunk}`);
      const bodies = parts.filter((_, i) => i % 2 === 1);
      assert(bodies.every((body) => strip(body) !== ""), `${context}: a fence is empty: ${chunk}`);
    }
    const count = (part: string, all: readonly string[]) =>
      all.reduce((sum, text) => sum + text.split(part).length - 1, 0);
    for (const [token] of text.matchAll(/<@\d+>|<:\w+:\d+>|https:\/\/a\.example\/\d+\?x=y/g)) {
      assertEquals(count(token, bare), 1, `${context}: ${token} is cut or repeated`);
    }
    assertEquals(count(FAMILY, bare), count(FAMILY, [text]), `${context}: a grapheme is cut`);
    for (
      const span of [/\*\*[^*\n]{1,40}\*\*/gu, /\|\|[^|\n]{1,40}\|\|/gu, /\[[^\]]+\]\([^)]+\)/gu]
    ) {
      const spans = (all: readonly string[]) =>
        all.flatMap((text) => text.match(span) ?? []).filter((span) => countCharacters(span) < 40);
      assertEquals(spans(bare), spans([text]), `${context}: a span is cut`);
    }
  }
});

Deno.test("splitContent() reopens every fence that it closes with the same language (70)", () => {
  const random = randomOf(2);
  for (let round = 0; round < ROUNDS; round++) {
    const text = writeText(random, 2000);
    const chunks = splitContent(text, { limit: 100 });
    const languages = (text: string) =>
      text.split("```").filter((_, i) => i % 2 === 1).map((body) => /^q*/.exec(body)![0]);
    const given = languages(text);
    const shown = chunks.flatMap(languages);
    // Each block is shown by one fence or several in a row, all of its language.
    let i = 0;
    for (const language of shown) {
      if (language !== given[i]) i++;
      while (i < given.length && language !== given[i]) i++;
      assert(i < given.length, `round ${round}: ${language} is none of those that follow`);
    }
  }
});

Deno.test("splitContent() loses nothing of any text at any limit, and always ends (70)", () => {
  const random = randomOf(3);
  const nasty = [
    ..."ab `*_~|<>[]()\\#-.:@!&/\n\n\t \u00a0\u0301\u200d漢。",
    "```",
    "```",
    "``",
    "**",
    "||",
    "```js\n",
    "\n```\n",
    ">>> ",
    "\n> ",
    "\n# ",
    "https://",
    "<@",
    "<@1>",
    "😀",
    FAMILY,
    "\ud83d",
    "\ude00",
    "    ",
    "\n\n\n",
  ];
  for (let round = 0; round < 3 * ROUNDS; round++) {
    const size = 1 + random(400);
    const text = Array.from({ length: size }, () => nasty[random(nasty.length)]).join("");
    const limit = 1 + random(round % 2 ? 20 : 120);
    const chunks = splitContent(text, { limit });
    const context = `round ${round}, limit ${limit}: ${JSON.stringify(text)}`;
    assert(chunks.every((chunk) => chunk.trim() !== ""), `blank: ${context}`);
    assert(chunks.every((chunk) => countCharacters(chunk) <= limit), `too long: ${context}`);
    assert(isWithin(text.replace(/\s/g, ""), chunks.join("")), `lost: ${context}`);
    assert(!text.isWellFormed() || chunks.every((chunk) => chunk.isWellFormed()), context);
  }
});

Deno.test("splitContent() takes time in proportion to the text, whatever is in it (70)", () => {
  const hostile = [
    "a",
    " ",
    "a ",
    "\n",
    "*",
    "**a",
    "** ",
    "`",
    "`a``b",
    "``` ",
    "```a",
    "```a```",
    "```\n",
    "[",
    "[a](http://x",
    "[a](https://x(",
    "<@1",
    "</a",
    "http://",
    "https://a.example ",
    "> ",
    "\n> ",
    "> ```a\n",
    "|",
    "||",
    "||a",
    "|| a",
    "||a||",
    "\\",
    ">>> ",
    "- ",
    "\u0301",
    FAMILY,
    "😀",
    "。",
    "`a``b```c",
    "`".repeat(7) + "a" + "`".repeat(5),
  ];
  for (const part of hostile) {
    const text = `x${part.repeat(Math.ceil(200_000 / part.length))}x`;
    const start = performance.now();
    const chunks = splitContent(text);
    assert(isWithin(text.replace(/\s/g, ""), chunks.join("")), `lost: ${part}`);
    const elapsed = performance.now() - start;
    // In proportion it takes well under a second; with the square of the length, minutes.
    assert(elapsed < 10_000, `${JSON.stringify(part)} took ${elapsed} ms`);
  }
});

/** Whether all of a text is in another, in order, with other things between. */
function isWithin(text: string, all: string): boolean {
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    from = all.indexOf(text[i]!, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
