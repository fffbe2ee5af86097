/**
 * What git tells of the repository that the process runs in.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { readLines } from "./lines.ts";

/**
 * Runs git, and gives its output line by line while it is written: a diff may be large.
 *
 * @param args What to ask.
 * @param end What ends a line.
 * @returns The lines.
 * @throws {Error} If git cannot be run, or fails.
 */
export async function* gitLines(
  args: readonly string[],
  end: "\n" | "\0" = "\n",
): AsyncGenerator<string> {
  const git = spawn("git", args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve, reject) => {
    git.on("error", reject);
    git.on("close", resolve);
  });
  ended.catch(() => {}); // It is thrown below, once the output is read.
  yield* readLines(git.stdout, end);
  if (await ended !== 0) throw new Error(`Cannot run git ${args.join(" ")}`);
}

/** Names as they are, all files as text, and no setting of the user that changes the format. */
const PLAIN = [
  "--text",
  "--no-color",
  "--no-relative",
  "--no-ext-diff",
  "--no-textconv",
  "--dst-prefix=b/",
  "--unified=0",
];

/**
 * The lines that the next commit changes, in all files: those that git takes for binary too.
 *
 * @returns The lines of a diff.
 */
export function stagedDiff(): AsyncGenerator<string> {
  return gitLines(["-c", "core.quotePath=false", "diff", "--cached", "--diff-filter=d", ...PLAIN]);
}

/**
 * The files that git keeps, wherever in the repository the process runs.
 *
 * @returns Their paths, from where the process runs.
 */
export async function trackedFiles(): Promise<string[]> {
  return await Array.fromAsync(gitLines(["ls-files", "-z", ":/"], "\0"));
}
