import { assertEquals, assertThrows } from "@std/assert";
import {
  type Bounds,
  checkHeaderText,
  checkMethods,
  checkNames,
  checkNumber,
  checkType,
  checkWord,
} from "../../src/util/check.ts";

/** The message that a check ends with, or `undefined` when it passes. */
function complaint(check: () => void): string | undefined {
  try {
    check();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

Deno.test("checkNumber() takes what lies within bounds, the bounds included", () => {
  const cases: [value: number, bounds: Bounds][] = [
    [0, {}],
    [-Infinity, {}],
    [1, { min: 1 }],
    [1, { max: 1 }],
    [1.000_001, { above: 1 }],
    [3, { min: 0, max: 5, integer: true }],
    [Infinity, { above: 0 }],
  ];
  for (const [value, bounds] of cases) {
    assertEquals(complaint(() => checkNumber("it", value, bounds)), undefined);
  }
});

Deno.test("checkNumber() names the option, the rule and the value", () => {
  const cases: [value: unknown, bounds: Bounds, complaint: string][] = [
    [-1, { min: 0 }, "RangeError: 'it' must be >= 0: current value is -1"],
    [6, { max: 5 }, "RangeError: 'it' must be <= 5: current value is 6"],
    [0, { above: 0 }, "RangeError: 'it' must be > 0: current value is 0"],
    [1.5, { integer: true }, "RangeError: 'it' must be a whole number: current value is 1.5"],
    [
      Infinity,
      { integer: true },
      "RangeError: 'it' must be a whole number: current value is Infinity",
    ],
    [NaN, {}, "TypeError: 'it' must be a number: current value is NaN"],
    [null, {}, "TypeError: 'it' must be a number: current value is null"],
    [undefined, {}, "TypeError: 'it' must be a number: current value is undefined"],
    [5n, {}, "TypeError: 'it' must be a number: current value is 5"],
    [true, {}, "TypeError: 'it' must be a number: current value is true"],
    [() => 1, {}, "TypeError: 'it' must be a number: current value is a function"],
    [[1], {}, "TypeError: 'it' must be a number: current value is an array"],
    [{}, {}, "TypeError: 'it' must be a number: current value is an object"],
  ];
  for (const [value, bounds, expected] of cases) {
    assertEquals(complaint(() => checkNumber("it", value, bounds)), expected);
  }
});

Deno.test("checkWord() takes the words of its list only", () => {
  const words = ["refuse", "follow"];
  assertEquals(complaint(() => checkWord("it", "follow", words)), undefined);
  for (const value of ["Follow", "", "toString", undefined, null, 1, ["follow"]]) {
    assertThrows(
      () => checkWord("it", value, words),
      TypeError,
      `'it' must be "refuse" or "follow"`,
    );
  }
});

Deno.test("checkType() takes its type, and what is not given", () => {
  assertEquals(complaint(() => checkType("it", undefined, "string")), undefined);
  assertEquals(complaint(() => checkType("it", "", "string")), undefined);
  assertEquals(complaint(() => checkType("it", false, "boolean")), undefined);
  assertEquals(complaint(() => checkType("it", () => {}, "function")), undefined);
  assertEquals(complaint(() => checkType("it", {}, "object")), undefined);
});

Deno.test("checkType() names the option, the type and the value", () => {
  const cases: [value: unknown, type: Parameters<typeof checkType>[2], complaint: string][] = [
    [null, "object", "TypeError: 'it' must be an object: current value is null"],
    [1, "string", "TypeError: 'it' must be a string: current value is 1"],
    [{}, "function", "TypeError: 'it' must be a function: current value is an object"],
    ["yes", "boolean", "TypeError: 'it' must be a boolean: current value is a string"],
  ];
  for (const [value, type, expected] of cases) {
    assertEquals(complaint(() => checkType("it", value, type)), expected);
  }
});

Deno.test("checks never show a text that may be a secret", () => {
  const secrets = ["S3cret-Marker", "https://a.example/s3cret", "s3cret", "secret".repeat(4)];
  for (const value of [...secrets, secrets, { s3cret: secrets }]) {
    const complaints = [
      complaint(() => checkNumber("it", value, {})),
      complaint(() => checkWord("it", value, ["word"])),
      complaint(() => checkType("it", value, "function")),
    ];
    for (const text of complaints) {
      assertEquals(/current value is (a|an) \w+$/.test(text!), true, text);
    }
  }
});

Deno.test("checkMethods() takes an object with all of the methods, inherited ones too", () => {
  class Parent {
    one(): void {}
  }
  class Child extends Parent {
    two = () => {};
  }
  assertEquals(complaint(() => checkMethods("it", new Child(), ["one", "two"])), undefined);
});

Deno.test("checkMethods() names the option and the methods", () => {
  for (
    const value of [undefined, null, 1, "text", () => {}, {}, { one() {} }, { one() {}, two: 2 }]
  ) {
    const expected = "TypeError: 'it' must be an object with one(), two()";
    assertEquals(complaint(() => checkMethods("it", value, ["one", "two"])), expected);
  }
});

Deno.test("checkNames() names an option that it does not know", () => {
  assertEquals(complaint(() => checkNames({ one: 1 }, ["one", "two"], "a thing")), undefined);
  assertEquals(
    complaint(() => checkNames({ one: 1, toString: 2 }, ["one", "two"], "a thing")),
    "TypeError: 'toString' is no option of a thing",
  );
});

Deno.test("checkNames() takes an object only", () => {
  for (const value of [null, undefined, "one", 1]) {
    const check = () => checkNames(value as unknown as object, ["one"], "a thing");
    assertThrows(check, TypeError, "'options' must be an object: current value is ");
  }
});

Deno.test("checkHeaderText() takes what comes through a header as it is, bytes of UTF-8 too", () => {
  for (const text of ["a", "a b", "\u00d0\u0097", "gr\u00fcn"]) {
    assertEquals(complaint(() => checkHeaderText("key", text)), undefined, text);
  }
  const rule =
    "TypeError: 'key' must not be empty, begin or end with a space, or hold control characters";
  for (const text of ["", " ", " a", "a ", "a\nb", "a\tb", "\0", "\x7f"]) {
    assertEquals(complaint(() => checkHeaderText("key", text)), rule, JSON.stringify(text));
  }
});
