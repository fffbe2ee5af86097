/**
 * Prints values as TypeScript.
 *
 * @module
 */

const NAME = /^[A-Za-z_$][\w$]*$/;

/** An expression, to be printed as it is. */
export class Expression {
  /** The code. */
  readonly code: string;

  /** @param code The code. */
  constructor(code: string) {
    this.code = code;
  }
}

/**
 * Prints a value as TypeScript. Lines are indented as by `deno fmt`, and short values stand on one.
 *
 * @param value JSON, and {@linkcode Expression}s in it.
 * @param indent What lines begin with.
 * @returns The code.
 */
export function print(value: unknown, indent = ""): string {
  if (value instanceof Expression) return value.code;
  if (typeof value === "string") return printText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  const isArray = Array.isArray(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return isArray ? "[]" : "{}";
  const inner = `${indent}  `;
  const items = entries.map(([name, item]) => {
    const text = print(item, inner);
    return isArray ? text : `${printName(name)}: ${text}`;
  });
  const [open, close] = isArray ? ["[", "]"] : ["{ ", " }"];
  const line = `${open}${items.join(", ")}${close}`;
  if (!line.includes("\n") && indent.length + line.length <= 80) return line;
  const lines = items.map((item) => `${inner}${item},\n`).join("");
  return `${open.trim()}\n${lines}${indent}${close.trim()}`;
}

/** A name of a property. That of the prototype is one like any other only in brackets. */
function printName(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return NAME.test(name) ? name : JSON.stringify(name);
}

/** A text; in a burst `{n}` stands for the number of the send. */
function printText(text: string): string {
  if (!text.includes("{n}")) return JSON.stringify(text);
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    .replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `\`${escaped.replaceAll("{n}", "${n}")}\``;
}
