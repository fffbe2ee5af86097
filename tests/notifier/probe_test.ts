import { assertEquals } from "@std/assert";
import type { ProbeOptions } from "../../src/notifier/mod.ts";
import { alertOf, openDesk } from "./desk.ts";

Deno.test("Notifier.probe() posts that the service has started, in grey, to the dev channel", async () => {
  const { notifier, dev, warnings } = openDesk();
  await using _ = notifier;
  const probe = await notifier.probe({ service: "billing", version: "1.2.3" });
  const { title, description, color, severity } = alertOf(dev.payloads[0]);
  assertEquals([title, description], ["billing started", "Version 1.2.3"]);
  assertEquals([severity, color, probe.status], ["DEV", 0x808080, "reachable"]);
  assertEquals([probe.result?.ok, warnings()], [true, []]);
});

Deno.test("Notifier.probe() needs no words, and can go to another channel", async () => {
  const { notifier, info } = openDesk();
  await using _ = notifier;
  await notifier.probe({ channel: "info" });
  const { title, description } = alertOf(info.payloads[0]);
  assertEquals([title, description], ["Service started", ""]);
});

Deno.test("Notifier.probe() that fails is one warning, and does not throw", async () => {
  const { notifier, dev, warnings } = openDesk();
  await using _ = notifier;
  dev.fail("network");
  const probe = await notifier.probe();
  assertEquals([probe.status, !probe.result?.ok && probe.result?.kind], ["unreachable", "network"]);
  assertEquals(warnings().map(({ type }) => type), ["probe-failed"]);
});

Deno.test("Notifier.probe() whose sender throws is one warning, and does not throw", async () => {
  const to = {
    send(): never {
      throw new Error("no");
    },
  };
  const { notifier, warnings } = openDesk({ channels: { dev: { to, render: () => ({}) } } });
  await using _ = notifier;
  assertEquals((await notifier.probe()).status, "unreachable");
  assertEquals(warnings().map(({ type }) => type), ["probe-failed"]);
});

Deno.test("Notifier.probe() tells that it is disabled from that it is unreachable, without a warning", async () => {
  const off = openDesk({ enabled: false });
  const closed = openDesk();
  await closed.notifier.close();
  for (const { notifier, dev, events } of [off, closed]) {
    assertEquals(await notifier.probe(), { status: "disabled", result: null });
    assertEquals([dev.sends.length, events.length], [0, 0]);
  }
  const { notifier, events } = openDesk();
  await using _ = notifier;
  assertEquals((await notifier.probe({ channel: "none" })).status, "disabled");
  assertEquals(events, []);
});

Deno.test("Notifier.probe() is not throttled", async () => {
  const { notifier, dev } = openDesk();
  await using _ = notifier;
  for (let n = 0; n < 5; n++) assertEquals((await notifier.probe()).status, "reachable");
  assertEquals([dev.sends.length, notifier.stats.sent], [5, 5]);
});

Deno.test("Notifier.probe() ends when its signal is aborted", async () => {
  const { notifier, dev } = openDesk();
  await using _ = notifier;
  dev.hold();
  const controller = new AbortController();
  const probing = notifier.probe({ signal: controller.signal });
  controller.abort();
  assertEquals((await probing).status, "unreachable");
  dev.release();
});

Deno.test("Notifier.probe() sends nothing with a signal that is aborted already", async () => {
  const { notifier, dev } = openDesk({ auditChannel: null });
  await using _ = notifier;
  const { status, result } = await notifier.probe({ signal: AbortSignal.abort() });
  assertEquals([status, !result?.ok && result?.kind], ["unreachable", "aborted"]);
  assertEquals(dev.sends.length, 0);
});

Deno.test("Notifier.probe() that makes no sense is one warning, and does not throw", async () => {
  const { notifier, dev, warnings } = openDesk();
  await using _ = notifier;
  for (const options of [{ signal: {} }, null, { service: Symbol() }]) {
    const { status, result } = await notifier.probe(options as ProbeOptions);
    assertEquals([status, !result?.ok && result?.kind], ["unreachable", "payload"]);
  }
  assertEquals([warnings().length, dev.sends.length], [3, 0]);
  assertEquals([notifier.stats.notified, notifier.stats.dropped], [3, 3]);
});
