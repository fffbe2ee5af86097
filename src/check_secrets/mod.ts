/**
 * Keeps secrets of webhooks out of commits: a command, a pre-commit hook, and the functions that
 * they are made of.
 *
 * ```sh
 * deno run --allow-read --allow-env --allow-run=git jsr:@hookcast/hookcast/check-secrets
 * deno run --allow-read --allow-env --allow-write --allow-run=git jsr:@hookcast/hookcast/check-secrets --install
 * ```
 *
 * @module
 */

import process from "node:process";
import { checkSecrets } from "./command.ts";

export { checkSecrets, type Output } from "./command.ts";
export { findSecrets, type SecretInLine, type SecretKind } from "./patterns.ts";
export { type FoundSecret, scanDiff, scanLines } from "./scan.ts";

// Not awaited: a module that awaits cannot be required by CommonJS.
if (import.meta.main) {
  checkSecrets(process.argv.slice(2)).then((code) => process.exitCode = code);
}
