import { assert, assertEquals } from "@std/assert";
import { Trail } from "../../src/rest/trail.ts";

/** How many steps a trail goes on; -1 if it never ends. */
function steps(cursorAt: (step: number) => number): number {
  const trail = new Trail();
  for (let step = 0; step < 10_000; step++) {
    if (trail.returnsTo(String(cursorAt(step)))) return step;
  }
  return -1;
}

for (const [lead, round] of [[0, 1], [0, 2], [5, 1], [3, 7], [100, 3], [2, 500]] as const) {
  Deno.test(`Trail notices a circle of ${round} after ${lead} steps`, () => {
    const found = steps((step) => step < lead ? step : lead + (step - lead) % round);
    assert(found >= lead + round && found <= 4 * (lead + round), String(found));
  });
}

Deno.test("Trail goes on for as long as every cursor is new", () => {
  assertEquals(steps((step) => step), -1);
});
