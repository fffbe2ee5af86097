import { assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };

type EntryPoint = keyof typeof config.exports;

/** What each entry point exports at run time, sorted. Growing this list is a visible choice. */
const NAMES: Readonly<Record<EntryPoint, readonly string[]>> = {
  ".": [
    "NoProxyError",
    "ProxyPool",
    "UrlRateLimiter",
    "VERSION",
    "Webhook",
    "connectionErrorRetry",
    "rateLimitRetry",
    "serverErrorRetry",
  ],
  "./discord": ["DiscordWebhook"],
  "./notifier": [
    "COLORS",
    "DEFAULT_ROUTES",
    "Notifier",
    "SEVERITY_RANKS",
    "auditLine",
    "channelFor",
    "colorFor",
    "discordEmbeds",
    "discordText",
    "flushOnExit",
    "fromEnv",
    "logSink",
    "plainJson",
    "slackBlocks",
    "together",
    "truncate",
  ],
  "./signatures": [
    "MalformedSignatureError",
    "MemoryReplayStore",
    "SecretError",
    "SignatureError",
    "SignatureTimestampError",
    "discord",
    "generateSecret",
    "github",
    "hookrail",
    "posthook",
    "slack",
    "standardWebhooks",
    "webhookHandler",
  ],
  "./slack": [
    "SlackMarkup",
    "SlackRateLimiter",
    "SlackResponse",
    "SlackTrigger",
    "SlackWebhook",
    "backoffInterval",
    "escapeText",
    "fixedInterval",
    "mentionAll",
    "mentionChannel",
    "mentionGroup",
    "mentionUser",
    "mrkdwn",
    "proxyFromEnv",
    "randomJitter",
    "slackConnectionRetry",
    "slackDefaultRetries",
    "slackRateLimitRetry",
    "slackServerErrorRetry",
    "slackUrlKind",
    "truncateText",
  ],
  "./testing": [
    "FakeDiscord",
    "FakeProxy",
    "FakeServer",
    "FakeSlack",
    "ManualClock",
    "RecordedRequest",
    "RecordingSender",
    "always",
  ],
};

for (const [entry, names] of Object.entries(NAMES)) {
  Deno.test(`${config.name}${entry.slice(1)} exports the names listed here`, async () => {
    const path = config.exports[entry as EntryPoint];
    const exported = await import(new URL(`../${path}`, import.meta.url).href);
    assertEquals(Object.keys(exported).sort(), names);
  });
}
