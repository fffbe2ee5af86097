import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { type Body, encodeBody, PayloadError } from "../../src/core/body.ts";

async function read(body: Body | Promise<Body>): Promise<{ text: string; type: string }> {
  const { content, type } = await body;
  return { text: await new Response(content).text(), type };
}

async function bytes(body: Body | Promise<Body>): Promise<number[]> {
  return [...await new Response((await body).content).bytes()];
}

Deno.test("encodeBody() writes any JSON value as JSON", async () => {
  const cases: [payload: unknown, text: string][] = [
    [{ content: "hello" }, '{"content":"hello"}'],
    [[1, "two", null], '[1,"two",null]'],
    ["text", '"text"'],
    ["", '""'],
    [0, "0"],
    [-0, "0"],
    [false, "false"],
    [null, "null"],
    [NaN, "null"],
    [{}, "{}"],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [Object.create(null), "{}"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ toJSON: () => ({ embed: true }) }, '{"embed":true}'],
    [{ then: "a property", size: 1 }, '{"then":"a property","size":1}'],
  ];
  for (const [payload, text] of cases) {
    assertEquals(await read(encodeBody(payload, null)), { text, type: "application/json" });
  }
});

Deno.test("encodeBody() writes JSON as UTF-8, and what is no well-formed text escaped", async () => {
  assertEquals((await read(encodeBody("é€😀", null))).text, '"é€😀"');
  assertEquals(await bytes(encodeBody("é", null)), [0x22, 0xc3, 0xa9, 0x22]);
  assertEquals((await read(encodeBody("\ud800", null))).text, '"\\ud800"');
});

Deno.test("encodeBody() keeps a type that was named for JSON", async () => {
  const type = "application/vnd.api+json";
  assertEquals(await read(encodeBody({ a: 1 }, type)), { text: '{"a":1}', type });
});

Deno.test("encodeBody() takes a string as it is where a type was named", async () => {
  assertEquals(await read(encodeBody("<a/>", "text/xml")), { text: "<a/>", type: "text/xml" });
  assertEquals(await read(encodeBody("", "text/plain")), { text: "", type: "text/plain" });
});

Deno.test("encodeBody() takes bytes as they are, of a view no more than it shows", async () => {
  const whole = Uint8Array.of(0, 1, 2, 255, 4, 5, 6, 7);
  const cases: [payload: unknown, expected: number[]][] = [
    [whole, [...whole]],
    [whole.subarray(2, 4), [2, 255]],
    [whole.buffer, [...whole]],
    [new DataView(whole.buffer, 1, 2), [1, 2]],
    [new Uint16Array(whole.buffer, 2, 1), [2, 255]],
    [new Uint8Array(), []],
  ];
  for (const [payload, expected] of cases) {
    assertEquals(await bytes(encodeBody(payload, null)), expected);
    assertEquals((await encodeBody(payload, null)).type, "application/octet-stream");
    assertEquals((await encodeBody(payload, "image/png")).type, "image/png");
  }
});

Deno.test("encodeBody() copies bytes, so that later changes do not reach the body", async () => {
  const payload = Uint8Array.of(1, 2);
  const body = encodeBody(payload, null);
  payload[0] = 9;
  assertEquals(await bytes(body), [1, 2]);
});

Deno.test("encodeBody() keeps a Blob and its type, unless one was named", async () => {
  const blob = new Blob(["<a/>"], { type: "text/xml" });
  const body = await encodeBody(blob, null);
  assertStrictEquals(body.content, blob);
  assertEquals(body.type, "text/xml");
  assertEquals((await encodeBody(blob, "text/plain")).type, "text/plain");
  assertEquals((await encodeBody(new Blob(["x"]), null)).type, "application/octet-stream");
  const file = new File(["x"], "a.txt", { type: "text/plain" });
  assertEquals(await read(encodeBody(file, null)), { text: "x", type: "text/plain" });
});

Deno.test("encodeBody() writes URLSearchParams as a form", async () => {
  const form = new URLSearchParams({ a: "1 2", b: "é&" });
  assertEquals(await read(encodeBody(form, null)), {
    text: "a=1+2&b=%C3%A9%26",
    type: "application/x-www-form-urlencoded;charset=UTF-8",
  });
  assertEquals((await encodeBody(form, "text/plain")).type, "text/plain");
});

Deno.test("encodeBody() writes FormData under the boundary that its type names, upper case too", async () => {
  const form = new FormData();
  form.set("payload_json", '{"content":"é"}');
  form.set("files[0]", new File([Uint8Array.of(0, 255)], "a.bin", { type: "image/png" }));
  // Boundaries are made at random: several, so that one with capitals is among them.
  for (let n = 0; n < 10; n++) {
    const { content, type } = await encodeBody(form, null);
    const boundary = /^multipart\/form-data; ?boundary="?([^"]+)"?$/.exec(type)![1]!;
    const text = await new Response(content).text();
    assert(
      text.startsWith(`--${boundary}\r\n`) && text.trimEnd().endsWith(`--${boundary}--`),
      text,
    );
    const parsed = await new Response(content, { headers: { "content-type": type } }).formData();
    assertEquals(parsed.get("payload_json"), '{"content":"é"}');
    const file = parsed.get("files[0]") as File;
    assertEquals([file.name, file.type, ...new Uint8Array(await file.arrayBuffer())], [
      "a.bin",
      "image/png",
      0,
      255,
    ]);
  }
});

Deno.test("encodeBody() ignores a type that was named for FormData: it has no boundary", async () => {
  const form = new FormData();
  form.set("a", "1");
  const { type } = await encodeBody(form, "multipart/form-data");
  assert(/^multipart\/form-data; ?boundary=/.test(type), type);
});

Deno.test("encodeBody() copies bytes: the caller may use the buffer again", async () => {
  const given = Uint8Array.of(1, 2, 3);
  for (const payload of [given, given.buffer, new DataView(given.buffer)]) {
    const body = await encodeBody(payload, null);
    given.fill(9);
    assertEquals(await bytes(body), [1, 2, 3]);
    given.set([1, 2, 3]);
  }
});

Deno.test("encodeBody() refuses what JSON would silently lose", () => {
  const cases: [payload: unknown, message: string][] = [
    [new Map([["a", 1]]), "of Map nothing is left in JSON: make a plain object of it"],
    [new Set([1]), "of Set nothing is left in JSON: make a plain object of it"],
    [new Error("x"), "of Error nothing is left in JSON: make a plain object of it"],
    [new Headers(), "of Headers nothing is left in JSON: make a plain object of it"],
    [
      { toJSON: () => new FormData() },
      "of FormData nothing is left in JSON: make a plain object of it",
    ],
    [{ toJSON: () => new Blob() }, "of Blob nothing is left in JSON: make a plain object of it"],
    [Promise.resolve({}), "it is a promise: await it first"],
    [{ then: () => {} }, "it is a promise: await it first"],
    [new ReadableStream(), "a stream cannot be sent again when it fails: read it into bytes first"],
    [undefined, "a value of type undefined is no JSON"],
    [() => {}, "a value of type function is no JSON"],
    [Symbol("s"), "a value of type symbol is no JSON"],
    [{ toJSON: () => undefined }, "a value of type object is no JSON"],
  ];
  for (const [payload, message] of cases) {
    const error = assertThrows(() => encodeBody(payload, null), PayloadError);
    assertEquals(error.message, message);
  }
});

Deno.test("encodeBody() takes a Map that can turn itself into JSON", async () => {
  const payload = Object.assign(new Map([["a", 1]]), { toJSON: () => ({ a: 1 }) });
  assertEquals((await read(encodeBody(payload, null))).text, '{"a":1}');
});

Deno.test("encodeBody() throws what JSON.stringify() and toJSON() throw", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  assertThrows(() => encodeBody(circle, null), TypeError, "circular");
  assertThrows(() => encodeBody({ big: 1n }, null), TypeError, "BigInt");
  const toJSON = () => {
    throw new RangeError("too many");
  };
  assertThrows(() => encodeBody({ toJSON }, null), RangeError, "too many");
});
