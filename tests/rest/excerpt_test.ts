import { assertEquals } from "@std/assert";
import { excerpt } from "../../src/rest/excerpt.ts";

Deno.test("excerpt() leaves a text of 1000 units as it is", () => {
  assertEquals(excerpt("x".repeat(1000)), "x".repeat(1000));
});

Deno.test("excerpt() cuts a longer text to 1000 units", () => {
  assertEquals(excerpt("x".repeat(5000)), `${"x".repeat(999)}…`);
});

Deno.test("excerpt() never cuts a character in two", () => {
  assertEquals(excerpt(`${"x".repeat(998)}🚀${"x".repeat(9)}`), `${"x".repeat(998)}…`);
});
