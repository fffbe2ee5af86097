import { assertEquals } from "@std/assert";
import { Faults } from "../../../src/testing/discord/faults.ts";
import type { DiscordRequest } from "../../../src/testing/discord/record.ts";

/** Lets requests pass; returns the kind of fault that hit each. */
function hits(faults: Faults, methods: readonly string[]): (string | undefined)[] {
  return methods.map((method) => faults.next({ method } as DiscordRequest)?.kind);
}

Deno.test("Faults.next() hits the next request unless told otherwise", () => {
  const faults = new Faults();
  faults.add({ kind: "reset" }, {});
  assertEquals(hits(faults, ["POST", "POST"]), ["reset", undefined]);
});

Deno.test("Faults.next() counts to the n-th, and hits as many as asked", () => {
  const faults = new Faults();
  faults.add({ kind: "reset" }, { nth: 2, times: 2 });
  assertEquals(faults.pending, 2);
  assertEquals(hits(faults, ["POST", "POST"]), [undefined, "reset"]);
  assertEquals(faults.pending, 1);
  assertEquals(hits(faults, ["POST", "POST"]), ["reset", undefined]);
  assertEquals(faults.pending, 0);
});

Deno.test("Faults.next() counts only requests that fit", () => {
  const faults = new Faults();
  faults.add({ kind: "reset" }, { nth: 2, when: ({ method }) => method === "PATCH" });
  const methods = ["PATCH", "POST", "PATCH"];
  assertEquals(hits(faults, methods), [undefined, undefined, "reset"]);
});

Deno.test("Faults.next() gives one request one fault, the one planned first", () => {
  const faults = new Faults();
  faults.add({ kind: "reset" }, {});
  faults.add({ kind: "lost-reply" }, {});
  assertEquals(hits(faults, ["POST", "POST", "POST"]), ["reset", "lost-reply", undefined]);
});

Deno.test("Faults.clear() calls off what has not happened", () => {
  const faults = new Faults();
  faults.add({ kind: "reset" }, { times: 9 });
  faults.clear();
  assertEquals([hits(faults, ["POST"]), faults.pending], [[undefined], 0]);
});
