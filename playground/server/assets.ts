/**
 * The files of the page, and the schemas of its editor.
 *
 * @module
 */

import { eTag, ifNoneMatch } from "@std/http/etag";
import { STATUS_CODE } from "@std/http/status";
import { bundle } from "./bundle.ts";
import { Problem } from "./problem.ts";

/** Where the sources of the page are. */
export const PAGE: URL = new URL("../page/", import.meta.url);

const SCHEMAS = new URL("../schemas/", import.meta.url);

/** What a file is, by the end of its name. What is not listed is not served. */
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  ico: "image/x-icon",
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
    return await answer(
      request,
      await read(new URL("index.html", PAGE)),
      "text/html; charset=utf-8",
    );
  }
  if (path === "/assets/main.js") {
    return await answer(request, await bundle(PAGE), "text/javascript; charset=utf-8");
  }
  const [, schema] = /^\/schemas\/([a-z]+\.json)$/.exec(path) ?? [];
  if (schema) {
    return await answer(request, await read(new URL(schema, SCHEMAS)), "application/json");
  }
  const [, name, end] = /^\/assets\/([\w-]+\.([a-z0-9]+))$/.exec(path) ?? [];
  const type = TYPES[end ?? ""];
  return name && type ? await answer(request, await read(new URL(name, PAGE)), type) : undefined;
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
