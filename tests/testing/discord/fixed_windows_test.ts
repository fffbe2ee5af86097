import { assert, assertEquals } from "@std/assert";
import { FixedWindows } from "../../../src/testing/discord/fixed_windows.ts";
import { ManualClock } from "../../../src/testing/manual_clock.ts";

const TWO_PER_SECOND = { limit: 2, window: 1_000 };

Deno.test("FixedWindows.take() opens a window with the first request, not with the clock", async () => {
  const clock = new ManualClock();
  const windows = new FixedWindows(clock, TWO_PER_SECOND);
  await clock.advance(700);
  assert(windows.take("a"));
  await clock.advance(999);
  assert(windows.take("a"));
  assert(!windows.take("a"));
  assertEquals(windows.state("a"), { limit: 2, remaining: 0, left: 1 });
  await clock.advance(1);
  assert(windows.take("a"));
  assertEquals(windows.state("a"), { limit: 2, remaining: 1, left: 1_000 });
});

Deno.test("FixedWindows.take() counts each key apart", () => {
  const windows = new FixedWindows(new ManualClock(), { limit: 1, window: 1_000 });
  assertEquals(["a", "a", "b"].map((key) => windows.take(key)), [true, false, true]);
});

Deno.test("FixedWindows.take() does not count what it refuses", () => {
  const windows = new FixedWindows(new ManualClock(), { limit: 1, window: 1_000 });
  windows.take("a");
  windows.take("a");
  assertEquals(windows.state("a")?.remaining, 0);
});

Deno.test("FixedWindows lets everything through without a limit", () => {
  const windows = new FixedWindows(new ManualClock(), null);
  assert(Array.from({ length: 100 }, () => windows.take("a")).every(Boolean));
  assertEquals(windows.state("a"), null);
});

Deno.test("FixedWindows.state() rounds the time left up to whole ms", async () => {
  const clock = new ManualClock();
  const windows = new FixedWindows(clock, TWO_PER_SECOND);
  windows.take("a");
  await clock.advance(0.25);
  assertEquals(windows.state("a")?.left, 1_000);
  await clock.advance(1);
  assertEquals(windows.state("a")?.left, 999);
});

Deno.test("FixedWindows.clear() forgets one window", () => {
  const windows = new FixedWindows(new ManualClock(), { limit: 1, window: 1_000 });
  windows.take("a");
  windows.take("b");
  windows.clear("a");
  assertEquals([windows.take("a"), windows.take("b")], [true, false]);
});
