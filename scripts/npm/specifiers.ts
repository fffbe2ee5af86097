/**
 * Import specifiers, from how Deno writes them to how Node does.
 *
 * @module
 */

import type ts from "typescript";
import { PLATFORM } from "../npm_package.ts";

/** TypeScript, as far as it is used to find imports. */
export type Scanner = Pick<typeof ts, "preProcessFile">;

/**
 * Rewrites the specifiers of a source file, but not those in its comments.
 *
 * @param scanner TypeScript.
 * @param text The source.
 * @param rewrite Takes a specifier, and returns what is to stand there.
 * @returns The source with the new specifiers.
 */
export function rewriteSpecifiers(
  scanner: Scanner,
  text: string,
  rewrite: (specifier: string) => string,
): string {
  const { importedFiles } = scanner.preProcessFile(text, true, true);
  let rewritten = "";
  let done = 0;
  for (const { fileName, pos } of importedFiles) {
    const start = text.indexOf(fileName, pos);
    rewritten += text.slice(done, start) + rewrite(fileName);
    done = start + fileName.length;
  }
  return rewritten + text.slice(done);
}

/**
 * Resolves a relative specifier to the file that takes its place in the npm package.
 *
 * @param from The importing file, from the repository on.
 * @param specifier What it imports, such as `../platform/deno.ts`.
 * @returns The file, from the repository on, and the specifier that leads there.
 */
export function resolve(from: string, specifier: string): { file: string; specifier: string } {
  const { pathname } = new URL(specifier, `file:///${from}`);
  const file = PLATFORM[pathname.slice(1)] ?? pathname.slice(1);
  const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  return { file, specifier: specifier.replace(name(specifier), name(file)) };
}

/** Where Node looks for the JavaScript of a TypeScript file. */
export function toJs(path: string): string {
  return path.replace(/\.ts$/, ".js");
}
