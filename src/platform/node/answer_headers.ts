/**
 * The headers of an answer, as undici read them.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { inspect } from "node:util";
import type { Dispatcher } from "undici";

/** Headers as undici hands them over: names in lower case. */
export type RawHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** What reads or changes all fields, so that they have to be there. */
const WHOLE = [
  "append",
  "delete",
  "set",
  "getSetCookie",
  "forEach",
  "keys",
  "values",
  "entries",
  Symbol.iterator,
  inspect.custom,
] as const;

/** Names that there can be. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Values that are read alike in every way. */
const ASCII = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/**
 * `Headers` that are filled when somebody wants them all. To fill them takes a tenth of a request, and
 * most answers are asked for a few names only, which are looked up where undici left them.
 */
export class AnswerHeaders extends Headers {
  #raw: RawHeaders | undefined;

  static {
    for (const name of WHOLE) {
      const inherited: unknown = Reflect.get(Headers.prototype, name);
      if (typeof inherited !== "function") continue;
      const value = function (this: AnswerHeaders, ...given: unknown[]): unknown {
        this.#fill();
        return inherited.apply(this, given);
      };
      Object.defineProperty(this.prototype, name, { value, writable: true, configurable: true });
    }
  }

  /**
   * Makes headers.
   *
   * @param raw What undici read.
   */
  constructor(raw: RawHeaders) {
    super();
    this.#raw = raw;
    // An interceptor of a user's own may write names as it likes.
    if (!Object.keys(raw).every((name) => name === name.toLowerCase())) this.#fill();
  }

  /** The value of a field, or `null`. */
  override get(name: string): string | null {
    if (this.#raw && TOKEN.test(name)) {
      const value = find(this.#raw, name);
      if (value === undefined) return null;
      if (typeof value === "string" && ASCII.test(value)) return value;
    }
    this.#fill();
    return super.get(name);
  }

  /** Whether there is such a field. */
  override has(name: string): boolean {
    if (this.#raw && TOKEN.test(name)) return find(this.#raw, name) !== undefined;
    return super.has(name);
  }

  #fill(): void {
    const fields = Object.entries(this.#raw ?? {});
    this.#raw = undefined;
    for (const [name, value] of fields) {
      for (const each of typeof value === "string" ? [value] : value ?? []) {
        // Some undici read values as UTF-8, and `Headers` hold bytes: they are taken as `fetch` does.
        if (!this.#append(name, each)) this.#append(name, Buffer.from(each).toString("latin1"));
      }
    }
  }

  /** Whether it can be held: names come from interceptors too. */
  #append(name: string, value: string): boolean {
    try {
      super.append(name, value);
      return true;
    } catch {
      return false;
    }
  }
}

function find(raw: RawHeaders, name: string): string | string[] | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(raw, key) ? raw[key] : undefined;
}
