/**
 * Runs the tests of this repository on Node, against the package in npm/package, whichever way it was
 * built: `deno run -A scripts/npm/test_on_node.ts [VERSION OF NODE] [PATH...]`.
 *
 * @module
 */

import { ENTRY_POINTS, JSR_NAME, NODES } from "../npm_package.ts";
import { loadCompiler } from "./build_by_tsc.ts";
import { empty, listFiles, nodeOf, PACKAGE, path, ROOT, WORK, write } from "./folders.ts";
import { resolve, rewriteSpecifiers, toJs } from "./specifiers.ts";

/** Where the tests lie, below the package's own files, as in this repository. */
export const STAGE = new URL("test/", WORK);

/** Translates the tests, and lays the built package's files out beside them. */
export function stage(): void {
  empty(STAGE);
  const esm = new URL("esm/", PACKAGE);
  for (const file of listFiles(esm).filter((file) => !file.endsWith(".d.ts"))) {
    write(new URL(file, STAGE), Deno.readTextFileSync(new URL(file, esm)));
  }
  const compiler = loadCompiler();
  const { ModuleKind, ScriptTarget } = compiler;
  for (const file of listFiles(new URL("tests/", ROOT)).map((file) => `tests/${file}`)) {
    const text = Deno.readTextFileSync(new URL(file, ROOT));
    if (!file.endsWith(".ts")) {
      write(new URL(file, STAGE), text);
      continue;
    }
    const { outputText } = compiler.transpileModule(
      rewriteSpecifiers(compiler, text, (specifier) => toNode(file, specifier)),
      {
        compilerOptions: {
          target: ScriptTarget.ES2022, // lowers `using`
          module: ModuleKind.ESNext,
          verbatimModuleSyntax: true,
          inlineSourceMap: true,
          inlineSources: true,
        },
      },
    );
    write(new URL(toJs(file), STAGE), outputText);
  }
  const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  // Some tests import the entry points that it names.
  const exports = Object.entries<string>(config.exports).map(([name, path]) => [name, toJs(path)]);
  const staged = { ...config, exports: Object.fromEntries(exports) };
  write(new URL("deno.json", STAGE), JSON.stringify(staged));
}

function toNode(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return toJs(resolve(file, specifier).specifier);
  const entry = ENTRY_POINTS[specifier.replace(JSR_NAME, ".")];
  if (entry) return toJs("../".repeat(file.split("/").length - 1) + entry.replace("./", ""));
  const [scope, name, module = "mod"] = specifier.split("/");
  return scope === "@std" ? `deno-std/${name}/${module.replaceAll("-", "_")}.js` : specifier;
}

/** Whether Node runs the file: the tests that Deno runs, and those that are Node's own. */
function isTest(file: string): boolean {
  return file.endsWith("_test.js") || (file.startsWith("tests/node/") && file.endsWith("_spec.js"));
}

if (import.meta.main) {
  const paths = Deno.args.filter((argument) => argument.startsWith("tests/"));
  const wanted = Deno.args.filter((argument) => !paths.includes(argument));
  const versions = NODES.filter((node) =>
    wanted.length === 0 || wanted.some((argument) => node.startsWith(argument))
  );
  if (versions.length === 0) throw new Error(`Cannot test: ${NODES.join(" and ")} are there`);
  stage();
  const tests = listFiles(STAGE).filter(isTest)
    .filter((file) => paths.length === 0 || paths.some((path) => file.startsWith(toJs(path))))
    .map((file) => path(new URL(file, STAGE)));
  const builder = Deno.readTextFileSync(new URL("builder.txt", WORK));
  const runner = path(new URL("tests/node/run.js", STAGE));
  const env = { HOOKCAST_SOME_TESTS: paths.length > 0 ? "1" : "" };
  // At the same time: much of what the tests do is to wait.
  const runs = versions.map((version) => {
    const args = [runner, ...tests];
    return new Deno.Command(nodeOf(version), { args, cwd: STAGE, env, stderr: "inherit" }).output();
  });
  let failed = false;
  for (const [place, version] of versions.entries()) {
    const { success, stdout } = await runs[place]!;
    console.log(`\nNode ${version}, ${tests.length} test files, package built by ${builder}`);
    console.log(new TextDecoder().decode(stdout));
    failed ||= !success;
  }
  if (failed) Deno.exit(1);
}
