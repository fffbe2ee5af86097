import { assertEquals } from "@std/assert";
import { hideSecrets } from "../../src/rest/hide.ts";

Deno.test("hideSecrets() takes the secrets out of every text, keys too", () => {
  const answer = { detail: "key k3y is bad: k3y", list: ["k3y", 1, null, true], k3y: { a: "b" } };
  assertEquals(hideSecrets<unknown>(answer, ["k3y"]), {
    detail: "key *** is bad: ***",
    list: ["***", 1, null, true],
    "***": { a: "b" },
  });
});

Deno.test("hideSecrets() passes over an empty secret", () => {
  assertEquals(hideSecrets("abc", [""]), "abc");
});

Deno.test("hideSecrets() survives an answer that is nested without end", () => {
  const depth = 50_000;
  hideSecrets(JSON.parse("[".repeat(depth) + "]".repeat(depth)), ["k3y"]);
});
