/**
 * The files of the page, and the schemas of its editor.
 *
 * @module
 */

import { eTag, ifNoneMatch } from "@std/http/etag";
import { STATUS_CODE } from "@std/http/status";
import { buildPage } from "../build_page.ts";
import { Problem } from "../engine/problem.ts";

const SCHEMAS = new URL("../schemas/", import.meta.url);

/** What a file is, by the end of its name. What is not listed is not served. */
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/**
 * Nothing from any other origin, and no script but our own. Styles: the editor writes its own into
 * the page. Frames: VS Code shows the page in its Simple Browser, whose frame is one of a webview.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self' vscode-webview:",
].join("; ");

/**
 * Serves a file of the page.
 *
 * @param request The request.
 * @param path Its path.
 * @returns The answer; `undefined` if the path is none of a file.
 */
export async function serveAsset(request: Request, path: string): Promise<Response | undefined> {
  if (path === "/" || path === "/index.html") {
    const page = new URL("index.html", await built());
    return await answer(request, await read(page), "text/html; charset=utf-8");
  }
  const [, schema] = /^\/schemas\/([a-z]+\.json)$/.exec(path) ?? [];
  if (schema) {
    return await answer(request, await read(new URL(schema, SCHEMAS)), "application/json");
  }
  const [, name, end] = /^\/assets\/([\w.-]+\.([a-z0-9]+))$/.exec(path) ?? [];
  const type = TYPES[end ?? ""];
  if (!name || !type || name.includes("..")) return undefined;
  return await answer(request, await read(new URL(`assets/${name}`, await latest())), type);
}

let building: Promise<URL> | undefined;
let last: URL | undefined;

/**
 * Bundles the page, unless it is bundled already.
 *
 * @returns The folder of the bundle.
 */
export async function built(): Promise<URL> {
  building ??= buildPage().catch((error: Error) => {
    throw new Problem(error.message, { status: STATUS_CODE.ServiceUnavailable });
  }).finally(() => building = undefined);
  return last = await building;
}

/** The bundle that the page came from: its parts are asked for just after it. */
async function latest(): Promise<URL> {
  return last ?? await built();
}

async function read(file: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Problem("There is no such file", { status: STATUS_CODE.NotFound });
  }
}

async function answer(
  request: Request,
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
): Promise<Response> {
  const etag = await eTag(bytes);
  const headers = new Headers({
    "content-type": type,
    "content-security-policy": POLICY,
    "cache-control": "no-cache",
    ...(etag && { etag }),
  });
  const isKnown = etag && !ifNoneMatch(request.headers.get("if-none-match"), etag);
  if (isKnown) return new Response(null, { status: STATUS_CODE.NotModified, headers });
  return new Response(request.method === "HEAD" ? null : bytes, { headers });
}
