/**
 * GitHub's signatures, and those of the many products that took them over. Source: docs.github.com,
 * "Validating webhook deliveries". The older `x-hub-signature` with SHA-1 is never looked at.
 *
 * @module
 */

import { checkType } from "../../util/check.ts";
import { readHexMac, writeHexMac } from "../fields.ts";
import type { SignatureScheme } from "../message.ts";
import { resolveSchemeOptions, type SchemeOptions } from "../options.ts";
import { KeyRing, readTextKey, type Secrets } from "../secret.ts";
import { RecipeScheme } from "../sign.ts";

/** Settings of {@linkcode github}. */
export interface GithubOptions extends SchemeOptions {
  /**
   * The header that carries the signature.
   *
   * @default {"x-hub-signature-256"}
   */
  readonly header?: string;
  /**
   * What stands before its hex digits; may be empty.
   *
   * @default {"sha256="}
   */
  readonly prefix?: string;
  /**
   * The header that carries the id of the delivery. It is not signed.
   *
   * @default {"x-github-delivery"}
   */
  readonly idHeader?: string;
}

/** What a name of a header may be made of. Source: RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Signs and verifies as GitHub does. The time is not signed, and the id of the delivery is not
 * either: whoever saw a message can send it again.
 *
 * @example
 * ```ts
 * import { github } from "@hookcast/hookcast/signatures";
 * import { assertEquals } from "@std/assert";
 *
 * const scheme = github("It's a Secret to Everybody");
 * const headers = await scheme.sign({ body: "Hello, World!" });
 *
 * assertEquals(headers, {
 *   "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
 * });
 * assertEquals((await scheme.verify({ headers, body: "Hello, World!" })).ok, true);
 * ```
 * @param secrets The secret of the hook, or several: any of them verifies, the first signs.
 * @param options Settings.
 * @returns The scheme.
 * @throws {SecretError} If there is no secret, or one is blank.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function github(secrets: Secrets, options: GithubOptions = {}): SignatureScheme {
  const settings = resolveSchemeOptions(options, "github()", {
    alsoKnown: ["header", "prefix", "idHeader"] satisfies (keyof GithubOptions)[],
    tolerance: null,
  });
  const { prefix = "sha256=" } = options;
  checkType("prefix", prefix, "string");
  const header = readName("header", options.header ?? "x-hub-signature-256");
  const idHeader = readName("idHeader", options.idHeader ?? "x-github-delivery");
  return new RecipeScheme({
    scheme: "github",
    keys: new KeyRing(secrets, readTextKey),
    settings,
    read: (headers) => ({
      signatures: readHexMac(headers, header, prefix),
      id: headers.find(idHeader) ?? null,
      seconds: null,
      prefix: "",
    }),
    prefix: () => "",
    write: ({ id }, signatures) => ({
      [header]: writeHexMac(signatures, prefix),
      ...(id !== undefined && { [idHeader]: id }),
    }),
  });
}

function readName(option: string, name: string): string {
  checkType(option, name ?? null, "string");
  if (!TOKEN.test(name)) throw new TypeError(`'${option}' must be the name of a header`);
  return name.toLowerCase();
}
