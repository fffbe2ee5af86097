/**
 * Builds the npm package with dnt. In a process of its own, without deno.json's `vendor`:
 * `deno run -A --no-config scripts/npm/build_by_dnt.ts VERSION`.
 *
 * @module
 */

import { DNT, ENTRY_POINTS, importMap, NAME, PLATFORM, TOOLS } from "../npm_package.ts";
import { PACKAGE, path, ROOT, write } from "./folders.ts";

const [version] = Deno.args;
if (!version) throw new Error("Cannot build without a version");

// dnt reads an import map as a deno.json, too, and everything that lies around it: a lock file, a
// package.json, a workspace. So it lies alone.
const folder = await Deno.makeTempDir({ prefix: "hookcast-dnt-" });
const map = new URL(`file://${folder}/imports.json`);
write(map, JSON.stringify(importMap()));

Deno.chdir(ROOT);
// Not a constant import: it would have to be there for `deno check`, too.
const { build } = await import(DNT);
await build({
  entryPoints: Object.entries(ENTRY_POINTS).map(([name, path]) => ({ name, path })),
  outDir: path(PACKAGE),
  importMap: map.href,
  // Files only. npm packages need none: `npm:` says which they are, and dnt refuses a mapping of a
  // package of which only "name/path" is imported (denoland/dnt#519).
  mappings: Object.fromEntries(
    Object.entries(PLATFORM).map(([from, to]) => [`./${from}`, `./${to}`]),
  ),
  shims: {},
  polyfills: false, // Node 22 has all of it; theirs change globals, for whoever imports us
  scriptModule: false,
  skipSourceOutput: true,
  declarationMap: false,
  typeCheck: false, // `deno check` has done it
  test: false, // the same tests run on both ways to build: scripts/npm/test_on_node.ts
  compilerOptions: {
    target: "ES2022", // lowers `using`
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    sourceMap: true,
    inlineSources: true,
  },
  // For its own `npm install`, which finds the types; build_npm.ts writes the one that is published.
  package: {
    name: NAME,
    version,
    devDependencies: { "@types/node": TOOLS["@types/node"] },
  },
});
await Deno.remove(folder, { recursive: true });
