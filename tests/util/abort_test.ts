import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { untilAborted } from "../../src/util/abort.ts";
import { settled } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";

const NEVER = new Promise<never>(() => {});

/** What a promise rejects with. */
async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(() => "it resolved", (reason) => reason);
}

Deno.test("untilAborted() resolves to what the work resolves to", async () => {
  const { signal } = new AbortController();
  assertEquals(await untilAborted(Promise.resolve(1), signal), 1);
  assertEquals(await untilAborted(Promise.resolve(1), undefined), 1);
});

Deno.test("untilAborted() takes a value, and anything with then(), for work", async () => {
  const { signal } = new AbortController();
  const thenable: PromiseLike<number> = {
    then: (done, fail) => Promise.resolve(2).then(done, fail),
  };
  assertEquals(await untilAborted(1, signal), 1);
  assertEquals(await untilAborted(thenable, signal), 2);
});

Deno.test("untilAborted() rejects with what the work rejects with", async () => {
  const error = new RangeError("broken");
  for (const signal of [new AbortController().signal, undefined]) {
    assertStrictEquals(await reasonOf(untilAborted(Promise.reject(error), signal)), error);
  }
});

Deno.test("untilAborted() rejects with the signal's reason as soon as it is aborted", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(NEVER, controller.signal);
  const reason = new Error("stop");
  controller.abort(reason);
  assertStrictEquals(await reasonOf(waiting), reason);
});

Deno.test("untilAborted() rejects with a reason that is no error, as it is", async () => {
  assertEquals(await reasonOf(untilAborted(NEVER, AbortSignal.abort(0))), 0);
});

Deno.test("untilAborted() does not wait where the signal is aborted already", async () => {
  await assertRejects(() => untilAborted(NEVER, AbortSignal.abort()), DOMException);
  await assertRejects(() => untilAborted(Promise.resolve(1), AbortSignal.abort()), DOMException);
});

Deno.test("untilAborted() ignores what the work comes to after the abort", async () => {
  for (const late of ["resolve", "reject"] as const) {
    const controller = new AbortController();
    const work = Promise.withResolvers<void>();
    const waiting = untilAborted(work.promise, controller.signal);
    controller.abort("stop");
    work[late]();
    assertEquals(await reasonOf(waiting), "stop");
    await settled(); // An unhandled rejection would fail this test.
  }
});

Deno.test("untilAborted() ignores an abort after the work has ended", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(Promise.resolve(1), controller.signal);
  await settled();
  controller.abort();
  assertEquals(await waiting, 1);
});

Deno.test("untilAborted() keeps one listener while it waits", () => {
  const { signal, listeners } = watchedSignal();
  untilAborted(NEVER, signal);
  assertEquals(listeners.size, 1);
});

Deno.test("untilAborted() leaves no listener, whatever ends the wait", async () => {
  const ends = {
    "the work": () => Promise.resolve(1),
    "its failure": () => Promise.reject(new Error("broken")),
    "the signal": () => NEVER,
  };
  for (const [name, work] of Object.entries(ends)) {
    const { controller, signal, listeners } = watchedSignal();
    const waiting = untilAborted(work(), signal);
    if (name === "the signal") controller.abort();
    await waiting.catch(() => {});
    await settled();
    assertEquals(listeners.size, 0, name);
  }
});
