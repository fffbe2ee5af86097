/**
 * The tests that run on Deno only, and why: the one place where a test is kept from Node. Each is
 * counted and printed, and an entry that keeps nothing from Node fails the run.
 *
 * @module
 */

/** Tests that are kept from Node. */
export interface DenoOnly {
  /** A test file, or a folder with a slash at the end; from the repository on. */
  readonly path: string;
  /** The tests of the file, by their names; all of them unless it is given. */
  readonly tests?: RegExp;
  /** Why. */
  readonly reason: string;
}

/** All of them. */
export const DENO_ONLY: readonly DenoOnly[] = [
  { path: "tests/scripts/", reason: "our scripts run on Deno only" },
  { path: "tests/playground/", reason: "the playground runs on Deno only" },
  { path: "tests/process_test.ts", reason: "about Deno's permissions" },
  {
    path: "tests/platform/env_test.ts",
    tests: /may not read/,
    reason: "about Deno's permissions",
  },
  {
    path: "tests/platform/byte_blob_test.ts",
    reason: "what Deno's fetch is given; the npm package does without it",
  },
  {
    path: "tests/platform/fetch_test.ts",
    tests: /in the place of Deno's/,
    reason: "the npm package sends by undici",
  },
  {
    path: "tests/util/printable_test.ts",
    tests: /Deno|the prototype itself/,
    reason: "about how Deno prints",
  },
  {
    path: "tests/testing/fake_server_test.ts",
    tests: /reused connection|^cut|^reset|^garbage|numbers them|certificate|once it is closed/,
    reason: "reads what Deno's fetch throws",
  },
  {
    path: "tests/testing/fake_proxy_test.ts",
    reason: "asks by Deno's fetch; tests/node/platform_spec.ts meets the same proxies",
  },
  {
    path: "tests/core/webhook_test.ts",
    tests: /^Webhook sends through the client it was given, and leaves it open$/,
    reason: "gives a client to Deno's fetch; tests/node/platform_spec.ts has its like",
  },
  {
    path: "tests/core/proxies_test.ts",
    tests: /^Webhook posts https through http with a login$/,
    reason: "Deno shows the login to the target; tests/node/platform_spec.ts: Node does not",
  },
];

/**
 * Why a test is kept from Node.
 *
 * @param path The test file.
 * @param test The name of the test.
 * @returns The entry; `undefined` if the test runs on Node.
 */
export function findDenoOnly(path: string, test?: string): DenoOnly | undefined {
  return DENO_ONLY.find((entry) =>
    (entry.path === path || (entry.path.endsWith("/") && path.startsWith(entry.path))) &&
    (entry.tests === undefined || (test !== undefined && entry.tests.test(test)))
  );
}
