import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { always, FakeDiscord, FakeServer } from "@hookcast/hookcast/testing";
import {
  atTerminal,
  converse,
  hasTerminal,
  isColoured,
  run,
  type RunOptions,
  runPlayground,
} from "./playground.ts";

/** Stands wherever a secret may stand: user info, path and query. */
const MARKER = "MARKERmarker0";

function assertNoSecret(output: string): void {
  assert(!output.toLowerCase().includes("marker"), output);
  assert(!isColoured(output));
}

function secretUrl(server: FakeServer): string {
  return `http://${MARKER}:${MARKER}@${server.address}/hooks/${MARKER}?key=${MARKER}`;
}

function send(url: string, content: string, options?: RunOptions) {
  return runPlayground(["--url", url, "--content", content], options);
}

Deno.test("--url posts the content to any webhook, and ends with code 0", async () => {
  await using server = await FakeServer.start([{ status: 500 }, { body: { id: "1" } }]);
  const { code, stdout, output } = await send(secretUrl(server), "Grüße");
  assertEquals(code, 0, output);
  assertEquals(server.requests.map((request) => request.json()), [
    { content: "Grüße" },
    { content: "Grüße" },
  ]);
  assertEquals(server.requests[1]?.path, `/hooks/${MARKER}?key=${MARKER}`);
  assertStringIncludes(stdout, `Sending to the webhook http://${server.address}/***\n`);
  assertMatch(stdout, /ms {2}127\.0\.0\.1 +500 +server error; again in \d+ ms\n/);
  assertMatch(stdout, /127\.0\.0\.1 +200 +delivered by attempt 2\n/);
  assertMatch(stdout, /✓ delivered: server answered 200 \(2 attempts, /);
  assertNoSecret(output);
});

Deno.test("--url ends with code 1 when the message is not delivered", async () => {
  // The server repeats the secret to us; it must not be shown even so.
  await using server = await FakeServer.start(always({ status: 404, body: `No ${MARKER}` }));
  const { code, stdout, output } = await send(secretUrl(server), "hello");
  assertEquals(code, 1);
  assertEquals(server.requests.length, 1);
  assertMatch(stdout, /404 +refused; gives up after attempt 1\n✗ not delivered: http \(1 attempt/);
  assertNoSecret(output);
});

Deno.test("--url ends with code 1 when nobody answers, without a word of the URL", async () => {
  const server = await FakeServer.start();
  await server.close();
  const { code, stdout, output } = await send(secretUrl(server), "hello");
  assertEquals(code, 1);
  assertEquals(stdout.match(/ network +connection refused; again in /g)?.length, 3);
  assertMatch(stdout, /connection refused; gives up after attempt 4\n✗ not delivered: network/);
  assertNoSecret(output);
});

Deno.test("--url posts to a Discord webhook as Discord likes it", async () => {
  await using discord = await FakeDiscord.start();
  const { url, token } = discord.addWebhook({ token: MARKER.repeat(6) });
  const { code, stdout, output } = await send(url, "hello");
  assertEquals(code, 0, output);
  assertEquals(discord.stored.map(({ payload }) => payload), [
    { content: "hello", allowed_mentions: { parse: [] } },
  ]);
  assertEquals(discord.violations, []);
  assertStringIncludes(stdout, `Sending to the Discord webhook ${discord.url}/***\n`);
  assert(!output.includes(token));
  assertNoSecret(output);
});

Deno.test("--content alone sends to DISCORD_WEBHOOK_URL", async () => {
  await using discord = await FakeDiscord.start();
  const { url } = discord.addWebhook({ token: MARKER.repeat(6) });
  const env = { DISCORD_WEBHOOK_URL: url };
  const { code, output } = await runPlayground(["--content", "from the environment"], { env });
  assertEquals(code, 0, output);
  assertEquals(discord.stored.map(({ message }) => message.content), ["from the environment"]);
  assertNoSecret(output);
});

for (
  const [url, message] of [
    [`no url ${MARKER}`, "That is no valid URL"],
    [`ftp://example.com/${MARKER}`, "The URL must begin with https: or http:"],
    [`https://discord.com/api/${MARKER}`, "The URL is no URL of a Discord webhook"],
    [`https://discord.com/api/webhooks/123456789012345678/${MARKER}`, "its token is incomplete"],
  ] as const
) {
  Deno.test(`--url refuses '${url.replaceAll(MARKER, "***")}' with code 2`, async () => {
    const { code, stdout, output } = await send(url, "hello");
    assertEquals(code, 2);
    assertEquals(stdout, "");
    assertStringIncludes(output, message);
    assertNoSecret(output);
  });
}

Deno.test({
  name: "Ctrl-C ends a send, which has then failed",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using server = await FakeServer.start(always({ fault: "hang" }));
    const args = ["run", "-A", "playground/main.ts", "--url", server.url, "--content", "x"];
    const { code, stdout } = await converse(Deno.execPath(), args, [["Sending to", "SIGINT"]]);
    assertEquals(code, 1);
    assertStringIncludes(stdout, "✗ not delivered: aborted");
  },
});

Deno.test({
  name: "The playground uses colours on a terminal, unless NO_COLOR is set",
  ignore: !await hasTerminal(),
  async fn() {
    await using server = await FakeServer.start(always(204));
    const send = (env: Record<string, string>) =>
      run("script", atTerminal("--url", server.url, "--content", "x"), {
        env: { TERM: "xterm", ...env },
      });

    const plain = await send({ NO_COLOR: "1" });
    assertEquals(plain.code, 0, plain.output);
    assert(!isColoured(plain.stdout));
    const coloured = await send({ NO_COLOR: "" });
    assertEquals(coloured.code, 0, coloured.output);
    assertStringIncludes(coloured.stdout, "\x1b[32m✓ delivered\x1b[39m");
  },
});
