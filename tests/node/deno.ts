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
import { serve } from "./serve.ts";

/** What a test or a step does. */
type Run = (steps: Steps) => unknown;

/** A step, as tests call it. */
type Step = (name: string, run: Run) => Promise<boolean>;

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

/** A test with settings. */
interface Definition {
  readonly name: string;
  readonly ignore?: boolean;
  readonly fn: Run;
}

function define(name: string, run: Run): void;
function define(definition: Definition): void;
function define(given: string | Definition, run?: Run): void {
  const { name, ignore, fn } = typeof given === "string" ? { name: given, fn: run! } : given;
  const skip = findDenoOnly(FILE, name)?.reason ?? ignore;
  test(`${FILE}: ${name}`, { skip }, (context) => fn(stepsOf(context)) as Promise<void>);
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
    serve,
    build: { os: process.platform },
    env: {
      get: (name: string) => process.env[name],
      set: (name: string, value: string) => void (process.env[name] = value),
      delete: (name: string) => void delete process.env[name],
    },
    readTextFileSync: (file: URL) => readFileSync(file, "utf8"),
  },
});
