import { assertEquals } from "@std/assert";
import { findFences } from "../../src/discord/split/fences.ts";

/** The blocks in a text, as `language: code`. */
function find(text: string): string[] {
  return findFences(text).map(({ language, bodyStart, bodyEnd }) =>
    `${language}: ${text.slice(bodyStart, bodyEnd)}`
  );
}

Deno.test("findFences() takes a word for the language only where its line ends with it", () => {
  assertEquals(find("```js\na\nb\n```"), ["js: a\nb\n"]);
  assertEquals(find("```c++\n\n a```"), ["c++:  a"]);
  assertEquals(find("```js a\nb```"), [": js a\nb"]);
  assertEquals(find("```js```"), [": js"]);
  assertEquals(find("```js\n```"), [": js\n"]);
});

Deno.test("findFences() finds fences in the middle of a line", () => {
  assertEquals(find("a ```b``` c ```d``` e"), [": b", ": d"]);
});

Deno.test("findFences() takes an open, an empty and an escaped fence for text", () => {
  for (const text of ["```a", "``````", "```\n\n```", "\\```a```", "~~~\na\n~~~", "``a``"]) {
    assertEquals(find(text), []);
  }
  assertEquals(find("```\n``` ```a```"), [": a"]);
});

Deno.test("findFences() does not look into inline code", () => {
  assertEquals(find("`a ``` b` ```c```"), [": c"]);
  assertEquals(find("``a ``` ` b`` ```c```"), [": c"]);
  assertEquals(find("`a ```c```"), [": c"], "what is never closed is no code");
});
