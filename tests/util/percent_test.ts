import { assertEquals } from "@std/assert";
import { decodePercent } from "../../src/util/percent.ts";

Deno.test("decodePercent() decodes what is well encoded", () => {
  assertEquals(decodePercent("p%40ss%3A%C3%BC w+rd"), "p@ss:ü w+rd");
});

Deno.test("decodePercent() leaves what is not well encoded as it is, whole", () => {
  for (const text of ["100%", "%", "%zz", "%40%", "%C3", "p%40ss%"]) {
    assertEquals(decodePercent(text), text);
  }
});
