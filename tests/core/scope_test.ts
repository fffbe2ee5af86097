import { assertEquals, assertStrictEquals } from "@std/assert";
import { Scope } from "../../src/core/scope.ts";
import { ManualClock } from "../../src/testing/mod.ts";

Deno.test("Scope without signal and deadline never ends", () => {
  const clock = new ManualClock();
  using scope = new Scope(undefined, undefined, clock);
  assertEquals([scope.signal, scope.ended], [undefined, undefined]);
  assertEquals(clock.pending, 0);
});

Deno.test("Scope without a deadline is ended by the caller's signal, as it is", () => {
  const controller = new AbortController();
  using scope = new Scope(controller.signal, undefined, new ManualClock());
  assertStrictEquals(scope.signal, controller.signal);
  assertEquals(scope.ended, undefined);
  controller.abort();
  assertEquals(scope.ended, "aborted");
});

Deno.test("Scope ends when its deadline has passed, not earlier", async () => {
  const clock = new ManualClock();
  using scope = new Scope(undefined, 100, clock);
  await clock.advance(99);
  assertEquals([scope.ended, scope.signal?.aborted], [undefined, false]);
  await clock.advance(1);
  assertEquals([scope.ended, scope.signal?.aborted], ["timeout", true]);
});

Deno.test("Scope with a deadline passes the reason of the caller's signal on", () => {
  const controller = new AbortController();
  using scope = new Scope(controller.signal, 100, new ManualClock());
  const reason = { any: "thing" };
  controller.abort(reason);
  assertStrictEquals(scope.signal?.reason, reason);
  assertEquals(scope.ended, "aborted");
});

Deno.test("Scope has ended at once when the caller's signal is aborted already", () => {
  const signal = AbortSignal.abort("gone");
  for (const deadline of [undefined, 100]) {
    using scope = new Scope(signal, deadline, new ManualClock());
    assertEquals([scope.ended, scope.signal?.reason], ["aborted", "gone"]);
  }
});

Deno.test("Scope tells a caller's own TimeoutError from its deadline", () => {
  const signal = AbortSignal.abort(new DOMException("The deadline has passed", "TimeoutError"));
  for (const deadline of [undefined, 100]) {
    using scope = new Scope(signal, deadline, new ManualClock());
    assertEquals(scope.ended, "aborted");
  }
});

Deno.test("Scope is ended by what comes first", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  using scope = new Scope(controller.signal, 100, clock);
  await clock.advance(100);
  controller.abort();
  assertEquals(scope.ended, "timeout");
});

Deno.test("Scope leaves neither timer nor listener once it is disposed of", () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  {
    using _scope = new Scope(controller.signal, 100, clock);
    assertEquals(clock.pending, 1);
  }
  assertEquals(clock.pending, 0);
  const scope = new Scope(controller.signal, 100, clock);
  scope[Symbol.dispose]();
  controller.abort();
  assertEquals(scope.signal?.aborted, false);
});
