/**
 * Who says it is sending.
 *
 * @module
 */

import { readHeaders } from "../core/options.ts";
import { VERSION } from "../util/version.ts";

/**
 * Composes the user agent: `PREFIX hookcast/0.1.0 Deno/2.9.6 SUFFIX`.
 *
 * @param prefix What comes before; empty for nothing.
 * @param suffix What comes behind; empty for nothing.
 * @param runtime How the runtime calls itself; a browser's long name is left out.
 * @returns The user agent.
 * @throws {TypeError} If HTTP does not allow a part.
 */
export function userAgent(
  prefix: string = "",
  suffix: string = "",
  runtime: string = globalThis.navigator?.userAgent ?? "",
): string {
  readHeaders("userAgentPrefix", { "user-agent": prefix });
  readHeaders("userAgentSuffix", { "user-agent": suffix });
  const shown = /^[\w.+-]+(?:\/[\w.+-]+)?$/.test(runtime) ? runtime : "";
  return [prefix, `hookcast/${VERSION}`, shown, suffix].filter((part) => part).join(" ");
}
