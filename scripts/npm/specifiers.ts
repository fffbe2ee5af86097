/**
 * Import specifiers, from how Deno writes them to how Node does.
 *
 * @module
 */

import type ts from "typescript";
import { PLATFORM } from "../npm_package.ts";

/** A specifier, and where its text begins. */
export interface Specifier {
  /** What is imported. */
  readonly text: string;
  /** The place of its first character in the source. */
  readonly start: number;
}

/**
 * Finds what a source file imports, types included, and not what its comments speak of.
 *
 * @param compiler TypeScript.
 * @param source The source.
 * @returns The specifiers, in order.
 */
export function findSpecifiers(compiler: typeof ts, source: string): Specifier[] {
  const file = compiler.createSourceFile("a.ts", source, compiler.ScriptTarget.Latest);
  const found: Specifier[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(compiler, node);
    if (specifier) found.push({ text: specifier.text, start: specifier.getStart(file) + 1 });
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function specifierOf(compiler: typeof ts, node: ts.Node): ts.StringLiteral | undefined {
  let named: ts.Node | undefined;
  if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node)) {
    named = node.moduleSpecifier;
  } else if (compiler.isImportTypeNode(node)) {
    named = compiler.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  } else if (
    compiler.isCallExpression(node) && node.expression.kind === compiler.SyntaxKind.ImportKeyword
  ) {
    named = node.arguments[0];
  }
  return named && compiler.isStringLiteral(named) ? named : undefined;
}

/**
 * Rewrites the specifiers of a source file.
 *
 * @param compiler TypeScript.
 * @param source The source.
 * @param rewrite Takes a specifier, and returns what is to stand there.
 * @returns The source with the new specifiers.
 */
export function rewriteSpecifiers(
  compiler: typeof ts,
  source: string,
  rewrite: (specifier: string) => string,
): string {
  let rewritten = "";
  let done = 0;
  for (const { text, start } of findSpecifiers(compiler, source)) {
    rewritten += source.slice(done, start) + rewrite(text);
    done = start + text.length;
  }
  return rewritten + source.slice(done);
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
