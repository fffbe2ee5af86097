/**
 * Reads the JSON objects that the service sends: known fields by their type, the rest as it came.
 *
 * @module
 */

import { HookrailResponseError } from "./errors.ts";
import { isObject } from "./problem.ts";

/** The fields of one JSON object. Those that nobody has asked for are its unknown ones. */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #what: string;
  readonly #known = new Set<string>();

  /**
   * Begins to read an object.
   *
   * @param value What came.
   * @param what What it should be, for the message: `an event`.
   * @throws {HookrailResponseError} If it is no object.
   */
  constructor(value: unknown, what: string) {
    this.#what = what;
    if (!isObject(value)) throw this.#error("the answer is no JSON object");
    this.#fields = value;
  }

  /** Reads a text. Throws if there is none. */
  text(name: string): string {
    const value = this.#take(name);
    if (typeof value === "string") return value;
    throw this.#error(`'${name}' is no string`);
  }

  /** Reads a number. Throws if there is none. */
  number(name: string): number {
    const value = this.#take(name);
    if (typeof value === "number") return value;
    throw this.#error(`'${name}' is no number`);
  }

  /** Reads a boolean. Throws if there is none. */
  boolean(name: string): boolean {
    const value = this.#take(name);
    if (typeof value === "boolean") return value;
    throw this.#error(`'${name}' is no boolean`);
  }

  /** Reads a text that may be missing or `null`. */
  textOrNull(name: string): string | null {
    return this.#take(name) === null ? null : this.text(name);
  }

  /** Reads a number that may be missing or `null`. */
  numberOrNull(name: string): number | null {
    return this.#take(name) === null ? null : this.number(name);
  }

  /** Reads a value of any type that may be missing. */
  value(name: string): unknown {
    return this.#take(name);
  }

  /** Reads a list. A missing one, or `null`, is an empty one: so does Go write it. */
  list<T>(name: string, read: (item: unknown) => T): readonly T[] {
    const value = this.#take(name) ?? [];
    if (!Array.isArray(value)) throw this.#error(`'${name}' is no list`);
    return value.map(read);
  }

  /** The fields that were not asked for: a newer service may send more than is known here. */
  unknown(): Record<string, unknown> {
    const entries = Object.entries(this.#fields);
    return Object.fromEntries(entries.filter(([name]) => !this.#known.has(name)));
  }

  #take(name: string): unknown {
    this.#known.add(name);
    return this.#fields[name] ?? null;
  }

  #error(reason: string): HookrailResponseError {
    return new HookrailResponseError(`Cannot read ${this.#what}: ${reason}`);
  }
}

/**
 * Reads a list item that is a text.
 *
 * @param value The item.
 * @returns The text.
 * @throws {HookrailResponseError} If it is none.
 */
export function readText(value: unknown): string {
  if (typeof value === "string") return value;
  throw new HookrailResponseError("Cannot read a list: an item is no string");
}
