import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { type Finding, isForeign, lintDocs, parseFindings } from "../../scripts/lint_docs.ts";

const IMPORTS = { things: "npm:things@1.0.0", "@std/async": "jsr:@std/async@^1.2.0" };

const OUTPUT = `error[private-type-ref]: public type 'Shelf["top"]' references private type 'Thing'
 --> /home/me/mod.ts:8:1
  |
8 | export type Shelf = { top: Thing };
  | ^
  = hint: make the referenced type public or remove the reference


error[missing-jsdoc]: exported symbol is missing JSDoc documentation
  --> /home/me/mod.ts:11:27


error: Found 2 documentation lint errors.

Stack backtrace:
   0: <unknown>
`;

function finding(options: Partial<Finding> = {}): Finding {
  const message = "public type 'Shelf' references private type 'Thing'";
  return { code: "private-type-ref", message, file: "mod.ts", text: message, ...options };
}

/** Runs the lint on a package of two files: an entry point, and the types of `npm:things`. */
async function lint(mod: string, config: Record<string, unknown> = {}) {
  const folder = await Deno.makeTempDir({ prefix: "lint_docs_" });
  try {
    const files = {
      "deno.json": JSON.stringify({
        exports: { ".": "./mod.ts" },
        imports: IMPORTS,
        nodeModulesDir: "manual",
        ...config,
      }),
      "mod.ts": mod,
      "node_modules/things/package.json":
        `{ "name": "things", "version": "1.0.0", "main": "./mod.js", "types": "./mod.d.ts" }`,
      "node_modules/things/mod.js": "",
      "node_modules/things/mod.d.ts": "export interface Thing { name: string }",
    };
    await Deno.mkdir(`${folder}/node_modules/things`, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    return await lintDocs(new URL(`file://${folder}/`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("parseFindings() reads rule, message and file of each finding", () => {
  const findings = parseFindings(OUTPUT).map(({ text: _, ...rest }) => rest);
  assertEquals(findings, [
    {
      code: "private-type-ref",
      message: `public type 'Shelf["top"]' references private type 'Thing'`,
      file: "/home/me/mod.ts",
    },
    {
      code: "missing-jsdoc",
      message: "exported symbol is missing JSDoc documentation",
      file: "/home/me/mod.ts",
    },
  ]);
});

Deno.test("parseFindings() throws when the count is not that of the findings", () => {
  assertThrows(() => parseFindings(OUTPUT.replace("Found 2", "Found 3")), Error, "Cannot read");
});

Deno.test("parseFindings() throws when there is no count", () => {
  assertThrows(() => parseFindings("error: Module not found"), Error, "Module not found");
});

Deno.test("isForeign() takes a type imported from an npm package, or from a path in it", () => {
  for (const from of ["things", "things/v10"]) {
    const source = `import { type Other, type Thing } from "${from}";\n`;
    assertEquals(isForeign(finding(), source, IMPORTS), true, from);
  }
});

Deno.test("isForeign() refuses a type from elsewhere", () => {
  const sources = [
    "",
    `import type { Thing } from "./thing.ts";\n`,
    `import type { Thing } from "things-of-another";\n`,
    `import type { Thing } from "@std/async";\n`,
    `import type { Thing } from "@std/async";\nimport type { Other } from "things";\n`,
    `import type { Thinglet } from "things";\n`,
    `import type { Other as Thing } from "things";\n`,
    ` * import type { Thing } from "things";\n`,
  ];
  for (const source of sources) assertEquals(isForeign(finding(), source, IMPORTS), false, source);
});

Deno.test("isForeign() refuses every other rule", () => {
  const source = `import type { Thing } from "things";\n`;
  assertEquals(isForeign(finding({ code: "missing-jsdoc" }), source, IMPORTS), false);
});

Deno.test("lintDocs() lets a type of an npm package through, and counts it", async () => {
  const report = await lint(
    `import type { Thing } from "things";\n/** A shelf. */\nexport type Shelf = Thing[];\n`,
  );
  assertEquals(report, { letThrough: 1, faults: [] });
});

Deno.test("lintDocs() names a private type and a symbol without docs", async () => {
  const { letThrough, faults } = await lint(
    `interface Thing { name: string }\n/** A shelf. */\nexport type Shelf = Thing[];\n` +
      `export const shelf: number = 1;\n`,
  );
  assertEquals([letThrough, faults.length], [0, 2]);
  assertStringIncludes(faults[0] ?? "", "references private type 'Thing'");
  assertStringIncludes(faults[1] ?? "", "missing JSDoc");
});

Deno.test("lintDocs() finds nothing in good docs", async () => {
  const report = await lint(`/** A number. */\nexport const shelf: number = 1;\n`);
  assertEquals(report, { letThrough: 0, faults: [] });
});

Deno.test("lintDocs() rejects when an entry point cannot be read", async () => {
  await assertRejects(() => lint("export {};\n", { exports: "./none.ts" }), Error, "Cannot read");
});
