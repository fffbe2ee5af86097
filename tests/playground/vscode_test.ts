import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { RunRecord } from "../../playground/api/history.ts";
import { Page } from "./page.ts";
import { run } from "./playground.ts";

const ROOT = new URL("../../", import.meta.url);

/** Reads JSON that may have comments on lines of their own. */
async function readJsonc(path: string): Promise<unknown> {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
}

/** A launch configuration of VS Code, as far as it is ours. */
interface Launch {
  readonly name: string;
  readonly program: string;
  readonly runtimeArgs: readonly string[];
  readonly args?: readonly string[];
}

async function launchOf(name: string): Promise<string[]> {
  const { configurations } = await readJsonc(".vscode/launch.json") as {
    configurations: readonly Launch[];
  };
  const found = configurations.find((launch) => launch.name === name);
  assert(found, `There is no launch configuration '${name}'`);
  const program = found.program.replace("${workspaceFolder}/", "");
  // Any free port: another debugger may be at work.
  const args = found.runtimeArgs.map((arg) =>
    arg === "--inspect-wait" ? "--inspect-wait=127.0.0.1:0" : arg
  );
  return [...args, program, ...found.args ?? []];
}

/** Why a program has stopped. */
interface Paused {
  readonly reason: string;
  readonly callFrames: readonly {
    readonly location: { readonly scriptId: string; readonly lineNumber: number };
  }[];
}

/** What comes from the inspector: an event, or the answer to a request. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** A debugger, as VS Code's: it speaks the protocol of the inspector. */
class Debugger {
  readonly #socket: WebSocket;
  readonly #messages: Message[] = [];
  readonly #waiting: (() => void)[] = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.#messages.push(JSON.parse(data));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  static async attach(url: string): Promise<Debugger> {
    const socket = new WebSocket(url);
    await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
    return new Debugger(socket);
  }

  async ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return (await this.#next((message) => message.id === id)).result;
  }

  async paused(): Promise<Paused> {
    return (await this.#next(({ method }) => method === "Debugger.paused")).params as Paused;
  }

  async parsed(file: string): Promise<{ scriptId: string }> {
    const { params } = await this.#next(({ method, params }) => {
      return method === "Debugger.scriptParsed" && (params as { url: string }).url.endsWith(file);
    });
    return params as { scriptId: string };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.addEventListener("close", resolve));
    this.#socket.close();
    await closed;
  }

  async #next(isWanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const index = this.#messages.findIndex(isWanted);
      if (index >= 0) return this.#messages.splice(index, 1)[0]!;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

Deno.test("'Debug playground/scratch.ts' stops at a breakpoint, and then goes on", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: await launchOf("Debug playground/scratch.ts"),
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Response(child.stdout).text();
  let said = "";
  let url: string | undefined;
  const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  while (!url) {
    const { value, done } = await errors.read();
    assert(!done, said);
    said += value;
    url = /(ws:\/\/\S+)/.exec(said)?.[1];
  }

  const debug = await Debugger.attach(url);
  await debug.ask("Debugger.enable");
  // When the first of the modules is about to run, all are there: a breakpoint can be set.
  const { breakpointId } = await debug.ask("Debugger.setInstrumentationBreakpoint", {
    instrumentation: "beforeScriptWithSourceMapExecution",
  }) as { breakpointId: string };
  await debug.ask("Runtime.runIfWaitingForDebugger");
  assertEquals((await debug.paused()).reason, "instrumentation");
  await debug.ask("Debugger.removeBreakpoint", { breakpointId });
  const { scriptId } = await debug.parsed("playground/scratch.ts");
  const { scriptSource } = await debug.ask("Debugger.getScriptSource", { scriptId }) as {
    scriptSource: string;
  };
  const lineNumber = scriptSource.split("\n").findIndex((line) => line.includes("hook.send("));
  await debug.ask("Debugger.setBreakpoint", { location: { scriptId, lineNumber } });
  await debug.ask("Debugger.resume");
  const { callFrames } = await debug.paused();
  assertEquals(callFrames[0]?.location.scriptId, scriptId);
  assertEquals(callFrames[0]?.location.lineNumber, lineNumber);

  // Without its debugger the program runs on to its end.
  await debug.ask("Debugger.disable");
  await debug.close();
  assertStringIncludes(await stdout, "Discord stored: Hello from the scratch file");
  await errors.cancel();
  assertEquals((await child.status).code, 0);
});

Deno.test("Every launch configuration and task runs a file or a task that exists", async () => {
  const { configurations } = await readJsonc(".vscode/launch.json") as {
    configurations: readonly Launch[];
  };
  for (const { name, program } of configurations) {
    if (program === "${file}") continue;
    const file = new URL(program.replace("${workspaceFolder}/", ""), ROOT);
    assert((await Deno.stat(file)).isFile, name);
  }
  const { tasks } = await readJsonc(".vscode/tasks.json") as {
    tasks: readonly { readonly label: string; readonly command: string }[];
  };
  const manifest = await readJsonc("deno.json") as { tasks: Record<string, unknown> };
  for (const { label, command } of tasks) {
    const [, task] = /^\.\/\.vscode\/deno task (\S+)/.exec(command) ?? [];
    const [, file] = /^\.\/\.vscode\/deno run --allow-all (\S+)$/.exec(command) ?? [];
    assert(
      task ? manifest.tasks[task] : file && (await Deno.stat(new URL(file, ROOT))).isFile,
      label,
    );
  }
  const labels = tasks.map(({ label }) => label);
  for (
    const label of ["playground", "playground: page", "playground: scratch", "playground: demo"]
  ) {
    assert(labels.includes(label), label);
  }
});

Deno.test("The scratch file runs", async () => {
  const args = ["run", "-A", "--no-check", "playground/scratch.ts"];
  const { code, stdout, output } = await run(Deno.execPath(), args, {});
  assertEquals(code, 0, output);
  assertMatch(stdout, /status: 500.*\n.*status: 204/);
});

/** A notebook, as far as its cells go. */
interface Notebook {
  readonly metadata: { readonly kernelspec: { readonly name: string } };
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly outputs?: readonly unknown[];
  }[];
}

Deno.test("The notebook runs from top to bottom", async () => {
  const path = new URL("playground/hookcast.ipynb", ROOT);
  const { metadata, cells }: Notebook = JSON.parse(await Deno.readTextFile(path));
  assertEquals(metadata.kernelspec.name, "deno");
  assertEquals(cells.flatMap(({ outputs }) => outputs ?? []), [], "it is kept without outputs");
  const sources = cells.filter((cell) => cell.cell_type === "code").map((cell) =>
    cell.source.join("")
  );
  const folder = await Deno.makeTempDir({ dir: new URL("playground/", ROOT).pathname });
  try {
    // The kernel is the REPL with other ends: each file is evaluated as a cell is.
    const files = await Promise.all(sources.map(async (source, index) => {
      const file = `${folder}/${index}.ts`;
      await Deno.writeTextFile(file, source);
      return file;
    }));
    const args = ["repl", "-A", "--quiet", `--eval-file=${files.join(",")}`];
    const { stdout, output } = await run(Deno.execPath(), args, { input: "close();\n" });
    assertMatch(stdout, /WebhookResult \{/, output);
    const lines = [
      "3 requests",
      "10 delivered, 0 times refused",
      "3 sent:",
      "genuine: true",
      "closed",
    ];
    for (const line of lines) assertStringIncludes(stdout, line, output);
    assertMatch(stdout, /false \{[^}]*channel_is_archived/s);
    assert(!/error/i.test(output.replaceAll("error: null", "")), output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A request of a `.http` file. */
interface HttpRequest {
  readonly title: string;
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Reads a file as the REST Client of VS Code does, as far as ours goes. */
function readHttp(text: string): HttpRequest[] {
  return text.split(/^###/m).slice(1).map((block) => {
    const [title = "", ...lines] = block.split("\n");
    const name = lines.map((line) => /^# @name (\w+)$/.exec(line)?.[1]).find(Boolean);
    const rest = lines.filter((line) => !line.startsWith("#"));
    const start = rest.findIndex((line) => line !== "");
    const [method = "", url = ""] = rest[start]?.split(" ") ?? [];
    // A URL may have spaces inside braces.
    const whole = rest[start]?.slice(method.length + 1) ?? url;
    const end = rest.indexOf("", start);
    const headers = Object.fromEntries(
      rest.slice(start + 1, end).map((line) => line.split(": ") as [string, string]),
    );
    return {
      title: title.trim(),
      name,
      method,
      url: whole,
      headers,
      body: rest.slice(end).join("\n").trim(),
    };
  });
}

Deno.test("The requests of hookcast.http are answered, one after the other", async () => {
  await using page = await Page.open();
  const requests = readHttp(await Deno.readTextFile(new URL("playground/hookcast.http", ROOT)));
  assertEquals(requests.length, 6);
  const own = requests.pop();
  assertMatch(own?.url ?? "", /^\{\{\$processEnv DISCORD_WEBHOOK_URL\}\}\?wait=true$/);

  let id = "";
  for (const { title, name, method, url, headers, body } of requests) {
    const fill = (text: string) =>
      text.replace("{{origin}}", page.url("")).replace("{{token}}", page.server.token)
        .replace("{{run.response.body.id}}", id);
    const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)]);
    const response = await fetch(fill(url), {
      method,
      headers: Object.fromEntries(filled),
      ...(body && { body: fill(body) }),
    });
    const answer = await response.json();
    assert(response.ok, `${title}: ${JSON.stringify(answer)}`);
    if (name === "run") {
      id = answer.id;
      const record: RunRecord = await page.over(id);
      assertEquals([record.delivered, record.attempts], [1, 2]);
    }
  }
});
