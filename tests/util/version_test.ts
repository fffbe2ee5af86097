import { assertEquals } from "@std/assert";
import { VERSION } from "../../src/util/version.ts";
import config from "../../deno.json" with { type: "json" };

Deno.test("VERSION is the version of deno.json", () => {
  assertEquals(VERSION, config.version);
});
