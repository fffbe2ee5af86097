/**
 * Makes objects print what their `toJSON()` shows, and nothing else, wherever they are printed.
 *
 * @module
 */

type Inspect = (value: unknown, options?: unknown) => string;

/**
 * Gives a class the hooks by which Deno, Node and Bun print its instances: each shows the result
 * of the instance's `toJSON()` behind the name. Private fields and raw URLs so stay out of logs.
 *
 * @param prototype The prototype of the class.
 * @param name The name to print.
 */
export function makePrintable(prototype: { toJSON(): unknown }, name: string): void {
  type Printable = typeof prototype;
  define(
    prototype,
    Symbol.for("Deno.customInspect"),
    function (this: Printable, inspect: Inspect, options: unknown) {
      if (this === prototype) return name; // It has no fields to show.
      return `${name} ${inspect(this.toJSON(), options)}`;
    },
  );
  define(
    prototype,
    Symbol.for("nodejs.util.inspect.custom"),
    function (this: Printable, _depth: number, options: unknown, inspect?: Inspect) {
      if (this === prototype) return name;
      return `${name} ${inspect?.(this.toJSON(), options) ?? JSON.stringify(this)}`;
    },
  );
  define(prototype, "toString", function (this: Printable) {
    return `${name} ${JSON.stringify(this)}`;
  });
}

function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}
