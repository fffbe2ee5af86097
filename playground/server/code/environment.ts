/**
 * The environment variables that take the place of secrets in code.
 *
 * @module
 */

import type { Order } from "../../api/order.ts";
import { isSecretHeader } from "../../engine/secrets.ts";
import { Expression } from "./literal.ts";

/** Collects the variables that some code reads. */
export class Environment {
  readonly #names = new Set<string>();

  /** The variables, in the order of their use. */
  get names(): string[] {
    return [...this.#names];
  }

  /** The name of a variable, which is now in use. */
  use(name: string): string {
    this.#names.add(name);
    return name;
  }

  /** Reads a variable in TypeScript. */
  read(name: string): Expression {
    return new Expression(`env("${this.use(name)}")`);
  }

  /** Headers in TypeScript, the values that are secrets read from variables. */
  headers({ options = {} }: Order): Record<string, string | Expression> | undefined {
    const { headers } = options;
    if (!headers) return undefined;
    const entries = Object.entries(headers).map(([name, value]) => {
      return [name, isSecretHeader(name) ? this.read(variableOf("HEADER", name)) : value] as const;
    });
    return Object.fromEntries(entries);
  }
}

/**
 * The variable for a part of an order.
 *
 * @param kind What it is.
 * @param name Its name.
 * @returns Such as `HEADER_AUTHORIZATION`.
 */
export function variableOf(kind: "HEADER" | "QUERY", name: string): string {
  return `${kind}_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
}
