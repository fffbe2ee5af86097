import { assertEquals } from "@std/assert";
import { ignoreRejection, isPromise } from "../../src/util/promise.ts";

Deno.test("isPromise() knows promises that are no instances of the global class", async () => {
  const Native = Promise;
  globalThis.Promise = class Replaced<T> extends Native<T> {} as typeof Promise;
  try {
    const native = (async () => {})();
    assertEquals([native instanceof Promise, isPromise(native)], [false, true]);
    await native;
  } finally {
    globalThis.Promise = Native;
  }
  for (const value of [undefined, null, 5, "then", {}, { then: 5 }, () => {}]) {
    assertEquals(isPromise<unknown>(value), false);
  }
});

Deno.test("ignoreRejection() hears of a rejection, so that the process does not end", async () => {
  ignoreRejection(Promise.reject(new Error("boom")));
  ignoreRejection({ then: (_: unknown, reject: (reason: unknown) => void) => reject("boom") });
  ignoreRejection("no promise");
  await new Promise((resolve) => setTimeout(resolve));
});
