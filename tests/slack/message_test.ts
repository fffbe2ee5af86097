import type { AnyBlock } from "@slack/types";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { composeBody, composeMessage } from "../../src/slack/message.ts";
import type { SlackMessage } from "../../src/slack/mod.ts";
import { failed, start } from "./fixtures.ts";

const SECTION = { type: "section", text: { type: "mrkdwn", text: "hello" } };

Deno.test("composeMessage() names every part as Slack does", () => {
  const metadata = { event_type: "deployed", event_payload: { some_key: "v", camelCase: 1 } };
  const message: Required<SlackMessage> = {
    text: "t",
    blocks: [SECTION],
    attachments: [{ fallback: "f" }],
    responseType: "in_channel",
    replaceOriginal: true,
    deleteOriginal: true,
    unfurlLinks: true,
    unfurlMedia: true,
    threadTs: "1700000000.000100",
    metadata,
  };
  assertEquals(composeMessage(message), {
    text: "t",
    blocks: [SECTION],
    attachments: [{ fallback: "f" }],
    response_type: "in_channel",
    replace_original: true,
    delete_original: true,
    unfurl_links: true,
    unfurl_media: true,
    thread_ts: "1700000000.000100",
    metadata,
  });
});

Deno.test("composeMessage() drops undefined and null at the top", () => {
  const message = { text: "t", blocks: undefined, threadTs: null } as unknown as SlackMessage;
  assertEquals(JSON.stringify(composeMessage(message)), '{"text":"t"}');
});

Deno.test("composeMessage() keeps false, empty texts and empty lists, as they are", () => {
  const message = { text: "", blocks: [], replaceOriginal: false, unfurlLinks: false };
  assertEquals(
    JSON.stringify(composeMessage(message)),
    '{"text":"","blocks":[],"replace_original":false,"unfurl_links":false}',
  );
});

Deno.test("composeMessage() keeps null inside a block", () => {
  const block = { ...SECTION, accessory: null, block_id: "b" };
  const body = composeMessage({ blocks: [block] } as unknown as SlackMessage);
  assertEquals(body, { blocks: [block] });
});

Deno.test("composeMessage() takes builders everywhere", () => {
  const byJson = { toJSON: () => SECTION };
  const byObject = { buildToObject: () => SECTION };
  const expected = { blocks: [SECTION, SECTION] };
  assertEquals(composeMessage({ blocks: [byJson, byObject] }), expected);
  assertEquals(composeMessage({ blocks: { toJSON: () => [byObject, SECTION] } }), expected);
  assertEquals(composeMessage({ blocks: { buildToObject: () => [byJson, SECTION] } }), expected);
  const attachment = { buildToObject: () => ({ blocks: [byObject] as unknown as AnyBlock[] }) };
  assertEquals(composeMessage({ attachments: [attachment] }), {
    attachments: [{ blocks: [SECTION] }],
  });
  const metadata = { event_type: "e", event_payload: {} };
  assertEquals(composeMessage({ metadata: { toJSON: () => metadata } }), { metadata });
});

Deno.test("composeMessage() takes a builder of a whole message, which names parts as Slack does", () => {
  const made = { text: "t", thread_ts: "1.2", channel: undefined, blocks: [SECTION] };
  const expected = { text: "t", thread_ts: "1.2", blocks: [SECTION] };
  assertEquals(composeMessage({ buildToObject: () => made }), expected);
  assertEquals(composeMessage({ toJSON: () => made }), expected);
});

Deno.test("composeMessage() checks what a builder makes", () => {
  const blocks = { buildToObject: () => ({ blocks: Array.from({ length: 51 }, () => SECTION) }) };
  assertThrows(() => composeMessage(blocks), TypeError, "'blocks' must have at most 50 items");
});

Deno.test("composeMessage() refuses a part that it does not know, by name", () => {
  const message = { text: "t", thread_ts: "1" } as unknown as SlackMessage;
  assertThrows(
    () => composeMessage(message),
    TypeError,
    "'thread_ts' is no part of a message: sendRaw() takes Slack's own names",
  );
  const inherited = JSON.parse('{"__proto__":1,"toString":1}');
  assertThrows(() => composeMessage(inherited), TypeError, "is no part of a message");
});

Deno.test("composeMessage() refuses what is no message", async (t) => {
  for (const message of [null, 5, true, [], [SECTION], new Map(), Promise.resolve("x")]) {
    await t.step(Deno.inspect(message), () => {
      assertThrows(() => composeMessage(message as unknown as SlackMessage), Error);
    });
  }
});

Deno.test("composeMessage() cuts the text that Slack would cut, and only that", () => {
  const long = "x".repeat(40_001);
  const { text } = composeMessage(long) as { text: string };
  assertEquals([text.length, text.at(-1)], [40_000, "…"]);
  const fits = "x".repeat(40_000);
  assertEquals(composeMessage(fits), { text: fits });
});

Deno.test("composeBody() drops null at the top, and cuts nothing", () => {
  const text = "x".repeat(40_001);
  const body = { text, gone: null, kept: { deep: null }, off: false };
  assertEquals(composeBody(body), { text, kept: { deep: null }, off: false });
});

Deno.test("composeBody() refuses a builder of no object", () => {
  const builder = { toJSON: () => "text" };
  assertThrows(() => composeBody(builder), TypeError, "must be a text or an object");
});

Deno.test("SlackWebhook.send() builds once, whatever a builder would make next", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  slack.fail(500);
  let built = 0;
  const result = await hook.send({
    text: "x",
    blocks: [{ toJSON: () => ({ type: `t${++built}` }) }],
  });
  assertEquals([result.ok, result.attempts, built], [true, 2, 1]);
});

Deno.test("SlackWebhook.send() takes a builder that throws for a failed payload", async (t) => {
  const cycle: Record<string, unknown> = { type: "x" };
  cycle.self = cycle;
  const thrower = {
    buildToObject: (): never => {
      throw new Error("the block has no text");
    },
  };
  const cases = { thrower, cycle, bigint: { type: 1n } };
  for (const [name, block] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { slack, hook } = await start();
      await using _ = slack;
      const result = failed(await hook.send({ blocks: [block as { type: string }] }));
      assertEquals([result.kind, slack.requests.length], ["payload", 0]);
      assertEquals(result.slack?.reason, "payload");
      assert(result.error.includes(": the payload cannot be serialised"), result.error);
      if (block !== thrower) return;
      assertEquals((result.cause as Error).message, "the block has no text");
    });
  }
});
