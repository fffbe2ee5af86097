import { assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { always, FakeServer } from "../src/testing/mod.ts";

/** How long, in real ms, a process may take that is done in less than one second. */
const PATIENCE = 30_000;

/** Runs a program in a process of its own, with these permissions only. */
async function run(permissions: string[], program: string, ...args: string[]) {
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(), PATIENCE);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...permissions, "-", ...args],
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: overdue.signal, // Else one that does not exit by itself would hang the tests.
  });
  const child = command.spawn();
  await new Blob([program]).stream().pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** A program that imports a file, and does no more itself. */
function importing(path: string): string {
  return `import ${JSON.stringify(new URL(path, import.meta.url).href)};`;
}

for (const [entry, path] of Object.entries(config.exports)) {
  Deno.test(`${config.name}${entry.slice(1)} does nothing when it is imported: asks for no permission, prints nothing, keeps nothing running`, async () => {
    assertEquals(await run([], importing(`../${path}`)), { code: 0, stdout: "", stderr: "" });
  });
}

Deno.test("A process that sends needs --allow-net alone, prints nothing of ours, and exits by itself", async () => {
  await using server = await FakeServer.start(always(204));
  assertEquals(await run(["--allow-net"], importing("fixtures/send_once.ts"), server.url), {
    code: 0,
    stdout: '{"ok":true,"status":204,"error":null}\n',
    stderr: "",
  });
  assertEquals(server.requests.map(({ text }) => text), ['{"content":"hello"}']);
});
