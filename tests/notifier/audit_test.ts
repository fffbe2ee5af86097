import { assert, assertEquals } from "@std/assert";
import { DiscordWebhook } from "../../discord.ts";
import { Webhook } from "../../mod.ts";
import { auditLine, discordEmbeds, Notifier } from "../../src/notifier/mod.ts";
import { FakeDiscord, ManualClock, RecordingSender } from "../../src/testing/mod.ts";
import { isPending, settled, sleeping, soon } from "../core/waiting.ts";
import { openDesk, titles } from "./desk.ts";

Deno.test("auditLine() is the channel in code, then the title", () => {
  const entry = { channel: "alerts", title: "DB down", timestamp: "", ok: true };
  assertEquals(auditLine(entry), "`[alerts]` DB down");
  assertEquals(auditLine({ ...entry, channel: "a`b" }), "`[ab]` DB down");
  assertEquals(auditLine({ ...entry, ok: false }), "`[alerts]` not delivered: DB down");
});

Deno.test("auditLine() is one line, whatever the title and the channel", () => {
  const title = "x\r\n`[alerts]`\u2028All\u0085clear\u0000";
  const entry = { channel: "a\nb", title, timestamp: "", ok: true };
  assertEquals(auditLine(entry), "`[a b]` x `[alerts]` All clear ");
});

Deno.test("Notifier mirrors what was delivered, after it: two requests", async () => {
  const { notifier, alerts, audit } = openDesk();
  await using _ = notifier;
  alerts.hold();
  const sending = notifier.notify("P0", "x".repeat(100));
  await settled();
  assertEquals([alerts.sends.length, audit.sends.length], [1, 0]);
  alerts.release();
  await sending.result;
  await notifier.flush();
  assertEquals(audit.payloads, [{
    type: "audit",
    entry: {
      channel: "alerts",
      title: "x".repeat(80),
      color: 0xff0000,
      timestamp: "2026-01-01T00:00:00.000Z",
      ok: true,
    },
  }]);
  assertEquals(notifier.stats.mirrored, 1);
});

Deno.test("Notifier does not mirror what goes to the audit channel itself", async () => {
  const { notifier, audit } = openDesk();
  await using _ = notifier;
  await notifier.notifyNow("P0", "x", { channel: "audit" });
  await notifier.flush();
  assertEquals(audit.sends.length, 1);
});

Deno.test("Notifier mirrors nothing where that is switched off", async () => {
  const off = openDesk({ auditChannel: null });
  await using one = off.notifier;
  await one.notifyNow("P0", "x");
  const once = openDesk();
  await using two = once.notifier;
  await two.notifyNow("P0", "x", { mirror: false });
  assertEquals([await one.flush(), await two.flush()], [0, 0]);
  assertEquals([off.audit.sends.length, once.audit.sends.length], [0, 0]);
});

Deno.test("Notifier mirrors to another channel where one is named", async () => {
  const { notifier, audit, dev } = openDesk({ auditChannel: "dev" });
  await using _ = notifier;
  await notifier.notifyNow("P0", "x");
  await notifier.flush();
  assertEquals([audit.sends.length, titles(dev)], [0, ["x"]]);
});

Deno.test("Notifier mirrors what failed only where that is asked for", async () => {
  for (const mirrorFailures of [undefined, false, true]) {
    const { notifier, alerts, audit } = openDesk({ mirrorFailures });
    await using _ = notifier;
    alerts.fail("network");
    await notifier.notifyNow("P0", "x");
    await notifier.flush();
    const entries = audit.payloads.map((payload) => payload.type === "audit" && payload.entry.ok);
    assertEquals(entries, mirrorFailures ? [false] : []);
  }
});

Deno.test("Notifier reports a mirror that failed, once, and the alert is delivered all the same", async () => {
  const { notifier, audit, warnings } = openDesk({ mirrorFailures: true });
  await using _ = notifier;
  audit.fail("http");
  const result = await notifier.notifyNow("P0", "x");
  await notifier.flush();
  assertEquals([result.ok, audit.sends.length], [true, 1]);
  assertEquals(warnings().map(({ type, channel }) => [type, channel]), [[
    "mirror-failed",
    "audit",
  ]]);
  assertEquals([notifier.stats.sent, notifier.stats.failed, notifier.stats.mirrorsFailed], [
    1,
    0,
    1,
  ]);
});

Deno.test("Notifier waits for no mirror", async () => {
  const { notifier, audit } = openDesk();
  await using _ = notifier;
  audit.hold();
  for (let n = 0; n < 3; n++) assert((await soon(notifier.notifyNow("P0", `${n}`))).ok);
  assertEquals(await isPending(notifier.flush()), true);
  audit.release();
  await notifier.flush();
  assertEquals(audit.sends.length, 3);
});

Deno.test("Notifier bounds the queue of its mirror", async () => {
  const { notifier, audit } = openDesk({ capacity: 5, throttle: false });
  await using _ = notifier;
  audit.hold();
  for (let n = 0; n < 20; n++) await notifier.notifyNow("P0", `${n}`);
  audit.release();
  await notifier.flush();
  const { mirrored, mirrorsFailed } = notifier.stats;
  assertEquals([mirrored, mirrorsFailed, audit.sends.length], [6, 14, 6]);
});

Deno.test("Notifier mirrors as an alert where the rendering knows no entries", async () => {
  const to = new RecordingSender();
  const plain = { to, render: (alert: { title: string; severity: string }) => alert };
  const { notifier } = openDesk({ channels: { alerts: plain, audit: plain } });
  await using _ = notifier;
  await notifier.notifyNow("P0", "x");
  await notifier.flush();
  const [, entry] = to.payloads as { title: string; severity: string }[];
  assertEquals([entry?.title, entry?.severity], ["`[alerts]` x", "DEV"]);
});

/**
 * A notifier that sends to a fake Discord, with one retry for its mirror. The mirror's sender is one
 * whose waits a test can see: a limiter holds messages back in ways of its own.
 */
async function startDiscord(clock?: ManualClock) {
  const discord = await FakeDiscord.start({ clock });
  const [main, mirror] = [discord.addWebhook(), discord.addWebhook()];
  const backoff = { minTimeout: 1, maxTimeout: 1 };
  const options = { baseUrl: discord.url, clock, backoff };
  const notifier = new Notifier({
    channels: {
      alerts: { to: new DiscordWebhook(main.url, options), ...discordEmbeds() },
      audit: {
        to: new Webhook(mirror.url, { clock, backoff, maxRetries: 1, rateLimit: false }),
        ...discordEmbeds(),
      },
    },
  });
  const mirrors = () => discord.requests.filter(({ path }) => path.includes(mirror.id));
  const isMirror = { when: ({ path }: { path: string }) => path.includes(mirror.id) };
  return { discord, notifier, mirrors, isMirror };
}

Deno.test("A mirror that fails with 500 twice is given up after two requests", async () => {
  const { discord, notifier, mirrors, isMirror } = await startDiscord();
  await using _ = discord;
  await using __ = notifier;
  discord.fail({ kind: "status", status: 500 }, { times: 5, ...isMirror });
  const result = await notifier.notifyNow("P1", "x");
  await notifier.flush();
  assertEquals([result.ok, mirrors().length, notifier.stats.mirrorsFailed], [true, 2, 1]);
});

Deno.test("A mirror that meets a 429 waits and tries again once", async () => {
  const clock = new ManualClock();
  const { discord, notifier, mirrors, isMirror } = await startDiscord(clock);
  await using _ = discord;
  await using __ = notifier;
  const body = JSON.stringify({ message: "slow down", retry_after: 0.5, global: false });
  const headers = { "content-type": "application/json" };
  discord.fail({ kind: "reply", status: 429, headers, body }, isMirror);
  await notifier.notifyNow("P1", "x");
  await sleeping(clock, 1);
  assertEquals(mirrors().length, 1);
  await clock.advance(clock.waits[0]!);
  assertEquals(await notifier.flush(), 0);
  assertEquals([clock.waits[0]! >= 500, mirrors().length, notifier.stats.mirrored], [true, 2, 1]);
});
