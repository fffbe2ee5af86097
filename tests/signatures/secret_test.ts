import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import {
  discord,
  generateSecret,
  github,
  hookrail,
  posthook,
  SecretError,
  SignatureError,
  slack,
  standardWebhooks,
} from "../../src/signatures/mod.ts";
import { A2_PUBLIC, A2_SECRET, clockAt, DISCORD_1, EACH, SECRET_A, vector } from "./vectors.ts";

const MAKERS = { slack, github, hookrail, posthook, standardWebhooks, discord };
const clock = clockAt(1_700_000_000);

Deno.test("standardWebhooks() reads a secret however it was copied", async () => {
  const base64 = SECRET_A.slice(6);
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
  const forms = [
    base64,
    base64.replace("=", ""),
    SECRET_A.replace("=", ""),
    ` ${SECRET_A}\n`,
    `v1,${SECRET_A}`,
    bytes,
    new Uint8Array([9, ...bytes]).subarray(1),
  ];
  for (const secret of forms) {
    const verified = await standardWebhooks(secret, { clock }).verify(vector("W3"));
    assert(verified.ok, String(secret));
  }
});

Deno.test("standardWebhooks() reads keys of Ed25519 without their padding", async () => {
  for (const key of [A2_SECRET, A2_PUBLIC, ` ${A2_PUBLIC} `]) {
    const verified = await standardWebhooks(key.replace(/=+/, ""), { clock }).verify(vector("A2"));
    assert(verified.ok, key);
  }
});

Deno.test("standardWebhooks() uses secrets that are shorter or longer than they should be", async () => {
  for (const length of [1, 23, 65, 200]) {
    const scheme = standardWebhooks(`whsec_${btoa("s".repeat(length))}`, { clock });
    const headers = await scheme.sign({ id: "a", body: "x" });
    assert((await scheme.verify({ headers, body: "x" })).ok);
  }
});

Deno.test("standardWebhooks() tells what is wrong with a secret, and nothing of it", () => {
  const cases: Record<string, string> = {
    "": "must not be empty",
    "  ": "must not be empty",
    "whsec_": "must not be empty",
    "whsec_s3cr-t_A": "not URL-safe",
    "whsec_s3 cret": "must be base64",
    "whsec_s3cre": "must be base64",
    "whsec_s3cret!!": "must be base64",
    "v1,whsk_s3cret": "must be base64",
    "whsk_": "'whsk_' must have 64 bytes",
    "whsk_c2VjcmV0czNjcmV0": "'whsk_' must have 64 bytes",
    "whpk_": "'whpk_' must have 32 bytes",
    [`whpk_${A2_SECRET.slice(5)}`]: "'whpk_' must have 32 bytes",
    [`whpk_${btoa("x".repeat(33))}`]: "'whpk_' must have 32 bytes",
  };
  for (const [secret, message] of Object.entries(cases)) {
    const error = assertThrows(() => standardWebhooks(secret), SecretError, message);
    assertEquals(error.reason, "invalid-secret");
    const tail = secret.slice(secret.indexOf("_") + 1);
    assert(tail.length < 4 || !error.message.includes(tail), error.message);
  }
  assertThrows(() => standardWebhooks(new Uint8Array()), SecretError, "must not be empty");
});

Deno.test("every scheme refuses a secret that is none, empty or of another type", () => {
  for (const [name, make] of Object.entries(MAKERS)) {
    const wrong = [[], "", " \n", new Uint8Array(), undefined, null, 5, {}, [undefined], [""], {
      secret: "",
    }];
    for (const secret of wrong) {
      const error = assertThrows(() => make(secret as string), SecretError, undefined, name);
      assertEquals(error.reason, "invalid-secret");
      assert(error instanceof TypeError);
    }
  }
});

Deno.test("every scheme refuses an end that is no date, and unknown names beside it", () => {
  for (const make of Object.values(MAKERS)) {
    for (const notAfter of [5, "2026-01-01", new Date(NaN)]) {
      const given = { secret: DISCORD_1, notAfter: notAfter as Date };
      assertThrows(() => make(given), TypeError, "'notAfter' must be a valid Date");
    }
    const unknown = { secret: DISCORD_1, notBefore: new Date() };
    assertThrows(() => make(unknown), TypeError, "'notBefore' is no option of a secret");
  }
});

Deno.test("every scheme verifies by each of several secrets until it expires", async () => {
  for (const one of EACH) {
    const key = one.publicKey ?? one.secret;
    const other = one.name === "D2" ? "11".repeat(32) : btoa("another secret!!");
    const end = new Date(one.seconds * 1000);
    const past = new Date(one.seconds * 1000 - 1);
    const verdict = async (secrets: Parameters<typeof slack>[0]) => {
      return (await one.make(secrets, { clock: clockAt(one.seconds) }).verify(one)).ok;
    };
    assert(await verdict([other, key]), one.name);
    assert(await verdict([key, other]), one.name);
    assert(await verdict([other, { secret: key, notAfter: end }]), one.name);
    assert(!await verdict([other, { secret: key, notAfter: past }]), one.name);
    assert(!await verdict({ secret: key, notAfter: past }), one.name);
    assert(!await verdict([other, other]), one.name);
  }
});

Deno.test("schemes with one signature sign by the first secret in force", async () => {
  const old = { secret: "old", notAfter: new Date(0) };
  for (const make of [slack, github, hookrail]) {
    const several = make([old, "first", "second"], { clock });
    const alone = make("first", { clock });
    const message = { id: "a", body: "x" };
    assertEquals(await several.sign(message), await alone.sign(message));
  }
});

Deno.test("secrets may be bytes, and later changes to them have no effect", async () => {
  for (const one of EACH.filter(({ name }) => ["S2", "G2", "H2", "P2"].includes(name))) {
    const secret = new TextEncoder().encode(one.secret);
    const scheme = one.make(secret, { clock: clockAt(one.seconds) });
    secret.fill(0);
    assert((await scheme.verify(one)).ok, one.name);
  }
});

Deno.test("generateSecret() makes a secret that works, of 32 bytes or as asked", async () => {
  for (const [asked, length] of [[undefined, 32], [24, 24], [64, 64]]) {
    const secret = generateSecret(asked);
    assert(secret.startsWith("whsec_"));
    assertEquals(atob(secret.slice(6)).length, length);
    const scheme = standardWebhooks(secret);
    const headers = await scheme.sign({ id: "a", body: "x" });
    assert((await scheme.verify({ headers, body: "x" })).ok);
  }
});

Deno.test("generateSecret() makes another secret each time", () => {
  assertEquals(new Set(Array.from({ length: 50 }, () => generateSecret())).size, 50);
});

Deno.test("generateSecret() refuses lengths outside the specification", () => {
  for (const bytes of [0, 23, 65, 24.5]) assertThrows(() => generateSecret(bytes), RangeError);
  assertThrows(() => generateSecret(NaN), TypeError);
});

Deno.test("no secret and no expected signature is in what is printed, refused or thrown", async () => {
  for (const one of EACH) {
    const key = one.publicKey ?? one.secret;
    const scheme = one.make(key, { clock: clockAt(one.seconds) });
    const received = { headers: one.headers, body: "s3cret body" };
    const refused = await scheme.verify(received);
    const thrown = await assertRejects(() => scheme.verifyOrThrow(received), SignatureError);
    const printed = [
      String(scheme),
      JSON.stringify(scheme),
      Deno.inspect(scheme, { depth: 10, showHidden: true }),
      inspect(scheme, { depth: 10, showHidden: true }),
      Deno.inspect(refused),
      Deno.inspect(thrown),
      inspect(thrown),
      thrown.stack,
    ].join("\n");
    const signature = /[0-9A-Za-z+/]{43,}/.exec(Object.values(one.headers).at(-1)!)![0];
    const hidden = [one.secret, key, key.slice(6, 30), signature, "s3cret"];
    for (const secret of hidden) assert(!printed.includes(secret), `${one.name}: ${secret}`);
    assertEquals(String(scheme), `SignatureScheme {"scheme":"${scheme.scheme}"}`);
  }
});
