import { assertEquals } from "@std/assert";
import { ManualClock } from "@hookcast/hookcast/testing";
import { TimerQueue } from "../../src/util/timer_queue.ts";

/** A queue on a clock by hand, and how many timers it started. */
function queue() {
  const clock = new ManualClock();
  const started: number[] = [];
  const timers = new TimerQueue({
    ticks: () => clock.ticks(),
    start: (ms, callback) => {
      started.push(ms);
      return clock.after(ms, callback);
    },
  });
  return { clock, timers, started };
}

/** Lets whatever waits for microtasks only come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("TimerQueue calls each callback at its time, in order, on as few timers as can be", async () => {
  const { clock, timers, started } = queue();
  const calls: string[] = [];
  timers.after(100, () => calls.push("first"));
  timers.after(100, () => calls.push("second"));
  await clock.advance(30);
  timers.after(100, () => calls.push("third"));
  timers.after(50, () => calls.push("short"));
  await clock.advance(50);
  assertEquals(calls, ["short"]);
  await clock.advance(20);
  assertEquals(calls, ["short", "first", "second"]);
  await clock.advance(29);
  assertEquals(calls.length, 3);
  await clock.advance(1);
  assertEquals(calls, ["short", "first", "second", "third"]);
  assertEquals(started, [100, 50, 30]);
  await settled();
  assertEquals(clock.pending, 0);
});

Deno.test("TimerQueue does not call what was called off, and calls the others all the same", async () => {
  const { clock, timers } = queue();
  const calls: string[] = [];
  const cancel = timers.after(100, () => calls.push("off"));
  timers.after(100, () => calls.push("on"));
  cancel();
  cancel();
  await clock.advance(100);
  assertEquals(calls, ["on"]);
});

Deno.test("TimerQueue lets a callback call off another that is due", async () => {
  const { clock, timers } = queue();
  const calls: string[] = [];
  timers.after(100, () => cancel());
  const cancel = timers.after(100, () => calls.push("off"));
  await clock.advance(100);
  assertEquals(calls, []);
});

Deno.test("TimerQueue leaves no timer when nobody waits any more", async () => {
  const { clock, timers } = queue();
  timers.after(100, () => {})();
  await settled();
  assertEquals(clock.pending, 0);
});

Deno.test("TimerQueue keeps its timer for who comes at once, and still calls in time", async () => {
  const { clock, timers, started } = queue();
  const calls: string[] = [];
  for (let send = 0; send < 5; send++) {
    const cancel = timers.after(100, () => calls.push("off"));
    await clock.advance(10);
    cancel();
    for (let turn = 0; turn < 10; turn++) await undefined;
  }
  timers.after(100, () => calls.push("on"));
  assertEquals(started.length, 1);
  await clock.advance(99);
  assertEquals(calls, []);
  await clock.advance(1);
  assertEquals(calls, ["on"]);
});

Deno.test("TimerQueue starts a new timer for who comes later", async () => {
  const { clock, timers, started } = queue();
  timers.after(100, () => {})();
  await settled();
  let calls = 0;
  timers.after(100, () => calls++);
  await clock.advance(100);
  assertEquals([calls, started], [1, [100, 100]]);
});

Deno.test("TimerQueue waits on when a timer rings early", async () => {
  let now = 0;
  const rings: (() => void)[] = [];
  const timers = new TimerQueue({
    ticks: () => now,
    start: (_ms, callback) => {
      rings.push(callback);
      return () => {};
    },
  });
  let calls = 0;
  timers.after(100, () => calls++);
  now = 99.6;
  rings[0]!();
  assertEquals([calls, rings.length], [0, 2]);
  now = 100;
  rings[1]!();
  assertEquals(calls, 1);
  await settled();
});

Deno.test("TimerQueue starts one timer for a callback that comes while others are called", async () => {
  const { clock, timers } = queue();
  timers.after(100, () => timers.after(100, () => {})());
  timers.after(100, () => {});
  await clock.advance(50);
  timers.after(100, () => {})();
  await clock.advance(50);
  await settled();
  assertEquals(clock.pending, 0);
});

Deno.test("TimerQueue is not disturbed when one that was called is called off afterwards", async () => {
  const { clock, timers, started } = queue();
  const cancel = timers.after(100, () => {});
  await clock.advance(100);
  await settled();
  const calls: number[] = [];
  timers.after(100, () => calls.push(1));
  cancel();
  await settled();
  timers.after(100, () => calls.push(2));
  assertEquals(started, [100, 100]);
  await clock.advance(100);
  assertEquals(calls, [1, 2]);
});
