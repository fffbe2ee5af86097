import { assert, assertEquals } from "@std/assert";
import type { ReceivedHeaders, Refused } from "../../src/signatures/mod.ts";
import { EACH, schemeOf, type Vector, vector } from "./vectors.ts";

async function refusal(one: Vector, headers: ReceivedHeaders): Promise<Refused> {
  const verified = await schemeOf(one).verify({ headers, body: one.body });
  assert(!verified.ok, one.name);
  return verified;
}

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const { [name]: _, ...rest } = headers;
  return rest;
}

Deno.test("verify() names the header that is missing, empty or without value", async () => {
  for (const one of EACH) {
    for (const name of Object.keys(one.headers)) {
      const rest = without(one.headers, name);
      for (
        const headers of [rest, { ...rest, [name]: "" }, { ...rest, [name]: [] }, new Headers(rest)]
      ) {
        const { reason, header, error } = await refusal(one, headers);
        assertEquals([reason, header], ["missing-header", name], one.name);
        assertEquals(error, `Cannot accept the message: header '${name}' is missing`);
      }
    }
  }
});

Deno.test("verify() finds headers in any case, in Headers, records and arrays", async () => {
  const forms: readonly ((headers: Readonly<Record<string, string>>) => ReceivedHeaders)[] = [
    (headers) => new Headers(headers),
    (headers) => mapped(headers, (name, value) => [name.toUpperCase(), value]),
    (headers) =>
      mapped(headers, (name, value) => [name.replace(/\b\w/g, (c) => c.toUpperCase()), value]),
    (headers) => mapped(headers, (name, value) => [name, [value]]),
    (headers) => mapped(headers, (name, value) => [name, [value, value]]),
    (headers) => ({ ...headers, "x-other": undefined, host: "me.test" }),
    (headers) => ({ get: (name: string) => headers[name] ?? null }) as Headers,
  ];
  for (const one of EACH) {
    for (const [index, form] of forms.entries()) {
      const verified = await schemeOf(one).verify({ headers: form(one.headers), body: one.body });
      assert(verified.ok, `${one.name}, form ${index}`);
    }
  }
});

function mapped<T>(
  headers: Readonly<Record<string, string>>,
  map: (name: string, value: string) => [string, T],
): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => map(name, value)));
}

Deno.test("verify() refuses two values of one header instead of picking one", async () => {
  const lists = ["webhook-signature", "posthook-signature"];
  for (const one of EACH) {
    for (const [name, value] of Object.entries(one.headers)) {
      if (lists.includes(name)) continue;
      for (const two of [{ [name.toUpperCase()]: `${value}1` }, { [name]: [value, `${value}1`] }]) {
        const { reason, header } = await refusal(one, { ...one.headers, ...two });
        assertEquals([reason, header], ["malformed-header", name], one.name);
      }
    }
  }
});

Deno.test("verify() refuses a value that is no text", async () => {
  const one = vector("W3");
  for (const value of [5, {}, [null], Symbol("x")]) {
    const headers = { ...one.headers, "webhook-id": value } as unknown as ReceivedHeaders;
    assertEquals((await refusal(one, headers)).reason, "malformed-header");
  }
});

Deno.test("verify() refuses headers that cannot be read", async () => {
  const throwing = new Proxy({}, {
    ownKeys() {
      throw new Error("no");
    },
  });
  for (const headers of [null, undefined, 5, throwing] as unknown as ReceivedHeaders[]) {
    const verified = await schemeOf(vector("S2")).verify({ headers, body: "" });
    assert(!verified.ok);
  }
  for (const received of [null, undefined, 5, "text"]) {
    const verified = await schemeOf(vector("S2")).verify(received as never);
    assert(!verified.ok && verified.error.includes("{ headers, body }"));
  }
});

Deno.test("verify() refuses what is no signature, and every part of one", async () => {
  for (const one of EACH) {
    const [name, signature] = Object.entries(one.headers).at(-1)!;
    for (
      const value of [
        "é",
        "\u{1F600}",
        "鍵".repeat(50),
        signature.slice(0, 20),
        signature.slice(0, -1),
      ]
    ) {
      const { reason, header } = await refusal(one, { ...one.headers, [name]: value });
      const reasons = ["malformed-header", "unsupported-version", "signature-mismatch"];
      assert(reasons.includes(reason), `${one.name}: ${reason} of ${value}`);
      assertEquals(header, reason === "malformed-header" ? name : null);
    }
  }
});

Deno.test("verify() does not look into a header of a megabyte", async () => {
  for (const one of EACH) {
    const [name, signature] = Object.entries(one.headers).at(-1)!;
    for (const value of ["a".repeat(1e6), `${signature} `.repeat(1e4), "v1,= ".repeat(2e5)]) {
      const { reason } = await refusal(one, { ...one.headers, [name]: value });
      assertEquals(reason, "malformed-header", one.name);
    }
  }
});

Deno.test("verify() takes hex in capitals, but for Posthook, which compares texts", async () => {
  for (const one of EACH.filter(({ name }) => !/[WA]/.test(name))) {
    const [name, signature] = Object.entries(one.headers).at(-1)!;
    const value = signature.replace(/[0-9a-f]{64,}/, (digits) => digits.toUpperCase());
    const headers = { ...one.headers, [name]: value };
    const verified = await schemeOf(one).verify({ headers, body: one.body });
    assertEquals(verified.ok, one.name !== "P2", one.name);
    if (!verified.ok) assertEquals(verified.reason, "signature-mismatch");
  }
});
