/**
 * Checks of options. A wrong one is told by its name and value, at the door.
 *
 * @module
 */

/** Where a number may lie. */
export interface Bounds {
  /** The smallest value allowed. */
  readonly min?: number;
  /** The largest value allowed. */
  readonly max?: number;
  /** A value that must be exceeded. */
  readonly above?: number;
  /** Whether it must be a whole number. */
  readonly integer?: boolean;
}

/**
 * Checks that an option is a number within bounds.
 *
 * @param name The name of the option, for the message.
 * @param value What the user gave.
 * @param bounds Where it may lie.
 * @throws {TypeError} If it is no number, or `NaN`.
 * @throws {RangeError} If it is out of bounds.
 */
export function checkNumber(name: string, value: unknown, bounds: Bounds): asserts value is number {
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new TypeError(`'${name}' must be a number: current value is ${show(value)}`);
  }
  const { min, max, above, integer } = bounds;
  const complain = (rule: string): never => {
    throw new RangeError(`'${name}' must be ${rule}: current value is ${value}`);
  };
  if (integer && !Number.isInteger(value)) complain("a whole number");
  if (above !== undefined && value <= above) complain(`> ${above}`);
  if (min !== undefined && value < min) complain(`>= ${min}`);
  if (max !== undefined && value > max) complain(`<= ${max}`);
}

/**
 * Checks that an option is one of a list of words.
 *
 * @param name The name of the option, for the message.
 * @param value What the user gave.
 * @param words The words allowed.
 * @throws {TypeError} If it is none of them.
 */
export function checkWord(name: string, value: unknown, words: readonly string[]): void {
  if (typeof value === "string" && words.includes(value)) return;
  const list = words.map((word) => `"${word}"`).join(" or ");
  const isWord = typeof value === "string" && /^[a-z-]{0,20}$/i.test(value);
  throw new TypeError(
    `'${name}' must be ${list}: current value is ${isWord ? `"${value}"` : show(value)}`,
  );
}

/**
 * Checks that an option, where given, is of a type.
 *
 * @param name The name of the option, for the message.
 * @param value What the user gave.
 * @param type The type, as `typeof` says it.
 * @throws {TypeError} If it is of another type.
 */
export function checkType(
  name: string,
  value: unknown,
  type: "boolean" | "function" | "object" | "string",
): void {
  if (value === undefined || (typeof value === type && value !== null)) return;
  const article = type === "object" ? "an" : "a";
  throw new TypeError(`'${name}' must be ${article} ${type}: current value is ${show(value)}`);
}

/**
 * Checks that an option is an object with the methods of its interface.
 *
 * @param name The name of the option, for the message.
 * @param value What the user gave.
 * @param methods The names of the methods.
 * @throws {TypeError} If it is not.
 */
export function checkMethods(name: string, value: unknown, methods: readonly string[]): void {
  const has = (method: string) => typeof Reflect.get(value as object, method) === "function";
  if (typeof value === "object" && value !== null && methods.every(has)) return;
  throw new TypeError(`'${name}' must be an object with ${methods.join("(), ")}()`);
}

/**
 * Checks that options are an object with known names only: a misspelt one would be ignored without
 * a word.
 *
 * @param options What the user gave.
 * @param names The names allowed.
 * @param whose What they are options of, for the message.
 * @throws {TypeError} If there is another name.
 */
export function checkNames(options: object, names: readonly string[], whose: string): void {
  checkType("options", options ?? null, "object");
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new TypeError(`'${name}' is no option of ${whose}`);
  }
}

/**
 * Checks that a text comes through a header as it is. HTTP drops the spaces around it: a blank key
 * would be none, and two that differ by them the same.
 *
 * @param name The name of the option, for the message.
 * @param text The text.
 * @throws {TypeError} If it would not.
 */
export function checkHeaderText(name: string, text: string): void {
  if (text !== "" && !/^ | $|[^\P{Cc}\x80-\x9f]/u.test(text)) return;
  const rule = "be empty, begin or end with a space, or hold control characters";
  throw new TypeError(`'${name}' must not ${rule}`);
}

/** What a value is, for a message. Of a text or an object only the type: it may be a secret. */
function show(value: unknown): string {
  if (typeof value === "string") return "a string";
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "an array" : "an object";
  }
  return typeof value === "function" ? "a function" : String(value);
}
