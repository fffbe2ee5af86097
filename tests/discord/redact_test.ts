import { assert, assertEquals } from "@std/assert";
import { redactWebhookUrls, WEBHOOK_URL_PATTERN } from "../../src/discord/redact.ts";

const ID = "123456789012345678";
const TOKEN = "Ab-_".repeat(17);

Deno.test("redactWebhookUrls() hides the token in every form of a URL, and keeps the id", () => {
  const forms = [
    `https://discord.com/api/webhooks/${ID}/${TOKEN}`,
    `https://discord.com/api/v10/webhooks/${ID}/${TOKEN}`,
    `https://ptb.discord.com/api/webhooks/${ID}/${TOKEN}/slack?wait=true`,
    `https://canary.discordapp.com/api/v6/webhooks/${ID}/${TOKEN}/messages/1`,
    `HTTPS://DISCORD.COM/API/WEBHOOKS/${ID}/${TOKEN}`,
    `discord.com/api/webhooks/12345678901234567/${TOKEN.slice(0, 20)}`,
    `"https:\\/\\/discord.com\\/api\\/webhooks\\/${ID}\\/${TOKEN}"`,
    `https://discord.com//api/webhooks/${ID}/${TOKEN}`,
    `https://discord.com/api//v10///webhooks//${ID}//${TOKEN}`,
    `"https:\\/\\/discord.com\\/\\/api\\/webhooks\\/${ID}\\/${TOKEN}"`,
    `u=https%3A%2F%2Fdiscord.com%2F%2Fapi%2Fwebhooks%2F${ID}%2F${TOKEN}&x`,
    `https://discord.com:443/api/webhooks/${ID}/${TOKEN}`,
    `u=https%253A%252F%252Fdiscord.com%252Fapi%252Fwebhooks%252F${ID}%252F${TOKEN}&x`,
    `\\u002f\\u002fdiscord.com\\u002fapi\\u002fwebhooks\\u002f${ID}\\u002f${TOKEN}`,
    `u=https%3A%2F%2Fdiscord.com%2Fapi%2Fwebhooks%2F${ID}%2F${TOKEN}&x`,
  ];
  for (const form of forms) {
    const redacted = redactWebhookUrls(`before ${form} after`);
    assertEquals(redacted, `before ${form.replace(/(?:Ab-_){5,}/, "***")} after`);
    assert(!redacted.includes("Ab-_"));
  }
});

Deno.test("redactWebhookUrls() hides the bare token too, and several at once", () => {
  const other = "z".repeat(68);
  const text = `token=${TOKEN} https://discord.com/api/webhooks/${ID}/${TOKEN} and ${other}
    https://discord.com/api/webhooks/${ID}/${other}`;
  assertEquals(
    redactWebhookUrls(text),
    `token=*** https://discord.com/api/webhooks/${ID}/*** and ***
    https://discord.com/api/webhooks/${ID}/***`,
  );
  const longer = `${TOKEN}x`;
  const url = `https://discord.com/api/webhooks/${ID}`;
  assertEquals(redactWebhookUrls(`${url}/${TOKEN} ${url}/${longer}`), `${url}/*** ${url}/***`);
});

Deno.test("redactWebhookUrls() takes time in proportion to the text, whatever is in it", () => {
  const parts = ["discord.com", "/", "discord.com/api/", "%2f", `webhooks/${ID}/`, "\\", "a"];
  for (const part of [...parts, `discord.com${"/".repeat(50)}`]) {
    const text = part.repeat(Math.ceil(500_000 / part.length));
    const start = performance.now();
    assertEquals(redactWebhookUrls(text), text);
    const elapsed = performance.now() - start;
    assert(elapsed < 5000, `${part} took ${elapsed} ms`);
  }
});

Deno.test("redactWebhookUrls() leaves other texts as they are", () => {
  for (const text of ["", "hello", `https://discord.com/channels/${ID}/${ID}`, TOKEN]) {
    assertEquals(redactWebhookUrls(text), text);
  }
});

Deno.test("WEBHOOK_URL_PATTERN tells the id and the token, and has no memory", () => {
  const url = `https://discord.com/api/webhooks/${ID}/${TOKEN}`;
  assertEquals(WEBHOOK_URL_PATTERN.exec(url)?.slice(1), [ID, TOKEN]);
  assert(WEBHOOK_URL_PATTERN.test(url) && WEBHOOK_URL_PATTERN.test(url));
  assert(!WEBHOOK_URL_PATTERN.test(`https://discord.com/api/webhooks/1234567890123456/${TOKEN}`));
  assert(!WEBHOOK_URL_PATTERN.test(`https://discord.com/api/webhooks/${ID}/${"x".repeat(19)}`));
});
