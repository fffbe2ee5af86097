import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseWebhookUrl, pinWebhookUrl } from "../../src/discord/url.ts";

const ID = "123456789012345678";
const TOKEN = "Ab-_".repeat(17);
const PINNED = `https://discord.com/api/v10/webhooks/${ID}/${TOKEN}`;

Deno.test("pinWebhookUrl() reads every form of one webhook as one URL (1, 2)", async (t) => {
  const path = `webhooks/${ID}/${TOKEN}`;
  const forms = [
    `https://discord.com/api/${path}`,
    `https://discord.com/api/v10/${path}`,
    `https://discord.com/api/v6/${path}`,
    `https://discord.com/api/v99/${path}`,
    `https://discordapp.com/api/${path}`,
    `https://discordapp.com/api/v7/${path}`,
    `http://discord.com/api/${path}`,
    `HTTPS://Discord.COM/api/${path}`,
    `https://discord.com:443/api/${path}`,
    `https://discord.com/api/${path}/`,
    `https://discord.com/api/${path}/slack`,
    `https://discord.com/api/${path}/github`,
    `https://discord.com/api/${path}/messages/998877665544332211`,
    `https://discord.com/api/${path}?wait=true`,
    `https://discord.com/api/${path}#fragment`,
    `  https://discord.com/api/${path}\n`,
  ];
  for (const form of forms) {
    await t.step(form.replace(TOKEN, "TOKEN").trim(), () => {
      assertEquals(pinWebhookUrl(form).href, PINNED);
      assertEquals(pinWebhookUrl(new URL(form)).href, PINNED);
    });
  }
});

Deno.test("pinWebhookUrl() keeps ptb and canary where they are (1)", () => {
  for (const name of ["ptb", "canary"]) {
    for (const host of ["discord.com", "discordapp.com"]) {
      assertEquals(
        pinWebhookUrl(`https://${name}.${host}/api/webhooks/${ID}/${TOKEN}`).href,
        `https://${name}.discord.com/api/v10/webhooks/${ID}/${TOKEN}`,
      );
    }
  }
});

Deno.test("pinWebhookUrl() keeps the thread, and nothing else of the query", () => {
  const url = `https://discord.com/api/webhooks/${ID}/${TOKEN}?wait=true&thread_id=42&x=1`;
  assertEquals(pinWebhookUrl(url).search, "?thread_id=42");
});

Deno.test("pinWebhookUrl() keeps ids of 17 to 20 digits exactly (4)", () => {
  for (const id of ["12345678901234567", ID, "1234567890123456789", "18446744073709551615"]) {
    const url = pinWebhookUrl(`https://discord.com/api/webhooks/${id}/${TOKEN}`);
    assertEquals(url.pathname, `/api/v10/webhooks/${id}/${TOKEN}`);
  }
});

Deno.test("pinWebhookUrl() takes tokens of 60 characters and more", () => {
  for (const length of [60, 68, 250]) {
    const token = "x".repeat(length);
    assert(pinWebhookUrl(`https://discord.com/api/webhooks/${ID}/${token}`).href.endsWith(token));
  }
});

Deno.test("pinWebhookUrl() refuses what is no webhook of Discord, and does not show it (3)", async (t) => {
  const path = `/api/webhooks/${ID}/${TOKEN}`;
  const wrong = [
    "",
    TOKEN,
    `discord.com${path}`,
    `https://discord.com.evil.example${path}`,
    `https://evil.example${path}`,
    `https://evil.example/?u=https://discord.com${path}`,
    `https://evil.example/https://discord.com${path}`,
    `https://evil-discord.com${path}`,
    `https://discord.com@evil.example${path}`,
    `https://discord.com:pass@evil.example${path}`,
    `https://user:pass@discord.com${path}`,
    `https://user@discord.com${path}`,
    `https://www.discord.com${path}`,
    `https://ptb.canary.discord.com${path}`,
    `https://discord.com:8443${path}`,
    `ftp://discord.com${path}`,
    `https://discord.com/api/webhooks/${ID}`,
    `https://discord.com/api/webhooks/${ID}/`,
    `https://discord.com/api/webhooks/${ID}/${TOKEN.slice(0, 59)}`,
    `https://discord.com/api/webhooks/${ID}/${TOKEN}/more`,
    `https://discord.com/api/webhooks/${ID}/${TOKEN}%2F`,
    `https://discord.com/api/webhooks/1234567890123456/${TOKEN}`,
    `https://discord.com/api/webhooks/123456789012345678901/${TOKEN}`,
    `https://discord.com/api/webhooks/abcdefghijklmnopqr/${TOKEN}`,
    `https://discord.com/api/vx/webhooks/${ID}/${TOKEN}`,
    `https://discord.com/webhooks/${ID}/${TOKEN}`,
    `https://discord.com/api/channels/${ID}/${TOKEN}`,
  ];
  for (const url of wrong) {
    await t.step(url.replace(TOKEN, "TOKEN") || "nothing", () => {
      const { message } = assertThrows(() => pinWebhookUrl(url), TypeError);
      assert(!message.includes(TOKEN.slice(0, 59)) && !message.includes("pass"), message);
    });
  }
});

Deno.test("pinWebhookUrl() sends all to baseUrl, and accepts what leads there", () => {
  const base = new URL("http://127.0.0.1:8080");
  const pinned = `http://127.0.0.1:8080/api/v10/webhooks/${ID}/`;
  assertEquals(
    pinWebhookUrl(`https://discord.com/api/webhooks/${ID}/${TOKEN}`, base).href,
    pinned + TOKEN,
  );
  assertEquals(
    pinWebhookUrl(`http://127.0.0.1:8080/api/webhooks/${ID}/short`, base).href,
    `${pinned}short`,
  );
  assertThrows(
    () => pinWebhookUrl(`http://127.0.0.1:8081/api/webhooks/${ID}/${TOKEN}`, base),
    TypeError,
  );
});

Deno.test("parseWebhookUrl() tells all that a URL says (1, 6)", () => {
  const url =
    `https://ptb.discord.com/api/webhooks/${ID}/${TOKEN}?thread_id=998877665544332211&wait=1`;
  const parsed = parseWebhookUrl(url);
  assertEquals([parsed.token, parsed.url], [
    TOKEN,
    `https://ptb.discord.com/api/v10/webhooks/${ID}/${TOKEN}?thread_id=998877665544332211`,
  ]);
  for (const text of [Deno.inspect(parsed), JSON.stringify({ ...parsed })]) {
    assertEquals(text.includes(TOKEN), false);
  }
  assertEquals({ ...parsed } as unknown, {
    id: ID,
    threadId: "998877665544332211",
    wait: true,
    messageId: null,
    format: "discord",
    createdAt: new Date("2015-12-07T16:13:12.216Z"),
  });
});

Deno.test("parseWebhookUrl() reads what follows the token", () => {
  const read = (rest: string) => {
    const { threadId, wait, messageId, format } = parseWebhookUrl(
      `https://discordapp.com/api/v6/webhooks/${ID}/${TOKEN}${rest}`,
    );
    return [threadId, wait, messageId, format];
  };
  assertEquals(read(""), [null, null, null, "discord"]);
  assertEquals(read("/slack"), [null, null, null, "slack"]);
  assertEquals(read("/github/?wait=False"), [null, false, null, "github"]);
  assertEquals(read("/messages/42?thread_id=7"), ["7", null, "42", "discord"]);
  assertEquals(read("/messages/@original"), [null, null, "@original", "discord"]);
  assertEquals(read("?wait=maybe&thread_id="), [null, null, null, "discord"]);
});

Deno.test("parseWebhookUrl() refuses look-alikes, and does not show them (3)", () => {
  const path = `/api/webhooks/${ID}/${TOKEN}`;
  for (
    const url of [
      `https://discord.com.evil.example${path}`,
      `https://discord.com@evil.example${path}`,
      `https://evil.example/?u=https://discord.com${path}`,
      `https://discord.com:8443${path}`,
      `https://xn--iscord-s6d.com${path}`,
      `https://dіscord.com${path}`,
      TOKEN,
    ]
  ) {
    const { message } = assertThrows(() => parseWebhookUrl(url), TypeError, "no URL of a Discord");
    assert(!message.includes(TOKEN) && !message.includes("evil"), message);
  }
});

Deno.test("parseWebhookUrl() reads the URL of a fake, where its origin is given", () => {
  const url = `http://127.0.0.1:8080/api/webhooks/${ID}/short`;
  assertEquals(parseWebhookUrl(url, "http://127.0.0.1:8080").token, "short");
  assertThrows(() => parseWebhookUrl(url), TypeError, "baseUrl");
});
