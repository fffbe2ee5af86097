import { assert, assertEquals } from "@std/assert";
import type { LiveEvent } from "../../playground/api/event.ts";
import type { WireRequest } from "../../playground/api/wire.ts";
import { type Bar, draw } from "../../playground/page/timeline/model.ts";
import { place, scaleTo } from "../../playground/page/timeline/scale.ts";

const REQUEST: WireRequest = {
  method: "POST",
  url: "http://127.0.0.1/",
  headers: [],
  body: { size: 0, text: "", cut: false },
  seen: "client",
};

/** The events of an attempt. */
function attempt(
  number: number,
  from: number,
  { wait = null, part = 1 }: { readonly wait?: number | null; readonly part?: number } = {},
): LiveEvent[] {
  const base = { run: "r", send: 1, part, attempt: number };
  const fails = wait !== null;
  return [
    { ...base, at: from, type: "queued" },
    { ...base, at: from + 10, type: "turn", granted: true, waited: 10 },
    { ...base, at: from + 10, type: "request", request: REQUEST },
    {
      ...base,
      at: from + 30,
      type: "attempt",
      status: fails ? 500 : 200,
      kind: fails ? "http" : null,
      error: fails ? "server answered 500" : null,
      elapsed: 20,
      queued: 10,
      proxy: null,
      wait,
      waitReason: fails ? "backoff" : null,
    },
  ];
}

function inShort({ kind, from, to, state }: Bar): unknown[] {
  return [kind, from, to, state];
}

Deno.test("draw() makes a queue, an attempt and a wait of what is retried", () => {
  const { rows } = draw([...attempt(1, 0, { wait: 70 }), ...attempt(2, 100)]);
  assertEquals(rows.length, 1);
  assertEquals(rows[0]?.bars.map(inShort), [
    ["queue", 0, 10, "ok"],
    ["attempt", 10, 30, "retried"],
    ["wait", 30, 100, "ok"],
    ["queue", 100, 110, "ok"],
    ["attempt", 110, 130, "ok"],
  ]);
});

Deno.test("draw() leaves open what has not ended", () => {
  const { rows, isOver } = draw(attempt(1, 0).slice(0, 3));
  assertEquals(rows[0]?.bars.map(inShort).at(-1), ["attempt", 10, null, "pending"]);
  assertEquals(isOver, false);
});

Deno.test("draw() shows a refusal of the rate limiter where it came", () => {
  const base = { run: "r", send: 1, part: 1, attempt: 1 };
  const { rows } = draw([
    { ...base, at: 0, type: "queued" },
    { ...base, at: 40, type: "turn", granted: false, waited: 40 },
  ]);
  assertEquals(rows[0]?.bars.map(inShort), [["queue", 0, 40, "failed"]]);
});

Deno.test("draw() gives each part of a split message a row, in order", () => {
  const { rows } = draw([...attempt(1, 50, { part: 2 }), ...attempt(1, 0)]);
  assertEquals(rows.map(({ key }) => key), ["1.1", "1.2"]);
});

Deno.test("draw() takes the request as the fake received it", () => {
  const answered: LiveEvent = {
    run: "r",
    send: 1,
    part: 1,
    attempt: 1,
    at: 25,
    type: "answer",
    answer: { status: 200, headers: [], body: { size: 0, text: "", cut: false } },
    request: { ...REQUEST, seen: "wire" },
  };
  const { rows } = draw(attempt(1, 0).toSpliced(3, 0, answered));
  assertEquals(rows[0]?.bars.at(-1)?.attempt.request?.seen, "wire");
});

Deno.test("draw() keeps what was left of a rate limit, and when it resets", () => {
  const { lanes } = draw([{
    run: "r",
    send: 1,
    part: 1,
    attempt: 1,
    at: 30,
    type: "window",
    bucket: "b",
    limit: 5,
    remaining: 4,
    resetAfter: 2000,
    scope: null,
  }]);
  assertEquals(lanes, [{
    bucket: "b",
    points: [{ at: 30, remaining: 4, limit: 5, resetAt: 2030 }],
  }]);
});

Deno.test("scaleTo() marks round times, and place() stays on the scale", () => {
  const scale = scaleTo(950);
  assertEquals(scale.ticks, [0, 200, 400, 600, 800]);
  assertEquals([place(scale, -5), place(scale, 0), place(scale, 9999)], [0, 0, 100]);
});

Deno.test("scaleTo() marks no time so late that its words would stick out", () => {
  for (let end = 1; end < 100_000; end = Math.ceil(end * 1.3)) {
    const scale = scaleTo(end);
    assert(place(scale, scale.ticks.at(-1) ?? 0) <= 88, `up to ${end} ms`);
    assert(scale.ticks.length >= 2, `up to ${end} ms there is but one mark`);
  }
});
