import { assertEquals } from "@std/assert";
import { parseRetryAfter, parseSeconds } from "../../src/util/retry_after.ts";

const NOW = Date.UTC(1994, 10, 6, 8, 49, 30);

Deno.test("parseRetryAfter() reads seconds, whole and with a fraction", () => {
  const cases: [value: string, wait: number][] = [
    ["0", 0],
    ["2", 2000],
    ["120", 120_000],
    ["0.5", 500],
    ["1.234", 1234],
    ["2.007", 2007],
    [" 3 ", 3000],
    ["007", 7000],
    ["86400000", 86_400_000_000],
  ];
  for (const [value, wait] of cases) assertEquals(parseRetryAfter(value, { now: NOW }), wait);
});

Deno.test("parseRetryAfter() rounds a fraction of a millisecond up", () => {
  assertEquals(parseRetryAfter("0.0001", { now: NOW }), 1);
  assertEquals(parseRetryAfter("1.2341", { now: NOW }), 1235);
});

Deno.test("parseRetryAfter() reads the three date formats of HTTP, all in UTC", () => {
  const dates = [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
  ];
  for (const date of dates) assertEquals(parseRetryAfter(date, { now: NOW }), 7000, date);
});

Deno.test("parseRetryAfter() takes a date in the past for no wait", () => {
  const dates = ["Sun, 06 Nov 1994 08:49:29 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"];
  for (const date of dates) assertEquals(parseRetryAfter(date, { now: NOW }), 0);
});

Deno.test("parseRetryAfter() keeps to the end of a wait of years", () => {
  assertEquals(parseRetryAfter("Tue, 06 Nov 2035 08:49:30 GMT", { now: NOW }), 1_293_840_000_000);
});

Deno.test("parseRetryAfter() says undefined to what is neither", () => {
  const cases = [
    null,
    "",
    " ",
    "soon",
    "5 apples",
    "-1",
    "+1",
    "1e3",
    "1,5",
    ".5",
    "5.",
    "0x10",
    "NaN",
    "Infinity",
    "2026-01-01T00:00:00Z",
    "6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 99:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 +0200",
    "Sun, 99 Foo 1994 08:49:37 GMT",
    "9".repeat(400),
  ];
  for (const value of cases) {
    assertEquals(parseRetryAfter(value, { now: NOW }), undefined, `${value}`);
  }
});

Deno.test("parseSeconds() reads a number and a text alike", () => {
  const cases: [value: unknown, ms: number][] = [
    [0, 0],
    [-0, 0],
    [2, 2000],
    ["2", 2000],
    [0.35, 350],
    ["0.35", 350],
    [64.57, 64_570],
    [2.007, 2007],
    [0.0001, 1],
    [1e21, 1e24],
  ];
  for (const [value, ms] of cases) assertEquals(parseSeconds(value), ms + 0);
});

Deno.test("parseSeconds() says undefined to what is no number of at least zero", () => {
  const cases = [
    -1,
    -0.001,
    NaN,
    Infinity,
    -Infinity,
    "",
    "-1",
    "2s",
    null,
    undefined,
    true,
    2n,
    {},
    [2],
  ];
  for (const value of cases) assertEquals(parseSeconds(value), undefined);
});

Deno.test("parseSeconds() says undefined to what is no finite number of milliseconds", () => {
  assertEquals(parseSeconds("9".repeat(307)), undefined);
  assertEquals(parseSeconds(1e307), undefined);
});
