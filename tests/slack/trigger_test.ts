import { assert, assertEquals } from "@std/assert";
import { SlackTrigger, type SlackVariables } from "../../src/slack/mod.ts";
import { FakeSlack, ManualClock } from "../../src/testing/mod.ts";
import { isPending, soon } from "../core/waiting.ts";
import { failed } from "./fixtures.ts";

Deno.test("SlackTrigger.send() starts a workflow with its variables", async () => {
  await using slack = await FakeSlack.start();
  const result = await new SlackTrigger(slack.addTrigger().url).send({ a: "1", "b c": "" });
  assertEquals([result.ok, result.response, result.slack], [true, { ok: true }, null]);
  assertEquals(slack.requests[0]?.text, '{"a":"1","b c":""}');
});

Deno.test("SlackTrigger.send() without variables sends {}", async () => {
  await using slack = await FakeSlack.start();
  await new SlackTrigger(slack.addTrigger().url).send();
  assertEquals(slack.requests[0]?.text, "{}");
});

Deno.test("SlackTrigger.send() refuses Block Kit and all but texts, and sends nothing", async (t) => {
  const cases: Record<string, unknown> = {
    "blocks": { text: "x", blocks: [{ type: "divider" }] },
    "a number": { n: 5 },
    "null": { n: null },
    "undefined": { n: undefined },
    "nothing at all": null,
    "a text": "x",
    "a list": ["x"],
    "a map": new Map([["a", "b"]]),
  };
  for (const [name, variables] of Object.entries(cases)) {
    await t.step(name, async () => {
      await using slack = await FakeSlack.start();
      const trigger = new SlackTrigger(slack.addTrigger().url);
      const result = failed(await trigger.send(variables as SlackVariables));
      assertEquals([result.kind, slack.requests.length], ["payload", 0]);
      assertEquals(result.slack, { reason: "payload", code: null, permanent: true });
    });
  }
});

Deno.test("SlackTrigger.send() names the variable that is no text", async () => {
  const trigger = new SlackTrigger("https://hooks.slack.com/triggers/T0/1/x");
  const result = failed(await trigger.send({ a: "1", blocks: [] as unknown as string }));
  const problem = "'blocks' must be a string: a workflow takes texts only, no Block Kit";
  assertEquals(
    result.error,
    `Cannot deliver to hooks.slack.com: Slack would refuse it: ${problem}`,
  );
});

Deno.test("SlackTrigger.send() starts ten workflows per minute by default", async () => {
  const clock = new ManualClock();
  await using slack = await FakeSlack.start({ clock, grace: 0 });
  const trigger = new SlackTrigger(slack.addTrigger().url, { clock });
  for (let n = 0; n < 10; n++) await soon(trigger.send());
  const eleventh = trigger.send();
  await clock.advance(59_999);
  assert(await isPending(eleventh));
  assertEquals(slack.requests.length, 10);
  await clock.advance(1);
  assertEquals((await soon(eleventh)).ok, true);
  assertEquals(slack.violations, []);
});

Deno.test("SlackTrigger prints where it leads, and no secret", () => {
  const trigger = new SlackTrigger("https://hooks.slack.com/triggers/T0/1/s3cret-4f9a");
  assertEquals(JSON.parse(JSON.stringify(trigger)), { urls: ["https://hooks.slack.com/***"] });
  assert(!Deno.inspect(trigger, { depth: 9, showHidden: true }).includes("s3cret"));
});
