/**
 * Runs the playground as its users do: as a program of its own.
 *
 * @module
 */

/** What a run of the playground came to. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  /** Both streams together: no secret may be in either. */
  readonly output: string;
}

/** How to run it. */
export interface RunOptions {
  /** What is piped in; nothing by default. */
  readonly input?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = new URL("../../", import.meta.url);

/** Options by which the page of the terminal takes any port, and no browser shows it. */
export const UNSEEN = ["--port", "0", "--no-open"];

/** Runs `playground/main.ts`. */
export function runPlayground(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run(Deno.execPath(), ["run", "-A", "playground/main.ts", ...args], options);
}

/** Runs a piece of code that may import from the playground, as `./playground/…`. */
export function evaluate(code: string): Promise<Run> {
  return run(Deno.execPath(), ["eval", code], {});
}

/** Runs a program in the repository. */
export async function run(
  program: string,
  args: readonly string[],
  { input = "", env }: RunOptions,
): Promise<Run> {
  const command = new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    // What the developer has set must not decide where a test sends to.
    env: { DISCORD_WEBHOOK_URL: "", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const pipe = async () => {
    const writer = child.stdin.getWriter();
    // A program that ends without reading its input is no failure of the test.
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
  };
  const [, { code, stdout, stderr }] = await Promise.all([pipe(), child.output()]);
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out ?? "", output: `${out}${err}` };
}

/** What is typed: a text, a signal, or what the output so far leads to. */
export type Typed = string | ((stdout: string) => Promise<string>);

/** Types at a program: each answer once a text has come from it. */
export async function converse(
  program: string,
  args: readonly string[],
  steps: readonly (readonly [awaited: string, answer: Typed])[],
): Promise<Run> {
  const command = new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    // CI wants no colours of its own, but what a terminal shows is what is tested.
    env: { DISCORD_WEBHOOK_URL: "", TERM: "xterm", NO_COLOR: "" },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  });
  const child = command.spawn();
  const writer = child.stdin.getWriter();
  const left = [...steps];
  let stdout = "";
  let seen = 0;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    for (let step = left[0]; step; step = left[0]) {
      const [awaited, typed] = step;
      const found = stdout.indexOf(awaited, seen);
      if (found < 0) break;
      seen = found + awaited.length;
      left.shift();
      const answer = typeof typed === "string" ? typed : await typed(stdout);
      if (isSignal(answer)) child.kill(answer);
      else await writer.write(new TextEncoder().encode(answer));
    }
  }
  await writer.close().catch(() => {});
  const { code } = await child.status;
  return { code, stdout, output: stdout };
}

function isSignal(answer: string): answer is Deno.Signal {
  return answer.startsWith("SIG");
}

/**
 * The arguments of script(1) of util-linux, which runs the playground at a terminal of its own. The
 * shell gives way to it: a shell that stays, as dash does, would die of the Ctrl-C itself.
 */
export function atTerminal(...args: readonly string[]): string[] {
  const command = [Deno.execPath(), "run", "-A", "playground/main.ts", ...args];
  return ["-qec", `exec ${command.map((word) => `'${word}'`).join(" ")}`, "/dev/null"];
}

/** Whether there is script(1) of util-linux; that of other systems takes other options. */
export async function hasTerminal(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  return (await run("sh", ["-c", "command -v script"], {})).code === 0;
}

/** Whether a text holds a terminal's escape codes. */
export function isColoured(text: string): boolean {
  return text.includes("\x1b");
}
