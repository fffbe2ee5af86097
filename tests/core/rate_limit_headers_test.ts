import { assertEquals } from "@std/assert";
import { isGlobal, type RateWindow, readWindow } from "../../src/core/rate_limit_headers.ts";

type Case = [headers: Record<string, string>, window: RateWindow | undefined];

function check(cases: readonly Case[]): void {
  for (const [headers, window] of cases) {
    assertEquals(readWindow(new Headers(headers)), window, JSON.stringify(headers));
  }
}

Deno.test("readWindow() reads X-RateLimit-*", () => {
  check([[{
    "X-RateLimit-Limit": "5",
    "X-RateLimit-Remaining": "4",
    "X-RateLimit-Reset": "1470173023",
    "X-RateLimit-Reset-After": "1.234",
  }, { limit: 5, remaining: 4, resetAfter: 1234 }]]);
});

Deno.test("readWindow() does without a limit", () => {
  const window = { limit: undefined, remaining: 0, resetAfter: 2000 };
  check([
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "2" }, window],
    [{ "ratelimit-remaining": "0", "ratelimit-reset": "2" }, window],
    [{ ratelimit: '"default";r=0;t=2' }, window],
    [
      { "x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "2" },
      window,
    ],
  ]);
});

Deno.test("readWindow() reads the IETF's RateLimit with its policy", () => {
  check([
    [{ ratelimit: '"default";r=50;t=30', "ratelimit-policy": '"default";q=100;w=60' }, {
      limit: 100,
      remaining: 50,
      resetAfter: 30_000,
    }],
    [{ ratelimit: "default; r=50; t=30", "ratelimit-policy": "default; q=100" }, {
      limit: 100,
      remaining: 50,
      resetAfter: 30_000,
    }],
  ]);
});

Deno.test("readWindow() reads the IETF's older RateLimit-Limit, -Remaining and -Reset", () => {
  const window = { limit: 10, remaining: 9, resetAfter: 50_000 };
  check([
    [{ "ratelimit-limit": "10", "ratelimit-remaining": "9", "ratelimit-reset": "50" }, window],
    [
      { "ratelimit-limit": "10, 10;w=60", "ratelimit-remaining": "9", "ratelimit-reset": "50" },
      window,
    ],
  ]);
});

Deno.test("readWindow() prefers X-RateLimit-* where it is whole", () => {
  const ietf = { "ratelimit-limit": "10", "ratelimit-remaining": "9", "ratelimit-reset": "50" };
  check([
    [{ ...ietf, "x-ratelimit-remaining": "1", "x-ratelimit-reset-after": "2" }, {
      limit: undefined,
      remaining: 1,
      resetAfter: 2000,
    }],
    // GitHub's `X-RateLimit-Reset` is a date, and its answers name no reset-after.
    [{ ...ietf, "x-ratelimit-remaining": "1" }, { limit: 10, remaining: 9, resetAfter: 50_000 }],
  ]);
});

Deno.test("readWindow() says undefined to headers that tell too little, or nonsense", () => {
  const good = {
    "x-ratelimit-limit": "5",
    "x-ratelimit-remaining": "4",
    "x-ratelimit-reset-after": "1",
  };
  const cases: Case[] = [
    [{}, undefined],
    [{ "x-ratelimit-limit": "5" }, undefined],
    [{ "x-ratelimit-remaining": "5" }, undefined],
    [{ "x-ratelimit-reset-after": "5" }, undefined],
    [{ "ratelimit-remaining": "5" }, undefined],
    [{ ratelimit: "r=5;t=2" }, undefined],
    [{ ratelimit: '"default";r=5' }, undefined],
    [{ ratelimit: '"default";t=5' }, undefined],
    [{ ratelimit: "" }, undefined],
  ];
  for (const remaining of ["-1", "1.5", "many", "", "Infinity", "0x5"]) {
    cases.push([{ ...good, "x-ratelimit-remaining": remaining }, undefined]);
  }
  for (const reset of ["-1", "soon", "", "Infinity", "NaN"]) {
    cases.push([{ ...good, "x-ratelimit-reset-after": reset }, undefined]);
  }
  for (const limit of ["-1", "many", "", "0"]) {
    cases.push([{ ...good, "x-ratelimit-limit": limit }, {
      limit: undefined,
      remaining: 4,
      resetAfter: 1000,
    }]);
  }
  check(cases);
});

Deno.test("isGlobal() tells a 429 for the whole host", () => {
  const cases: [headers: Record<string, string>, global: boolean][] = [
    [{ "x-ratelimit-global": "true" }, true],
    [{ "x-ratelimit-scope": "global" }, true],
    [{ "x-ratelimit-global": "false" }, false],
    [{ "x-ratelimit-scope": "user" }, false],
    [{ "x-ratelimit-scope": "shared" }, false],
    [{}, false],
  ];
  for (const [headers, global] of cases) assertEquals(isGlobal(new Headers(headers)), global);
});

Deno.test("readWindow() reads a field of any length in no time", () => {
  // With a pattern that tries every split of the spaces this takes minutes.
  for (
    const field of [`x${" ".repeat(300_000)}y`, `x${";a=1".repeat(100_000)}`, ";".repeat(300_000)]
  ) {
    readWindow(new Headers({ ratelimit: field, "ratelimit-policy": field }));
  }
});
