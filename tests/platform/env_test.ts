import { assertEquals } from "@std/assert";
import { readEnv } from "../../src/platform/env.ts";

const NAME = "HOOKCAST_TEST_ENV";

Deno.test("readEnv() reads a variable, and an empty one as none", () => {
  try {
    Deno.env.set(NAME, "value");
    assertEquals(readEnv(NAME), "value");
    Deno.env.set(NAME, "");
    assertEquals(readEnv(NAME), undefined);
  } finally {
    Deno.env.delete(NAME);
  }
  assertEquals(readEnv(NAME), undefined);
});

Deno.test({
  name: "readEnv() reads nothing that it may not read, and does not ask",
  permissions: { env: false },
  fn() {
    assertEquals(readEnv("PATH"), undefined);
  },
});
