/**
 * The checks that all parts of a message share, and the list of what they found.
 *
 * @module
 */

import { countCharacters } from "../characters.ts";
import type { MessageViolation, ViolationUnit } from "../violation.ts";

/** How much there must and may be. */
export interface Range {
  /** At least so much; for a text, 1 means that it must not be blank. */
  readonly min?: number;
  /** At most so much. */
  readonly max: number;
}

/** An object in a list, and where it is. */
export interface Entry<T> {
  /** The object. */
  readonly item: T;
  /** Its path. */
  readonly path: string;
}

/** A snowflake. Discord reads shorter ones too, and its own have 17 digits and more. */
const ID = /^\d{1,20}$/;

/** Collects violations. Every check takes a path and a value; what is absent passes. */
export class Report {
  /** What was found, in the order of the checks. */
  readonly violations: MessageViolation[] = [];

  /**
   * Adds a violation that is none of numbers.
   *
   * @param path Where.
   * @param fault What is wrong: the rest of a sentence that begins with the path.
   */
  refuse(path: string, fault: string): void {
    const message = `${path} ${fault}`;
    this.violations.push({ path, message, actual: null, limit: null, unit: null });
  }

  /**
   * Checks an amount, already counted.
   *
   * @param path Where.
   * @param actual The amount.
   * @param range How much is allowed.
   * @param unit What is counted; `null` for a plain number.
   */
  amount(path: string, actual: number, range: Range, unit: ViolationUnit | null): void {
    const { min = 0, max } = range;
    if (actual >= min && actual <= max) return;
    const has = unit === null ? `is ${actual}` : `has ${name(actual, unit)}`;
    const [rule, limit] = actual < min ? ["minimum", min] as const : ["maximum", max] as const;
    const message = `${path} ${has}: the ${rule} is ${limit}`;
    this.violations.push({ path, message, actual, limit, unit });
  }

  /**
   * Checks the length of a text. Discord trims texts before it counts, and so does this.
   *
   * @param path Where.
   * @param value The text.
   * @param range How long it may be.
   */
  text(path: string, value: unknown, range: Range): void {
    if (isAbsent(value)) return;
    if (typeof value !== "string") return this.refuse(path, "must be a text");
    this.amount(path, countCharacters(value.trim()), range, "characters");
  }

  /**
   * Refuses the absence of a value.
   *
   * @param path Where.
   * @param value The value.
   */
  required(path: string, value: unknown): void {
    if (isAbsent(value)) this.refuse(path, "is missing");
  }

  /**
   * Refuses the presence of a value.
   *
   * @param path Where.
   * @param value The value.
   * @param why The rest of the sentence.
   */
  absent(path: string, value: unknown, why: string): void {
    if (!isAbsent(value)) this.refuse(path, why);
  }

  /**
   * Checks a whole number.
   *
   * @param path Where.
   * @param value The number.
   * @param range Where it may lie.
   * @param unit What it counts; none for a plain number.
   */
  integer(path: string, value: unknown, range: Range, unit: ViolationUnit | null = null): void {
    if (isAbsent(value)) return;
    if (!Number.isInteger(value)) return this.refuse(path, "must be a whole number");
    this.amount(path, value as number, range, unit);
  }

  /**
   * Checks the id of something on Discord. A number too large to be exact has lost digits, and would
   * name something else.
   *
   * @param path Where.
   * @param value The id.
   */
  id(path: string, value: unknown): void {
    if (isAbsent(value)) return;
    if (typeof value === "number" && !Number.isSafeInteger(value)) {
      return this.refuse(path, "must be a text: a number this large has lost digits");
    }
    if (!ID.test(String(value))) this.refuse(path, "must be an id: up to 20 digits");
  }

  /**
   * Checks a list of ids.
   *
   * @param path Where.
   * @param value The list.
   * @param max How long it may be.
   */
  ids(path: string, value: unknown, max: number): void {
    const ids = this.list(path, value, { max });
    ids.forEach((id, i) => {
      this.id(`${path}[${i}]`, id);
      if (ids.indexOf(id) < i) this.refuse(`${path}[${i}]`, "is listed twice");
    });
  }

  /**
   * Checks a list of objects.
   *
   * @param path Where.
   * @param value The list.
   * @param range How long it may be.
   * @returns Its objects, with their paths; what is no object is left out.
   */
  objects<T>(path: string, value: readonly T[] | null | undefined, range: Range): Entry<T>[] {
    const entries = this.list(path, value, range)
      .map((item, i) => ({ item: item as T, path: `${path}[${i}]` }));
    return entries.filter((entry) => this.object(entry.path, entry.item) !== undefined);
  }

  /**
   * Checks that a value is an object.
   *
   * @param path Where.
   * @param value The value.
   * @returns The object, or `undefined` if there is none to look into.
   */
  object<T>(path: string, value: T): NonNullable<T> | undefined {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    // An item of a list cannot be absent.
    if (!isAbsent(value) || path.endsWith("]")) this.refuse(path, "must be an object");
    return undefined;
  }

  /**
   * Checks a list.
   *
   * @param path Where.
   * @param value The list.
   * @param range How long it may be.
   * @returns The list; an empty one if there is none.
   */
  list(path: string, value: unknown, range: Range): readonly unknown[] {
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) {
      this.refuse(path, "must be a list");
      return [];
    }
    this.amount(path, value.length, range, "items");
    return value;
  }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function name(amount: number, unit: ViolationUnit): string {
  return amount === 1 ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`;
}
