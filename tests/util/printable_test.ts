import { assertEquals } from "@std/assert";
import { inspect } from "node:util";
import { makePrintable } from "../../src/util/printable.ts";

/** A class with a field that must not be seen. */
class Safe {
  readonly code = "s3cret";
  readonly shown: unknown;

  static {
    makePrintable(this.prototype, "Safe");
  }

  constructor(shown: unknown = { url: "https://a.example/***" }) {
    this.shown = shown;
  }

  toJSON(): unknown {
    return this.shown;
  }
}

const INSPECTED = 'Safe { url: "https://a.example/***" }';

Deno.test("makePrintable() has Deno print the name and what toJSON() shows", () => {
  assertEquals(Deno.inspect(new Safe()), INSPECTED);
});

Deno.test("makePrintable() has Node print the name and what toJSON() shows", () => {
  assertEquals(inspect(new Safe()).replaceAll("'", '"'), INSPECTED);
});

Deno.test("makePrintable() has a text show the name and what toJSON() shows", () => {
  assertEquals(`${new Safe()}`, 'Safe {"url":"https://a.example/***"}');
  assertEquals(String(new Safe()), 'Safe {"url":"https://a.example/***"}');
});

Deno.test("makePrintable() holds inside other objects too", () => {
  assertEquals(Deno.inspect([new Safe()]), `[ ${INSPECTED} ]`);
  assertEquals(inspect([new Safe()]).replaceAll("'", '"'), `[ ${INSPECTED} ]`);
});

Deno.test("makePrintable() shows no field, however much is asked for", () => {
  const all = { depth: Infinity, showHidden: true, getters: true };
  for (const text of [Deno.inspect(new Safe(), all), inspect(new Safe(), all)]) {
    assertEquals(text.includes("s3cret"), false, text);
  }
});

Deno.test("makePrintable() hands on how the object is to be printed", () => {
  const deep = new Safe({ a: { b: { c: { d: { e: { f: 1 } } } } } });
  for (const print of [Deno.inspect, inspect]) {
    assertEquals(print(deep, { depth: Infinity }).includes("f: 1"), true);
    assertEquals(print(deep, { depth: 1 }).includes("f: 1"), false);
  }
});

Deno.test("makePrintable() prints JSON where a platform hands over no way to print", () => {
  const hook = Reflect.get(new Safe(), Symbol.for("nodejs.util.inspect.custom"));
  assertEquals(hook.call(new Safe(), 2, {}), 'Safe {"url":"https://a.example/***"}');
});

Deno.test("makePrintable() prints each instance as it is", () => {
  const [one, two] = [new Safe(1), new Safe(2)];
  assertEquals([`${one}`, `${two}`, Deno.inspect(two)], ["Safe 1", "Safe 2", "Safe 2"]);
});

Deno.test("makePrintable() adds nothing that a loop over the object would meet", () => {
  const names: string[] = [];
  // deno-lint-ignore guard-for-in -- What is inherited is what matters here.
  for (const name in new Safe()) names.push(name);
  assertEquals(names, ["code", "shown"]);
});
