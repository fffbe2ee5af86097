/**
 * Which hookcast this is.
 *
 * @module
 */

/**
 * The version of this package, as in its `User-Agent`. A test holds it equal to deno.json.
 *
 * @example What a server sees
 * ```ts
 * import { VERSION } from "./version.ts";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(`hookcast/${VERSION}`, /^hookcast\/\d+\.\d+\.\d+/);
 * ```
 */
export const VERSION = "0.1.0";
