/**
 * Lets Deno work where the npm registry can be reached but jsr.io cannot.
 *
 * deno.json says `"vendor": true`, so Deno looks into `vendor/` before it asks jsr.io. When jsr.io
 * does not answer, this writes stand-ins for the `@std` packages of deno.json's imports into
 * `vendor/`: each takes its code from the npm package `deno-std`, which is `@std` itself, and its
 * types from the declarations below. When jsr.io answers, earlier stand-ins are removed, so that
 * Deno vendors the real packages. Real packages are left alone, and jsr.io is then not asked.
 *
 * A name that is missing below fails loudly where it is imported: add its declaration, as @std has
 * it. Only modules that `deno-std` has can be added.
 *
 * Run it with `deno run -A scripts/seed_vendor.ts`; the tasks that need it depend on it.
 */

const NPM = "npm:deno-std@1.4.0";

/** The declarations of one `@std` package, by module. */
type Modules = Readonly<Record<string, string>>;

/** What this repository uses of `@std`: package, then module, then declarations. */
export const PACKAGES: Readonly<Record<string, Modules>> = {
  assert: {
    almost_equals:
      `export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void;`,
    array_includes: `export type ArrayLikeArg<T> = ArrayLike<T> & object;
export function assertArrayIncludes<T>(actual: ArrayLikeArg<T>, expected: ArrayLikeArg<T>, msg?: string): void;`,
    assert: `export function assert(expr: unknown, msg?: string): asserts expr;`,
    assertion_error:
      `export class AssertionError extends Error { constructor(message: string, options?: ErrorOptions); }`,
    equal: `export function equal(a: unknown, b: unknown): boolean;`,
    equals: `export function assertEquals<T>(actual: T, expected: T, msg?: string): void;`,
    exists:
      `export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T>;`,
    fail: `export function fail(msg?: string): never;`,
    false: `export type Falsy = false | 0 | 0n | "" | null | undefined;
export function assertFalse(expr: unknown, msg?: string): asserts expr is Falsy;`,
    greater: `export function assertGreater<T>(actual: T, expected: T, msg?: string): void;`,
    greater_or_equal:
      `export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void;`,
    instance_of:
      `export function assertInstanceOf<T extends abstract new (...args: any[]) => any>(actual: unknown, expectedType: T, msg?: string): asserts actual is InstanceType<T>;`,
    is_error:
      `export function assertIsError<E extends Error = Error>(error: unknown, ErrorClass?: abstract new (...args: any[]) => E, msgMatches?: string | RegExp, msg?: string): asserts error is E;`,
    less: `export function assertLess<T>(actual: T, expected: T, msg?: string): void;`,
    less_or_equal:
      `export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void;`,
    match: `export function assertMatch(actual: string, expected: RegExp, msg?: string): void;`,
    not_equals: `export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void;`,
    not_instance_of:
      `export function assertNotInstanceOf<A, T>(actual: A, unexpectedType: abstract new (...args: any[]) => T, msg?: string): asserts actual is Exclude<A, T>;`,
    not_match:
      `export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void;`,
    not_strict_equals:
      `export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void;`,
    object_match:
      `export function assertObjectMatch(actual: Record<PropertyKey, any>, expected: Record<PropertyKey, unknown>, msg?: string): void;`,
    rejects:
      `export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(fn: () => PromiseLike<unknown>, ErrorClass: abstract new (...args: any[]) => E, msgIncludes?: string, msg?: string): Promise<E>;`,
    strict_equals:
      `export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T;`,
    string_includes:
      `export function assertStringIncludes(actual: string, expected: string, msg?: string): void;`,
    throws: `export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(fn: () => unknown, ErrorClass: abstract new (...args: any[]) => E, msgIncludes?: string, msg?: string): E;`,
    unimplemented: `export function unimplemented(msg?: string): never;`,
    unreachable: `export function unreachable(msg?: string): never;`,
  },
  async: {
    deadline: `export interface DeadlineOptions { signal?: AbortSignal; }
export function deadline<T>(p: Promise<T>, ms: number, options?: DeadlineOptions): Promise<T>;`,
    delay: `export interface DelayOptions { signal?: AbortSignal; persistent?: boolean; }
export function delay(ms: number, options?: DelayOptions): Promise<void>;`,
    pool:
      `export function pooledMap<T, R>(poolLimit: number, array: Iterable<T> | AsyncIterable<T>, iteratorFn: (data: T) => Promise<R>): AsyncIterableIterator<R>;`,
    retry: `export interface RetryOptions {
  multiplier?: number; maxTimeout?: number; maxAttempts?: number; minTimeout?: number; jitter?: number;
  isRetriable?: (err: unknown) => boolean; signal?: AbortSignal;
}
export class RetryError extends Error { constructor(cause: unknown, attempts: number); }
export function retry<T>(fn: (() => Promise<T>) | (() => T), options?: RetryOptions): Promise<T>;`,
  },
  http: {
    etag: `export interface ETagOptions { algorithm?: AlgorithmIdentifier; weak?: boolean; }
export function eTag(entity: string | Uint8Array, options?: ETagOptions): Promise<string>;
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean;`,
    server_sent_event_stream: `export interface ServerSentEventMessage {
  comment?: string; event?: string; data?: string; id?: string | number; retry?: number;
}
export class ServerSentEventStream extends TransformStream<ServerSentEventMessage, Uint8Array> {
  constructor();
}`,
    status: `export const STATUS_CODE: {
  readonly OK: 200; readonly Accepted: 202; readonly NoContent: 204; readonly NotModified: 304;
  readonly BadRequest: 400; readonly Unauthorized: 401; readonly Forbidden: 403;
  readonly NotFound: 404; readonly MethodNotAllowed: 405; readonly Conflict: 409;
  readonly ContentTooLarge: 413; readonly UnsupportedMediaType: 415;
  readonly InternalServerError: 500; readonly ServiceUnavailable: 503;
};
export type StatusCode = (typeof STATUS_CODE)[keyof typeof STATUS_CODE];
export const STATUS_TEXT: { readonly [Code in StatusCode]: string };`,
  },
};

/** Where {@linkcode seed} works; its tests have a folder and a server of their own. */
export interface SeedOptions {
  /** The repository's folder, with a slash at the end. */
  readonly root: URL;
  /** Where JSR is. */
  readonly jsr: string;
  /** How long JSR may take to answer, in milliseconds; a quarter of it when stand-ins would do. */
  readonly timeout: number;
}

/**
 * Makes sure that `vendor/` has what the `@std` imports of deno.json need. Safe to run twice at
 * once, and quick when nothing is to do: files that are right already are not written.
 *
 * @param options Where to work.
 * @returns One line that says where `@std` comes from.
 */
export async function seed(options: SeedOptions): Promise<string> {
  const wanted = await stdImports(options.root);
  const states = await Promise.all(wanted.map(({ folder }) => stateOf(folder)));
  if (states.every((state) => state === "real")) return "@std comes from jsr.io";
  const patience = states.includes("missing") ? options.timeout : options.timeout / 4;
  if (await answers(options.jsr, patience)) {
    const standIns = wanted.filter((_, index) => states[index] === "stand-in");
    await Promise.all(standIns.map(({ folder }) => remove(folder)));
    return "@std comes from jsr.io";
  }
  const missing = wanted.filter((_, index) => states[index] !== "real");
  await Promise.all(missing.map(writeStandIn));
  return "jsr.io does not answer: @std comes from npm, by stand-ins in vendor/";
}

/** An `@std` package that deno.json imports. */
interface Wanted {
  readonly name: string;
  /** The lowest version of the range: Deno takes it, as it is the only one there is. */
  readonly version: string;
  readonly folder: URL;
}

async function stdImports(root: URL): Promise<Wanted[]> {
  const { imports = {} } = await readJson(new URL("deno.json", root)) as {
    imports?: Record<string, string>;
  };
  return Object.values(imports).filter((target) => target.startsWith("jsr:@std/")).map((target) => {
    const [, name, version] = /^jsr:@std\/([^@/]+)@\^(\d+\.\d+\.\d+)$/.exec(target) ?? [];
    if (!name || !version) {
      throw new Error(`Cannot read '${target}' in deno.json: write it as jsr:@std/name@^1.2.3`);
    }
    return { name, version, folder: new URL(`vendor/jsr.io/@std/${name}/`, root) };
  });
}

/** A package's index says what it is; it is written last, so that half a package has none. */
async function stateOf(folder: URL): Promise<"real" | "stand-in" | "missing"> {
  const index = await readJson(new URL("meta.json", folder)).catch(() => undefined);
  if (index === undefined) return "missing";
  return (index as { standIn?: boolean }).standIn ? "stand-in" : "real";
}

/** A login page of some network is an answer too, but not JSR's: only its own index counts. */
async function answers(jsr: string, timeout: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(new URL("/@std/async/meta.json", jsr), { signal });
    const index: { scope?: string; name?: string } | null = await response.json();
    return response.ok && index?.scope === "std" && index.name === "async";
  } catch {
    return false;
  }
}

/** Writes a package in the layout of jsr.io: its modules, their manifest, and the index. */
async function writeStandIn({ name, version, folder }: Wanted): Promise<void> {
  const modules = PACKAGES[name];
  if (!modules) throw new Error(`Cannot stand in for @std/${name}: add it to PACKAGES`);
  const files: Record<string, string> = {};
  const exports: Record<string, string> = { ".": "./mod.js" };
  for (const [module, types] of Object.entries(modules)) {
    files[`/${module}.d.ts`] = types;
    files[`/${module}.js`] =
      `/* @ts-self-types="./${module}.d.ts" */\nexport * from "${NPM}/${name}/${module}.js";`;
    exports[`./${module.replaceAll("_", "-")}`] = `./${module}.js`;
  }
  files["/mod.js"] = Object.keys(modules).map((module) => `export * from "./${module}.js";`)
    .join("\n");

  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, text] of Object.entries(files)) {
    manifest[path] = await write(new URL(version + path, folder), text);
  }
  await write(new URL(`${version}_meta.json`, folder), JSON.stringify({ manifest, exports }));
  const index = { scope: "std", name, latest: version, versions: { [version]: {} }, standIn: true };
  await write(new URL("meta.json", folder), JSON.stringify(index));
}

/** Writes a file unless it is right already. A reader sees the old text or the new, never half. */
async function write(file: URL, text: string): Promise<{ size: number; checksum: string }> {
  const bytes = new TextEncoder().encode(text + "\n");
  const now = await Deno.readTextFile(file).catch(() => undefined);
  if (now !== text + "\n") {
    await Deno.mkdir(new URL(".", file), { recursive: true });
    const draft = new URL(`${file.href}.${crypto.randomUUID()}`);
    await Deno.writeFile(draft, bytes);
    await Deno.rename(draft, file);
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { size: bytes.length, checksum: `sha256-${hash.toHex()}` };
}

async function remove(folder: URL): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // another run was quicker
  }
}

async function readJson(file: URL): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(file));
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  console.error("seed:", await seed({ root, jsr: "https://jsr.io", timeout: 2000 }));
}
