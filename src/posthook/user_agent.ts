/**
 * How the client introduces itself.
 *
 * @module
 */

import { VERSION } from "../util/version.ts";

/** What is used of Node's `process`. */
interface Process {
  readonly platform?: string;
  readonly versions?: Readonly<Record<string, string | undefined>>;
}

/**
 * Package, runtime and system, as the service's own clients tell them.
 *
 * @returns Such as `hookcast/0.1.0 (Deno 2.9.6; linux)`.
 */
export function userAgent(): string {
  const { Deno: deno, process } = globalThis as { Deno?: typeof Deno; process?: Process };
  return `hookcast/${VERSION} (${runtime(deno, process)}; ${deno?.build.os ?? platform(process)})`;
}

function runtime(deno: typeof Deno | undefined, process: Process | undefined): string {
  const { bun, node } = process?.versions ?? {};
  if (deno?.version) return `Deno ${deno.version.deno}`;
  if (bun) return `Bun ${bun}`;
  return node ? `Node.js ${node}` : "unknown 0";
}

function platform(process: Process | undefined): string {
  return process?.platform ?? "unknown";
}
