import { assertEquals, assertThrows } from "@std/assert";
import { checkMessage } from "../../src/slack/checks.ts";
import { failed, start } from "./fixtures.ts";

const text = (length: number, character = "x") => ({
  type: "mrkdwn",
  text: character.repeat(length),
});
const section = (length: number) => ({ type: "section", text: text(length) });
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

Deno.test("checkMessage() lets a message at every limit pass", async (t) => {
  const good: Record<string, Record<string, unknown>> = {
    "nothing": {},
    "50 blocks": { blocks: times(50, { type: "divider" }) },
    "3000 characters": { blocks: [section(3000)] },
    "3000 characters of two code units": { blocks: [{ type: "section", text: text(3000, "🎉") }] },
    "10 fields": { blocks: [{ type: "section", fields: times(10, text(2000)) }] },
    "fields, and null for a text": {
      blocks: [{ type: "section", text: null, fields: [text(1)] }],
    },
    "a header": { blocks: [{ type: "header", text: text(150) }] },
    "100 attachments": { attachments: times(100, { blocks: [section(1)] }) },
    "blocks we do not know": { blocks: [{ type: "new_in_2030", text: text(9000) }] },
    "null": { blocks: null, attachments: null },
  };
  for (const [name, body] of Object.entries(good)) await t.step(name, () => checkMessage(body));
});

Deno.test("checkMessage() names the place and the limit that is exceeded", async (t) => {
  const bad: Record<string, Record<string, unknown>> = {
    "'blocks' must have at most 50 items: it has 51": { blocks: times(51, { type: "divider" }) },
    "'blocks[1].text.text' must have at most 3000 characters: it has 3001": {
      blocks: [section(3000), section(3001)],
    },
    "'blocks[0].fields' must have at most 10 items: it has 11": {
      blocks: [{ type: "section", fields: times(11, text(1)) }],
    },
    "'blocks[0].fields[1].text' must have at most 2000 characters: it has 2001": {
      blocks: [{ type: "section", fields: [text(2000), text(2001)] }],
    },
    "'blocks[0].text.text' must have at most 150 characters: it has 151": {
      blocks: [{ type: "header", text: text(151) }],
    },
    "'blocks[0]' must have 'text' or 'fields'": { blocks: [{ type: "section" }] },
    "'blocks[1]' must have 'text' or 'fields'": {
      blocks: [section(1), { type: "section", text: null }],
    },
    "'blocks[0].fields' must have at least one item": {
      blocks: [{ ...section(1), fields: [] }],
    },
    "'blocks[0].text' must be an object": { blocks: [{ type: "header" }] },
    "'blocks[1].text' must be an object": {
      blocks: [section(1), { type: "section", text: "x" }],
    },
    "'blocks[0].text.text' must be a string": {
      blocks: [{ type: "section", text: { type: "plain_text" } }],
    },
    "'blocks[0].text.text' must not be empty": { blocks: [section(0)] },
    "'blocks[1].text.text' must not be empty": {
      blocks: [section(1), { type: "header", text: text(0) }],
    },
    "'blocks[0].fields[1]' must be an object": {
      blocks: [{ type: "section", fields: [text(1), null] }],
    },
    "'blocks[0].type' must be a string": { blocks: [{ text: text(1) }] },
    "'blocks[1]' must be an object": { blocks: [section(1), "text"] },
    "'blocks' must be an array": { blocks: { 0: section(1) } },
    "'attachments' must have at most 100 items: it has 101": { attachments: times(101, {}) },
    "'attachments' must be an array": { attachments: "x" },
    "'attachments[0]' must be an object": { attachments: [null] },
    "'attachments[1].blocks[0].text.text' must have at most 3000 characters: it has 3001": {
      attachments: [{}, { blocks: [section(3001)] }],
    },
  };
  for (const [message, body] of Object.entries(bad)) {
    await t.step(message, () => {
      const error = assertThrows(() => checkMessage(body), TypeError);
      assertEquals(error.message, message);
    });
  }
});

Deno.test("checkMessage() names five problems, and counts the rest", () => {
  const error = assertThrows(() => checkMessage({ blocks: times(7, section(3001)) }), TypeError);
  assertEquals(error.message.split("; ").length, 6);
  assertEquals(error.message.endsWith("; and 2 more"), true);
});

Deno.test("SlackWebhook.send() refuses what Slack would, says where, and sends nothing", async () => {
  const { slack, hook } = await start();
  await using _ = slack;
  const result = failed(await hook.send({ blocks: [section(3001)] }));
  assertEquals([result.kind, result.attempts, slack.requests.length], ["payload", 0, 0]);
  assertEquals(result.slack, { reason: "payload", code: null, permanent: true });
  assertEquals(
    result.error,
    `Cannot deliver to ${new URL(slack.url).host}: Slack would refuse it: ` +
      "'blocks[0].text.text' must have at most 3000 characters: it has 3001",
  );
});
