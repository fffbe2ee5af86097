import { assert, assertEquals } from "@std/assert";
import { DiscordWebhook } from "../../discord.ts";
import { discordEmbeds, Notifier, type Overflow, type Severity } from "../../src/notifier/mod.ts";
import { FakeDiscord, ManualClock } from "../../src/testing/mod.ts";
import { settled, until } from "../core/waiting.ts";
import { alertOf, openDesk, titles } from "./desk.ts";

Deno.test("10,000 identical alerts in 30 s make three sends per minute, and the rest is counted", async () => {
  const { notifier, alerts, clock } = openDesk({ auditChannel: null });
  await using _ = notifier;
  for (let second = 0; second < 30; second++) {
    for (let n = 0; n < 333 + Number(second < 10); n++) notifier.notify("P1", "Lost the database");
    await clock.advance(1000);
  }
  assertEquals([notifier.stats.notified, alerts.sends.length], [10_000, 3]);
  await clock.advance(30_000);
  notifier.notify("P1", "Lost the database");
  await notifier.flush();
  assertEquals(alertOf(alerts.payloads.at(-1)).suppressed, 9997);
  const { sent, throttled } = notifier.stats;
  assertEquals([sent, throttled], [4, 9997]);
});

Deno.test("Identical alerts that never end make exactly three sends in each minute", async () => {
  const { notifier, alerts, clock } = openDesk({ auditChannel: null });
  await using _ = notifier;
  for (let second = 0; second < 300; second++) {
    for (let n = 0; n < 20; n++) notifier.notify("P1", "x");
    await clock.advance(1000);
  }
  assertEquals(alerts.sends.length, 15);
  const suppressed = alerts.payloads.map((payload) => alertOf(payload).suppressed);
  assertEquals(suppressed.filter((count) => count > 0), [1197, 1197, 1197, 1197]);
});

for (const overflow of ["drop-newest", "drop-oldest", "drop-lowest"] as Overflow[]) {
  Deno.test(`A storm of distinct alerts keeps every P0 with ${overflow}, and the counts add up`, async () => {
    const routes = { P2: "alerts", P3: "alerts", DEV: "alerts" };
    const { notifier, alerts, drops } = openDesk({ overflow, routes, auditChannel: null });
    await using _ = notifier;
    alerts.hold();
    const severities: Severity[] = ["DEV", "P3", "P2", "P1", "P0"];
    for (let n = 0; n < 2000; n++) notifier.notify(severities[n % 5]!, `${severities[n % 5]} ${n}`);
    await settled();
    alerts.release();
    assertEquals(await notifier.flush(), 0);
    const { notified, queued, sent, failed, throttled, dropped, disabled } = notifier.stats;
    assertEquals([notified, queued, failed, throttled, disabled], [2000, 0, 0, 0, 0]);
    assertEquals([sent, dropped, drops.length], [500, 1500, 1500]);
    assertEquals(titles(alerts).filter((title) => title.startsWith("P0")).length, 400);
    assert(drops.every(({ alert }) => alert?.severity !== "P0"));
  });
}

Deno.test("A minute without a network: nothing throws, flush() says what is left, the rest arrives", async () => {
  const clock = new ManualClock();
  await using discord = await FakeDiscord.start({ limits: { exec: null, channel: null }, clock });
  const { url } = discord.addWebhook();
  const to = new DiscordWebhook(url, {
    baseUrl: discord.url,
    clock,
    maxRetries: 100,
    backoff: { minTimeout: 5000, maxTimeout: 5000, jitter: 0 },
  });
  await using notifier = new Notifier({ channels: { alerts: { to, ...discordEmbeds() } }, clock });
  discord.fail({ kind: "reset" }, { times: Infinity });
  const results = Array.from({ length: 20 }, (_, n) => notifier.notifyNow("P0", `${n}`));
  for (let round = 1; round <= 12; round++) {
    await until(() => clock.waits.length >= round, `wait ${round}`);
    await clock.advance(5000);
  }
  assertEquals(await notifier.flush(0), 20);
  discord.clearFaults();
  const arrived = Promise.all(results);
  let isOver = false;
  arrived.then(() => isOver = true);
  await until(() => {
    if (clock.waits.length >= 13) clock.advance(5000);
    return isOver;
  }, "everything arrives");
  assert((await arrived).every(({ ok }) => ok));
  assertEquals(await notifier.flush(), 0);
  assertEquals(discord.stored.length, 20);
});
