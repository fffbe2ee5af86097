/**
 * Checks that everything public is documented: runs `deno doc --lint` on every entry point.
 *
 * One kind of finding is let through. `deno doc --lint` takes a type of an npm package for a
 * private one: denoland/deno#34339 spares what lies elsewhere, but npm packages lie in local files.
 * To export such types ourselves would drag in hundreds of them, so a `private-type-ref` passes
 * when its file imports the type, by that name, from an npm package that deno.json names.
 *
 * Run it with `deno task doc:lint`.
 */

/** The first line of a finding. */
const HEADER = /^\w+\[([\w-]+)\]: (.*)$/m;

/** One finding of `deno doc --lint`. */
export interface Finding {
  /** The rule, such as `missing-jsdoc`. */
  readonly code: string;
  /** What is wrong. */
  readonly message: string;
  /** The file that it is in, if one is named. */
  readonly file: string | undefined;
  /** The whole finding as it was printed. */
  readonly text: string;
}

/** What is to be said of the docs. */
export interface DocsReport {
  /** How many findings were let through. */
  readonly letThrough: number;
  /** The others, as they were printed. */
  readonly faults: readonly string[];
}

/** The part of deno.json that is read here. */
interface Config {
  readonly exports: string | Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
}

/**
 * Reads what `deno doc --lint` printed when it failed.
 *
 * @param output What it printed, without colours.
 * @returns Its findings.
 * @throws {Error} If they are not as many as it counted itself: then it is not to be relied on.
 */
export function parseFindings(output: string): Finding[] {
  const [body = "", closing] = output.split(/^error: Found (\d+) documentation lint errors?\.$/m);
  const blocks = body.split(/^(?=\w+\[[\w-]+\]: )/m).filter((text) => HEADER.test(text));
  if (closing === undefined || blocks.length !== Number(closing)) {
    throw new Error(`Cannot read what 'deno doc --lint' printed:\n${output}`);
  }
  return blocks.map((text) => {
    const [, code = "", message = ""] = HEADER.exec(text) ?? [];
    return { code, message, file: /^ *--> (.+):\d+:\d+$/m.exec(text)?.[1], text: text.trim() };
  });
}

/**
 * Tells whether a finding is about a type of an npm package.
 *
 * @param finding The finding.
 * @param source The text of the file that it is in.
 * @param imports The imports of deno.json.
 */
export function isForeign(
  { code, message }: Finding,
  source: string,
  imports: Readonly<Record<string, string>>,
): boolean {
  const [, type = ""] = /references private type '([^']+)'$/.exec(message) ?? [];
  if (code !== "private-type-ref" || !type) return false;
  const packages = Object.keys(imports).filter((name) => imports[name]?.startsWith("npm:"));
  return Array.from(source.matchAll(/^import (?:type )?\{([^}]*)\} from "([^"]+)";$/gm))
    .some(([, names = "", specifier = ""]) =>
      packages.some((name) => specifier === name || specifier.startsWith(`${name}/`)) &&
      names.split(",").some((name) => name.trim().replace(/^type /, "") === type)
    );
}

/**
 * Checks the docs of a package.
 *
 * @param root The folder of its deno.json, with a slash at the end.
 * @returns What was found.
 * @throws {Error} If `deno doc --lint` fails in a way that is not understood.
 */
export async function lintDocs(root: URL): Promise<DocsReport> {
  const config: Config = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const { exports, imports = {} } = config;
  const entryPoints = typeof exports === "string" ? [exports] : Object.values(exports);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...entryPoints],
    cwd: root,
    env: { NO_COLOR: "1" },
  });
  const { success, stderr } = await command.output();
  if (success) return { letThrough: 0, faults: [] };

  const faults: string[] = [];
  const findings = parseFindings(new TextDecoder().decode(stderr));
  for (const finding of findings) {
    const source = finding.file === undefined ? "" : await Deno.readTextFile(finding.file);
    if (!isForeign(finding, source, imports)) faults.push(finding.text);
  }
  return { letThrough: findings.length - faults.length, faults };
}

if (import.meta.main) {
  const { letThrough, faults } = await lintDocs(new URL("../", import.meta.url));
  for (const fault of faults) console.error(`${fault}\n`);
  console.log(`${faults.length} findings; let through: ${letThrough} on types of npm packages`);
  if (faults.length > 0) Deno.exit(1);
}
