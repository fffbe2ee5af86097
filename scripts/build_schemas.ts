/**
 * Generates the JSON schemas of the playground's editor from the types, into `playground/schemas/`.
 * A test holds them equal.
 *
 * Run it with `deno run -A scripts/build_schemas.ts`, and again whenever the types have changed.
 *
 * @module
 */

import { createGenerator } from "ts-json-schema-generator";

const ROOT = new URL("../", import.meta.url);

/** Where the schemas are. */
export const SCHEMAS: URL = new URL("playground/schemas/", ROOT);

/** The schemas by name, and the types that they are generated from. */
const TYPES = {
  discord: "DiscordSchema",
  notifier: "NotifierSchema",
  options: "OptionsSchema",
  scenario: "ScenarioSchema",
  slack: "SlackSchema",
} as const;

/** A receiver of one's own takes any JSON. */
const ANY = {
  $schema: "http://json-schema.org/draft-07/schema#",
  description: "Any JSON value: what your own receiver takes.",
};

/**
 * Generates every schema.
 *
 * @returns The texts of the files, by name.
 */
export async function buildSchemas(): Promise<Map<string, string>> {
  const tsconfig = await Deno.makeTempFile({ dir: pathOf(SCHEMAS), suffix: ".json" });
  try {
    await Deno.writeTextFile(tsconfig, JSON.stringify(await readConfig()));
    const schemas = Object.entries(TYPES).map(([name, type]): [string, unknown] => {
      const generator = createGenerator({
        path: pathOf(new URL("types.ts", SCHEMAS)),
        tsconfig,
        type,
        topRef: false,
        expose: "all",
        jsDoc: "extended",
        sortProps: true,
        skipTypeCheck: true,
        additionalProperties: false,
      });
      return [name, generator.createSchema(type)];
    });
    return new Map(
      [["generic", ANY] as [string, unknown], ...schemas].map(([name, schema]) => {
        return [`${name}.json`, `${JSON.stringify(schema, null, 2)}\n`];
      }),
    );
  } finally {
    await Deno.remove(tsconfig);
  }
}

/** What TypeScript needs to know to read this repository without Deno. */
async function readConfig(): Promise<object> {
  const { exports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const paths = Object.entries(exports as Record<string, string>).map(([name, path]) => {
    return [`@hookcast/hookcast${name.slice(1)}`, [pathOf(new URL(path, ROOT))]];
  });
  return {
    compilerOptions: {
      target: "esnext",
      module: "esnext",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      types: [],
      baseUrl: pathOf(ROOT),
      paths: Object.fromEntries(paths),
    },
  };
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}

if (import.meta.main) {
  for (const [name, text] of await buildSchemas()) {
    await Deno.writeTextFile(new URL(name, SCHEMAS), text);
  }
}
