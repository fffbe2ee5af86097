/**
 * Lets Deno work where the npm registry can be reached but jsr.io cannot.
 *
 * deno.json says `"vendor": true`, so Deno looks into `vendor/` before it asks
 * jsr.io. When jsr.io does not answer, this writes stand-ins for the `@std`
 * modules below into `vendor/`: each takes its code from the npm package
 * `deno-std` and its types from the declarations here. When jsr.io answers,
 * earlier stand-ins are removed, so that Deno vendors the real packages.
 *
 * Run it with `deno run -A scripts/seed_vendor.ts`; the other tasks depend on it.
 */

const NPM = "npm:deno-std@1.4.0";
const ROOT = new URL("../", import.meta.url);
const STD = new URL("vendor/jsr.io/@std/", ROOT);
const MARKER = "stand-in.txt";

/** What this package uses of `@std`: package, then module, then declarations. */
const MODULES: Record<string, Record<string, string>> = {
  assert: {
    assert: `export function assert(expr: unknown, msg?: string): asserts expr;`,
    equals: `export function assertEquals<T>(actual: T, expected: T, msg?: string): void;`,
    exists:
      `export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;`,
    instance_of:
      `export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(actual: unknown, expected: T, msg?: string): asserts actual is InstanceType<T>;`,
    rejects:
      `export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(fn: () => PromiseLike<unknown>, type: abstract new (...args: any[]) => E, includes?: string, msg?: string): Promise<E>;`,
    throws: `export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(fn: () => unknown, type: abstract new (...args: any[]) => E, includes?: string, msg?: string): E;`,
  },
  async: {
    deadline:
      `export function deadline<T>(p: Promise<T>, ms: number, options?: { signal?: AbortSignal }): Promise<T>;`,
    delay:
      `export function delay(ms: number, options?: { signal?: AbortSignal; persistent?: boolean }): Promise<void>;`,
    pool:
      `export function pooledMap<T, R>(poolLimit: number, array: Iterable<T> | AsyncIterable<T>, iteratorFn: (data: T) => Promise<R>): AsyncIterableIterator<R>;`,
    retry: `export interface RetryOptions {
  maxAttempts?: number; minTimeout?: number; maxTimeout?: number; multiplier?: number; jitter?: number;
  isRetriable?: (error: unknown) => boolean; signal?: AbortSignal;
}
export class RetryError extends Error { constructor(cause: unknown, attempts: number); }
export function retry<T>(fn: (() => Promise<T>) | (() => T), options?: RetryOptions): Promise<T>;`,
  },
};

/** Packages of deno.json's `jsr:@std/*` entries, each at its range's lowest version. */
async function wanted(): Promise<[pkg: string, version: string][]> {
  const text = await Deno.readTextFile(new URL("deno.json", ROOT));
  const targets: string[] = Object.values(JSON.parse(text).imports ?? {});
  return targets.flatMap((target): [string, string][] => {
    const found = /^jsr:\/?@std\/([^@/]+)@[~^]?(\d+)(\.\d+)?(\.\d+)?/.exec(
      target,
    );
    if (!found) return [];
    const [, pkg, major, minor = ".0", patch = ".0"] = found;
    return [[pkg, major + minor + patch]];
  });
}

async function jsrAnswers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(3000);
    const response = await fetch("https://jsr.io/@std/async/meta.json", {
      signal,
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function standIn(pkg: string, version: string): Promise<void> {
  const modules = MODULES[pkg];
  if (!modules) {
    throw new Error(`Add @std/${pkg} to MODULES in ${import.meta.url}`);
  }
  const manifest: Record<string, { size: number; checksum: string }> = {};
  const exports: Record<string, string> = { ".": "./mod.js" };
  const write = async (path: string, text: string) => {
    const file = new URL(`${pkg}/${path}`, STD);
    const bytes = new TextEncoder().encode(text + "\n");
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeFile(file, bytes);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    const checksum = `sha256-${new Uint8Array(hash).toHex()}`;
    if (path.startsWith(`${version}/`)) {
      manifest[path.slice(version.length)] = { size: bytes.length, checksum };
    }
  };
  const index: string[] = [];
  for (const [module, types] of Object.entries(modules)) {
    const code = `export * from "${NPM}/${pkg}/${module}.js";`;
    await write(`${version}/${module}.d.ts`, types);
    await write(
      `${version}/${module}.js`,
      `/* @ts-self-types="./${module}.d.ts" */\n${code}`,
    );
    exports[`./${module.replaceAll("_", "-")}`] = `./${module}.js`;
    index.push(`export * from "./${module}.js";`);
  }
  await write(`${version}/mod.js`, index.join("\n"));
  await write(MARKER, `Stands in for @std/${pkg}; see scripts/seed_vendor.ts.`);
  await write(`${version}_meta.json`, JSON.stringify({ manifest, exports }));
  const versions = { [version]: {} };
  await write(
    "meta.json",
    JSON.stringify({ scope: "std", name: pkg, latest: version, versions }),
  );
}

const answers = await jsrAnswers();
for (const [pkg, version] of await wanted()) {
  const folder = new URL(`${pkg}/`, STD);
  const marked = await Deno.stat(new URL(MARKER, folder)).catch(() => null);
  if (marked) await Deno.remove(folder, { recursive: true });
  if (!answers) await standIn(pkg, version);
}
if (!answers) console.error("jsr.io does not answer: vendor/ has stand-ins.");
