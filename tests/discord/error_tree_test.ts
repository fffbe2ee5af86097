import { assertEquals } from "@std/assert";
import { flattenErrors } from "../../src/discord/error_tree.ts";

const TOO_LONG = { code: "BASE_TYPE_MAX_LENGTH", message: "Must be 256 or fewer in length." };

Deno.test("flattenErrors() names each error by its path (54)", () => {
  const tree = {
    content: { _errors: [TOO_LONG] },
    embeds: {
      0: { fields: { 2: { name: { _errors: [TOO_LONG, { code: "B", message: "b" }] } } } },
    },
  };
  assertEquals(flattenErrors(tree), [
    { path: "content", ...TOO_LONG },
    { path: "embeds[0].fields[2].name", ...TOO_LONG },
    { path: "embeds[0].fields[2].name", code: "B", message: "b" },
  ]);
});

Deno.test("flattenErrors() takes errors of the root, of a node beside its children, and nested ones (54)", () => {
  const nested = { code: "A", message: "a", _errors: [{ code: "C", message: "c" }] };
  assertEquals(flattenErrors({ _errors: [TOO_LONG] }), [{ path: "", ...TOO_LONG }]);
  assertEquals(flattenErrors({ embeds: { _errors: [nested], 0: { _errors: [TOO_LONG] } } }), [
    { path: "embeds[0]", ...TOO_LONG },
    { path: "embeds", code: "A", message: "a" },
    { path: "embeds", code: "C", message: "c" },
  ]);
});

Deno.test("flattenErrors() reads the format before v8 (54)", () => {
  assertEquals(flattenErrors({ embeds: ["0"] }), [{ path: "embeds[0]", code: "", message: "" }]);
  assertEquals(flattenErrors({ username: ["Too long."] }), [
    { path: "username", code: "", message: "Too long." },
  ]);
});

Deno.test("flattenErrors() survives whatever is no tree, however deep or wide", () => {
  for (const odd of [null, undefined, 5, "text", [], {}, { a: null }, { _errors: 5 }, { a: [1] }]) {
    assertEquals(flattenErrors(odd), []);
  }
  let deep: unknown = { _errors: [TOO_LONG] };
  for (let n = 0; n < 10_000; n++) deep = { a: deep };
  assertEquals(flattenErrors(deep), []);
  const wide = Object.fromEntries(
    Array.from({ length: 500 }, (_, n) => [n, { _errors: [TOO_LONG] }]),
  );
  assertEquals(flattenErrors(wide).length, 100);
});
