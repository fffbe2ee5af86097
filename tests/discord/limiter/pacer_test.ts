import { assertEquals } from "@std/assert";
import { Pacer } from "../../../src/discord/limiter/pacer.ts";
import { ManualClock } from "../../../src/testing/manual_clock.ts";

function start(limit: number) {
  const clock = new ManualClock();
  const pacer = new Pacer(clock, limit, 1000);
  const calls: string[] = [];
  /** One who takes a place whenever it is called. */
  const waiter = (name: string) => ({
    admit: () => {
      calls.push(name);
      pacer.take(clock.ticks());
    },
  });
  return { clock, pacer, calls, waiter };
}

Deno.test("Pacer opens when the request that went out first is old enough", async () => {
  const { clock, pacer } = start(2);
  pacer.take(0);
  await clock.advance(300);
  assertEquals(pacer.opening(300), 300);
  pacer.take(300);
  assertEquals(pacer.opening(300), 1000);
  await clock.advance(700);
  assertEquals(pacer.opening(1000), 1000);
  pacer.take(1000);
  assertEquals(pacer.opening(1000), 1300);
});

Deno.test("Pacer counts a request from when it was answered", async () => {
  const { clock, pacer } = start(1);
  const mark = pacer.take(0);
  await clock.advance(400);
  mark.at = 400;
  assertEquals(pacer.opening(400), 1400);
});

Deno.test("Pacer calls those who wait one after the other, as room comes", async () => {
  const { clock, pacer, calls, waiter } = start(1);
  pacer.take(0);
  for (const name of ["a", "b", "c"]) pacer.enqueue(waiter(name));
  await clock.advance(999);
  assertEquals(calls, []);
  await clock.advance(1);
  assertEquals(calls, ["a"]);
  await clock.advance(2000);
  assertEquals([calls, clock.pending], [["a", "b", "c"], 0]);
});

Deno.test("Pacer.release() gives the room to who waits", () => {
  const { clock, pacer, calls, waiter } = start(1);
  const mark = pacer.take(0);
  pacer.enqueue(waiter("a"));
  pacer.release(mark);
  assertEquals([calls, clock.pending], [["a"], 0]);
});

Deno.test("Pacer.leave() ends the timer with the last who waits", () => {
  const { clock, pacer, waiter } = start(1);
  const [one, other] = [waiter("one"), waiter("other")];
  pacer.take(0);
  pacer.enqueue(one);
  pacer.enqueue(other);
  pacer.leave(one);
  assertEquals(clock.pending, 1);
  pacer.leave(other);
  assertEquals(clock.pending, 0);
});

Deno.test("Pacer.absorb() counts what another has counted", () => {
  const { clock, pacer } = start(1);
  const other = new Pacer(clock, 1, 1000);
  other.take(0);
  pacer.absorb(other);
  assertEquals([pacer.opening(0), pacer.isIdle(0), pacer.isIdle(1000)], [1000, false, true]);
});
