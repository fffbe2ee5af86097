import { assert, assertEquals, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import type { AttemptEvent } from "../../mod.ts";
import {
  proxyFromEnv,
  SlackResponse,
  type SlackResult,
  SlackTrigger,
  SlackWebhook,
} from "../../src/slack/mod.ts";
import { always, type Answer, FakeServer } from "../../src/testing/mod.ts";
import { AT_ONCE } from "../core/waiting.ts";

const SECRET = "s3cretABCDEFGH12345678xy";

/** Everything that people may print of a value. */
function printed(value: unknown): string {
  return [
    Deno.inspect(value, { depth: 20, showHidden: true, getters: false }),
    inspect(value, { depth: 20, showHidden: true }),
    JSON.stringify(value),
    String(value),
  ].join("\n");
}

function assertNoSecret(value: unknown): void {
  const text = printed(value);
  assert(!text.includes("s3cret"), text);
}

const CLIENTS = {
  SlackWebhook: [SlackWebhook, `services/T0123/B0123/${SECRET}`],
  SlackResponse: [SlackResponse, `actions/T0123/123/${SECRET}`],
  SlackTrigger: [SlackTrigger, `triggers/T0123/123/${SECRET}`],
} as const;

const ANSWERS: Record<string, Answer> = {
  "ok": { body: "ok" },
  "4xx that repeats the URL": { status: 404, body: `no_service ${SECRET}` },
  "4xx with a code that is the secret": { status: 404, body: `x_${SECRET.toLowerCase()}` },
  "2xx with ok: false that repeats the URL": { body: { ok: false, error: `bad ${SECRET}` } },
  "2xx with the secret for a code": { body: { ok: false, error: SECRET.toLowerCase() } },
  "429": { status: 429, body: { ok: false, error: "rate_limited" } },
  "5xx": 500,
  "cut": { fault: "cut" },
};

for (const [name, [Client, path]] of Object.entries(CLIENTS)) {
  Deno.test(`${name} and its results show no secret, whatever Slack answers`, async (t) => {
    for (const [what, answer] of Object.entries(ANSWERS)) {
      await t.step(what, async () => {
        const secret = what.includes("code") ? path.toLowerCase() : path;
        await using server = await FakeServer.start(always(answer));
        const events: AttemptEvent[] = [];
        const client = new Client(server.url + secret, {
          backoff: AT_ONCE,
          maxRetries: 1,
          rateLimit: false,
          onAttempt: (event) => void events.push(event),
        });
        const result: SlackResult = await client.send({ text: "x" });
        for (const value of [client, result, result.error, events]) assertNoSecret(value);
        if (!result.ok) assertNoSecret(result.cause);
      });
    }
  });

  Deno.test(`${name} shows no secret when nobody listens, or the payload is wrong`, async () => {
    const server = await FakeServer.start();
    await server.close();
    const client = new Client(server.url + path, { maxRetries: 0, rateLimit: false });
    const refused = await client.send({ text: "x" });
    const wrong = await client.send({ text: { toJSON: () => SECRET } as unknown as string });
    for (const result of [refused, wrong]) {
      assertEquals(result.ok, false);
      assertNoSecret(result);
      assertNoSecret(result.error);
    }
  });

  Deno.test(`new ${name}() shows no URL that it cannot read`, () => {
    for (
      const url of [`hooks.slack.com/${SECRET}`, `ftp://a.example/${SECRET}`, `https://[${SECRET}`]
    ) {
      assertNoSecret(assertThrows(() => new Client(url), TypeError).message);
    }
  });
}

Deno.test("SlackWebhook shows no login of the environment's proxy", async () => {
  const server = await FakeServer.start();
  await server.close();
  using proxies = proxyFromEnv(() => `http://user:${SECRET}@${server.address}`);
  const result = await new SlackWebhook("http://hooks.slack.test/x", {
    proxies,
    maxProxyRetries: 0,
  })
    .send("x");
  assertEquals([result.ok, !result.ok && result.kind], [false, "proxy"]);
  assertNoSecret(result);
  assertNoSecret(proxies);
});
