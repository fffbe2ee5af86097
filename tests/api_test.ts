import { assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };

/** What each entry point exports at run time, sorted. Growing this list is a visible choice. */
const NAMES: Readonly<Record<string, readonly string[]>> = {};

for (const [entry, path] of Object.entries(config.exports)) {
  Deno.test(`${config.name}${entry.slice(1)} exports the names listed here`, async () => {
    const exported = await import(new URL(path, new URL("../", import.meta.url)).href);
    assertEquals(Object.keys(exported).sort(), NAMES[entry]);
  });
}

Deno.test("every entry point is listed here, and nothing else", () => {
  assertEquals(Object.keys(NAMES), Object.keys(config.exports));
});
