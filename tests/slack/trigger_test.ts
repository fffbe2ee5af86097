import { assert, assertEquals } from "@std/assert";
import { SlackTrigger, type SlackVariables } from "../../src/slack/mod.ts";
import { FakeSlack, ManualClock } from "../../src/testing/mod.ts";
import { isPending, soon } from "../core/waiting.ts";
import { failed } from "./fixtures.ts";

class Builder {
  readonly #blocks = [{ type: "divider" }];
  buildToObject(): object {
    return { blocks: this.#blocks };
  }
}

class Built {
  readonly #blocks = [{ type: "divider" }];
  toJSON(): object {
    return { blocks: this.#blocks };
  }
}

class Variables {
  get version(): string {
    return "1";
  }
}

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
    "a builder": new Builder(),
    "a class with toJSON()": new Built(),
    "an instance of a class": new Variables(),
    "a plain builder": { buildToObject: () => ({}) },
    "a date": new Date(),
    "an error": new Error("x"),
    "a URL": new URL("https://a.example/?x=1"),
    "a promise": Promise.resolve({ a: "b" }),
    "a regular expression": /x/,
    "bytes": new Uint8Array(2),
    "a function": () => {},
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

Deno.test("SlackTrigger.send() takes an object without a prototype", async () => {
  await using slack = await FakeSlack.start();
  const variables = Object.assign(Object.create(null), { a: "1" });
  assertEquals((await new SlackTrigger(slack.addTrigger().url).send(variables)).ok, true);
  assertEquals(slack.messages[0]?.body, { a: "1" });
});

Deno.test("SlackTrigger.send() outlives a promise that rejects", async () => {
  const trigger = new SlackTrigger("https://hooks.slack.com/triggers/T0/1/x");
  const variables = Promise.reject(new Error("mine")) as unknown as SlackVariables;
  assertEquals(failed(await trigger.send(variables)).kind, "payload");
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
