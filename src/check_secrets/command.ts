/**
 * The command: reads its arguments, looks for secrets, and says what is found.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { stagedDiff, trackedFiles } from "./git.ts";
import { installHook } from "./hook.ts";
import { readLines } from "./lines.ts";
import { type FoundSecret, scanDiff, scanLines } from "./scan.ts";

const HELP = `Looks for secrets of webhooks: URLs of Discord and Slack, whsec_, hk_ and ph_sk_ keys.

  check-secrets            what the next commit adds
  check-secrets FILE ...   these files
  check-secrets --all      every file that git keeps
  check-secrets --install  sets it up as the pre-commit hook

It exits with 1 if there is one, and with 2 if it cannot look, such as into a file that is not there.
A line that says "check-secrets: allow" is let through.
`;

/** Where the command says what it has to say. */
export interface Output {
  /** What is found. */
  readonly out: (text: string) => void;
  /** What goes wrong. */
  readonly err: (text: string) => void;
}

const STANDARD: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/**
 * Runs the command.
 *
 * @param args Its arguments.
 * @param output Where it says what it has to say.
 * @returns The exit code: 0 if there is no secret, 1 if there is one, 2 if it cannot look.
 */
export async function checkSecrets(
  args: readonly string[],
  output: Output = STANDARD,
): Promise<number> {
  try {
    return await run(args, output);
  } catch (error) {
    output.err(`${error instanceof Error ? error.message : error}\n`);
    return 2;
  }
}

async function run(args: readonly string[], { out, err }: Output): Promise<number> {
  const unknown = args.find((arg) => {
    return arg.startsWith("-") && !["--all", "--install", "--help"].includes(arg);
  });
  if (unknown) throw new Error(`'${unknown}' is no option\n\n${HELP}`);
  if (args.includes("--help")) {
    out(HELP);
    return 0;
  }
  if (args.includes("--install")) {
    out(`Installed ${await installHook()}\n`);
    return 0;
  }
  const found = await look(args);
  for (const { file, line, kind, masked } of found) out(`${file}:${line}: ${kind}: ${masked}\n`);
  if (found.length === 0) return 0;
  err("These look like secrets. Take them out; one that was ever pushed must be replaced.\n");
  return 1;
}

async function look(args: readonly string[]): Promise<FoundSecret[]> {
  if (args.length === 0) return await scanDiff(stagedDiff());
  if (!args.includes("--all")) return await scanFiles(args);
  const tracked = await trackedFiles();
  const here = await Promise.all(tracked.map(isFile)); // Others are gone, or submodules.
  return await scanFiles(tracked.filter((_, index) => here[index]));
}

async function scanFiles(paths: readonly string[]): Promise<FoundSecret[]> {
  const found: FoundSecret[] = [];
  for (const path of paths) {
    if (!await isFile(path)) throw new Error(`Cannot look into '${path}': it is no file`);
    found.push(...await scanLines(path, readLines(createReadStream(path))));
  }
  return found;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}
