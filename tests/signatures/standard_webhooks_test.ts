import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SecretError, type Secrets, standardWebhooks } from "../../src/signatures/mod.ts";
import {
  A1_PUBLIC,
  A2_PUBLIC,
  A2_SECRET,
  BODY_P,
  clockAt,
  SECRET_A,
  SECRET_B,
  vector,
} from "./vectors.ts";

const { id, seconds, headers: W3_HEADERS } = vector("W3");
const W3 = W3_HEADERS["webhook-signature"]!;
const W5 = vector("W5").headers["webhook-signature"]!;
const A2 = vector("A2").headers["webhook-signature"]!;
const clock = clockAt(seconds);
const JUNK = `v1,${"A".repeat(43)}=`;

/** What a receiver with these secrets makes of the body P under this signature header. */
async function verdict(signature: string | string[], secrets: Secrets = SECRET_A): Promise<string> {
  const headers = { ...W3_HEADERS, "webhook-signature": signature };
  const verified = await standardWebhooks(secrets, { clock }).verify({ headers, body: BODY_P });
  return verified.ok ? "ok" : verified.reason;
}

Deno.test("standardWebhooks() refuses what wrong recipes come to", async () => {
  const wrong = {
    "the whole secret text as key": "qYtf2qhJqAhEM0cSG4pqpD2f6/8WzreCBChDajcLmqk=",
    "the base64 text as key": "zW5eD63h9DXlWjq7hCMtQ24KH1TcVmxoVs5SFEBm9LY=",
    "milliseconds": "ccv0uiYUP2HLek/f3HLe10acAdhblWQPKYl2woV+4Vc=",
    "escapes in the body": "cBKpjdlKwQcWwkOrxni7rg4pAu7rXQRqDAvzgIrAaT8=",
  };
  for (const [name, signature] of Object.entries(wrong)) {
    assertEquals(await verdict(`v1,${signature}`), "signature-mismatch", name);
  }
});

Deno.test("standardWebhooks() refuses signatures of wrong length or writing", async () => {
  const bytes = (length: number) => btoa("x".repeat(length));
  const stray = W3.replace("FQ=", "FR=");
  for (
    const value of ["v1,", `v1,${bytes(31)}`, `v1,${bytes(33)}`, stray, W3.slice(0, -1), `${W3}=`]
  ) {
    assertEquals(await verdict(value), "malformed-header", value);
  }
  assertEquals(await verdict(`v1a,${bytes(63)}`, A2_PUBLIC), "malformed-header");
  assertEquals(await verdict(`v1a,${bytes(65)}`, A2_PUBLIC), "malformed-header");
});

Deno.test("standardWebhooks() skips other versions and what is no entry", async () => {
  assertEquals(await verdict(`v2,abc= v9,x ${W3}`), "ok");
  assertEquals(await verdict(`junk , ,x ${W3} =`), "ok");
  assertEquals(await verdict(`v1,short ${W3}`), "ok");
});

Deno.test("standardWebhooks() says when there are other versions only", async () => {
  assertEquals(await verdict("v2,abc= v1b,abc="), "unsupported-version");
  assertEquals(await verdict("V1,abc="), "unsupported-version");
});

Deno.test("standardWebhooks() says when there is no entry at all", async () => {
  assertEquals(await verdict("junk"), "malformed-header");
  assertEquals(await verdict("   "), "malformed-header");
});

Deno.test("standardWebhooks() says when a known version lies beside the only key", async () => {
  assertEquals(await verdict(A2), "signature-mismatch");
  assertEquals(await verdict(W3, A2_PUBLIC), "signature-mismatch");
});

Deno.test("standardWebhooks() finds the matching entry wherever it stands", async () => {
  assertEquals(await verdict(`${W3} ${JUNK} ${JUNK}`), "ok");
  assertEquals(await verdict(`${JUNK} ${W3} ${JUNK}`), "ok");
  assertEquals(await verdict(`${JUNK} ${JUNK} ${W3}`), "ok");
  assertEquals(await verdict(`${W3} ${W3}`), "ok");
  assertEquals(await verdict(`${JUNK} ${JUNK}`), "signature-mismatch");
});

Deno.test("standardWebhooks() looks at 16 entries of an algorithm and no more", async () => {
  const junk = `${JUNK} `;
  assertEquals(await verdict(junk.repeat(15) + W3), "ok");
  assertEquals(await verdict(junk.repeat(16) + W3), "signature-mismatch");
  assertEquals(await verdict(junk.repeat(16) + A2, [SECRET_A, A2_PUBLIC]), "ok");
  assertEquals(await verdict(junk.repeat(1000)), "malformed-header");
});

Deno.test("standardWebhooks() forgives how proxies join entries", async () => {
  assertEquals(await verdict(`${JUNK}   ${W3}`), "ok");
  assertEquals(await verdict(`${JUNK}, ${W3}`), "ok");
  assertEquals(await verdict(`${W3}, ${JUNK}`), "ok");
  assertEquals(await verdict([JUNK, W3]), "ok");
  const headers = new Headers(W3_HEADERS);
  headers.set("webhook-signature", JUNK);
  headers.append("webhook-signature", W3);
  assert((await standardWebhooks(SECRET_A, { clock }).verify({ headers, body: BODY_P })).ok);
});

Deno.test("standardWebhooks() passes rotation: old, new or both, on either side", async () => {
  const cases: [signs: Secrets, verifies: Secrets, ok: boolean][] = [
    [SECRET_A, SECRET_A, true],
    [SECRET_A, SECRET_B, false],
    [SECRET_A, [SECRET_A, SECRET_B], true],
    [SECRET_A, [SECRET_B, SECRET_A], true],
    [[SECRET_B, SECRET_A], SECRET_A, true],
    [[SECRET_B, SECRET_A], SECRET_B, true],
    [[SECRET_B, SECRET_A], [SECRET_A, SECRET_B], true],
    [[SECRET_B, SECRET_A], A2_PUBLIC, false],
    [[A2_SECRET, SECRET_A], SECRET_A, true],
    [[SECRET_A, A2_SECRET], A2_PUBLIC, true],
    [A2_SECRET, [SECRET_A, A2_PUBLIC], true],
  ];
  for (const [index, [signs, verifies, ok]] of cases.entries()) {
    const headers = await standardWebhooks(signs, { clock }).sign({ id: id!, body: BODY_P });
    const verified = await standardWebhooks(verifies, { clock }).verify({ headers, body: BODY_P });
    assertEquals(verified.ok, ok, `case ${index}`);
  }
});

Deno.test("standardWebhooks() signs in the order of its keys", async () => {
  const scheme = standardWebhooks([SECRET_B, A2_SECRET, SECRET_A], { clock });
  const headers = await scheme.sign({ id: id!, body: BODY_P });
  assertEquals(headers["webhook-signature"], `${W5} ${A2} ${W3}`);
});

Deno.test("standardWebhooks() neither signs nor verifies by a secret that has expired", async () => {
  const now = { seconds };
  const scheme = standardWebhooks([SECRET_B, {
    secret: SECRET_A,
    notAfter: new Date(seconds * 1000),
  }], {
    clock: { now: () => now.seconds * 1000 },
  });
  const message = { id: id!, timestamp: new Date(seconds * 1000), body: BODY_P };
  const received = { headers: W3_HEADERS, body: BODY_P };
  assertEquals((await scheme.sign(message))["webhook-signature"], `${W5} ${W3}`);
  assert((await scheme.verify(received)).ok);
  now.seconds++;
  assertEquals((await scheme.sign(message))["webhook-signature"], W5);
  const verified = await scheme.verify(received);
  assertEquals(!verified.ok && verified.reason, "signature-mismatch");
});

Deno.test("standardWebhooks() cannot sign once every secret has expired", async () => {
  const scheme = standardWebhooks({ secret: SECRET_A, notAfter: new Date(0) }, { clock });
  const error = await assertRejects(() => scheme.sign({ id: "a", body: "" }), SecretError);
  assertEquals(error.reason, "cannot-sign");
});

Deno.test("standardWebhooks() refuses an id with a point, on both sides", async () => {
  const scheme = standardWebhooks(SECRET_A, { clock });
  await assertRejects(() => scheme.sign({ id: "a.b", body: "" }), TypeError, "must not contain");
  const headers = { ...W3_HEADERS, "webhook-id": "a.b" };
  const verified = await scheme.verify({ headers, body: "" });
  assertEquals(!verified.ok && [verified.reason, verified.header], [
    "malformed-header",
    "webhook-id",
  ]);
});

Deno.test("standardWebhooks() needs an id that a header can hold", async () => {
  const scheme = standardWebhooks(SECRET_A, { clock });
  await assertRejects(() => scheme.sign({ body: "" }), TypeError, "'id' must be given");
  for (const wrong of ["", "a b", "a\nb", "é", 5 as never]) {
    await assertRejects(() => scheme.sign({ id: wrong, body: "" }), TypeError, "'id' must be");
  }
});

Deno.test("standardWebhooks() signs raw bytes at a valid time only", async () => {
  const scheme = standardWebhooks(SECRET_A, { clock });
  for (const body of [{}, [], 5, true]) {
    const message = { id: "a", body: body as never };
    await assertRejects(() => scheme.sign(message), TypeError, "'body' must be raw bytes");
  }
  for (const timestamp of [new Date(NaN), new Date(-1), 5 as never]) {
    await assertRejects(
      () => scheme.sign({ id: "a", timestamp, body: "" }),
      TypeError,
      "'timestamp'",
    );
  }
});

Deno.test("standardWebhooks() cannot sign by a public key", async () => {
  const scheme = standardWebhooks(A2_PUBLIC, { clock });
  const thrown = assertThrows(() => scheme.signer(), SecretError);
  assertEquals(thrown.reason, "cannot-sign");
  const rejected = await assertRejects(() => scheme.sign({ id: "a", body: "" }), SecretError);
  assertEquals(rejected.reason, "cannot-sign");
});

Deno.test("standardWebhooks() signs by the other keys when one is public", async () => {
  const scheme = standardWebhooks([A2_PUBLIC, SECRET_A], { clock });
  const headers = await scheme.sign({ id: id!, body: BODY_P });
  assertEquals(headers["webhook-signature"], W3);
});

Deno.test("standardWebhooks() refuses a private key with a foreign public half", async () => {
  const half = (text: string) => atob(text.slice(5));
  const mixed = `whsk_${btoa(half(A2_SECRET).slice(0, 32) + half(A1_PUBLIC))}`;
  const scheme = standardWebhooks(mixed, { clock });
  const error = await assertRejects(() => scheme.sign({ id: id!, body: BODY_P }), SecretError);
  assertEquals(error.reason, "invalid-secret");
  const headers = { ...W3_HEADERS, "webhook-signature": A2 };
  const verified = await scheme.verify({ headers, body: BODY_P });
  assertEquals(!verified.ok && verified.reason, "invalid-secret");
});

Deno.test("standardWebhooks() signs and verifies by a seed alone", async () => {
  const seed = `whsk_${btoa(atob(A2_SECRET.slice(5)).slice(0, 32))}`;
  const scheme = standardWebhooks(seed, { clock });
  assertEquals((await scheme.sign({ id: id!, body: BODY_P }))["webhook-signature"], A2);
  assertEquals(await verdict(A2, seed), "ok");
});

Deno.test("standardWebhooks() verifies by the public half of a private key", async () => {
  assertEquals(await verdict(A2, A2_SECRET), "ok");
});

Deno.test("standardWebhooks() takes the older names of the headers when asked", async () => {
  const scheme = standardWebhooks(SECRET_A, { clock, headers: "svix" });
  const headers = await scheme.sign({ id: id!, body: BODY_P });
  assertEquals(headers, {
    "svix-id": id!,
    "svix-timestamp": String(seconds),
    "svix-signature": W3,
  });
  assert((await scheme.verify({ headers, body: BODY_P })).ok);
  const verified = await standardWebhooks(SECRET_A, { clock }).verify({ headers, body: BODY_P });
  assertEquals(!verified.ok && verified.header, "webhook-id");
  assertThrows(() => standardWebhooks(SECRET_A, { headers: "x" as never }), TypeError, "'headers'");
});
