import { assert, assertEquals, assertThrows } from "@std/assert";
import { Webhook } from "../../mod.ts";
import { SlackWebhook } from "../../src/slack/mod.ts";
import {
  Notifier,
  plainJson,
  slackBlocks,
  type SlackRenderOptions,
} from "../../src/notifier/mod.ts";
import { FakeServer, FakeSlack, ManualClock, RecordingSender } from "../../src/testing/mod.ts";
import { anAlert } from "./desk.ts";

Deno.test("slackBlocks() shows an alert as blocks beside its colour", () => {
  const alert = anAlert({
    title: "Lag",
    description: "a < b",
    fields: [{ name: "host", value: "db1" }, { name: "log", value: "…", inline: false }],
    footer: "db",
  });
  assertEquals(slackBlocks().render({ ...alert, suppressed: 2 }), {
    attachments: [{
      color: "#ff8800",
      fallback: "P1: Lag",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Lag" } },
        { type: "section", text: { type: "mrkdwn", text: "a &lt; b", verbatim: true } },
        { type: "section", fields: [{ type: "mrkdwn", text: "*host*\ndb1", verbatim: true }] },
        { type: "section", text: { type: "mrkdwn", text: "*log*\n…", verbatim: true } },
        {
          type: "context",
          elements: [{
            type: "mrkdwn",
            text: "P1 · 2026-01-01T00:00:00.000Z · db · 2 more suppressed",
            verbatim: true,
          }],
        },
      ],
    }],
  });
});

Deno.test("slackBlocks() pings with the mention of a P0 only", () => {
  const text = (severity: "P0" | "P1", content: string, options: SlackRenderOptions = {}) => {
    return slackBlocks(options).render(anAlert({ severity, content })).text;
  };
  assertEquals(text("P0", ""), "<!channel>");
  assertEquals(text("P0", "now", { mention: "<!subteam^S1>" }), "<!subteam^S1> now");
  assertEquals([text("P0", "", { mention: null }), text("P1", "")], [undefined, undefined]);
  assertEquals(text("P1", "<!channel> & more"), "&lt;!channel&gt; &amp; more");
});

Deno.test("slackBlocks() keeps the text within 3000 characters, the mention and escapes included", () => {
  const alert = anAlert({ severity: "P0", content: "&".repeat(3000) });
  const text = slackBlocks().render(alert).text!;
  assert(text.length <= 3000 && text.length > 2990, `${text.length}`);
});

Deno.test("slackBlocks() shows 25 fields, ten to a section", () => {
  const fields = Array.from({ length: 30 }, (_, n) => ({ name: `${n}`, value: n }));
  const { attachments: [attachment] } = slackBlocks().render(anAlert({ fields }));
  const sections = attachment!.blocks!.filter(({ type }) => type === "section");
  const counts = sections.map((section) => "fields" in section && section.fields?.length);
  assertEquals(counts, [10, 10, 5]);
});

Deno.test("slackBlocks() takes a mention of any length", () => {
  const mention = "<@U012AB3CD>".repeat(300);
  const alert = anAlert({ severity: "P0", content: "now" });
  assertEquals(slackBlocks({ mention }).render(alert).text, mention);
});

Deno.test("slackBlocks() shows an alert without a title by its severity, and no blank text", () => {
  for (const blank of ["", " \n"]) {
    const alert = anAlert({ title: blank, description: blank, content: blank });
    const { text, attachments: [attachment] } = slackBlocks().render(alert);
    assertEquals([text, attachment!.fallback], [undefined, "P1"]);
    assertEquals(attachment!.blocks!.map(({ type }) => type), ["header", "context"]);
    assertEquals(attachment!.blocks![0], {
      type: "header",
      text: { type: "plain_text", text: "P1" },
    });
  }
});

Deno.test("slackBlocks() escapes what notifications show", () => {
  const { render, mirror } = slackBlocks();
  const entry = { channel: "alerts", title: "<!channel>", timestamp: "", ok: true };
  const payloads = [render(anAlert({ title: "<!here> R&D" })), mirror(entry)];
  assertEquals(payloads.map(({ attachments: [attachment] }) => attachment!.fallback), [
    "P1: &lt;!here&gt; R&amp;D",
    "`[alerts]` &lt;!channel&gt;",
  ]);
});

Deno.test("slackBlocks() makes messages that Slack takes, however large the alerts", async () => {
  await using slack = await FakeSlack.start({ burst: 100, limit: 100 });
  const hook = new SlackWebhook(slack.addWebhook().url, { rateLimit: false });
  const huge = "<&🎉x".repeat(10_000);
  const fields = Array.from({ length: 50 }, (_, n) => ({ name: huge, value: huge, inline: n > 5 }));
  const alert = anAlert({
    severity: "P0",
    title: huge,
    description: huge,
    content: huge,
    footer: huge,
    fields,
  });
  const { render, digest, mirror } = slackBlocks();
  const entry = { channel: "alerts", title: "<!channel>", timestamp: "", ok: true };
  const payloads = [render(anAlert()), render(alert), digest(Array(10).fill(alert)), mirror(entry)];
  for (const payload of payloads) {
    const result = await hook.send(payload);
    assert(result.ok, JSON.stringify(result));
  }
  const last = JSON.stringify(slack.messages.at(-1)?.body);
  assert(last.includes("`[alerts]` &lt;!channel&gt;") && last.includes("#ffffff"));
});

Deno.test("slackBlocks() refuses wrong options by name", () => {
  const wrong: [string, object][] = [["mention", { mention: 5 }], ["user", { user: "x" }]];
  for (const [name, options] of wrong) {
    assertThrows(() => slackBlocks(options as SlackRenderOptions), TypeError, `'${name}'`);
  }
});

Deno.test("Notifier reaches Slack", async () => {
  await using slack = await FakeSlack.start();
  const to = new SlackWebhook(slack.addWebhook().url);
  await using notifier = new Notifier({ channels: { alerts: { to, ...slackBlocks() } } });
  const result = await notifier.notifyNow("P0", "Down");
  assert(result.ok);
  assertEquals(slack.messages.map(({ body }) => body.text), ["<!channel>"]);
});

Deno.test("plainJson() hands alerts, digests and entries on as they are", async () => {
  await using server = await FakeServer.start([204]);
  const to = new Webhook(server.url);
  const clock = new ManualClock();
  await using notifier = new Notifier({ channels: { alerts: { to, ...plainJson() } }, clock });
  await notifier.notifyNow("P1", "Lag", { fields: { a: 1 } });
  const alert = anAlert({ title: "Lag", fields: { a: 1 } });
  assertEquals(JSON.parse(server.requests[0]!.text), { type: "alert", alert });
  assertEquals(plainJson().digest([alert]), { type: "digest", alerts: [alert] });
});

Deno.test("Notifier takes a rendering that is but a function", async () => {
  const to = new RecordingSender();
  const channels = { alerts: { to, render: ({ title }: { title: string }) => title } };
  await using notifier = new Notifier({ channels });
  await notifier.notifyNow("P1", "x");
  assertEquals(to.payloads, ["x"]);
});
