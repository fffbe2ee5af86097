import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { judge } from "../../playground/terminal/expectation.ts";
import {
  atTerminal,
  converse,
  evaluate,
  hasTerminal,
  isColoured,
  runPlayground,
} from "./playground.ts";

Deno.test("The demo plays six scenes, and every claim holds", async () => {
  const { code, stdout, output } = await runPlayground(["--demo", "--speed", "4"]);
  assertEquals(code, 0, output);
  const headings = [...stdout.matchAll(/^(\d\/\d) {2}(.+)$/gm)].map(([, number, title]) => {
    return `${number} ${title}`;
  });
  assertEquals(headings, [
    "1/6 A plain send",
    "2/6 A 429 is honoured",
    "3/6 A 500 is retried",
    "4/6 A burst of 20",
    "5/6 A dead proxy in the pool",
    "6/6 A dead webhook",
  ]);
  const table = stdout.slice(stdout.indexOf("What the server saw"));
  assertMatch(table, /A plain send +1 +1 +0 +204\n/);
  assertMatch(table, /A 429 is honoured +2 +1 +0 +429, 204\n/);
  assertMatch(table, /A 500 is retried +2 +1 +0 +500, 204\n/);
  assertMatch(table, /A burst of 20 +20 +20 +0 +204 × 20\n/);
  assertMatch(table, /A dead proxy in the pool +1 +1 +0 +204\n/);
  assertMatch(table, /A dead webhook +1 +0 +0 +404\n/);
  assertMatch(table, /All \d+ claims held/);

  // The timeline: a line for each of the 28 attempts, one of which met the dead proxy.
  assertEquals(stdout.match(/^ +[\d.]+ m?s {2}\S/gm)?.length, 28);
  assert(!isColoured(output));
  assertEquals(output.split("\n").filter((line) => line.length > 80), []);
});

/** Code that plays the demo with a client that lacks what the scenes are about. */
const SABOTAGE = `
import { readScenes, runDemo } from "./playground/terminal/demo.ts";

const lame = { maxRetries: 0, maxProxyRetries: 0, rateLimit: false };
const scenes = (await readScenes()).map((scene) => {
  return { ...scene, order: { ...scene.order, options: { ...scene.order.options, ...lame } } };
});
Deno.exit(await runDemo(20, scenes) ? 0 : 1);
`;

Deno.test("The demo fails when the client does not do what is claimed of it", async () => {
  const { code, stdout } = await evaluate(SABOTAGE);
  assertEquals(code, 1);
  const scenes = stdout.split(/^\d\/6 {2}/m).slice(1);
  const failed = scenes.filter((scene) => scene.includes("does not hold"));
  assertEquals(
    failed.map((scene) => scene.slice(0, scene.indexOf("\n"))),
    ["A 429 is honoured", "A 500 is retried", "A burst of 20", "A dead proxy in the pool"],
  );
  assertMatch(stdout, /\d+ of \d+ claims did not hold/);
});

Deno.test("The demo fails when a scene throws, and plays the next", async () => {
  const { code, stdout } = await evaluate(`
    import { runDemo } from "./playground/terminal/demo.ts";
    const order = { target: "discord", payload: "x" };
    const broken = { title: "One", about: "", order: { ...order, options: { timeout: -1 } } };
    const fine = { title: "Two", about: "", order, expect: { delivered: 1 } };
    Deno.exit(await runDemo(1, [broken, fine]) ? 0 : 1);
  `);
  assertEquals(code, 1);
  assertMatch(stdout, /does not hold: the scene plays to its end: RangeError: .*'timeout'/);
  assertStringIncludes(stdout, "✓ 1 of 1 were delivered");
  assertMatch(stdout, /One +0 +0 +0\n +Two +1 +1 +0 +204\n/);
});

Deno.test("The demo fails when a text of a burst is not seen, or another in its place", async () => {
  const { code, stdout } = await evaluate(`
    import { runDemo } from "./playground/terminal/demo.ts";
    const order = { target: "discord", payload: "all the same", count: 2 };
    Deno.exit(await runDemo(1, [{ title: "Twice", about: "", order }]) ? 0 : 1);
  `);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "does not hold: it saw 1 text, to the byte");
});

Deno.test("judge() counts what the server objected to, though nothing was said of it", () => {
  const outcome = {
    results: [{ ok: true }],
    attempts: 1,
    statuses: [204],
    stored: 1,
    parts: 1,
    burnt: 0,
    elapsed: 1,
  };
  assertEquals(judge({}, { ...outcome, violations: {} }), [
    { claim: "the server had no objections", holds: true },
  ]);
  assertEquals(judge({}, { ...outcome, violations: { dead: 2, exhausted: 1 } }), [
    { claim: "the server had 3 objections: dead, exhausted", holds: false },
  ]);
});

Deno.test("The demo reaches its fakes where the environment names proxies", async () => {
  const nowhere = "http://127.0.0.1:1";
  const { code, output } = await runPlayground(["--demo", "--speed", "4"], {
    env: { HTTP_PROXY: nowhere, http_proxy: nowhere, ALL_PROXY: nowhere, NO_PROXY: "example.com" },
  });
  assertEquals(code, 0, output);
});

Deno.test({
  name: "The demo plays in colour at a real terminal, and ends with code 0",
  ignore: !await hasTerminal(),
  async fn() {
    const args = atTerminal("--demo", "--speed", "4");
    const { code, stdout } = await converse("script", args, []);
    assertEquals(code, 0, stdout);
    assert(isColoured(stdout));
    assertMatch(stdout, /All \d+ claims held/);
  },
});
