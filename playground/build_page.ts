/**
 * Bundles the playground's page: all it needs, fonts too, so that it asks nobody but its server.
 *
 * Everything comes from npm, by the exact versions of `playground/page/deno.json`. What is bundled
 * already is not bundled again, until a source changes.
 *
 * Run it with `deno run -A playground/build_page.ts`; the playground does so when it starts.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);
const PAGE = new URL("playground/page/", ROOT);
const DIST = new URL("dist/", PAGE);
const MODULES = new URL("node_modules/", ROOT);

/** What the bundle is made of, beside the packages. */
const SOURCES = [PAGE, new URL("src/", ROOT), new URL("playground/api/", ROOT)];

/** A part of a `deno.json`. */
interface Manifest {
  readonly exports?: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, string>>;
}

/**
 * Bundles the page, unless that is done already.
 *
 * @returns The folder with `index.html` and `assets/`.
 * @throws {Error} If a package cannot be installed, or a source is wrong.
 */
export async function buildPage(): Promise<URL> {
  const stamp = await stampOf(SOURCES);
  if (await read(new URL("stamp", DIST)) === stamp) return DIST;
  await installPackages();
  await Deno.remove(DIST, { recursive: true }).catch(() => {}); // Pieces have other names each time.
  await bundle();
  await Deno.copyFile(new URL("index.html", PAGE), new URL("index.html", DIST));
  await Deno.writeTextFile(new URL("stamp", DIST), stamp);
  return DIST;
}

/** What changes whenever a file does: names, sizes and dates of all. */
async function stampOf(sources: readonly URL[]): Promise<string> {
  const lines: string[] = [];
  for (const source of sources) await collect(source, lines);
  const bytes = new TextEncoder().encode(lines.sort().join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function collect(source: URL, lines: string[]): Promise<void> {
  if (source.href === DIST.href) return;
  if (!source.href.endsWith("/")) {
    const { size, mtime } = await Deno.stat(source);
    lines.push(`${source.href} ${size} ${mtime?.getTime()}`);
    return;
  }
  for await (const { name, isDirectory } of Deno.readDir(source)) {
    await collect(new URL(isDirectory ? `${name}/` : name, source), lines);
  }
}

/** Deno installs what a program imports; the page's packages are imported by no program. */
async function installPackages(): Promise<void> {
  const { imports = {} } = await manifestOf(PAGE);
  const states = await Promise.all(Object.values(imports).map(isInstalled));
  if (states.every(Boolean)) return;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["install"],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  if (!success) {
    throw new Error(`Cannot install the page's packages: ${new TextDecoder().decode(stderr)}`);
  }
}

async function isInstalled(target: string): Promise<boolean> {
  const [, name, version] = /^npm:(@?[^@]+)@(.+)$/.exec(target) ?? [];
  const text = await read(new URL(`${name}/package.json`, MODULES));
  return text !== undefined && JSON.parse(text).version === version;
}

async function bundle(): Promise<void> {
  const esbuild = await import("esbuild");
  try {
    await esbuild.build({
      absWorkingDir: pathOf(ROOT),
      entryPoints: {
        main: pathOf(new URL("main.tsx", PAGE)),
        page: pathOf(new URL("page.css", PAGE)),
      },
      outdir: pathOf(new URL("assets/", DIST)),
      bundle: true,
      splitting: true,
      format: "esm",
      target: "es2022",
      minify: true,
      legalComments: "none",
      loader: { ".woff2": "file" },
      assetNames: "[name]",
      chunkNames: "[name]-[hash]",
      jsx: "automatic",
      jsxImportSource: "preact",
      alias: await aliases(),
      // Only who sends a file by its path needs it, and a page cannot.
      external: ["node:*"],
      logLevel: "silent",
    });
  } finally {
    await esbuild.stop();
  }
}

/** What stands for what. `alias` of esbuild also renames what lies below a name. */
async function aliases(): Promise<Record<string, string>> {
  const { exports = {} } = await manifestOf(ROOT);
  const own = Object.entries(exports).map(([name, path]) => {
    return [`@hookcast/hookcast${name.slice(1)}`, pathOf(new URL(path, ROOT))];
  });
  return {
    ...Object.fromEntries(own),
    // The same code, which `scripts/seed_vendor.ts` hands to Deno where jsr.io does not answer.
    ...Object.fromEntries(
      ["delay", "retry"].map((name) => {
        return [`@std/async/${name}`, pathOf(new URL(`deno-std/async/${name}.js`, MODULES))];
      }),
    ),
    // Preact speaks React's dialect: the preview of Slack is a library for React.
    "react": "preact/compat",
    "react-dom": "preact/compat",
    "react/jsx-runtime": "preact/jsx-runtime",
  };
}

async function manifestOf(folder: URL): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(new URL("deno.json", folder)));
}

async function read(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function pathOf(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  return Deno.build.os === "windows" ? path.slice(1) : path;
}

if (import.meta.main) console.log(`The page is in ${pathOf(await buildPage())}`);
