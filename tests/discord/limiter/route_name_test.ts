import { assertEquals } from "@std/assert";
import { routeName } from "../../../src/discord/limiter/route_name.ts";

const BASE = "https://discord.com/api/v10/webhooks/1/secret";

for (
  const [method, url, name, group] of [
    ["POST", BASE, "POST", "POST"],
    ["POST", `${BASE}?wait=true`, "POST", "POST"],
    ["POST", `${BASE}/`, "POST", "POST"],
    ["POST", `${BASE}/slack`, "POST /slack", "POST"],
    ["POST", `${BASE}/github`, "POST /github", "POST"],
    ["GET", BASE, "GET", "GET"],
    ["GET", `${BASE}/messages/5`, "GET /messages", "GET /messages"],
    ["PATCH", `${BASE}/messages/@original`, "PATCH /messages", "PATCH /messages"],
  ] as const
) {
  Deno.test(`routeName() of ${method} ${url.slice(BASE.length) || "a webhook"} is ${name}`, () => {
    const route = routeName(method, new URL(url));
    assertEquals([route.name, route.group, route.id], [name, group, "1"]);
    assertEquals(route.webhook, "discord.com/1/secret");
  });
}

for (
  const url of [
    "https://ptb.discord.com/api/webhooks/1/secret",
    "https://canary.discord.com/api/v9/webhooks/1/secret",
    "https://discordapp.com/api/v10/webhooks/1/secret",
  ]
) {
  Deno.test(`routeName() takes ${new URL(url).hostname} for Discord's`, () => {
    assertEquals(routeName("POST", new URL(url)), routeName("POST", new URL(BASE)));
  });
}

Deno.test("routeName() tells hosts, tokens and other paths apart", () => {
  const urls = [
    BASE,
    BASE.replace("secret", "Secret"),
    BASE.replace("discord.com", "discord.com.evil.example"),
    BASE.replace("https", "http").replace("discord.com", "localhost:8000"),
    "https://discord.com/elsewhere",
  ];
  const webhooks = new Set(urls.map((url) => routeName("POST", new URL(url)).webhook));
  assertEquals(webhooks.size, urls.length);
});
