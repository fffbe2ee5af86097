/**
 * Looks up headers, whatever they were received in.
 *
 * @module
 */

import { MalformedSignatureError } from "./error.ts";
import type { ReceivedHeaders } from "./message.ts";

/** No header of any scheme comes near this; what is longer is not worth reading. */
const MAX_LENGTH = 8192;

/** Headers by name. A name has at most one value here. */
export class HeaderReader {
  readonly #headers: ReceivedHeaders;

  /** @param headers The headers as they were received. */
  constructor(headers: ReceivedHeaders) {
    this.#headers = headers;
  }

  /**
   * A header that may be missing.
   *
   * @param name Its name, in lower case.
   * @param separator What several values may be joined by; without it they are refused.
   * @returns Its value, or `undefined` when it is missing or empty.
   * @throws {MalformedSignatureError} If it has several values, or a very long one.
   */
  find(name: string, separator?: string): string | undefined {
    const values = [...new Set(this.#values(name))];
    if (values.length > 1 && separator === undefined) {
      throw malformed(name, "has several values");
    }
    const value = values.join(separator);
    if (value.length > MAX_LENGTH) throw malformed(name, "is too long");
    return value === "" ? undefined : value;
  }

  /**
   * A header that must be there.
   *
   * @param name Its name, in lower case.
   * @param separator What several values may be joined by; without it they are refused.
   * @returns Its value.
   * @throws {MalformedSignatureError} If it is missing or empty, has several values, or a very long
   * one.
   */
  get(name: string, separator?: string): string {
    const value = this.find(name, separator);
    if (value === undefined) {
      throw new MalformedSignatureError("missing-header", `header '${name}' is missing`, name);
    }
    return value;
  }

  #values(name: string): string[] {
    const headers = this.#headers;
    if (isHeaders(headers)) return [headers.get(name) ?? ""];
    const fitting = Object.keys(headers).filter((key) => key.toLowerCase() === name);
    return fitting.flatMap((key) => headers[key] ?? []).map((value) => {
      if (typeof value !== "string") throw malformed(name, "is no text");
      return value;
    });
  }
}

/**
 * A header that is there, but makes no sense.
 *
 * @param name Its name.
 * @param complaint What is wrong with it, to stand behind the name.
 * @returns The error to throw.
 */
export function malformed(name: string, complaint: string): MalformedSignatureError {
  return new MalformedSignatureError("malformed-header", `header '${name}' ${complaint}`, name);
}

/** `Headers` of another realm are no instance of ours: what counts is that they look names up. */
function isHeaders(headers: ReceivedHeaders): headers is Headers {
  return typeof headers.get === "function";
}
