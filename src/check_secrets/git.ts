/**
 * What git tells of the repository that the process runs in.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Runs git, and gives its output line by line while it is written: a diff may be large.
 *
 * @param args What to ask.
 * @returns The lines.
 * @throws {Error} If git cannot be run, or fails.
 */
export async function* gitLines(...args: string[]): AsyncGenerator<string> {
  const git = spawn("git", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    git.on("error", reject);
    git.on("close", resolve);
  });
  ended.catch(() => {}); // It is thrown below, once the output is read.
  yield* createInterface({ input: git.stdout, crlfDelay: Infinity });
  if (await ended !== 0) throw new Error(`Cannot run git ${args[0]}`);
}

/**
 * The lines that the next commit changes. Names are printed as they are, and settings of the user
 * that would change the format have no effect.
 *
 * @returns The lines of a diff.
 */
export function stagedDiff(): AsyncGenerator<string> {
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv", "--dst-prefix=b/"];
  const quiet = ["-c", "core.quotePath=false"];
  return gitLines(...quiet, "diff", "--cached", "--unified=0", "--diff-filter=d", ...plain);
}

/**
 * The files that git keeps.
 *
 * @returns Their paths.
 */
export async function trackedFiles(): Promise<string[]> {
  return await Array.fromAsync(gitLines("-c", "core.quotePath=false", "ls-files"));
}
