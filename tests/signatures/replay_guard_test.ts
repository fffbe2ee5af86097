import { assertEquals, assertThrows } from "@std/assert";
import { MemoryReplayStore } from "../../src/signatures/mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";

Deno.test("MemoryReplayStore tells new, pending and done", () => {
  const store = new MemoryReplayStore();
  assertEquals(store.begin("a"), "new");
  assertEquals(store.begin("a"), "pending");
  assertEquals(store.begin("b"), "new");
  store.finish("a", true);
  assertEquals(store.begin("a"), "done");
  assertEquals(store.begin("b"), "pending");
});

Deno.test("MemoryReplayStore forgets what was not handled", () => {
  const store = new MemoryReplayStore();
  store.begin("a");
  store.finish("a", false);
  assertEquals(store.size, 0);
  assertEquals(store.begin("a"), "new");
});

Deno.test("MemoryReplayStore forgets the oldest beyond maxIds", () => {
  const store = new MemoryReplayStore({ maxIds: 3 });
  for (const id of ["a", "b", "c", "d"]) {
    store.begin(id);
    store.finish(id, true);
  }
  assertEquals(store.size, 3);
  assertEquals(["b", "c", "d"].map((id) => store.begin(id)), ["done", "done", "done"]);
  assertEquals(store.begin("a"), "new");
});

Deno.test("MemoryReplayStore counts the age of an id from when it was handled last", () => {
  const store = new MemoryReplayStore({ maxIds: 2 });
  for (const id of ["a", "b", "a", "c"]) store.finish(id, true);
  assertEquals([store.begin("a"), store.begin("c"), store.begin("b")], ["done", "done", "new"]);
});

Deno.test("MemoryReplayStore keeps its size whatever comes", () => {
  const store = new MemoryReplayStore({ maxIds: 100 });
  for (let n = 0; n < 10_000; n++) {
    store.begin(`id ${n}`);
    store.finish(`id ${n}`, n % 2 === 0);
  }
  assertEquals(store.size, 100);
});

Deno.test("MemoryReplayStore forgets none that is being handled, however many there are", () => {
  const store = new MemoryReplayStore({ maxIds: 1 });
  assertEquals([store.begin("a"), store.begin("b"), store.begin("c")], ["new", "new", "new"]);
  store.finish("b", true);
  store.finish("c", true);
  assertEquals([store.begin("a"), store.begin("c")], ["pending", "done"]);
  assertEquals(store.size, 2);
});

Deno.test("MemoryReplayStore forgets a claim that nobody ended, after maxAge", async () => {
  const clock = new ManualClock();
  const store = new MemoryReplayStore({ maxAge: 1000, clock });
  store.begin("a");
  await clock.advance(999);
  assertEquals(store.begin("a"), "pending");
  await clock.advance(1);
  assertEquals([store.begin("b"), store.size], ["new", 1]);
});

Deno.test("MemoryReplayStore lets nobody end the claim of another", async () => {
  const clock = new ManualClock();
  const store = new MemoryReplayStore({ maxAge: 1000, clock });
  store.begin("a", "slow");
  await clock.advance(1000);
  assertEquals(store.begin("a", "other"), "new");
  store.finish("a", false, "slow");
  assertEquals(store.begin("a", "third"), "pending");
  store.finish("a", true, "slow");
  assertEquals(store.begin("a", "third"), "pending");
  store.finish("a", true, "other");
  assertEquals(store.begin("a", "third"), "done");
  store.finish("a", false, "slow");
  assertEquals(store.begin("a", "third"), "done");
});

Deno.test("MemoryReplayStore forgets after maxAge, counted from the end of handling", async () => {
  const clock = new ManualClock();
  const store = new MemoryReplayStore({ maxAge: 1000, clock });
  store.begin("a");
  await clock.advance(500);
  store.finish("a", true);
  await clock.advance(999);
  assertEquals(store.begin("a"), "done");
  await clock.advance(1);
  assertEquals(store.begin("a"), "new");
  assertEquals(clock.waits, []);
});

Deno.test("MemoryReplayStore checks its options", () => {
  assertThrows(() => new MemoryReplayStore({ maxIds: 0 }), RangeError, "'maxIds'");
  assertThrows(() => new MemoryReplayStore({ maxAge: 0 }), RangeError, "'maxAge'");
  assertThrows(() => new MemoryReplayStore({ maxage: 5 } as object), TypeError, "'maxage'");
  assertThrows(() => new MemoryReplayStore({ clock: {} as never }), TypeError, "'clock'");
});
