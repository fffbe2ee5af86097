import { assert, assertEquals, assertThrows } from "@std/assert";
import { DiscordWebhook } from "../../discord.ts";
import { fromEnv, type SenderDefaults, type SenderMakers } from "../../src/notifier/mod.ts";
import { SlackWebhook } from "../../src/slack/mod.ts";
import { FakeDiscord, FakeSlack, RecordingSender } from "../../src/testing/mod.ts";

/** Makers that keep what they are asked for. */
function recorders() {
  const made: { service: string; url: string; options: SenderDefaults; to: RecordingSender }[] = [];
  const maker = (service: string) => (url: string, options: SenderDefaults) => {
    const to = new RecordingSender();
    made.push({ service, url, options, to });
    return to;
  };
  const makers: SenderMakers = { discord: maker("discord"), slack: maker("slack") };
  return { made, makers };
}

const ON = { NOTIFY_DISCORD_ENABLED: "1" };

Deno.test("fromEnv() makes a channel of each URL, and leaves out empty ones", () => {
  const { made, makers } = recorders();
  const notifier = fromEnv({
    ...ON,
    DISCORD_WEBHOOK_ALERTS: "  https://a.example  ",
    DISCORD_WEBHOOK_INFO: "",
    DISCORD_WEBHOOK_DEV: "   ",
    DISCORD_WEBHOOK_TRADES: undefined,
    DISCORD_WEBHOOK_ON_CALL: "https://o.example",
    SLACK_WEBHOOK_INFO: "https://s.example",
    DISCORD_WEBHOOK: "https://x.example",
    MY_DISCORD_WEBHOOK_X: "https://x.example",
  }, makers);
  assertEquals(notifier.channels, ["alerts", "info", "on-call"]);
  assertEquals(made.map(({ service, url }) => `${service} ${url}`), [
    "discord https://a.example",
    "discord https://o.example",
    "slack https://s.example",
  ]);
});

for (const value of ["1", "0", undefined, "true", "", " 1", "yes", "01"]) {
  const state = value === "1" ? "on" : "off";
  Deno.test(`fromEnv() is ${state} with NOTIFY_DISCORD_ENABLED ${JSON.stringify(value)}`, async () => {
    const { made, makers } = recorders();
    const env = { DISCORD_WEBHOOK_ALERTS: "https://a.example", NOTIFY_DISCORD_ENABLED: value };
    await using notifier = fromEnv(env, makers);
    const { status } = notifier.notify("P0", "x");
    await notifier.flush();
    const expected = state === "on" ? [true, 1, "accepted", 1] : [false, 0, "disabled", undefined];
    assertEquals([notifier.enabled, made.length, status, made[0]?.to.sends.length], expected);
  });
}

Deno.test("fromEnv() that is off makes no sender, so that nothing reaches the network", async () => {
  await using discord = await FakeDiscord.start();
  const env = { DISCORD_WEBHOOK_ALERTS: discord.addWebhook().url, DISCORD_WEBHOOK_DEV: "no URL" };
  await using notifier = fromEnv(env, {
    discord: (url, options) => new DiscordWebhook(url, { ...options, baseUrl: discord.url }),
  });
  await notifier.notifyNow("P0", "x");
  assertEquals((await notifier.probe()).status, "disabled");
  assertEquals(discord.requests, []);
});

Deno.test("fromEnv() sends to Discord and to Slack where a channel has both", async () => {
  await using discord = await FakeDiscord.start();
  await using slack = await FakeSlack.start();
  const env = {
    ...ON,
    DISCORD_WEBHOOK_ALERTS: discord.addWebhook().url,
    SLACK_WEBHOOK_ALERTS: slack.addWebhook().url,
  };
  await using notifier = fromEnv(env, {
    discord: (url, options) => new DiscordWebhook(url, { ...options, baseUrl: discord.url }),
    slack: (url, options) => new SlackWebhook(url, options),
  });
  assert((await notifier.notifyNow("P0", "Down")).ok);
  assertEquals(discord.stored[0]?.payload.content, "@everyone");
  assertEquals(slack.messages[0]?.body.text, "<!channel>");
});

Deno.test("fromEnv() pings with DISCORD_P0_MENTION", async () => {
  for (const [mention, content] of [[" <@&42> ", "<@&42>"], ["", "@everyone"]] as const) {
    const { made, makers } = recorders();
    const env = { ...ON, DISCORD_WEBHOOK_ALERTS: "https://a.example", DISCORD_P0_MENTION: mention };
    await using notifier = fromEnv(env, makers);
    await notifier.notifyNow("P0", "x");
    await notifier.notifyNow("P1", "x");
    const payloads = made[0]!.to.payloads as { content?: string }[];
    assertEquals(payloads.map((payload) => payload.content), [content, undefined]);
  }
});

Deno.test("fromEnv() gives an alert five attempts, and a line of the mirror two", () => {
  const { made, makers } = recorders();
  const env = {
    ...ON,
    DISCORD_WEBHOOK_ALERTS: "https://a.example",
    DISCORD_WEBHOOK_AUDIT: "https://b.example",
  };
  fromEnv(env, makers);
  assertEquals(made.map(({ options }) => options), [
    { maxRetries: 4, timeout: 10_000 },
    { maxRetries: 1, timeout: 10_000 },
  ]);
});

Deno.test("fromEnv() names the variable it cannot use, and shows no URL", () => {
  const token = "s3cret-".repeat(10);
  const url = `https://discord.com/api/webhooks/1/${token}`;
  const discord = (url: string) => new DiscordWebhook(url);
  const loud = (url: string): never => {
    throw new Error(`bad: ${url}`);
  };
  const wrong: [Record<string, string>, SenderMakers][] = [
    [{ DISCORD_WEBHOOK_ALERTS: url }, { discord }],
    [{ DISCORD_WEBHOOK_ALERTS: url }, { discord: loud }],
    [{ DISCORD_WEBHOOK_ALERTS: `${token} ` }, { discord: loud }],
    [{ DISCORD_WEBHOOK_ALERTS: url }, {}],
    [{ SLACK_WEBHOOK_ALERTS: url }, { discord }],
  ];
  for (const [env, makers] of wrong) {
    const [variable] = Object.keys(env);
    const error = assertThrows(() => fromEnv({ ...ON, ...env }, makers), TypeError, variable);
    assert(!Deno.inspect(error.message).includes("s3cret"), error.message);
  }
  assertThrows(() => fromEnv({}, { teams: loud } as SenderMakers), TypeError, "'teams'");
  assertThrows(() => fromEnv({}, { discord: 5 } as unknown as SenderMakers), TypeError, "discord");
});

Deno.test("fromEnv() takes the notifier's other options", async () => {
  const { makers } = recorders();
  const env = { ...ON, DISCORD_WEBHOOK_ALERTS: "https://a.example" };
  await using notifier = fromEnv(env, makers, { throttle: { limit: 1 }, auditChannel: null });
  const statuses = [1, 2].map(() => notifier.notify("P0", "x").status);
  assertEquals(statuses, ["accepted", "throttled"]);
});

Deno.test("fromEnv() leaves variables alone that may be somebody else's", () => {
  const discord = (url: string) => new DiscordWebhook(url);
  const notifier = fromEnv({
    ...ON,
    SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T0/B0/x",
    SLACK_WEBHOOK_CHANNEL: "#ops",
    DISCORD_WEBHOOK_TIMEOUT: "10",
    DISCORD_WEBHOOK_CONSTRUCTOR: "yes",
  }, { discord });
  assertEquals(notifier.channels, []);
});

Deno.test("fromEnv() takes a name for a name, even one that every object has", () => {
  const { made, makers } = recorders();
  const env = { ...ON, DISCORD_WEBHOOK_CONSTRUCTOR: "https://c.example" };
  assertEquals(fromEnv(env, makers).channels, ["constructor"]);
  assertEquals(made.length, 1);
});

Deno.test("fromEnv() refuses a wrong URL of every channel that it routes to", () => {
  const discord = (url: string) => new DiscordWebhook(url);
  const options = { routes: { P2: "ops" }, auditChannel: "log" };
  for (const word of ["ALERTS", "INFO", "TRADES", "DEV", "OPS", "LOG"]) {
    const variable = `DISCORD_WEBHOOK_${word}`;
    const call = (options = {}) => fromEnv({ ...ON, [variable]: "10" }, { discord }, options);
    if (word === "INFO") assertThrows(() => call(), TypeError, variable);
    else assertThrows(() => call(options), TypeError, variable);
  }
});
