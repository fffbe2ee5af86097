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
  }

  /** The value of a field, or `null`. */
  override get(name: string): string | null {
    if (this.#raw) {
      const value = find(this.#raw, name);
      if (value === undefined) return null;
      if (typeof value === "string" && ASCII.test(value)) return value;
      this.#fill();
    }
    return super.get(name);
  }

  /** Whether there is such a field. */
  override has(name: string): boolean {
    return this.#raw ? find(this.#raw, name) !== undefined : super.has(name);
  }

  #fill(): void {
    const fields = Object.entries(this.#raw ?? {});
    this.#raw = undefined;
    for (const [name, value] of fields) {
      for (const each of typeof value === "string" ? [value] : value ?? []) {
        try {
          super.append(name, each);
        } catch {
          // Some undici read values as UTF-8, and `Headers` hold bytes: they are taken as `fetch` does.
          super.append(name, Buffer.from(each).toString("latin1"));
        }
      }
    }
  }
}

function find(raw: RawHeaders, name: string): string | string[] | undefined {
  const key = String(name).toLowerCase();
  return Object.hasOwn(raw, key) ? raw[key] : undefined;
}
