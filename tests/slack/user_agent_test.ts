import { assertEquals, assertThrows } from "@std/assert";
import { VERSION } from "../../mod.ts";
import { userAgent } from "../../src/slack/user_agent.ts";

Deno.test("userAgent() begins with the prefix and ends with the suffix", () => {
  assertEquals(userAgent("a/1", "(b)", "Deno/2.9"), `a/1 hookcast/${VERSION} Deno/2.9 (b)`);
});

Deno.test("userAgent() has no stray spaces without them", () => {
  for (const empty of [undefined, ""]) {
    assertEquals(userAgent(empty, empty, "Deno/2.9"), `hookcast/${VERSION} Deno/2.9`);
    assertEquals(userAgent("a", empty, ""), `a hookcast/${VERSION}`);
    assertEquals(userAgent(empty, "b", ""), `hookcast/${VERSION} b`);
  }
});

Deno.test("userAgent() names a runtime, and no browser", () => {
  assertEquals(userAgent("", "", "Cloudflare-Workers"), `hookcast/${VERSION} Cloudflare-Workers`);
  assertEquals(userAgent("", "", "Mozilla/5.0 (X11; Linux)"), `hookcast/${VERSION}`);
});

Deno.test("userAgent() refuses what HTTP does not allow, by the name of the option", () => {
  assertThrows(() => userAgent("a\nb"), TypeError, "'userAgentPrefix'");
  assertThrows(() => userAgent("", "漢"), TypeError, "'userAgentSuffix'");
});
