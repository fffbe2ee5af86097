import { assert, assertEquals } from "@std/assert";
import { inspect } from "node:util";
import { AnswerHeaders } from "../../src/platform/node/answer_headers.ts";

const RAW = {
  "content-type": "application/json",
  "content-length": "2",
  "set-cookie": ["a=1", "b=2"],
  "x-list": ["1", "2"],
  "x-empty": "",
};

/** Every way to read headers, so that none can be forgotten. */
const WAYS: Readonly<Record<string, (headers: Headers) => unknown>> = {
  get: (headers) => headers.get("content-length"),
  "get, in capitals": (headers) => headers.get("Content-Length"),
  "get, a list": (headers) => headers.get("x-list"),
  "get, cookies": (headers) => headers.get("set-cookie"),
  "get, empty": (headers) => headers.get("x-empty"),
  "get, absent": (headers) => headers.get("x-absent"),
  "get, a name of Object": (headers) => headers.get("constructor"),
  has: (headers) => headers.has("X-List"),
  "has, absent": (headers) => headers.has("toString"),
  getSetCookie: (headers) => headers.getSetCookie(),
  keys: (headers) => [...headers.keys()],
  values: (headers) => [...headers.values()],
  entries: (headers) => [...headers.entries()],
  iterator: (headers) => [...headers],
  forEach: (headers) => {
    const seen: string[] = [];
    headers.forEach((value, name) => seen.push(`${name}: ${value}`));
    return seen;
  },
  append: (headers) => {
    headers.append("content-length", "3");
    return headers.get("content-length");
  },
  set: (headers) => {
    headers.set("content-length", "3");
    return [headers.get("content-length"), headers.get("content-type")];
  },
  delete: (headers) => {
    headers.delete("content-length");
    return [headers.has("content-length"), headers.get("content-type")];
  },
  "a copy": (headers) => [...new Headers(headers)],
  "of a response": (headers) => [...new Response(null, { headers }).headers],
  "of a request": (headers) => [...new Request("http://a.example/", { headers }).headers],
  inspect: (headers) => inspect(headers),
  Object: (headers) => Object.fromEntries(headers),
  "is a Headers": (headers) => [headers instanceof Headers, String(headers)],
};

function ordinary(): Headers {
  const fields = Object.entries(RAW).flatMap(([name, value]) => {
    return [value].flat().map((each): [string, string] => [name, each]);
  });
  return new Headers(fields);
}

for (const [name, read] of Object.entries(WAYS)) {
  Deno.test(`Node: the headers of an answer read as any others: ${name}`, () => {
    assertEquals(read(new AnswerHeaders(RAW)), read(ordinary()));
  });
}

Deno.test("Node: the headers of an answer have no way to be read that was forgotten", () => {
  const known = new Set(Reflect.ownKeys(AnswerHeaders.prototype));
  const names = Object.getOwnPropertyNames(Headers.prototype);
  assertEquals(names.filter((name) => !known.has(name)), []);
});

Deno.test("Node: headers of an answer that hold more than ASCII are read as bytes", () => {
  for (const value of ["gr\u00c3\u00bcn", "gr\u00fcn"]) {
    assertEquals(new AnswerHeaders({ "x-name": value }).get("x-name"), value);
  }
  // As some versions of undici read it.
  assertEquals(new AnswerHeaders({ "x-name": "\u2713" }).get("x-name"), "\u00e2\u009c\u0093");
  assert(new AnswerHeaders({ "x-name": "\u2713" }).has("x-name"));
});
