/**
 * Builds the npm package with dnt. In a process of its own, without deno.json's `vendor`:
 * `deno run -A --no-config scripts/npm/build_by_dnt.ts VERSION`.
 *
 * @module
 */

import {
  DEPENDENCIES,
  DNT,
  ENTRY_POINTS,
  NAME,
  OPTIONAL_PEERS,
  PLATFORM,
  TOOLS,
  versionOf,
} from "../npm_package.ts";
import { PACKAGE, path, ROOT } from "./folders.ts";

const [version] = Deno.args;
if (!version) throw new Error("Cannot build without a version");

Deno.chdir(ROOT);
// Not a constant import: it would have to be there for `deno check`, too.
const { build } = await import(DNT);
await build({
  entryPoints: Object.entries(ENTRY_POINTS).map(([name, path]) => ({ name, path })),
  outDir: path(PACKAGE),
  importMap: "deno.json",
  mappings: {
    ...Object.fromEntries(Object.entries(PLATFORM).map(([from, to]) => [`./${from}`, `./${to}`])),
    ...Object.fromEntries(DEPENDENCIES.map((name) => {
      const exact = versionOf(name);
      return [`npm:${name}@${exact}`, { name, version: `^${exact}` }];
    })),
    ...Object.fromEntries(OPTIONAL_PEERS.map((name) => {
      const exact = versionOf(name);
      return [`npm:${name}@${exact}`, { name, version: `^${exact}`, peerDependency: true }];
    })),
  },
  shims: {},
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
    experimentalDecorators: false,
  },
  package: {
    name: NAME,
    version,
    devDependencies: { "@types/node": TOOLS["@types/node"] },
  },
});
