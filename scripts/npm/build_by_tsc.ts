/**
 * Builds the npm package with TypeScript's own compiler, for where jsr.io and so dnt cannot be
 * reached. It does what dnt does: maps the platform's files, takes `@std` in, lowers `using`, and
 * emits each source file as ESM with its types and source map.
 *
 * @module
 */

import { createRequire } from "node:module";
import type ts from "typescript";
import { ENTRY_POINTS } from "../npm_package.ts";
import { PACKAGES } from "../seed_vendor.ts";
import { MODULES, PACKAGE, path, ROOT, WORK, write } from "./folders.ts";
import { findSpecifiers, resolve, rewriteSpecifiers, toJs } from "./specifiers.ts";

/** Where the sources lie as the compiler reads them. */
const STAGE = new URL("src/", WORK);

/** The compiler, out of the tools. */
export function loadCompiler(): typeof ts {
  return createRequire(WORK)("typescript");
}

/** Builds `esm/` of the package. */
export function buildByTsc(): void {
  const compiler = loadCompiler();
  const entries = Object.values(ENTRY_POINTS).map((entry) => entry.replace("./", ""));
  stage(compiler, entries);
  const { ModuleKind, ModuleResolutionKind, ScriptTarget } = compiler;
  const program = compiler.createProgram({
    rootNames: entries.map((entry) => path(new URL(entry, STAGE))),
    options: {
      target: ScriptTarget.ES2022, // lowers `using`
      lib: [
        "lib.esnext.d.ts",
        "lib.dom.d.ts",
        "lib.dom.iterable.d.ts",
        "lib.dom.asynciterable.d.ts",
      ],
      module: ModuleKind.NodeNext,
      moduleResolution: ModuleResolutionKind.NodeNext,
      types: ["node"],
      strict: true,
      noCheck: true, // `deno check` has done it
      declaration: true,
      sourceMap: true,
      inlineSources: true,
      rootDir: path(STAGE),
      outDir: path(new URL("esm/", PACKAGE)),
    },
  });
  const { diagnostics, emitSkipped } = program.emit();
  if (emitSkipped || diagnostics.length > 0) {
    const host = {
      getCurrentDirectory: () => "",
      getCanonicalFileName: String,
      getNewLine: () => "\n",
    };
    throw new Error(`Cannot emit:\n${compiler.formatDiagnostics(diagnostics, host)}`);
  }
}

/** Copies what the entry points load, with specifiers as Node wants them. */
function stage(compiler: typeof ts, entries: readonly string[]): void {
  const files = new Set(entries);
  for (const file of files) {
    const text = Deno.readTextFileSync(new URL(file, ROOT));
    const staged = rewriteSpecifiers(compiler, text, (specifier) => {
      if (specifier.startsWith("@std/")) return takeIn(compiler, file, specifier);
      if (!specifier.startsWith(".")) return specifier;
      const found = resolve(file, specifier);
      files.add(found.file);
      return toJs(found.specifier);
    });
    write(new URL(file, STAGE), staged);
  }
}

/** Takes a module of `@std` in, out of the npm package that has it; returns what leads there. */
function takeIn(compiler: typeof ts, from: string, specifier: string): string {
  const [, name = "", module = "mod"] = specifier.split("/");
  const declared = PACKAGES[name]?.[module.replaceAll("-", "_")];
  if (!declared) throw new Error(`Cannot take in '${specifier}': seed_vendor.ts does not know it`);
  const folder = new URL(`deps/std/${name}/`, STAGE);
  const modules = new Set([`${module.replaceAll("-", "_")}.js`]);
  for (const file of modules) {
    const text = Deno.readTextFileSync(new URL(`deno-std/${name}/${file}`, MODULES));
    for (const { text: imported } of findSpecifiers(compiler, text)) {
      if (!imported.startsWith("./")) {
        throw new Error(`Cannot take in '${imported}' of @std/${name}`);
      }
      modules.add(imported.slice(2));
    }
    write(new URL(file, folder), text);
    write(new URL(`esm/deps/std/${name}/${file}`, PACKAGE), text);
  }
  for (const place of [folder, new URL(`esm/deps/std/${name}/`, PACKAGE)]) {
    write(new URL(`${module.replaceAll("-", "_")}.d.ts`, place), declared);
  }
  const up = "../".repeat(from.split("/").length - 1) || "./";
  return `${up}deps/std/${name}/${module.replaceAll("-", "_")}.js`;
}
