/**
 * Builds the npm package into npm/package: `deno task build:npm VERSION`.
 *
 * Where jsr.io can be reached, dnt builds it. Where it cannot, TypeScript's compiler does, by the
 * same table, and the package is for tests only. It prints which of the two it was.
 *
 * @module
 */

import { buildByTsc, loadCompiler } from "./npm/build_by_tsc.ts";
import {
  empty,
  installTools,
  listFiles,
  mustRun,
  PACKAGE,
  remove,
  ROOT,
  WORK,
  write,
} from "./npm/folders.ts";
import { findSpecifiers } from "./npm/specifiers.ts";
import {
  DEPENDENCIES,
  DNT,
  ENTRY_POINTS,
  JSR_NAME,
  NAME,
  OPTIONAL_PEERS,
  packageJson,
  VERSION,
} from "./npm_package.ts";

/**
 * What dnt leaves behind. In its `esm/package.json` a bundler would look for `sideEffects`, and find
 * nothing.
 */
const LEFT_BY_DNT = ["node_modules/", "package-lock.json", ".npmignore", "esm/package.json"];

/** How the package can be built. */
type Builder = "dnt" | "tsc";

/** Which of the two it is to be: `--builder=dnt` fails where dnt cannot be had. */
async function chooseBuilder(wanted: string | undefined): Promise<Builder> {
  if (wanted === "dnt" || wanted === "tsc") return wanted;
  if (wanted !== undefined) throw new Error(`Cannot build by '${wanted}': it is dnt or tsc`);
  try {
    const index = await fetch("https://jsr.io/@deno/dnt/meta.json", {
      signal: AbortSignal.timeout(5000),
    });
    return (await index.json()).name === "dnt" ? "dnt" : "tsc";
  } catch {
    return "tsc";
  }
}

async function build(version: string, builder: Builder): Promise<void> {
  empty(PACKAGE);
  empty(new URL("src/", WORK));
  if (builder === "tsc") {
    buildByTsc();
  } else {
    const script = new URL("npm/build_by_dnt.ts", import.meta.url).href;
    await mustRun(Deno.execPath(), ["run", "-A", "--no-config", script, version], ROOT);
    for (const left of LEFT_BY_DNT) remove(new URL(left, PACKAGE));
  }
  write(new URL("package.json", PACKAGE), `${JSON.stringify(packageJson(version), null, 2)}\n`);
  Deno.copyFileSync(new URL("LICENSE", ROOT), new URL("LICENSE", PACKAGE));
  Deno.copyFileSync(new URL("CHANGELOG.md", ROOT), new URL("CHANGELOG.md", PACKAGE));
  rename(new URL("README.md", ROOT), new URL("README.md", PACKAGE));
  for (const file of listFiles(PACKAGE).filter((file) => file.endsWith(".d.ts"))) {
    rename(new URL(file, PACKAGE), new URL(file, PACKAGE));
    spellOut(new URL(file, PACKAGE));
  }
}

/** In the examples of the docs the package has its name of JSR. */
function rename(from: URL, to: URL): void {
  Deno.writeTextFileSync(to, Deno.readTextFileSync(from).replaceAll(`"${JSR_NAME}`, `"${NAME}`));
}

/**
 * `HeadersInit` is a name of the DOM, which TypeScript does not have in many projects on Node; `Headers`
 * is in all of them.
 */
function spellOut(types: URL): void {
  const spelt = "NonNullable<ConstructorParameters<typeof Headers>[0]>";
  Deno.writeTextFileSync(
    types,
    Deno.readTextFileSync(types).replaceAll(/\bHeadersInit\b/g, spelt),
  );
}

/** Whichever way it was built: what package.json promises must be there, and nothing else needed. */
function inspect(): void {
  const files = listFiles(PACKAGE);
  for (const path of Object.values(ENTRY_POINTS)) {
    const built = path.replace("./", "esm/").replace(/\.ts$/, "");
    for (const file of [`${built}.js`, `${built}.js.map`, `${built}.d.ts`]) {
      if (!files.includes(file)) throw new Error(`Cannot find ${file} in what was built`);
    }
  }
  const helper = files.find((file) => /(?:^|\/)_dnt\./.test(file));
  if (helper) throw new Error(`${helper} is there, and nothing is to be polyfilled or shimmed`);
  const compiler = loadCompiler();
  for (const file of files.filter((file) => /\.(?:js|d\.ts)$/.test(file))) {
    const text = Deno.readTextFileSync(new URL(file, PACKAGE));
    const allowed = file.endsWith(".js") ? DEPENDENCIES : [...DEPENDENCIES, ...OPTIONAL_PEERS];
    for (const { text: imported } of findSpecifiers(compiler, text)) {
      const isKnown = /^(?:\.|node:)/.test(imported) ||
        allowed.some((name) => imported === name || imported.startsWith(`${name}/`));
      if (!isKnown) throw new Error(`${file} imports '${imported}', which nobody installs`);
    }
  }
}

if (import.meta.main) {
  const [version = VERSION] = Deno.args.filter((argument) => !argument.startsWith("--"));
  const wanted = Deno.args.find((argument) => argument.startsWith("--builder="));
  if (version !== VERSION) {
    throw new Error(`Cannot build ${version}: deno.json and src/util/version.ts say ${VERSION}`);
  }
  const builder = await chooseBuilder(wanted?.slice("--builder=".length));
  await installTools();
  await build(version, builder);
  inspect();
  write(new URL("builder.txt", WORK), builder);
  console.log(
    builder === "dnt"
      ? `npm package ${version}: built by dnt (${DNT})`
      : `npm package ${version}: built by tsc, for tests only, as ${
        wanted ? "asked" : "jsr.io does not answer and dnt is there only"
      }`,
  );
}
