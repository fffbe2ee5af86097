import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { SlackResponse, SlackTrigger, slackUrlKind, SlackWebhook } from "../../src/slack/mod.ts";
import { FakeSlack } from "../../src/testing/mod.ts";

const KINDS = {
  webhook: [
    "/services/T012AB/B012AB/abcdefghijklmnopqrstuvwx",
    "/services/E012AB/B012AB/abcdefghijklmnopqrstuvwx",
  ],
  response: [
    "/actions/T012AB/123456/abcdef",
    "/commands/T012AB/123456/abcdef",
    "/commands/E012AB/123456/abcdef",
  ],
  trigger: [
    "/triggers/T012AB/123456/0123abcdef",
    "/triggers/E012AB/123456/0123abcdef",
    "/workflows/T012AB/A012AB/123456/abcdef",
    "/workflows/E012AB/A012AB/123456/abcdef",
  ],
} as const;

Deno.test("slackUrlKind() tells the kinds apart, on any host", () => {
  const origins = ["https://hooks.slack.com", "https://hooks.slack-gov.com", "http://127.0.0.1:1"];
  for (const [kind, paths] of Object.entries(KINDS)) {
    for (const path of paths) {
      for (const origin of origins) assertEquals(slackUrlKind(origin + path), kind, path);
      assertEquals(slackUrlKind(new URL(path, "https://hooks.slack.com")), kind);
    }
  }
});

Deno.test("slackUrlKind() knows nothing of other URLs", () => {
  const others = ["https://hooks.slack.com/", "https://a.example/triggers/x", "services/T/B/x", ""];
  for (const url of others) assertEquals(slackUrlKind(url), undefined, url);
});

Deno.test("SlackWebhook, SlackResponse and SlackTrigger refuse each other's URLs", () => {
  const clients = { webhook: SlackWebhook, response: SlackResponse, trigger: SlackTrigger };
  for (const [kind, Client] of Object.entries(clients)) {
    for (const [other, [path]] of Object.entries(KINDS)) {
      const make = () => new Client(`https://hooks.slack.com${path}`);
      if (other === kind) make();
      else assertMatch(assertThrows(make, TypeError).message, /^'urls' is a URL (of|for) .+: use /);
    }
    new Client("https://gateway.example/anything");
  }
});

Deno.test("slackUrlKind() knows the URLs of FakeSlack", async () => {
  await using slack = await FakeSlack.start();
  for (const { kind, url } of [slack.addWebhook(), slack.addResponse(), slack.addTrigger()]) {
    assertEquals(slackUrlKind(url), kind);
  }
});
