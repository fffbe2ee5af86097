import { assertEquals, assertRejects } from "@std/assert";
import {
  PosthookConnectionError,
  RateLimitError,
  type ScheduledHook,
  type ScheduleParams,
} from "../../src/posthook/mod.ts";
import type { Answer } from "../../src/testing/mod.ts";
import { data, start, wireHook } from "./support.ts";

/** Schedules a hook; returns the body that the server got. */
async function sent(params: ScheduleParams): Promise<unknown> {
  await using service = await start([data(wireHook(), 201)]);
  await service.posthook.hooks.schedule(params);
  return service.server.requests[0]!.json();
}

/** Tries to schedule what cannot be; nothing may be sent. */
async function refused(params: Record<string, unknown>, message: string): Promise<void> {
  await using service = await start([data(wireHook(), 201)]);
  const given = params as unknown as ScheduleParams;
  await assertRejects(() => service.posthook.hooks.schedule(given), TypeError, message);
  assertEquals(service.server.requests.length, 0);
}

/** Schedules a hook, the answer bearing these headers. */
async function scheduledWith(headers: HeadersInit): Promise<ScheduledHook> {
  await using service = await start([{ ...data(wireHook(), 201), headers }]);
  return await service.posthook.hooks.schedule({ path: "/p", postIn: "5m" });
}

Deno.test("schedule() sends path, data and postIn, and nothing else", async () => {
  const body = await sent({ path: "/p", data: { a: [1] }, postIn: "1h30m" });
  assertEquals(body, { path: "/p", data: { a: [1] }, postIn: "1h30m" });
});

Deno.test("schedule() leaves out data that is undefined, and keeps null", async () => {
  assertEquals(await sent({ path: "/p", postIn: "5m" }), { path: "/p", postIn: "5m" });
  const body = await sent({ path: "/p", data: null, postIn: "5m" });
  assertEquals(body, { path: "/p", data: null, postIn: "5m" });
});

const MOMENTS: [string | Date, string][] = [
  ["2026-03-01T12:00:00.123456789+01:00", "2026-03-01T12:00:00.123456789+01:00"],
  [new Date("2026-03-01T12:00:00Z"), "2026-03-01T12:00:00Z"],
  [new Date("2026-03-01T14:00:00+02:00"), "2026-03-01T12:00:00Z"],
  [new Date("2026-03-01T12:00:00.120Z"), "2026-03-01T12:00:00.120Z"],
];

for (const [postAt, expected] of MOMENTS) {
  const given = postAt instanceof Date ? `the date ${postAt.toISOString()}` : `the text ${postAt}`;
  Deno.test(`schedule() sends as postAt, for ${given}, ${expected}`, async () => {
    assertEquals(await sent({ path: "/p", postAt }), { path: "/p", postAt: expected });
  });
}

Deno.test("schedule() sends postAtLocal with its time zone", async () => {
  const params = { path: "/p", postAtLocal: "2026-07-01T09:00:00", timezone: "Europe/Berlin" };
  assertEquals(await sent(params), params);
});

const WRONG: [string, Record<string, unknown>, string][] = [
  ["no mode", {}, "Exactly one scheduling mode is required"],
  ["two modes", { postIn: "5m", postAt: "2026-03-01T12:00:00Z" }, "Only one scheduling mode"],
  [
    "three modes",
    { postIn: "5m", postAt: new Date(0), postAtLocal: "2026-07-01T09:00:00", timezone: "UTC" },
    "Only one scheduling mode",
  ],
  ["an invalid date", { postAt: new Date(NaN) }, "'postAt' must be a valid Date"],
  ["a number as a time", { postAt: 5 }, "'postAt' must be a time"],
  ["a year that RFC 3339 cannot write", { postAt: new Date(8e15) }, "'postAt'"],
  ["a local time without a zone", { postAtLocal: "2026-07-01T09:00:00" }, "'timezone' is required"],
  ["an empty zone", { postAtLocal: "2026-07-01T09:00:00", timezone: "" }, "'timezone'"],
  ["a stray zone with postIn", { postIn: "5m", timezone: "UTC" }, "'timezone' goes only with"],
  ["a stray zone with postAt", { postAt: new Date(0), timezone: "UTC" }, "'timezone' goes only"],
  ["an empty postIn", { postIn: "" }, "'postIn' must not be empty"],
  ["an empty path", { path: "", postIn: "5m" }, "'path' must not be empty"],
  ["no path", { path: undefined, postIn: "5m" }, "'path' must be a string"],
  ["an unknown parameter", { postin: "5m" }, "'postin'"],
  ["data that JSON would lose", { postIn: "5m", data: new Map([[1, 2]]) }, "Map"],
  ["data that is no JSON", { postIn: "5m", data: 1n }, "cannot be serialised"],
  ["data that JSON would leave out", { postIn: "5m", data: () => 1 }, "'data' is no JSON value"],
  ["a symbol as data", { postIn: "5m", data: Symbol("x") }, "'data' is no JSON value"],
  [
    "an incomplete override",
    { postIn: "5m", retryOverride: { minRetries: 3, strategy: "fixed" } },
    "'retryOverride.delaySecs'",
  ],
  [
    "an exponential override without a maximum",
    { postIn: "5m", retryOverride: { minRetries: 3, delaySecs: 5, strategy: "exponential" } },
    "'retryOverride.maxDelaySecs'",
  ],
  [
    "an unknown strategy",
    { postIn: "5m", retryOverride: { minRetries: 3, delaySecs: 5, strategy: "never" } },
    "'retryOverride.strategy'",
  ],
];

for (const [what, params, message] of WRONG) {
  Deno.test(`schedule() refuses ${what}, and sends nothing`, async () => {
    await refused({ path: "/p", ...params }, message);
  });
}

Deno.test("schedule() takes exactly one mode by its types", () => {
  const take = (_params: ScheduleParams) => {};
  take({ path: "/p", postIn: "5m" });
  take({ path: "/p", postAt: new Date() });
  take({ path: "/p", postAtLocal: "2026-07-01T09:00:00", timezone: "UTC" });
  // @ts-expect-error No mode.
  take({ path: "/p" });
  // @ts-expect-error Two modes.
  take({ path: "/p", postIn: "5m", postAt: new Date() });
  // @ts-expect-error A local time without a zone.
  take({ path: "/p", postAtLocal: "2026-07-01T09:00:00" });
  // @ts-expect-error A stray zone.
  take({ path: "/p", postIn: "5m", timezone: "UTC" });
});

Deno.test("schedule() sends an override in the names of the wire, whole", async () => {
  const retryOverride = {
    minRetries: 5,
    delaySecs: 10,
    strategy: "exponential",
    backoffFactor: 1.5,
    maxDelaySecs: 600,
    jitter: true,
  } as const;
  const body = await sent({ path: "/p", postIn: "5m", retryOverride });
  assertEquals(body, { path: "/p", postIn: "5m", retryOverride });
});

Deno.test("schedule() leaves out what an override does not set", async () => {
  const retryOverride = { minRetries: 5, delaySecs: 10, strategy: "fixed" } as const;
  const body = await sent({ path: "/p", postIn: "5m", retryOverride });
  assertEquals(body, { path: "/p", postIn: "5m", retryOverride });
});

Deno.test("schedule() reads the quota from four headers, names in any case", async () => {
  const { quota } = await scheduledWith({
    "POSTHOOK-HOOKQUOTA-LIMIT": "100",
    "Posthook-HookQuota-Usage": "7",
    "posthook-hookquota-remaining": "93",
    "Posthook-Hookquota-Resets-At": "2026-04-01T00:00:00Z",
  });
  const resetsAt = "2026-04-01T00:00:00Z";
  assertEquals(quota, { limit: 100, usage: 7, remaining: 93, resetsAt });
});

Deno.test("schedule() tells no quota when the answer names no limit", async () => {
  assertEquals((await scheduledWith({ "posthook-hookquota-usage": "7" })).quota, null);
  for (const limit of ["", "many"]) {
    assertEquals((await scheduledWith({ "posthook-hookquota-limit": limit })).quota, null);
  }
});

Deno.test("schedule() takes what is missing of a quota for zero, and a bad time for none", async () => {
  const headers = {
    "posthook-hookquota-limit": "100",
    "posthook-hookquota-resets-at": "soon",
  };
  const { quota } = await scheduledWith(headers);
  assertEquals(quota, { limit: 100, usage: 0, remaining: 0, resetsAt: null });
});

Deno.test("schedule() tells the quota with the RateLimitError", async () => {
  const headers = { "posthook-hookquota-limit": "100", "posthook-hookquota-usage": "100" };
  await using service = await start([{ status: 429, headers, body: { error: "quota" } }]);
  const schedule = () => service.posthook.hooks.schedule({ path: "/p", postIn: "5m" });
  const { quota } = await assertRejects(schedule, RateLimitError, "quota");
  assertEquals(quota, { limit: 100, usage: 100, remaining: 0, resetsAt: null });
});

const FAILURES: [string, Answer, abstract new (...args: never[]) => Error][] = [
  ["a 429", { status: 429, headers: { "retry-after": "0" } }, RateLimitError],
  ["a 500", 500, Error],
  ["a 503", { status: 503, headers: { "retry-after": "0" } }, Error],
  ["a failure of the network", { fault: "cut" }, PosthookConnectionError],
];

for (const [what, answer, type] of FAILURES) {
  Deno.test(`schedule() sends no second request after ${what}`, async () => {
    await using service = await start([answer, data(wireHook(), 201)]);
    const schedule = () => service.posthook.hooks.schedule({ path: "/p", postIn: "5m" });
    await assertRejects(schedule, type as typeof Error);
    assertEquals(service.server.requests.length, 1);
  });
}

Deno.test("schedule() is not held back by a 429 before it", async () => {
  await using service = await start([
    { status: 429, headers: { "retry-after": "3600" } },
    data(wireHook(), 201),
  ]);
  const schedule = () => service.posthook.hooks.schedule({ path: "/p", postIn: "5m" });
  await assertRejects(schedule, RateLimitError);
  assertEquals((await schedule()).id, "h1");
});
