import { assertEquals, assertRejects } from "@std/assert";
import { Lines } from "../../src/hookrail/lines.ts";
import { settled } from "../core/waiting.ts";

Deno.test("Lines.run() runs what has the same key one after the other, failed or not", async () => {
  const lines = new Lines();
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  const work = (name: string, until?: Promise<void>) => () => {
    begun.push(name);
    return until ?? Promise.resolve();
  };
  const running = [
    lines.run("a", work("a1", first.promise)).catch(() => {}),
    lines.run("a", work("a2")),
    lines.run("b", work("b1")),
  ];
  await settled();
  assertEquals(begun, ["a1", "b1"]);
  first.reject(new Error("no"));
  await Promise.all(running);
  assertEquals(begun, ["a1", "b1", "a2"]);
});

Deno.test("Lines.run() waits behind the last of a line when the first is done", async () => {
  const lines = new Lines();
  const ends = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const run = (n: number) => {
    return lines.run("a", () => {
      begun.push(n);
      return ends[n]!.promise;
    });
  };
  const running = [run(0), run(1)];
  ends[0]!.resolve();
  await settled();
  running.push(run(2));
  await settled();
  assertEquals(begun, [0, 1]);
  for (const { resolve } of ends) resolve();
  await Promise.all(running);
  assertEquals(begun, [0, 1, 2]);
});

Deno.test("Lines.run() keeps nothing of work that is done or has failed", async () => {
  const lines = new Lines();
  for (let n = 0; n < 100; n++) await lines.run(`done ${n}`, () => Promise.resolve());
  await assertRejects(() => lines.run("failed", () => Promise.reject(new Error("no"))));
  const last = Promise.withResolvers<void>();
  const running = ["x", "x"].map((key) => lines.run(key, () => last.promise));
  assertEquals(lines.size, 1);
  last.resolve();
  await Promise.all(running);
  assertEquals(lines.size, 0);
});
