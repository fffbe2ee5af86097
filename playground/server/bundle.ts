/**
 * Bundles the scripts of the page, its npm packages included, into one file.
 *
 * Run by itself, `deno run -A playground/server/bundle.ts`, it does so ahead of time.
 *
 * @module
 */

/** Where bundles are kept, each under the hash of its sources. */
const CACHE: URL = new URL("../.cache/", import.meta.url);

const CONFIG = new URL("../../deno.json", import.meta.url);

/** Bundles under way, so that two requests do not make the same one. */
const making = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * Bundles `main.ts` of a folder, unless that was done before.
 *
 * @param page The folder, with a slash at the end.
 * @returns The script.
 */
export async function bundle(page: URL): Promise<Uint8Array<ArrayBuffer>> {
  const hash = await hashSources(page);
  const file = new URL(`${hash}.js`, CACHE);
  try {
    return await Deno.readFile(file);
  } catch {
    let made = making.get(hash);
    if (!made) {
      made = make(new URL("main.ts", page), file).finally(() => making.delete(hash));
      making.set(hash, made);
    }
    return await made;
  }
}

/** A reader of the cache sees a whole file or none. */
async function make(entry: URL, file: URL): Promise<Uint8Array<ArrayBuffer>> {
  await Deno.mkdir(CACHE, { recursive: true });
  const draft = new URL(`${crypto.randomUUID()}.js`, CACHE);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      "--output",
      path(draft),
      path(entry),
    ],
    cwd: path(new URL(".", CONFIG)),
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`Cannot bundle the page: ${new TextDecoder().decode(stderr)}`);
  const bytes = await Deno.readFile(draft);
  await Deno.rename(draft, file);
  await removeOthers(file);
  return bytes;
}

async function hashSources(page: URL): Promise<string> {
  const sources = await sourcesOf(page);
  const texts = await Promise.all([CONFIG, ...sources].map((source) => Deno.readFile(source)));
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(texts).arrayBuffer());
  return new Uint8Array(digest).toHex();
}

async function sourcesOf(folder: URL): Promise<URL[]> {
  const sources: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) sources.push(...await sourcesOf(new URL(`${name}/`, folder)));
    else if (/\.(ts|tsx|json)$/.test(name)) sources.push(new URL(name, folder));
  }
  return sources.sort((a, b) => a.href.localeCompare(b.href));
}

async function removeOthers(kept: URL): Promise<void> {
  for await (const { name } of Deno.readDir(CACHE)) {
    const file = new URL(name, CACHE);
    const isOld = /^[0-9a-f]{64}\.js$/.test(name) && file.href !== kept.href;
    if (isOld) await Deno.remove(file).catch(() => {}); // another start was quicker
  }
}

function path(url: URL): string {
  return decodeURIComponent(url.pathname);
}

if (import.meta.main) await bundle(new URL("../page/", import.meta.url));
