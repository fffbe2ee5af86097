/**
 * Turns a message that holds builders into a plain one.
 *
 * @module
 */

import { refuseLoss } from "../core/body.ts";

/** A value in which a builder, anything with `toJSON()`, may stand in place of every object. */
export type DeepBuildable<T> = T extends readonly (infer Item)[] ? readonly DeepBuildable<Item>[]
  : T extends object ? { readonly [K in keyof T]: DeepBuildable<T[K]> } | {
      /** Builds the raw object. */
      toJSON(): T;
    }
  : T;

/** Deeper than any message that Discord takes; a value that holds itself ends here. */
const MAX_DEPTH = 32;

/**
 * Makes the plain copy of a value that is to be sent: builders are built, what is `undefined` is
 * left out, `null` stays. A `bigint`, which an id may be, becomes its digits. A lone surrogate,
 * which UTF-8 cannot say, becomes U+FFFD. The value itself is left as it is.
 *
 * @param value The value.
 * @returns The copy.
 * @throws {TypeError} If it holds itself.
 * @throws {Error} If it holds what would be lost in JSON, such as a `Map`; or what a builder throws.
 */
export function toPlain<T>(value: DeepBuildable<T>): T {
  return copy(value, MAX_DEPTH) as T;
}

function copy(value: unknown, depth: number): unknown {
  if (depth === 0) throw new TypeError("the message is nested too deeply");
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return value.toWellFormed();
  // Without an argument, unlike JSON.stringify: discord.js would take it for a setting.
  const built = isBuilder(value) ? value.toJSON() : value;
  if (typeof built !== "object" || built === null) return built;
  refuseLoss(built);
  if (Array.isArray(built)) return built.map((item) => copy(item, depth - 1));
  const entries = Object.entries(built).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, copy(part, depth - 1)]));
}

function isBuilder(value: unknown): value is { toJSON(): unknown } {
  return typeof value === "object" && value !== null && "toJSON" in value &&
    typeof value.toJSON === "function";
}
