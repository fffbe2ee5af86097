import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { always, FakeServer } from "@hookcast/hookcast/testing";
import { readOrder } from "../../playground/engine/order.ts";
import { type Answers, faultsOf, orderOf } from "../../playground/terminal/order.ts";
import {
  atTerminal,
  converse,
  hasTerminal,
  isColoured,
  run,
  runPlayground,
  UNSEEN,
} from "./playground.ts";

/** Pipes these answers in, one per line. */
async function session(...answers: readonly string[]): Promise<string> {
  const input = answers.map((answer) => `${answer}\n`).join("");
  const { code, output } = await runPlayground(["--speed", "4", ...UNSEEN], { input });
  assertEquals(code, 0, output);
  assert(!isColoured(output));
  assert(output.endsWith("Bye.\n"), output);
  return output;
}

Deno.test("The terminal says where its servers are, and ends where there is no input", async () => {
  const output = await session();
  assertMatch(output, /^ {2}generic {2}http:\/\/127\.0\.0\.1:\d+\/hook /m);
  assertMatch(output, /^ {2}discord {2}http:\/\/127\.0\.0\.1:\d+ /m);
  assertMatch(output, /^ {2}proxy 1 {2}http:\/\/127\.0\.0\.1:\d+ /m);
  assertMatch(output, /^ {2}proxy 2 {2}socks5:\/\/127\.0\.0\.1:\d+ /m);
});

Deno.test("The terminal says where its page is, and the page is served until it ends", async () => {
  const args = ["run", "-A", "playground/main.ts", ...UNSEEN];
  let status = 0;
  const { stdout } = await converse(Deno.execPath(), args, [["Send to", async (seen) => {
    const [, origin] = /on a page: (http:\/\/localhost:\d+)\/#token=[\w-]{43}/.exec(seen) ?? [];
    const response = await fetch(`${origin}/api/state`);
    await response.body?.cancel();
    status = response.status;
    return "quit\n";
  }]]);
  assertEquals(status, 401, stdout);
});

Deno.test("The terminal sends what Enter stands for", async () => {
  const output = await session("", "", "", "", "", "", "quit");
  assertMatch(output, / generic +200 +delivered\n/);
  assertStringIncludes(output, "The receiver saw 1 request.");
  assertStringIncludes(output, "response: { received: true }");
});

Deno.test("The terminal ends when the input ends amid the questions", async () => {
  const output = await session("discord", "hello");
  assert(!output.includes("elapsed"));
});

Deno.test("The terminal takes the beginning of a word, and explains the words", async () => {
  const output = await session("?", "disc", "hello", "?", "n", "", "", "", "q");
  assertMatch(output, /^ {2}proxies +the generic receiver, by way of two proxies$/m);
  assertMatch(output, /^ {2}hang +the first request gets no answer in time$/m);
  assertStringIncludes(output, "Discord saw 1 request, and stored 1 message.");
});

Deno.test("The terminal asks again where an answer makes no sense", async () => {
  const output = await session(
    "nowhere",
    "g",
    "{no json",
    `{"a":${"[".repeat(300)}${"]".repeat(300)}}`,
    '{"a":1}',
    "x",
    "none",
    "0",
    "1",
    "quit",
  );
  assertStringIncludes(output, "Please answer one of: generic, discord, proxies, url, quit");
  assertStringIncludes(output, "That begins like it, but is no JSON");
  assertStringIncludes(output, "The JSON is nested too deep: 200 levels are the most");
  assertStringIncludes(output, "Please answer one of: none, 429, 500, cut, hang, dead-webhook");
  assertStringIncludes(output, "Please answer a whole number from 1 to 50");
  assertStringIncludes(output, "Please answer a whole number from 0 to 10");
});

/** Faults, what the timeline shows of them, and what the receiver saw. */
const FAULTS: readonly (readonly [
  target: string,
  fault: string,
  timeline: RegExp,
  seen: string,
])[] = [
  ["generic", "500", /generic +500 +server error; again in .*\n.* 200 /, "saw 2 requests."],
  ["generic", "cut", /network +connection lost; again in .*\n.* 200 /, "saw 2 requests."],
  ["generic", "hang", /timeout +no answer within 1000 ms; again .*\n.* 200 /, "saw 2 requests."],
  ["generic", "dead", /410 +refused; gives up after attempt 1\n/, "saw 1 request."],
  ["discord", "429", /429 +asks to wait 375 ms; again in 375 ms\n.* 204 /, "stored 1 message."],
  ["discord", "500", /discord +500 +server error; again .*\n.* 204 /, "stored 1 message."],
  ["discord", "cut", /network +connection lost; again in .*\n.* 204 /, "stored 1 message."],
  ["discord", "hang", /timeout +no answer .*\n.* 204 /, "stored 2 messages.\nThe answer to the"],
  ["discord", "dead", /404 +refused; gives up after attempt 1\n/, "stored 0 messages."],
  ["proxies", "none", /by proxy 1 +200 +delivered\n/, "saw 1 request."],
  ["proxies", "dying", /by proxy 1 +proxy .*; again at once\n.*by proxy 2 +200 /, "saw 1 request."],
];

// All in one session, as a user would: it also shows that each fault is over with its order.
Deno.test("The terminal lets every fault happen, once", async () => {
  const answers = FAULTS.flatMap(([target, fault]) => [target, "hello", fault, "1", "3", "1000"]);
  const output = await session(...answers, "generic", "hello", "none", "1", "3", "1000", "quit");
  const orders = output.split("Send to ").slice(1);
  for (const [index, [target, fault, timeline, seen]] of FAULTS.entries()) {
    const shown = orders[index] ?? "";
    assertMatch(shown, timeline, `${target}, ${fault}:\n${shown}`);
    assertStringIncludes(shown, seen);
  }
  assertMatch(orders[FAULTS.length] ?? "", /generic +200 +delivered\n/);
});

Deno.test("The terminal sends a burst, each message once", async () => {
  const output = await session("discord", "hello", "none", "7", "0", "2000", "quit");
  assertEquals(output.match(/ discord #\d +204 +delivered/g)?.length, 7);
  assertEquals(output.match(/ #[67] .* \(queued \d+ ms\)/g)?.length, 2);
  assertMatch(output, /✓ 7 of 7 delivered in \d+ ms\n/);
  assertStringIncludes(output, "Discord saw 7 requests, and stored 7 messages.");
});

/** What the terminal asks for, as answered. */
const ANSWERS: Answers = {
  target: "discord",
  url: "",
  message: "hello",
  fault: "none",
  count: 1,
  retries: 2,
  timeout: 500,
};

Deno.test("orderOf() numbers the texts of a burst, and leaves others as they are", () => {
  const payloadOf = (answers: Partial<Answers>) => orderOf({ ...ANSWERS, ...answers }).payload;
  assertEquals(payloadOf({}), "hello");
  assertEquals(payloadOf({ count: 3 }), "hello ({n} of 3)");
  assertEquals(payloadOf({ count: 3, target: "generic" }), { content: "hello ({n} of 3)" });
  assertEquals(payloadOf({ count: 3, message: { content: "x" } }), { content: "x" });
});

Deno.test("orderOf() makes orders that the page takes, too", () => {
  for (const target of ["generic", "discord", "proxies"] as const) {
    for (const fault of faultsOf(target)) {
      const order = orderOf({ ...ANSWERS, target, fault });
      assertEquals(readOrder(structuredClone(order)), order);
    }
  }
  const order = orderOf({ ...ANSWERS, target: "url", url: "https://example.com/hook" });
  assertEquals(readOrder(order), {
    target: "generic",
    url: "https://example.com/hook",
    payload: { content: "hello" },
    count: 1,
    faults: [],
    options: { maxRetries: 2, maxProxyRetries: 2, timeout: 500 },
  });
});

Deno.test("The terminal keeps to the retries it is told", async () => {
  const output = await session("generic", "hello", "500", "1", "0", "300", "quit");
  assertMatch(output, /500 +server error; gives up after attempt 1\n/);
  assertMatch(output, /✗ not delivered: http \(1 attempt, /);
  assertStringIncludes(output, "The receiver saw 1 request.");
});

Deno.test("The terminal sends to a URL of one's own, and never shows it", async () => {
  const marker = "MARKERmarker0";
  // What the server repeats of the URL is a secret, too.
  await using server = await FakeServer.start(always({ status: 400, body: `Bad ${marker}` }));
  const url = `${server.url}hooks/${marker}?key=${marker}`;
  const output = await session(
    ...["url", `wrong ${marker}`, `ftp://${marker}`, url, '{"text":"hi"}', "1", "0", "500"],
    ...["", "", "", "", "", "", "quit"],
  );
  assertStringIncludes(output, "That is no valid URL");
  assertStringIncludes(output, "The URL must begin with https: or http:");
  assertEquals(server.requests.map((request) => request.json()), [{ text: "hi" }, { text: "hi" }]);
  assertEquals(server.requests[1]?.path, `/hooks/${marker}?key=${marker}`);
  assertStringIncludes(output, `url: "http://${server.address}/***"`);
  assert(!output.includes("MARKER"), output);
});

Deno.test("The terminal offers the URL of the environment", async () => {
  await using server = await FakeServer.start(always(204));
  const { code, output } = await runPlayground(UNSEEN, {
    input: "url\n\nhello\n1\n0\n500\nquit\n",
    env: { DISCORD_WEBHOOK_URL: `${server.url}MARKERmarker0` },
  });
  assertEquals(code, 0, output);
  assertEquals(server.requests.map(({ path }) => path), ["/MARKERmarker0"]);
  assertStringIncludes(output, "[DISCORD_WEBHOOK_URL]");
  assert(!output.includes("MARKER"), output);
});

Deno.test({
  name: "The terminal ends with code 0 when it is interrupted, even while it sends",
  ignore: Deno.build.os === "windows",
  async fn() {
    const args = ["run", "-A", "playground/main.ts", ...UNSEEN];
    const idle = await converse(Deno.execPath(), args, [["Send to", "SIGINT"]]);
    assertEquals(idle.code, 0);
    assert(idle.stdout.endsWith("Bye.\n"), idle.stdout);

    const busy = await converse(Deno.execPath(), args, [
      ["Send to", "generic\n\nhang\n2\n\n60000\n"],
      ["elapsed", "SIGINT"],
    ]);
    assertEquals(busy.code, 0);
    assertStringIncludes(busy.stdout, "aborted by the caller");
    assert(busy.stdout.endsWith("Bye.\n"), busy.stdout);
  },
});

Deno.test({
  name: "At a real terminal Ctrl-C and Ctrl-D end with code 0, and a URL is not echoed",
  ignore: !await hasTerminal(),
  async fn() {
    await using server = await FakeServer.start(always(204));
    for (const key of ["\x03", "\x04"]) {
      const { code, stdout } = await converse("script", atTerminal(...UNSEEN), [
        ["Send to", "url\r"],
        ["URL (it is not shown)", `${server.url}MARKERmarker0\r`],
        ["Message", "hello\r"],
        ["How many", "\r"],
        ["Retries", "\r"],
        ["Timeout", "\r"],
        ["Send to", "\x1b[A\x1b[A"], // The keys that bring earlier answers back.
        ["[", key],
      ]);
      assertEquals(code, 0, stdout);
      assertMatch(stdout, /Bye\.\s+$/);
      assert(!stdout.includes("MARKER"), stdout);
    }
    assertEquals(server.requests.map(({ path }) => path), ["/MARKERmarker0", "/MARKERmarker0"]);
  },
});

Deno.test({
  name: "The terminal ends quietly when nobody reads what it prints",
  ignore: Deno.build.os === "windows",
  async fn() {
    const command = `"${Deno.execPath()}" run -A playground/main.ts --port 0 | head -n 1`;
    const input = "generic\n\n\n\n\n\nquit\n";
    const { code, output } = await run("sh", ["-c", command], { input });
    assertEquals(code, 0);
    assertEquals(output, "hookcast playground\n");
  },
});
