import { assert, assertEquals, assertThrows } from "@std/assert";
import { backoffInterval, fixedInterval, randomJitter } from "../../src/slack/mod.ts";

const ATTEMPTS = Array.from({ length: 10 }, (_, attempt) => attempt);

Deno.test("fixedInterval() waits equally long each time; half a second by default", () => {
  assertEquals(ATTEMPTS.map(fixedInterval()), ATTEMPTS.map(() => 500));
  assertEquals(ATTEMPTS.map(fixedInterval(20)), ATTEMPTS.map(() => 20));
});

Deno.test("backoffInterval() doubles its wait", () => {
  const jitter = (wait: number) => wait;
  assertEquals([0, 1, 2, 3].map(backoffInterval({ jitter })), [500, 1000, 2000, 4000]);
  assertEquals([0, 1, 2].map(backoffInterval({ jitter, factor: 10 })), [10, 20, 40]);
});

Deno.test("backoffInterval() adds up to a second by default", () => {
  const interval = backoffInterval();
  for (const [attempt, least] of [500, 1000, 2000, 4000].entries()) {
    for (let n = 0; n < 50; n++) {
      const wait = interval(attempt);
      assert(wait >= least && wait < least + 1000, `${wait}`);
    }
  }
});

Deno.test("randomJitter() adds from nothing to almost a second, as chance has it", () => {
  assertEquals(randomJitter(() => 0)(500), 500);
  assertEquals(randomJitter(() => 0.25)(500), 750);
  assertEquals(randomJitter(() => 0.999)(0), 999);
  const waits = Array.from({ length: 20 }, () => randomJitter()(500));
  assert(new Set(waits).size > 1);
});

Deno.test("fixedInterval() and backoffInterval() refuse what is no wait", () => {
  assertThrows(() => fixedInterval(-1), RangeError, "'wait' must be >= 0");
  assertThrows(() => fixedInterval(NaN), TypeError, "'wait' must be a number");
  assertThrows(() => backoffInterval({ factor: Infinity }), RangeError, "'factor'");
  assertThrows(() => backoffInterval({ jitter: 5 as unknown as () => 5 }), TypeError, "'jitter'");
  assertThrows(() => backoffInterval({ max: 5 } as object), TypeError, "'max' is no option");
});
