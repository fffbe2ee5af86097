/**
 * What the tests use of `Deno`, made of what Node has: loaded before each test file there.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import process from "node:process";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { openClient, openDirect } from "../../src/platform/node.ts";
import { parseProxy } from "../../src/core/proxy.ts";
import { findDenoOnly } from "./deno_only.ts";

/** A step, as tests call it. */
type Step = (name: string, run: (step: Steps) => unknown) => Promise<boolean>;

/** What a test is handed. */
interface Steps {
  readonly step: Step;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE = relative(ROOT, process.argv[1] ?? "").replaceAll("\\", "/").replace(/\.js$/, ".ts");

function stepsOf(context: TestContext): Steps {
  return {
    step: async (name, run) => {
      await context.test(name, (inner) => run(stepsOf(inner)) as Promise<void>);
      return true;
    },
  };
}

function define(name: string, run: (steps: Steps) => unknown): void {
  const kept = findDenoOnly(FILE, name);
  test(
    `${FILE}: ${name}`,
    { skip: kept?.reason ?? false },
    (context) => run(stepsOf(context)) as Promise<void>,
  );
}

/** Opens a client as `Deno.createHttpClient()` does. */
function createHttpClient(options: {
  readonly caCerts?: readonly string[];
  readonly proxy?: {
    readonly url: string;
    readonly basicAuth?: { readonly username: string; readonly password: string };
  };
}): Disposable & { close(): void } {
  const { caCerts, proxy } = options;
  const client = proxy
    ? openClient({ ...parseProxy(proxy.url), ...proxy.basicAuth }, { caCerts })
    : openDirect({ caCerts });
  const close = () => void client.close();
  return Object.assign(client, { [Symbol.dispose]: close }) as Disposable & { close(): void };
}

Object.assign(globalThis, {
  Deno: {
    test: define,
    inspect: (value: unknown) => inspect(value),
    createHttpClient,
    build: { os: process.platform },
    env: {
      get: (name: string) => process.env[name],
      set: (name: string, value: string) => void (process.env[name] = value),
      delete: (name: string) => void delete process.env[name],
    },
    readTextFileSync: (file: URL) => readFileSync(file, "utf8"),
  },
});
