import { assert, assertEquals, assertMatch } from "@std/assert";
import { FakeServer } from "@hookcast/hookcast/testing";
import type { RunRecord } from "../../playground/api/history.ts";
import { atTerminal, converse, hasTerminal } from "./playground.ts";

const MARKER = "MARKERmarker0";

function command(history: string): string[] {
  const args = ["--page", "--port", "0", "--no-open", "--history", history];
  return ["run", "-A", "playground/main.ts", ...args];
}

/** Reads the address of the page from what was printed. */
function addressIn(stdout: string): { readonly origin: string; readonly token: string } {
  const [, origin = "", token = ""] = /(http:\/\/localhost:\d+)\/#token=([\w-]+)/.exec(stdout) ??
    [];
  return { origin, token };
}

/** What is printed last of what this file waits for. */
const READY = "Ctrl-C quits";

Deno.test({
  name: "--page serves the page until Ctrl-C, and neither log nor file holds a secret",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    const history = `${folder}/history.json`;
    const { code, output } = await converse(Deno.execPath(), command(history), [[
      READY,
      async (seen) => {
        const { origin, token } = addressIn(seen);
        const page = await fetch(origin);
        assertEquals(page.status, 200);
        assertMatch(await page.text(), /<title>hookcast playground<\/title>/);
        await sendSecrets(origin, token);
        return "SIGINT";
      },
    ]]);
    assertEquals(code, 0, output);
    assert(!output.includes("MARKER"), output);
    const written = await Deno.readTextFile(history);
    assertMatch(written, /"kinds":\["http"\]/);
    assert(!written.includes("MARKER"), written);
    assertEquals((await Deno.stat(history)).mode! & 0o777, 0o600);
    await Deno.remove(folder, { recursive: true });
  },
});

/** Sends to a real URL, with secrets in all places; waits until it is over. */
async function sendSecrets(origin: string, token: string): Promise<void> {
  await using server = await FakeServer.start([{ status: 404, body: `No such hook: ${MARKER}` }]);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const order = {
    target: "generic",
    url: `http://user:${MARKER}@${server.address}/hooks/${MARKER}?key=${MARKER}`,
    payload: { text: MARKER },
    options: {
      headers: { authorization: MARKER },
      signer: { scheme: "slack", secret: MARKER },
      maxRetries: 0,
    },
  };
  const started = await fetch(`${origin}/api/runs`, {
    method: "POST",
    headers,
    body: JSON.stringify(order),
  });
  const { id } = await started.json();
  for (;;) {
    const record: RunRecord = await (await fetch(`${origin}/api/history/${id}`, { headers }))
      .json();
    if (record.elapsed !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test({
  name: "--page says at a real terminal where the page is, and ends with Ctrl-C",
  ignore: !await hasTerminal(),
  async fn() {
    const history = await Deno.makeTempFile();
    const [, , ...args] = command(history).slice(1);
    const { code, stdout } = await converse("script", atTerminal(...args), [[READY, "\x03"]]);
    assertEquals(code, 0, stdout);
    assertMatch(stdout, /http:\/\/localhost:\d+\/#token=[\w-]{43}/);
    await Deno.remove(history);
  },
});

Deno.test({
  name: "The page is there within 2 s of its start",
  ignore: Deno.build.os === "windows",
  async fn() {
    const history = await Deno.makeTempFile();
    const times: number[] = [];
    // The best of three: other work on the machine is none of ours.
    while (times.length < 3 && Math.min(...times) >= 2000) {
      const begun = performance.now();
      const { code } = await converse(Deno.execPath(), command(history), [[READY, async (seen) => {
        const { origin } = addressIn(seen);
        for (const path of ["/", "/assets/main.js", "/assets/page.css"]) {
          const response = await fetch(origin + path);
          await response.body?.cancel();
          assertEquals(response.status, 200, path);
        }
        times.push(performance.now() - begun);
        return "SIGINT";
      }]]);
      assertEquals(code, 0);
    }
    assert(Math.min(...times) < 2000, String(times));
    await Deno.remove(history);
  },
});
