import { assert, assertEquals } from "@std/assert";
import { inspect } from "node:util";
import { DiscordWebhook } from "../../discord.ts";
import { discordEmbeds, Notifier, type NotifierEvent, plainJson } from "../../src/notifier/mod.ts";
import { FakeDiscord, FakeServer, RecordingSender } from "../../src/testing/mod.ts";

function printed(value: unknown): string[] {
  const deep = { depth: Infinity, showHidden: true };
  return [
    Deno.inspect(value, deep),
    Deno.inspect([{ value }], deep),
    inspect(value, deep),
    inspect([{ value }], deep),
    JSON.stringify(value) ?? "",
    String(value),
  ];
}

Deno.test("Notifier prints the sorted names of its channels, and whether it is on", () => {
  const channel = { to: new RecordingSender(), ...plainJson() };
  const notifier = new Notifier({ channels: { info: channel, alerts: channel } });
  assertEquals(JSON.stringify(notifier), '{"enabled":true,"channels":["alerts","info"]}');
  assertEquals(
    Deno.inspect(notifier).replaceAll("'", '"'), // Node writes one mark where Deno writes two.
    'Notifier { enabled: true, channels: [ "alerts", "info" ] }',
  );
  assertEquals(notifier.channels, ["alerts", "info"]);
});

Deno.test("Notifier shows no secret: not printed, not in events, results or errors", async () => {
  const token = "s3cret-".repeat(10);
  await using discord = await FakeDiscord.start();
  await using server = await FakeServer.start([{ fault: "cut" }, { status: 500, body: token }]);
  const { url } = discord.addWebhook({ token });
  const dead = `${server.url}api/webhooks/123456789012345678/${token}`;
  const events: NotifierEvent[] = [];
  const options = { backoff: { minTimeout: 0, maxTimeout: 1 } };
  const thrower = {
    send: () => Promise.reject(new Error(`cannot reach ${url}`)),
  };
  const notifier = new Notifier({
    channels: {
      alerts: { to: new DiscordWebhook(url, { baseUrl: discord.url }), ...discordEmbeds() },
      info: {
        to: new DiscordWebhook(dead, { baseUrl: server.url, maxRetries: 2, ...options }),
        ...discordEmbeds(),
      },
      dev: { to: thrower, ...discordEmbeds() },
    },
    mirrorFailures: true,
    auditChannel: "info",
    onEvent: (event) => events.push(event),
  });
  await using _ = notifier;
  const results = [
    await notifier.notifyNow("P0", "x"),
    await notifier.notifyNow("P2", "x"),
    await notifier.notifyNow("DEV", "x"),
    await notifier.notifyNow("P3", "x", { kind: "neutral" }),
  ];
  const probe = await notifier.probe();
  await notifier.flush();
  assertEquals(results.map(({ ok }) => ok), [true, false, false, false]);
  assert(events.length >= 6);
  const causes = results.map((result) => result.ok || result.cause);
  for (
    const value of [
      notifier,
      ...results,
      ...causes,
      probe,
      ...events,
      events.map(({ message }) => message),
    ]
  ) {
    for (const text of printed(value)) assert(!text.includes("s3cret"), text);
  }
});
