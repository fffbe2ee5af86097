import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../src/util/clock.ts";

Deno.test("systemClock.now() is the date", () => {
  const before = Date.now();
  const now = systemClock.now();
  assert(before <= now && now <= Date.now());
});

Deno.test("systemClock.ticks() never goes back", () => {
  const ticks = Array.from({ length: 100 }, () => systemClock.ticks());
  assertEquals(ticks, ticks.toSorted((a, b) => a - b));
});

Deno.test("systemClock.sleep() never ends early, by a fraction of a millisecond either", async () => {
  for (const ms of [0, 0.4, 1, 1.7, 3.9]) {
    const begun = performance.now();
    await systemClock.sleep(ms);
    const slept = performance.now() - begun;
    assert(slept >= ms, `${slept} of ${ms} ms`);
  }
});

Deno.test("systemClock.sleep() rejects with the signal's reason, and leaves no timer", async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, { signal: controller.signal });
  const reason = { any: "thing" };
  controller.abort(reason);
  assertEquals(await sleeping.catch((thrown) => thrown === reason), true);
});

Deno.test("systemClock.sleep() does not begin when the signal is aborted already", async () => {
  const signal = AbortSignal.abort(new Error("stopped"));
  await assertRejects(() => systemClock.sleep(60_000, { signal }), Error, "stopped");
});

Deno.test("systemClock.sleep() beyond the longest timer does not end at once", async () => {
  const controller = new AbortController();
  let ended = false;
  const sleeping = systemClock.sleep(2 ** 31, { signal: controller.signal })
    .then(() => ended = true, () => {});
  await systemClock.sleep(3);
  assertEquals(ended, false);
  controller.abort();
  await sleeping;
});

Deno.test("systemClock.after() calls back once", async () => {
  let calls = 0;
  await new Promise<void>((resolve) =>
    systemClock.after(1, () => {
      calls++;
      resolve();
    })
  );
  await systemClock.sleep(3);
  assertEquals(calls, 1);
});

Deno.test("systemClock.after() can be called off, again and again", async () => {
  let calls = 0;
  const cancel = systemClock.after(0, () => calls++);
  cancel();
  cancel();
  await systemClock.sleep(2);
  assertEquals(calls, 0);
});

Deno.test("systemClock.after() beyond the longest timer does not call back at once", async () => {
  for (const ms of [2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Infinity]) {
    let calls = 0;
    const cancel = systemClock.after(ms, () => calls++);
    await systemClock.sleep(2);
    cancel();
    assertEquals(calls, 0, `${ms}`);
  }
});
