import { assertEquals } from "@std/assert";
import { resolveOptions } from "../../src/core/options.ts";
import { Scope } from "../../src/core/scope.ts";
import { timeLeft } from "../../src/core/send.ts";
import { ManualClock } from "../../src/testing/mod.ts";

/** A send that has just begun. */
function begin(clock: ManualClock, deadline: number) {
  return {
    settings: resolveOptions({ clock }),
    timeout: 1000,
    scope: new Scope(undefined, undefined, clock),
    started: clock.ticks(),
    endsAt: clock.ticks() + deadline,
    attempts: 0,
    mayHaveArrived: false,
  };
}

Deno.test("timeLeft() tells the time until the deadline, and never less than none", async () => {
  const clock = new ManualClock();
  const send = begin(clock, 100);
  assertEquals(timeLeft(send), 100);
  await clock.advance(99);
  assertEquals(timeLeft(send), 1);
  await clock.advance(51);
  assertEquals(timeLeft(send), 0);
});

Deno.test("timeLeft() is without end where there is no deadline", () => {
  assertEquals(timeLeft(begin(new ManualClock(), Infinity)), Infinity);
});
