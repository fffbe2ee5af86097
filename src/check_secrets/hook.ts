/**
 * Sets up the check as a hook of git.
 *
 * @module
 */

import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gitLines } from "./git.ts";

/** By this line a hook is known as ours. */
const MARK = "# hookcast check-secrets";

const HOOK = `#!/bin/sh
${MARK}: refuses commits that hold secrets of webhooks
exec deno run --allow-read --allow-env --allow-run=git jsr:@hookcast/hookcast/check-secrets
`;

/**
 * Writes the pre-commit hook of the repository that the process runs in.
 *
 * @returns Where it is.
 * @throws {Error} If there is another hook already: it is left alone.
 */
export async function installHook(): Promise<string> {
  const lines = await Array.fromAsync(gitLines(["rev-parse", "--git-path", "hooks/pre-commit"]));
  const path = lines[0]!;
  const now = await readFile(path, "utf8").catch(() => undefined);
  if (now !== undefined && !now.includes(MARK)) {
    throw new Error(`Cannot install the hook: ${path} exists already, add this to it:\n\n${HOOK}`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, HOOK);
  await chmod(path, 0o755);
  return path;
}
