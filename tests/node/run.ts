/**
 * Runs test files by Node's test runner, prints what failed and what was kept from Node, and closes
 * with a line like Deno's.
 *
 * @module
 */

import { relative } from "node:path";
import process from "node:process";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { DENO_ONLY, findDenoOnly } from "./deno_only.ts";

/** How long a file may take, in ms: one that keeps something open would never end. */
const PATIENCE = 120_000;

const root = fileURLToPath(new URL("../../", import.meta.url));
const given = process.argv.slice(2);
const sourceOf = (file: string) => file.replaceAll("\\", "/").replace(/\.js$/, ".ts");
const files = given.filter((file) => !findDenoOnly(sourceOf(relative(root, file))));

// Of a part of the tests it cannot be said that an entry keeps none.
const isWhole = !process.env.HOOKCAST_SOME_TESTS;

const start = performance.now();
const skipped = new Map<string, string>();
const count = { passed: 0, failed: 0, ignored: 0 };
const preload = new URL("deno.js", import.meta.url).href;
const stream = run({ files, execArgv: ["--import", preload], concurrency: 2, timeout: PATIENCE });
stream.on("test:pass", ({ name, nesting, skip }) => {
  if (nesting > 0) return;
  if (!skip) return void count.passed++;
  count.ignored++;
  skipped.set(name, String(skip));
});
stream.on("test:fail", ({ name, nesting, details }) => {
  if (nesting === 0) count.failed++;
  const { error } = details;
  console.log(`FAILED  ${name}`);
  console.log(error.cause instanceof Error ? error.cause.stack ?? error.cause.message : error);
});
stream.on("test:stderr", ({ message }) => process.stdout.write(message));
stream.resume();
await new Promise((resolve) => stream.on("end", resolve));

console.log(`kept from Node (tests/node/deno_only.ts): ${count.ignored} tests`);
for (const [name, reason] of skipped) console.log(`  ${name} (${reason})`);
const keptFiles = given.filter((file) => !files.includes(file)).map((file) => relative(root, file));
console.log(`kept from Node: ${keptFiles.length} files`);
for (const file of keptFiles) {
  console.log(`  ${sourceOf(file)} (${findDenoOnly(sourceOf(file))?.reason})`);
}
for (const { path, tests } of isWhole ? DENO_ONLY : []) {
  const isUsed = tests
    ? [...skipped.keys()].some((line) =>
      line.startsWith(`${path}: `) && tests.test(line.slice(path.length + 2))
    )
    : keptFiles.some((file) => sourceOf(file).startsWith(path));
  if (isUsed) continue;
  count.failed++;
  console.log(`FAILED  tests/node/deno_only.ts: no test of ${path} ${tests ?? ""}`);
}
const seconds = Math.round((performance.now() - start) / 1000);
const { passed, failed, ignored } = count;
console.log(
  `${
    failed ? "FAILED" : "ok"
  } | ${passed} passed | ${failed} failed | ${ignored} ignored (${seconds}s)`,
);
process.exitCode = failed ? 1 : 0;
