import { assertEquals, assertThrows } from "@std/assert";
import {
  type AlertKind,
  channelFor,
  colorFor,
  COLORS,
  DEFAULT_ROUTES,
  Notifier,
  type Routes,
  type Severity,
  SEVERITY_RANKS,
} from "../../src/notifier/mod.ts";
import { openDesk, titles } from "./desk.ts";

Deno.test("SEVERITY_RANKS go from DEV to P0, each with its number and its own name as label", () => {
  assertEquals(Object.entries(SEVERITY_RANKS), [
    ["DEV", 0],
    ["P3", 1],
    ["P2", 2],
    ["P1", 3],
    ["P0", 4],
  ]);
});

Deno.test("COLORS are those of the sheet", () => {
  assertEquals(COLORS, {
    p0: 16711680,
    p1: 16746496,
    p2: 16763904,
    positive: 52326,
    neutral: 3381759,
    dev: 8421504,
    audit: 16777215,
  });
});

const TABLE: [Severity, AlertKind, string, number][] = [
  ["P0", "positive", "alerts", 16711680],
  ["P0", "neutral", "alerts", 16711680],
  ["P1", "positive", "alerts", 16746496],
  ["P1", "neutral", "alerts", 16746496],
  ["P2", "positive", "info", 16763904],
  ["P2", "neutral", "info", 16763904],
  ["P3", "positive", "info", 52326],
  ["P3", "neutral", "trades", 3381759],
  ["DEV", "positive", "dev", 8421504],
  ["DEV", "neutral", "dev", 8421504],
];

for (const [severity, kind, channel, color] of TABLE) {
  Deno.test(`A ${kind} ${severity} goes to ${channel}, in its colour`, async () => {
    assertEquals([channelFor(severity, kind), colorFor(severity, kind)], [channel, color]);
    const desk = openDesk({ auditChannel: null });
    await using notifier = desk.notifier;
    await notifier.notifyNow(severity, "x", { kind });
    assertEquals(titles(desk[channel as "alerts"]), ["x"]);
    assertEquals(notifier.stats.sent, 1);
  });
}

Deno.test("channelFor() and colorFor() take a P3 for positive unless told otherwise", () => {
  assertEquals([channelFor("P3"), colorFor("P3")], ["info", COLORS.positive]);
});

Deno.test("channelFor() and colorFor() refuse a severity that there is none of", () => {
  for (const wrong of ["P4", "p0", "", "toString", 4, null, undefined, NaN]) {
    assertThrows(() => channelFor(wrong as Severity), RangeError, "'severity' must be one of");
    assertThrows(() => colorFor(wrong as Severity), RangeError, "'severity' must be one of");
  }
});

Deno.test("Notifier.notify() drops an alert of an unknown severity, and does not throw", async () => {
  const { notifier, drops, warnings } = openDesk();
  await using _ = notifier;
  const ticket = notifier.notify("P9" as Severity, "x");
  const result = await ticket.result;
  assertEquals([ticket.status, result.ok, !result.ok && result.kind], [
    "dropped",
    false,
    "payload",
  ]);
  assertEquals(drops, [{ alert: null, channel: null, reason: "misused" }]);
  assertEquals([warnings().length, notifier.stats.dropped], [1, 1]);
});

Deno.test("Notifier.notify() drops what makes no sense otherwise, and does not throw", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const hostile = {
    get description(): string {
      throw new Error("no");
    },
  };
  for (const options of [null, 5, hostile, { signal: {} }, { signal: null }]) {
    const ticket = notifier.notify("P0", "x", options as unknown as undefined);
    const result = await ticket.result;
    const isFine = options === 5; // It has no options, but says nothing wrong either.
    assertEquals([ticket.status, result.ok], isFine ? ["accepted", true] : ["dropped", false]);
  }
  assertEquals(alerts.sends.length, 1);
});

Deno.test("Notifier follows routes of the user's own, and its own for the rest", async () => {
  const routes: Partial<Routes> = { P1: "info", P3: { positive: "dev", neutral: "alerts" } };
  const { notifier, info, dev, alerts } = openDesk({ routes, auditChannel: null });
  await using _ = notifier;
  notifier.notify("P1", "P1");
  notifier.notify("P2", "P2");
  notifier.notify("P3", "good");
  notifier.notify("P3", "plain", { kind: "neutral" });
  await notifier.flush();
  assertEquals([titles(info), titles(dev), titles(alerts)], [["P1", "P2"], ["good"], ["plain"]]);
});

Deno.test("Notifier sends an alert to the channel that it names, in place of its route", async () => {
  const { notifier, trades } = openDesk();
  await using _ = notifier;
  await notifier.notifyNow("P0", "x", { channel: "trades" });
  assertEquals(titles(trades), ["x"]);
});

Deno.test("Notifier refuses routes that make no sense", () => {
  const kinds = { positive: "x", neutral: "y" };
  const wrong: unknown[] = [
    { P9: "x" },
    { P0: 5 },
    { P3: { positive: "x" } },
    { P3: { ...kinds, negative: "z" } },
    { P3: null },
    5,
  ];
  for (const routes of wrong) {
    assertThrows(() => new Notifier({ channels: {}, routes: routes as Routes }), TypeError);
  }
  assertEquals(DEFAULT_ROUTES.P0, "alerts");
});
