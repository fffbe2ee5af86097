import { assertEquals } from "@std/assert";
import { maskWebhookUrls } from "../../src/util/webhook_url.ts";

const ID = "123456789012345678";

Deno.test("maskWebhookUrls() hides the tokens of webhooks, however short, and leaves all else", () => {
  const text = `a https://discord.com/api/v10/webhooks/${ID}/s3cret?wait=true, ` +
    "https://hooks.slack.com/services/T1/B1/s3cret and https://wiki.example/page";
  assertEquals(
    maskWebhookUrls(text),
    `a https://discord.com/api/webhooks/${ID}/***?wait=true, ` +
      "https://hooks.slack.com/*** and https://wiki.example/page",
  );
});

Deno.test("maskWebhookUrls() knows URLs that are escaped, encoded or in capitals", () => {
  const url = `https://Discord.com:443/api/webhooks/${ID}/s3cret`;
  const shown = `discord.com/api/webhooks/${ID}/***`;
  assertEquals(maskWebhookUrls(url), `https://${shown}`);
  assertEquals(maskWebhookUrls(url.replaceAll("/", "\\/")), `https:\\/\\/${shown}`);
  assertEquals(maskWebhookUrls(encodeURIComponent(url)), `https%3A%2F%2F${shown}`);
});

Deno.test("maskWebhookUrls() knows URLs whose slashes are doubled", () => {
  const url = `https://discord.com//api///webhooks/${ID}//s3cret`;
  assertEquals(maskWebhookUrls(url), `https://discord.com/api/webhooks/${ID}/***`);
  assertEquals(
    maskWebhookUrls("https://hooks.slack.com//services//T1/B1/s3cret"),
    "https://hooks.slack.com/***",
  );
});
