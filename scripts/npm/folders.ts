/**
 * Where the npm package is built, and what is used to build it.
 *
 * @module
 */

import { NODES, NPM_IMPORTS, TOOLS, versionOf } from "../npm_package.ts";

/** The repository. */
export const ROOT = new URL("../../", import.meta.url);

/** What becomes the package. */
export const PACKAGE = new URL("npm/package/", ROOT);

/** What is needed beside it: tools, and the tests as Node runs them. */
export const WORK = new URL("npm/work/", ROOT);

/** The tools' packages. */
export const MODULES = new URL("node_modules/", WORK);

/** The name of the package that holds Node for this machine; npm's own `node` needs a script. */
const NODE_PACKAGE = `node-${Deno.build.os === "windows" ? "win" : Deno.build.os}-${
  Deno.build.arch === "aarch64" ? "arm64" : "x64"
}`;

/** What a program printed. */
export interface Ran {
  /** Its exit code. */
  readonly code: number;
  /** Its output. */
  readonly output: string;
  /** What it said beside that. */
  readonly errors: string;
}

/**
 * Runs a program to its end.
 *
 * @param program Its path or name.
 * @param args Its arguments.
 * @param cwd Where it runs.
 * @returns What it printed.
 */
export async function run(program: string, args: readonly string[], cwd: URL): Promise<Ran> {
  const [name, ...rest] = Deno.build.os === "windows" && program === "npm"
    ? ["cmd", "/c", "npm", ...args]
    : [program, ...args];
  const command = new Deno.Command(name!, {
    args: rest,
    cwd,
    env: { NO_COLOR: "1", npm_config_update_notifier: "false", npm_config_fund: "false" },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout), errors: text.decode(stderr) };
}

/**
 * Runs a program that must succeed.
 *
 * @param program Its path or name.
 * @param args Its arguments.
 * @param cwd Where it runs.
 * @returns Its output.
 * @throws {Error} If it fails; the message has the output.
 */
export async function mustRun(
  program: string,
  args: readonly string[],
  cwd: URL,
): Promise<string> {
  const { code, output, errors } = await run(program, args, cwd);
  if (code !== 0) {
    throw new Error(`${program} ${args.join(" ")} failed (${code}):\n${output}${errors}`);
  }
  return output;
}

/**
 * The program of a version of Node.
 *
 * @param version The version.
 * @returns Its path.
 */
export function nodeOf(version: string): string {
  const file = Deno.build.os === "windows" ? "bin/node.exe" : "bin/node";
  return path(new URL(`node-${version}/${file}`, MODULES));
}

/**
 * The path of a file of ours, for those who take no URLs.
 *
 * @param file The file.
 * @returns Its path.
 */
export function path(file: URL): string {
  const { pathname } = file;
  return decodeURIComponent(Deno.build.os === "windows" ? pathname.slice(1) : pathname);
}

/** Installs the tools, unless they are there. */
export async function installTools(): Promise<void> {
  const nodes = NODES.map((version) => [`node-${version}`, `npm:${NODE_PACKAGE}@${version}`]);
  const imports = NPM_IMPORTS.map((name) => [name, versionOf(name)]);
  const wanted = JSON.stringify({
    private: true,
    type: "module",
    dependencies: { ...TOOLS, ...Object.fromEntries([...imports, ...nodes]) },
  });
  const installed = new URL("installed.json", WORK);
  if (await Deno.readTextFile(installed).catch(() => "") === wanted) return;
  await Deno.mkdir(WORK, { recursive: true });
  await Deno.writeTextFile(new URL("package.json", WORK), wanted);
  await mustRun("npm", ["install", "--no-audit", "--no-package-lock", "--prefer-offline"], WORK);
  await Deno.writeTextFile(installed, wanted);
}

/**
 * Lists the files below a folder.
 *
 * @param folder The folder, with a slash at the end.
 * @param below What the names begin with.
 * @returns Their paths from the folder on, sorted.
 */
export function listFiles(folder: URL, below = ""): string[] {
  return [...Deno.readDirSync(new URL(below, folder))].flatMap(({ name, isDirectory }) =>
    isDirectory ? listFiles(folder, `${below}${name}/`) : [below + name]
  ).sort();
}

/**
 * Writes a file, and the folders that it needs.
 *
 * @param file The file.
 * @param text Its text.
 */
export function write(file: URL, text: string): void {
  Deno.mkdirSync(new URL(".", file), { recursive: true });
  Deno.writeTextFileSync(file, text);
}

/**
 * Removes a file or a folder, if it is there.
 *
 * @param what The file or folder.
 */
export function remove(what: URL): void {
  try {
    Deno.removeSync(what, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Empties a folder.
 *
 * @param folder The folder, with a slash at the end.
 */
export function empty(folder: URL): void {
  remove(folder);
  Deno.mkdirSync(folder, { recursive: true });
}
