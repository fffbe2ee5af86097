import { assert, assertEquals, assertThrows } from "@std/assert";
import type { LogRecord as LogTapeRecord, Sink } from "@logtape/logtape";
import { type LogRecord, logSink, type LogSinkOptions } from "../../src/notifier/mod.ts";
import { alertOf, openDesk, titles } from "./desk.ts";

function record(level: LogRecord["level"], overrides: Partial<LogRecord> = {}): LogTapeRecord {
  return {
    category: ["shop", "db"],
    level,
    message: ["Lost ", "db1", " of ", { n: 2 }, ""],
    rawMessage: "Lost {host} of {all}",
    timestamp: Date.UTC(2026, 4, 5),
    properties: { host: "db1" },
    ...overrides,
  } as LogTapeRecord;
}

Deno.test("logSink() is a sink of LogTape, and turns a record into an alert", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const sink: Sink = logSink(notifier);
  sink(record("fatal", { properties: { host: "db1", error: new Error("bad") } }));
  await notifier.flush();
  const { severity, title, fields, footer, timestamp } = alertOf(alerts.payloads[0]);
  assertEquals([severity, title, footer], ["P0", 'Lost db1 of {"n":2}', "shop.db"]);
  assertEquals(timestamp, "2026-05-05T00:00:00.000Z");
  assertEquals(fields.map(({ name, value }) => `${name}=${value}`), [
    "host=db1",
    "error=Error: bad",
  ]);
});

Deno.test("logSink() passes on warnings and worse, each with its severity", async () => {
  const { notifier, alerts, info } = openDesk();
  await using _ = notifier;
  const sink = logSink(notifier);
  for (const level of ["trace", "debug", "info", "warning", "error", "fatal"] as const) {
    sink(record(level));
  }
  await notifier.flush();
  const severities = [...info.payloads, ...alerts.payloads].map((each) => alertOf(each).severity);
  assertEquals(severities.sort(), ["P0", "P1", "P2"]);
});

Deno.test("logSink() follows severities of the user's own", async () => {
  const { notifier, dev, alerts } = openDesk();
  await using _ = notifier;
  const sink = logSink(notifier, { severities: { info: "DEV", error: null } });
  sink(record("info"));
  sink(record("error"));
  await notifier.flush();
  assertEquals([dev.sends.length, alerts.sends.length], [1, 0]);
});

Deno.test("logSink() throttles by the message before its values are put in", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const sink = logSink(notifier);
  for (let n = 0; n < 9; n++) sink(record("error", { message: [`Lost ${n}`] }));
  await notifier.flush();
  assertEquals(titles(alerts), ["Lost 0", "Lost 1", "Lost 2"]);
});

Deno.test("logSink() does not feed what the notifier itself logs back to it", async () => {
  const { notifier, alerts } = openDesk({
    onEvent: ({ message }) => sink(record("error", { category: ["hookcast"], message: [message] })),
  });
  await using _ = notifier;
  const sink = logSink(notifier);
  alerts.fail("network", 100);
  sink(record("error"));
  await notifier.flush();
  assertEquals(alerts.sends.length, 1);
  const other = logSink(notifier, { ignore: "shop" });
  other(record("error"));
  await notifier.flush();
  assertEquals(alerts.sends.length, 1);
});

Deno.test("logSink() refuses wrong options by name", () => {
  const { notifier } = openDesk();
  assertThrows(() => logSink(5 as never), TypeError, "'notifier'");
  assertThrows(() => logSink(notifier, { levels: {} } as LogSinkOptions), TypeError, "'levels'");
  const options = { severities: { warn: "P1" } } as LogSinkOptions;
  assertThrows(() => logSink(notifier, options), TypeError, "'warn'");
});

Deno.test("logSink() shows no URL of a webhook, wherever a record holds one", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const discord = "https://discord.com/api/webhooks/123456789012345678/s3cret";
  const slack = "https://hooks.slack.com/services/T0ABCDEFG/B0ABCDEFG/s3cret";
  const error = new Error(`cannot reach ${discord}`);
  logSink(notifier)(record("error", {
    category: ["a", discord],
    message: ["Failed: ", error, slack],
    rawMessage: `Failed: ${discord}`,
    properties: { error, err: error, [discord]: { deep: [slack] }, wiki: "https://wiki.example/a" },
  }));
  await notifier.flush();
  const text = JSON.stringify(alerts.payloads[0]);
  assert(!text.includes("s3cret"), text);
  assert(text.includes("discord.com/api/webhooks/123456789012345678/***"), text);
  assert(text.includes("https://wiki.example/a"), text);
});
