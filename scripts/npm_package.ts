/**
 * What the npm package is: the one table that both ways to build it read, and the tests on Node.
 *
 * Its entry points are the `exports` of deno.json, its versions are those of deno.json's `imports`.
 *
 * @module
 */

import config from "../deno.json" with { type: "json" };

const IMPORTS: Readonly<Record<string, string>> = config.imports;

/** The name on npm. */
export const NAME = "hookcast";

/** The name on JSR, as in the examples of the docs. */
export const JSR_NAME: string = config.name;

/** The version that deno.json names. */
export const VERSION: string = config.version;

/** Each entry point and its file. */
export const ENTRY_POINTS: Readonly<Record<string, string>> = config.exports;

/** The files that others take the place of. */
export const PLATFORM: Readonly<Record<string, string>> = {
  "src/platform/deno.ts": "src/platform/node.ts",
};

/** What is installed with the package. */
export const DEPENDENCIES: readonly string[] = ["undici"];

/** Whose types a layer uses; whoever uses the layer installs it. */
export const OPTIONAL_PEERS: readonly string[] = ["@slack/types", "discord-api-types"];

/** The npm packages that deno.json imports: those above, and those that only tests and scripts use. */
export const NPM_IMPORTS: readonly string[] = Object.keys(IMPORTS)
  .filter((name) => IMPORTS[name]!.startsWith("npm:"));

/** The versions of Node that are tested: npm has them as `node-PLATFORM-ARCH`. */
export const NODES: readonly string[] = ["22.23.3", "24.21.0"];

/** What building and testing takes, from npm. */
export const TOOLS: Readonly<Record<string, string>> = {
  "@arethetypeswrong/cli": "0.18.5",
  "@slack/webhook": "8.0.2",
  "@types/node": "22.20.5",
  "deno-std": "1.4.0",
  esbuild: "0.28.2",
  publint: "0.3.25",
};

/** The real builder. It is on JSR only. */
export const DNT = "jsr:@deno/dnt@0.43.2";

/**
 * deno.json's `imports` as an import map like any other: "name/path" has an entry of its own, which
 * Deno adds to those of deno.json only.
 *
 * @returns The import map.
 */
export function importMap(): { readonly imports: Readonly<Record<string, string>> } {
  const entries = Object.entries(IMPORTS).flatMap(([name, target]) => [
    [name, target],
    [`${name}/`, `${target.replace(":", ":/")}/`],
  ]);
  return { imports: Object.fromEntries(entries) };
}

/**
 * The exact version of an npm package that deno.json imports.
 *
 * @param name Its name.
 * @returns The version.
 */
export function versionOf(name: string): string {
  const [, version] = /^npm:.+@(\d[^/]*)$/.exec(IMPORTS[name] ?? "") ?? [];
  if (!version) throw new Error(`Cannot tell the version of '${name}': deno.json does not pin it`);
  return version;
}

/**
 * Makes the package.json of the package.
 *
 * @param version The version to publish.
 * @returns Its content.
 */
export function packageJson(version: string): Record<string, unknown> {
  const ranges = (names: readonly string[], range: "^" | "~") =>
    Object.fromEntries(names.map((name) => [name, range + versionOf(name)]));
  const repository = Deno.env.get("GITHUB_REPOSITORY");
  return {
    name: NAME,
    version,
    description: "Sends webhooks and tells you what became of them.",
    keywords: ["webhook", "discord", "slack", "retry", "rate-limit", "proxy"],
    license: config.license,
    // npm's provenance wants to read here where the package was built.
    ...(repository && {
      repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    }),
    type: "module",
    sideEffects: false,
    exports: Object.fromEntries(
      Object.entries(ENTRY_POINTS).map(([entry, path]) => {
        const built = path.replace("./", "./esm/").replace(/\.ts$/, "");
        return [entry, { types: `${built}.d.ts`, default: `${built}.js` }];
      }),
    ),
    files: ["esm", "CHANGELOG.md"],
    engines: { node: ">=22" },
    // Patches only: undici's files are imported by their paths, which another minor may change.
    dependencies: ranges(DEPENDENCIES, "~"),
    peerDependencies: ranges(OPTIONAL_PEERS, "^"),
    peerDependenciesMeta: Object.fromEntries(
      OPTIONAL_PEERS.map((name) => [name, { optional: true }]),
    ),
  };
}
