import { assert, assertEquals, assertThrows } from "@std/assert";
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

Deno.test("Node: names of headers are read in whatever case an interceptor wrote them", () => {
  const headers = new AnswerHeaders({ "Retry-After": "9" });
  assertEquals([headers.get("retry-after"), headers.has("RETRY-AFTER")], ["9", true]);
});

Deno.test("Node: a name that cannot be one of a header throws, as it does with any others", () => {
  for (const name of ["", "bad name", "a\n", "\u00e4", "x-\u212Aist"]) {
    const headers = new AnswerHeaders({ ...RAW, "x-kist": "1" });
    assertThrows(() => headers.get(name), TypeError);
    assertThrows(() => new AnswerHeaders(RAW).has(name), TypeError);
  }
});

Deno.test("Node: a field that cannot be one of a header is left out, and no other", () => {
  const headers = new AnswerHeaders({ "bad name": "1", "x-bad": "a\nb", "x-good": "2" });
  assertEquals([...headers], [["x-good", "2"]]);
});
