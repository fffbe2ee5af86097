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

const DENO_HOOK = Symbol.for("Deno.customInspect");
const NODE_HOOK = Symbol.for("nodejs.util.inspect.custom");

/** Deno knows both hooks: to see one at work, the other is taken away. */
const PLATFORMS = [
  ["Deno", Deno.inspect, NODE_HOOK],
  ["Node", inspect, DENO_HOOK],
] as const;

for (const [platform, print, otherHook] of PLATFORMS) {
  const make = (shown?: unknown) => {
    return Object.defineProperty(new Safe(shown), otherHook, { value: undefined });
  };
  const printed = (value: unknown) => print(value).replaceAll("'", '"');

  Deno.test(`makePrintable() has ${platform} print the name and what toJSON() shows`, () => {
    assertEquals(printed(make()), INSPECTED);
  });

  Deno.test(`makePrintable() has ${platform} print the same inside other objects`, () => {
    assertEquals(printed([make()]), `[ ${INSPECTED} ]`);
  });

  Deno.test(`makePrintable() has ${platform} show no field, however much is asked for`, () => {
    const text = print(make(), { depth: Infinity, showHidden: true, getters: true });
    assertEquals(text.includes("s3cret"), false, text);
  });

  Deno.test(`makePrintable() hands on how ${platform} was told to print`, () => {
    const deep = make({ a: { b: { c: { d: { e: { f: 1 } } } } } });
    assertEquals(print(deep, { depth: Infinity }).includes("f: 1"), true);
    assertEquals(print(deep, { depth: 1 }).includes("f: 1"), false);
  });
}

Deno.test("makePrintable() has a text show the name and what toJSON() shows", () => {
  assertEquals(`${new Safe()}`, 'Safe {"url":"https://a.example/***"}');
  assertEquals(String(new Safe()), 'Safe {"url":"https://a.example/***"}');
});

Deno.test("makePrintable() prints JSON where a platform hands over no way to print", () => {
  const hook = Reflect.get(new Safe(), NODE_HOOK);
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

Deno.test("makePrintable() prints the prototype itself, which has nothing to show, by name", () => {
  assertEquals(Deno.inspect(Safe.prototype), "Safe");
});
