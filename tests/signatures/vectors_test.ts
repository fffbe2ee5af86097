import { assert, assertEquals } from "@std/assert";
import type { SignatureScheme, Verifier } from "../../src/signatures/mod.ts";
import {
  bytesOf,
  clockAt,
  EACH,
  otherSecret,
  schemeOf,
  type Vector,
  vector,
  VECTORS,
} from "./vectors.ts";

function canSign(scheme: Verifier | SignatureScheme): scheme is SignatureScheme {
  return "sign" in scheme;
}

async function reasonOf(one: Vector, change: Partial<Vector>): Promise<string> {
  const { headers, body } = { ...one, ...change };
  const verified = await schemeOf(one).verify({ headers, body });
  return verified.ok ? "ok" : verified.reason;
}

for (const one of VECTORS) {
  const { name, secret, id, seconds, headers, body, make } = one;
  const scheme = make(secret, { clock: clockAt(seconds) });

  Deno.test(`${scheme.scheme} verifies ${name}`, async () => {
    const timed = scheme.scheme !== "github";
    assertEquals(await schemeOf(one).verify({ headers, body }), {
      ok: true,
      body: bytesOf(one),
      timestamp: timed ? new Date(seconds * 1000) : null,
      id: id ?? null,
    });
  });

  if (canSign(scheme)) {
    Deno.test(`${scheme.scheme} signs ${name}`, async () => {
      const timestamp = new Date(seconds * 1000 + 999);
      assertEquals(await scheme.sign({ ...(id && { id }), timestamp, body }), headers);
    });
  }
}

Deno.test("sign() takes the time from the clock", async () => {
  for (const one of EACH) {
    const scheme = one.make(one.secret, { clock: clockAt(one.seconds) });
    if (!canSign(scheme)) continue;
    const { id, body, headers } = one;
    assertEquals(await scheme.sign({ ...(id && { id }), body }), headers, one.name);
  }
});

Deno.test("verify() refuses a body with one bit flipped, at either end", async () => {
  for (const one of EACH) {
    for (const index of [0, bytesOf(one).length - 1]) {
      const body = bytesOf(one);
      body[index]! ^= 1;
      assertEquals(await reasonOf(one, { body }), "signature-mismatch", one.name);
    }
  }
});

Deno.test("verify() refuses a body that is longer or shorter by a byte", async () => {
  for (const one of EACH) {
    const body = bytesOf(one);
    for (const other of [body.slice(1), body.slice(0, -1), new Uint8Array([...body, 10])]) {
      assertEquals(await reasonOf(one, { body: other }), "signature-mismatch", one.name);
    }
  }
});

Deno.test("verify() refuses another time in the headers", async () => {
  for (const one of EACH.filter(({ name }) => name !== "G2")) {
    const headers = Object.fromEntries(
      Object.entries(one.headers).map(([name, value]) => [
        name,
        value.replace(String(one.seconds), String(one.seconds + 1)),
      ]),
    );
    assertEquals(await reasonOf(one, { headers }), "signature-mismatch", one.name);
  }
});

Deno.test("verify() refuses another id, where it is signed", async () => {
  for (
    const [name, header] of [["W3", "webhook-id"], ["A2", "webhook-id"], [
      "H2",
      "hookrail-delivery-id",
    ]]
  ) {
    const one = vector(name!);
    const headers = { ...one.headers, [header!]: `${one.id}x` };
    assertEquals(await reasonOf(one, { headers }), "signature-mismatch", name);
  }
});

Deno.test("verify() refuses a signature with one letter changed, wherever it stands", async () => {
  for (const one of EACH) {
    const [name, signature] = Object.entries(one.headers).at(-1)!;
    const start = /[0-9A-Za-z+/]{43}/.exec(signature)!.index;
    for (const index of [start, start + 20, start + 40]) {
      const letter = signature[index] === "a" ? "b" : "a";
      const changed = signature.slice(0, index) + letter + signature.slice(index + 1);
      const headers = { ...one.headers, [name]: changed };
      assertEquals(await reasonOf(one, { headers }), "signature-mismatch", `${one.name} ${index}`);
    }
  }
});

Deno.test("verify() refuses what another secret signed", async () => {
  for (const one of EACH) {
    const { headers, body, seconds } = one;
    const scheme = one.make(otherSecret(one), { clock: clockAt(seconds) });
    const verified = await scheme.verify({ headers, body });
    assert(!verified.ok);
    assertEquals(verified.reason, "signature-mismatch", one.name);
  }
});

Deno.test("verify() and sign() agree on text, bytes, buffers and views of a part", async () => {
  for (const one of EACH) {
    const bytes = bytesOf(one);
    const padded = new Uint8Array([9, 9, 9, ...bytes, 9]);
    const bodies = [
      one.body,
      bytes,
      bytes.buffer,
      padded.subarray(3, -1),
      new DataView(padded.buffer, 3, bytes.length) as unknown as Uint8Array,
    ];
    const { headers, id } = one;
    const scheme = one.make(one.secret, { clock: clockAt(one.seconds) });
    for (const body of bodies) {
      assert((await schemeOf(one).verify({ headers, body })).ok, one.name);
      if (!canSign(scheme)) continue;
      assertEquals(await scheme.sign({ ...(id && { id }), body }), headers, one.name);
    }
  }
});

Deno.test("verify() takes a missing body for an empty one", async () => {
  for (const name of ["S3", "W4", "A3", "G3", "D3", "H3", "P7"]) {
    const { headers } = vector(name);
    for (const body of [undefined, null, "", new Uint8Array()]) {
      assert((await schemeOf(vector(name)).verify({ headers, body })).ok, name);
    }
  }
});

Deno.test("verify() at the same time on two schemes or one does not interfere", async () => {
  const schemes = VECTORS.map((one) => ({ one, scheme: schemeOf(one) }));
  const runs = [...schemes, ...schemes].flatMap(({ one: { headers, body }, scheme }) => [
    scheme.verify({ headers, body }),
    scheme.verify({ headers, body: "0" }),
  ]);
  const oks = (await Promise.all(runs)).map(({ ok }) => ok);
  assertEquals(oks, runs.map((_, index) => index % 2 === 0));
});

Deno.test("verify() looks at the bytes as they are when it is called", async () => {
  const one = vector("W3");
  for (
    const give of [
      (bytes: Uint8Array<ArrayBuffer>) => bytes,
      ({ buffer }: Uint8Array<ArrayBuffer>) => buffer,
    ]
  ) {
    const bytes = bytesOf(one);
    const verifying = schemeOf(one).verify({ headers: one.headers, body: give(bytes) });
    bytes.fill(0);
    const verified = await verifying;
    assert(verified.ok);
    assertEquals(verified.body, bytesOf(one));
  }
});
