/**
 * Uses the npm package as its users will: packs what lies in npm/package, installs the tarball into
 * an empty project, and runs and checks programs there.
 *
 * It closes with a line such as "ok | 12 passed | 0 failed".
 *
 * @module
 */

import { ENTRY_POINTS, NAME, NODES, OPTIONAL_PEERS, VERSION, versionOf } from "../npm_package.ts";
import { PACKAGES } from "../seed_vendor.ts";
import { MODULES, mustRun, nodeOf, PACKAGE, path, ROOT, WORK, write } from "./folders.ts";

/** A check, and what it is about. */
type Check = readonly [name: string, check: () => Promise<unknown>];

const project = new URL(`file://${await Deno.makeTempDir({ prefix: "hookcast-consumer-" })}/`);
const tarball = new URL(`${NAME}-${VERSION}.tgz`, WORK);
const entries = Object.keys(ENTRY_POINTS).map((entry) => NAME + entry.slice(1));

/** Runs a program of the tools. */
function tool(file: string, ...args: string[]): Promise<string> {
  return mustRun(nodeOf(NODES.at(-1)!), [path(new URL(file, MODULES)), ...args], project);
}

/** The examples of the README that use the package alone: a user of Node can paste them. */
function examples(): string[] {
  const text = Deno.readTextFileSync(new URL("README.md", PACKAGE));
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code]) => code!)
    .filter((code) => code.includes(`"${NAME}`));
}

/** `@std/assert` is Deno's: in Node its users have `node:assert`. */
function forNode(example: string): string {
  return example.replace(
    /^import \{ (.*?) \} from "@std\/assert";$/m,
    (_line, names: string) => {
      const known: Record<string, string> = { assertEquals: "deepStrictEqual", assert: "ok" };
      const renamed = names.split(", ").map((name) => `${known[name] ?? name} as ${name}`);
      return `import { ${renamed.join(", ")} } from "node:assert";`;
    },
  );
}

async function install(): Promise<void> {
  write(new URL("package.json", project), '{ "private": true, "type": "module" }\n');
  const peers = OPTIONAL_PEERS.map((name) => `${name}@${versionOf(name)}`);
  const args = ["install", "--no-audit", "--prefer-offline", path(tarball), ...peers];
  await mustRun("npm", [...args, "@types/node@22.20.5"], project);
}

const CONSUMER = `import { ProxyPool, type Sender, Webhook, type WebhookResult } from "${NAME}";
import { DiscordWebhook } from "${NAME}/discord";
import { FakeServer, ManualClock } from "${NAME}/testing";

const server = await FakeServer.start([204]);
const sender: Sender<unknown> = new Webhook(server.url, { clock: new ManualClock() });
const result: WebhookResult = await sender.send({ content: "hello" });
// @ts-expect-error A result has no such field, so it is not \`any\`.
result.nothing;
// @ts-expect-error Nor has the class such an option.
new Webhook("https://a.example", { nothing: true });
// @ts-expect-error Nor are these headers.
new Webhook("https://a.example", { headers: 5 });
export const all = [ProxyPool, DiscordWebhook, ...[${"ENTRIES"}]];
`;

/** Many projects on Node have no types of the DOM. */
function typesUnder(moduleResolution: "node16" | "bundler", lib: string): Check {
  return [`TypeScript under moduleResolution ${moduleResolution}, lib ${lib}`, async () => {
    const imports = entries.map((entry, n) => `import * as e${n} from "${entry}";\n`).join("");
    const names = entries.map((_, n) => `e${n}`).join(", ");
    write(new URL("consumer.ts", project), imports + CONSUMER.replace("ENTRIES", names));
    const module = moduleResolution === "node16" ? "node16" : "esnext";
    await tool(
      "typescript/bin/tsc",
      ...["--noEmit", "--strict", "--target", "es2022", "--lib", lib],
      ...["--types", "node", "--module", module, "--moduleResolution", moduleResolution],
      "consumer.ts",
    );
  }];
}

async function bundle(source: string): Promise<string> {
  const build = `import { build } from ${
    JSON.stringify(new URL("esbuild/lib/main.js", MODULES).href)
  };
    const { outputFiles: [file] } = await build({ stdin: { contents: ${
    JSON.stringify(source)
  }, resolveDir: "." },
      bundle: true, write: false, format: "esm", platform: "node", external: ["undici"] });
    console.log(file.text);`;
  write(new URL("bundle.mjs", project), build);
  return await mustRun(nodeOf(NODES.at(-1)!), ["bundle.mjs"], project);
}

function excludes(bundled: string, ...words: string[]): void {
  if (!bundled.includes("Cannot deliver to")) throw new Error("The bundle has no Webhook in it");
  const found = words.filter((word) => bundled.toLowerCase().includes(word.toLowerCase()));
  if (found.length > 0) throw new Error(`The bundle has ${found.join(", ")} in it`);
}

const CHECKS: readonly Check[] = [
  ["pack", async () => {
    const told = await mustRun(
      "npm",
      ["pack", "--json", "--pack-destination", path(WORK)],
      PACKAGE,
    );
    const [{ size, unpackedSize, entryCount }] = JSON.parse(told);
    console.log(`        tarball ${size} bytes, unpacked ${unpackedSize}, ${entryCount} files`);
  }],
  ["install into an empty project", install],
  ...NODES.map((node): Check => [`every entry point loads on Node ${node}`, async () => {
    const code = entries.map((entry) => `await import("${entry}");`).join("\n");
    write(new URL("load.mjs", project), code);
    const printed = await mustRun(nodeOf(node), ["load.mjs"], project);
    if (printed) throw new Error(`It printed: ${printed}`);
  }]),
  ...NODES.map((
    node,
  ): Check => [`CommonJS can require every entry point on Node ${node}`, async () => {
    const code = entries.map((entry) => `require("${entry}");`).join("\n");
    write(new URL("load.cjs", project), code);
    const printed = await mustRun(nodeOf(node), ["load.cjs"], project);
    if (printed) throw new Error(`It printed: ${printed}`);
  }]),
  ...NODES.map((
    node,
  ): Check => [`nothing keeps the process alive after a send on Node ${node}`, async () => {
    const server = `import { createServer } from "node:http";
      import { spawn } from "node:child_process";
      const server = createServer((_, response) => response.end()).listen(0, () => {
        const url = "http://127.0.0.1:" + server.address().port;
        const child = spawn(process.execPath, ["sender.mjs", url], { stdio: "inherit" });
        child.on("exit", () => process.exit());
      });`;
    const sender = `import { setImmediate } from "node:timers/promises";
      import { Webhook } from "${NAME}";
      const { ok } = await new Webhook(process.argv[2]).send({});
      await setImmediate(); // undici lets go of the connection now.
      await setImmediate();
      const alive = process.getActiveResourcesInfo().filter((name) => /^(TCP|Time)/.test(name));
      console.log(JSON.stringify([ok, alive]));`;
    write(new URL("server.mjs", project), server);
    write(new URL("sender.mjs", project), sender);
    const printed = await mustRun(nodeOf(node), ["server.mjs"], project);
    if (printed !== "[true,[]]\n") throw new Error(`It printed: ${printed}`);
  }]),
  ...NODES.map((node): Check => [`the README's examples run on Node ${node}`, async () => {
    const all = examples().filter((example) => !/\bDeno\./.test(example));
    const left = examples().length - all.length;
    if (all.length < 3) throw new Error(`The README has ${all.length} examples only`);
    const { transpileModule } = (await import("./build_by_tsc.ts")).loadCompiler();
    for (const [n, example] of all.entries()) {
      const { outputText } = transpileModule(forNode(example), {
        compilerOptions: { target: 9, module: 99 }, // ES2022, ESNext
      });
      write(new URL(`example_${n}.mjs`, project), outputText);
      await mustRun(nodeOf(node), [`example_${n}.mjs`], project).catch((error) => {
        throw new Error(`${example}\n${error.message}`);
      });
    }
    console.log(`        ${all.length} examples, and ${left} that take Deno`);
  }]),
  typesUnder("node16", "es2023"),
  typesUnder("node16", "esnext,dom,dom.iterable"),
  typesUnder("bundler", "es2023"),
  typesUnder("bundler", "esnext,dom,dom.iterable"),
  ["publint", () => tool("publint/src/cli.js", path(PACKAGE), "--strict")],
  ["@arethetypeswrong/cli", () =>
    // The package is ESM only: who requires it from CommonJS gets Node's own `require(esm)`.
    tool("@arethetypeswrong/cli/dist/index.js", path(tarball), "--profile", "esm-only")],
  ["import { Webhook } bundles without Discord", async () => {
    const source = `import { Webhook } from "${NAME}"; console.log(Webhook);`;
    excludes(await bundle(source), "DiscordWebhook", "SlackWebhook", "FakeServer", "Notifier");
  }],
  ["from JSR, without Deno: fetch sends, and a proxy is refused plainly", async () => {
    // The sources as JSR has them, with deno.ts in its place; no undici is there.
    const source = `import { ProxyPool, Webhook } from ${
      JSON.stringify(path(new URL("mod.ts", ROOT)))
    };
      import { createServer } from "node:http";
      const server = createServer((_, response) => response.end("ok")).listen(0, async () => {
        const url = "http://127.0.0.1:" + server.address().port;
        const sent = await new Webhook(url).send({});
        let told = "nothing";
        try { new ProxyPool(["127.0.0.1:1"]).get(); } catch (error) { told = error.message; }
        const proxied = await new Webhook(url, { proxies: new ProxyPool(["127.0.0.1:1"]) }).send({});
        console.log(JSON.stringify([sent.ok, proxied.ok, proxied.kind, proxied.error, told]));
        server.close(); server.closeAllConnections();
      });`;
    const map = new URL("jsr.json", project);
    const std = Object.keys(PACKAGES.async!).map((module) => {
      return [`@std/async/${module}`, new URL(`deno-std/async/${module}.js`, MODULES).href];
    });
    write(map, JSON.stringify({ imports: Object.fromEntries(std) }));
    write(new URL("jsr.ts", project), source);
    await mustRun(Deno.execPath(), [
      ...["bundle", "--no-config", "--platform", "deno", "--import-map", path(map)],
      ...["-o", path(new URL("jsr.mjs", project)), path(new URL("jsr.ts", project))],
    ], project);
    for (const node of NODES) {
      const printed = await mustRun(nodeOf(node), ["jsr.mjs"], project);
      const [ok, proxied, kind, error, told] = JSON.parse(printed);
      const isPlain = /npm package 'hookcast'/.test(`${error}${told}`);
      if (!ok || proxied || !isPlain) throw new Error(`${kind}: ${printed}`);
    }
  }],
];

let failed = 0;
const builder = Deno.readTextFileSync(new URL("builder.txt", WORK));
console.log(`The package in npm/package, built by ${builder}`);
for (const [name, check] of CHECKS) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${(error as Error).message}`);
  }
}
await Deno.remove(project, { recursive: true });
console.log(`${failed ? "FAILED" : "ok"} | ${CHECKS.length - failed} passed | ${failed} failed`);
if (failed) Deno.exit(1);
