import { assertEquals, assertThrows } from "@std/assert";
import { toPlain } from "../../src/discord/plain.ts";

Deno.test("toPlain() builds builders at any depth, without an argument", () => {
  const given: unknown[][] = [];
  const builder = {
    toJSON(...args: unknown[]) {
      given.push(args);
      return { inner: { toJSON: () => "built" } };
    },
  };
  assertEquals(toPlain({ list: [builder] }), { list: [{ inner: "built" }] } as never);
  assertEquals(given, [[]]);
});

Deno.test("toPlain() leaves out undefined, and keeps null (24)", () => {
  const plain = toPlain({ a: undefined, b: null, c: { d: undefined, e: 0 } });
  assertEquals(Object.keys(plain), ["b", "c"]);
  assertEquals(JSON.stringify(plain), '{"b":null,"c":{"e":0}}');
});

Deno.test("toPlain() makes texts of bigints, exactly (25)", () => {
  assertEquals(toPlain([18446744073709551615n] as unknown), ["18446744073709551615"]);
});

Deno.test("toPlain() replaces lone surrogates", () => {
  assertEquals(toPlain({ content: "a\ud800b" }), { content: "a\ufffdb" });
});

Deno.test("toPlain() refuses what JSON would lose, and what holds itself", () => {
  assertThrows(() => toPlain({ embeds: new Set([1]) } as unknown), Error, "Set");
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assertThrows(() => toPlain(loop as unknown), TypeError, "nested too deeply");
});
