import { assertEquals } from "@std/assert";
import { Throttle } from "../../src/notifier/throttle.ts";
import { ManualClock } from "../../src/testing/mod.ts";

const LIMITS = { limit: 3, window: 60_000, maxKeys: 100 };

function make(limits: Partial<typeof LIMITS> = {}) {
  const clock = new ManualClock();
  const throttle = new Throttle({ ...LIMITS, ...limits }, clock);
  const take = (key = "a") => {
    const verdict = throttle.take(key);
    return verdict.allowed ? `+${verdict.suppressed}` : `-${verdict.retryAfter}`;
  };
  return { clock, throttle, take };
}

Deno.test("Throttle lets three of a key pass, and says when the next may", async () => {
  const { clock, take } = make();
  assertEquals(take(), "+0");
  await clock.advance(10_000);
  assertEquals([take(), take(), take()], ["+0", "+0", "-50000"]);
});

Deno.test("Throttle lets the next pass exactly one window after the first", async () => {
  const { clock, take } = make();
  take();
  await clock.advance(1000);
  [take(), take()];
  await clock.advance(58_999);
  assertEquals(take(), "-1");
  await clock.advance(1);
  assertEquals([take(), take()], ["+1", "-1000"]);
});

Deno.test("Throttle does not make the window longer for those it holds back", async () => {
  const { clock, take } = make({ limit: 1 });
  take();
  for (let n = 0; n < 59; n++) {
    await clock.advance(1000);
    take();
  }
  await clock.advance(1000);
  assertEquals(take(), "+59");
});

Deno.test("Throttle tells the number held back once", async () => {
  const { clock, take } = make({ limit: 1 });
  [take(), take(), take()];
  await clock.advance(60_000);
  assertEquals(take(), "+2");
  await clock.advance(60_000);
  assertEquals(take(), "+0");
});

Deno.test("Throttle takes a number back that got lost on its way", async () => {
  const { clock, throttle, take } = make({ limit: 1 });
  [take(), take()];
  throttle.restore("a", 5);
  throttle.restore("unknown", 5);
  await clock.advance(60_000);
  assertEquals(take(), "+6");
  assertEquals(throttle.size, 1);
});

Deno.test("Throttle keeps keys apart", () => {
  const { take } = make({ limit: 1 });
  assertEquals([take("a"), take("b"), take("a"), take("b")], ["+0", "+0", "-60000", "-60000"]);
});

Deno.test("Throttle forgets keys that are idle", async () => {
  const { clock, throttle, take } = make();
  for (let n = 0; n < 50; n++) take(`${n}`);
  await clock.advance(59_999);
  take("x");
  assertEquals(throttle.size, 51);
  await clock.advance(1);
  take("y");
  assertEquals(throttle.size, 2);
});

Deno.test("Throttle does not forget a key that has held something back", async () => {
  const { clock, throttle, take } = make({ limit: 1 });
  [take("a"), take("a")];
  await clock.advance(600_000);
  take("b");
  assertEquals(throttle.size, 2);
  assertEquals(take("a"), "+1");
});

Deno.test("Throttle remembers so many keys and no more: those used last", () => {
  const { throttle, take } = make({ limit: 1, maxKeys: 10 });
  take("hot");
  for (let n = 0; n < 1000; n++) {
    take(`${n}`);
    assertEquals(take("hot"), "-60000");
  }
  assertEquals(throttle.size, 10);
});

Deno.test("Throttle takes a place back that was not used, and that one only", async () => {
  const { clock, throttle, take } = make({ limit: 2 });
  take();
  await clock.advance(1000);
  const second = throttle.take("a");
  if (!second.allowed) throw new Error("it has a place");
  assertEquals(take(), "-59000");
  throttle.restore("a", second.suppressed, second.at);
  throttle.restore("a", 0, second.at);
  assertEquals([take(), take()], ["+1", "-59000"]);
});
