import { assert, assertEquals } from "@std/assert";
import { truncate } from "../../src/notifier/mod.ts";
import { countPoints } from "../../src/notifier/truncate.ts";

Deno.test("truncate() leaves a text of exactly the limit as it is", () => {
  assertEquals(truncate("abc", 3), "abc");
  assertEquals(truncate("🎉🎉🎉", 3), "🎉🎉🎉");
});

Deno.test("truncate() counts the marker inside the limit", () => {
  assertEquals(truncate("abcdef", 4), "abc…");
  assertEquals(truncate("abcdef", 4, { marker: "..." }), "a...");
  assertEquals(truncate("abcdef", 4, { marker: "" }), "abcd");
});

Deno.test("truncate() can cut in the middle", () => {
  assertEquals(truncate("abcdefgh", 5, { mode: "middle" }), "ab…gh");
  assertEquals(truncate("abcdefgh", 4, { mode: "middle" }), "ab…h");
  assertEquals(truncate("abcdefgh", 4, { mode: "middle", marker: "" }), "abgh");
});

Deno.test("truncate() never leaves half of an emoji, wherever it cuts", () => {
  const text = "a🎉b🎉c🎉".repeat(3);
  for (let limit = 0; limit <= 18; limit++) {
    for (const mode of ["end", "middle"] as const) {
      const cut = truncate(text, limit, { mode });
      assertEquals([cut.isWellFormed(), countPoints(cut)], [true, limit]);
    }
  }
});

Deno.test("truncate() cuts a marker that is too long itself", () => {
  assertEquals(truncate("abcdef", 2, { marker: "12345" }), "12");
  assertEquals(truncate("abcdef", 0), "");
});

Deno.test("truncate() does not look at the whole of a huge text", () => {
  const huge = "🎉".repeat(5_000_000);
  const start = performance.now();
  for (let n = 0; n < 100; n++) assertEquals(countPoints(truncate(huge, 100)), 100);
  const elapsed = performance.now() - start;
  assert(elapsed < 1000, `${elapsed} ms`); // Looking at it once takes tens of ms.
});
