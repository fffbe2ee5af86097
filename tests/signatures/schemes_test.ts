// What is particular to Slack, GitHub, Discord, Hookrail and Posthook.

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  discord,
  github,
  hookrail,
  MalformedSignatureError,
  posthook,
  SecretError,
  SignatureError,
  SignatureTimestampError,
  slack,
  standardWebhooks,
  type Verified,
} from "../../src/signatures/mod.ts";
import {
  bytesOf,
  clockAt,
  DELIVERY,
  DISCORD_1,
  DISCORD_2,
  schemeOf,
  SECRET_A,
  type Vector,
  vector,
} from "./vectors.ts";

/** What verifying a vector with other headers or another body comes to. */
async function verdict(
  one: Vector,
  headers: Record<string, string | string[]>,
  body = one.body,
): Promise<string> {
  const verified = await schemeOf(one).verify({ headers: { ...one.headers, ...headers }, body });
  return verified.ok ? "ok" : verified.reason;
}

const verified = (body: string): Verified => {
  return { ok: true, body: new TextEncoder().encode(body), id: null, timestamp: null };
};

Deno.test("slack() refuses the signature of another second", async () => {
  const one = vector("S2");
  const own = "v0=c8c6176b85c0e6baf9768c508e27528014ea2639a210378a76afc519a0e274ce";
  const next = { "x-slack-request-timestamp": "1700000001" };
  assertEquals(await verdict(one, next), "signature-mismatch");
  assertEquals(await verdict(one, { ...next, "x-slack-signature": own }), "ok");
});

Deno.test("slack() tells other versions from what is no signature", async () => {
  const one = vector("S2");
  const digits = one.headers["x-slack-signature"]!.slice(3);
  const cases = {
    [`v1=${digits}`]: "unsupported-version",
    [digits]: "malformed-header",
    [`V0=${digits}`]: "malformed-header",
    [`v0=${digits}0`]: "malformed-header",
    [`v0=${digits.slice(1)}`]: "malformed-header",
    [`v0=${digits} `]: "malformed-header",
    [`v0=v0=${digits}`]: "malformed-header",
  };
  for (const [value, reason] of Object.entries(cases)) {
    assertEquals(await verdict(one, { "x-slack-signature": value }), reason, value);
  }
});

Deno.test("slack() answers the handshake of the Events API, and nothing else", async () => {
  const scheme = slack("s");
  const answer = scheme.handshake(
    verified('{"type":"url_verification","challenge":"3eZbrw","token":"x"}'),
  );
  assertEquals([answer?.status, await answer?.json()], [200, { challenge: "3eZbrw" }]);
  const others = [
    '{"type":"url_verification"}',
    '{"type":"event_callback"}',
    "text=1",
    "null",
    "[]",
    "",
  ];
  for (const body of others) assertEquals(scheme.handshake(verified(body)), null, body);
});

Deno.test("slack() takes no long body for a handshake", () => {
  const body = JSON.stringify({ type: "url_verification", challenge: "x".repeat(9000) });
  assertEquals(slack("s").handshake(verified(body)), null);
});

Deno.test("github() tells SHA-1 from what is no signature", async () => {
  const one = vector("G1");
  const digits = one.headers["x-hub-signature-256"]!.slice(7);
  const cases = {
    "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59": "unsupported-version",
    [digits]: "malformed-header",
    [`sha256=${digits}0`]: "malformed-header",
    [`sha256=${digits.slice(1)}`]: "malformed-header",
    [`sha256=${digits} `]: "malformed-header",
    [`sha256=g${digits.slice(1)}`]: "malformed-header",
  };
  for (const [value, reason] of Object.entries(cases)) {
    assertEquals(await verdict(one, { "x-hub-signature-256": value }), reason, value);
  }
});

Deno.test("github() never looks at the header with SHA-1", async () => {
  const { body } = vector("G1");
  const headers = { "x-hub-signature": "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59" };
  const result = await schemeOf(vector("G1")).verify({ headers, body });
  assertEquals(!result.ok && result.header, "x-hub-signature-256");
});

Deno.test("github() gives the delivery as id, and sends one it is given", async () => {
  const scheme = github("s");
  const headers = await scheme.sign({ id: "72d3162e", body: "x" });
  assertEquals(headers["x-github-delivery"], "72d3162e");
  assertEquals((await scheme.verifyOrThrow({ headers, body: "x" })).id, "72d3162e");
});

Deno.test("github() speaks the dialects of other products", async () => {
  const { secret, body, headers } = vector("G2");
  const digits = headers["x-hub-signature-256"]!.slice(7);
  const scheme = github(secret, { header: "X-Other-Sign", prefix: "", idHeader: "X-Event-Id" });
  const signed = await scheme.sign({ id: "1", body });
  assertEquals(signed, { "x-other-sign": digits, "x-event-id": "1" });
  assert((await scheme.verify({ headers: signed, body })).ok);
  assert(!(await scheme.verify({ headers, body })).ok);
});

Deno.test("github() refuses a name that is none of a header", () => {
  for (const wrong of ["", "a b", "é", 5 as never, null as never]) {
    if (wrong !== null) assertThrows(() => github("s", { header: wrong }), TypeError, "'header'");
    if (wrong !== null) {
      assertThrows(() => github("s", { idHeader: wrong }), TypeError, "'idHeader'");
    }
  }
  assertThrows(() => github("s", { prefix: 5 as never }), TypeError, "'prefix'");
});

Deno.test("discord() refuses a digit that was moved from the timestamp to the body", async () => {
  const one = vector("D1");
  const moved = { "x-signature-timestamp": "170000000" };
  assertEquals(await verdict(one, moved, '0{"type":1}'), "signature-mismatch");
});

Deno.test("discord() refuses a body that begins with any digit, and only for that", async () => {
  const { headers } = vector("D1");
  const begins = async (body: string) => {
    const verification = await schemeOf(vector("D1")).verify({ headers, body });
    return !verification.ok && verification.error.endsWith("its body begins with a digit");
  };
  for (const body of "0123456789") assert(await begins(body), body);
  for (const body of ["", "/", ":", "-1", " 1"]) assert(!await begins(body), body);
});

Deno.test("discord() refuses a signature with a scalar that is not reduced", async () => {
  const signature = "c1098e97d711377f30225d53d94b89d43537f92e5b3afaddc590781b1f9f9d4b" +
    "1bbea992edd3d09370a60269f97e977948bc140dcd195f1569c2bff181257617";
  const headers = { "x-signature-ed25519": signature };
  assertEquals(await verdict(vector("D1"), headers), "signature-mismatch");
});

Deno.test("discord() refuses signatures that are not 128 hex digits", async () => {
  const one = vector("D1");
  const digits = one.headers["x-signature-ed25519"]!;
  for (const value of [digits.slice(1), `${digits}0`, digits.slice(2), `x${digits.slice(1)}`]) {
    assertEquals(await verdict(one, { "x-signature-ed25519": value }), "malformed-header", value);
  }
  assertEquals(
    await verdict(one, { "x-signature-ed25519": "0".repeat(128) }),
    "signature-mismatch",
  );
});

Deno.test("discord() refuses a public key that does not have 32 bytes", () => {
  const wrong = [
    DISCORD_1.slice(2),
    `${DISCORD_1}00`,
    DISCORD_1.slice(1),
    `g${DISCORD_1.slice(1)}`,
  ];
  for (const key of [...wrong, new Uint8Array(31), new Uint8Array(33)]) {
    assertThrows(() => discord(key), SecretError, "64 hex digits");
  }
});

Deno.test("discord() takes a key in capitals or as bytes, and several", async () => {
  const bytes = Uint8Array.from(DISCORD_1.match(/../g)!, (hex) => parseInt(hex, 16));
  for (const key of [DISCORD_1.toUpperCase(), bytes, [DISCORD_2, DISCORD_1]]) {
    assert((await discord(key).verify(vector("D1"))).ok);
  }
});

Deno.test("discord() answers both of its pings, and no interaction or event", async () => {
  const verifier = discord(DISCORD_1);
  const interaction = verifier.handshake(verified('{"type":1,"application_id":"1"}'));
  assertEquals([interaction?.status, await interaction?.json()], [200, { type: 1 }]);
  const event = verifier.handshake(verified('{"version":1,"application_id":"1","type":0}'));
  assertEquals([event?.status, event?.body], [204, null]);
  assertEquals(event?.headers.get("content-type"), "application/json");
  for (const body of ['{"type":2}', '{"type":1,"event":{"type":"X"}}', "{}", "", "[]"]) {
    assertEquals(verifier.handshake(verified(body)), null, body);
  }
});

Deno.test("hookrail() passes by either of two secrets, and by no other", async () => {
  const [h1, h5] = [vector("H1"), vector("H5")];
  const clock = clockAt(h1.seconds);
  const both = hookrail(["whsec_alpha", "whsec_old"], { clock });
  assert((await both.verify(h1)).ok);
  assert((await both.verify(h5)).ok);
  assert(!(await hookrail("whsec_alpha", { clock }).verify(h5)).ok);
});

Deno.test("hookrail() cannot tell where an id with a point ends: its ids are ULIDs", async () => {
  const scheme = hookrail("whsec_alpha", { clock: clockAt(1_700_000_000) });
  const headers = await scheme.sign({ id: "a.b", body: "c" });
  assert((await scheme.verify({ headers, body: "c" })).ok);
  const moved = { ...headers, "hookrail-delivery-id": "a" };
  assert((await scheme.verify({ headers: moved, body: "b.c" })).ok);
});

Deno.test("hookrail() reads what its own client reads", async () => {
  const one = vector("H1");
  const mac = one.headers["hookrail-signature"]!.slice(-64);
  const junk = "0".repeat(64);
  const values = [
    `t=1700000000, v1=${mac}`,
    ` t=1700000000 ,  v1=${mac} `,
    `v1=${mac},t=1700000000`,
    `t=+01700000000,v1=${mac}`,
    `t=1700000000,v1=${mac.toUpperCase()}`,
    `t=1,t=1700000000,v1=${junk},v1=${mac}`,
    `junk,v2=x,=,t=1700000000,v1=${mac}`,
  ];
  for (const value of values) {
    assertEquals(await verdict(one, { "hookrail-signature": value }), "ok", value);
  }
  const last = { "hookrail-signature": `t=1700000000,v1=${mac},v1=${junk}` };
  assertEquals(await verdict(one, last), "signature-mismatch");
});

Deno.test("hookrail() rejects by MalformedSignatureError what it cannot read", async () => {
  const one = vector("H1");
  const mac = one.headers["hookrail-signature"]!.slice(-64);
  const values = [
    "",
    "garbage",
    "v1=abc",
    "t=123",
    "t=abc,v1=00",
    "t=123,v2=00",
    "t=123,v1=zz",
    `V1=${mac},T=1700000000`,
    `t=-1700000000,v1=${mac}`,
    `t=1_700_000_000,v1=${mac}`,
    `t=１７００００００００,v1=${mac}`,
    `t=1700000000,v1=${mac.slice(0, 32)} ${mac.slice(32)}`,
    `t=1700000000,v1=${mac}00`,
    "t=1700000000,v1=",
    `t=,v1=${mac}`,
  ];
  for (const value of values) {
    const headers = { ...one.headers, "hookrail-signature": value };
    await assertRejects(
      () => schemeOf(one).verifyOrThrow({ headers, body: one.body }),
      MalformedSignatureError,
      undefined,
      value,
    );
  }
});

Deno.test("hookrail() finds malformed before expired before wrong", async () => {
  const one = vector("H1");
  const late = hookrail("whsec_wrong", { clock: clockAt(one.seconds + 3600) });
  const thrown = async (scheme: typeof late, value: string) => {
    const headers = { ...one.headers, "hookrail-signature": value };
    const error = await assertRejects(() => scheme.verifyOrThrow({ headers, body: one.body }));
    return (error as Error).constructor;
  };
  const value = one.headers["hookrail-signature"]!;
  assertEquals(await thrown(late, `${value}0`), MalformedSignatureError);
  assertEquals(await thrown(late, value), SignatureTimestampError);
  const now = hookrail("whsec_wrong", { clock: clockAt(one.seconds) });
  assertEquals(await thrown(now, value), SignatureError);
});

Deno.test("hookrail() passes at the edge of its tolerance and not beyond", async () => {
  const one = vector("H1");
  for (
    const [seconds, ok] of [[1700000300, true], [1699999700, true], [1700000301, false], [
      1699999699,
      false,
    ], [1700000300.5, false]] as const
  ) {
    assertEquals((await hookrail("whsec_alpha", { clock: clockAt(seconds) }).verify(one)).ok, ok);
  }
});

Deno.test("hookrail() takes any number of digits as milliseconds, never as an error of its own", async () => {
  const headers = { "hookrail-signature": `t=${"9".repeat(400)},v1=${"0".repeat(64)}` };
  assertEquals(await verdict(vector("H1"), headers), "malformed-timestamp");
});

Deno.test("hookrail() needs the id of the delivery to sign", async () => {
  await assertRejects(() => hookrail("s").sign({ body: "" }), TypeError, "'id' must be given");
});

Deno.test("hookrail() signs the whole secret text, unlike standardWebhooks()", async () => {
  const message = { id: DELIVERY, timestamp: new Date(0), body: "" };
  const one = await hookrail(SECRET_A).sign(message);
  const other = await standardWebhooks(SECRET_A).sign(message);
  const hex = Array.from(
    atob(other["webhook-signature"]!.slice(3)),
    (c) => c.charCodeAt(0).toString(16).padStart(2, "0"),
  ).join("");
  assert(!one["hookrail-signature"]!.includes(hex));
});

Deno.test("posthook() passes rotation with either key, in either order, with extra spaces", async () => {
  const [p3, p4] = [vector("P3"), vector("P4")];
  const [a, b] = [p3.headers["posthook-signature"]!, p4.headers["posthook-signature"]!];
  for (const value of [`${a} ${b}`, `${b} ${a}`, `  ${a}   ${b} `, [a, b], `${a}, ${b}`]) {
    assertEquals(await verdict(p3, { "posthook-signature": value }), "ok");
    assertEquals(await verdict(p4, { "posthook-signature": value }), "ok");
  }
  const joined = new Headers(p3.headers);
  joined.append("posthook-signature", b);
  for (const { body } of [p3, p4]) {
    assert((await schemeOf(p3).verify({ headers: joined, body })).ok);
    assert((await schemeOf(p4).verify({ headers: joined, body })).ok);
  }
  assertEquals(await verdict(p3, { "posthook-signature": b }), "signature-mismatch");
});

Deno.test("posthook() signs with each key, in order", async () => {
  const scheme = posthook(["ph_sk_new", "ph_sk_old"], { clock: clockAt(1700000000) });
  const [a, b] = ["P3", "P4"].map((name) => vector(name).headers["posthook-signature"]);
  assertEquals((await scheme.sign({ body: "{}" }))["posthook-signature"], `${a} ${b}`);
});

Deno.test("posthook() refuses capitals, other versions and none", async () => {
  const one = vector("P1");
  const digits = one.headers["posthook-signature"]!.slice(3);
  const cases = {
    [`v1,${digits.toUpperCase()}`]: "signature-mismatch",
    [`v1,${digits}0`]: "signature-mismatch",
    [`v2,${digits}`]: "unsupported-version",
    [digits]: "unsupported-version",
    "garbage": "unsupported-version",
  };
  for (const [value, reason] of Object.entries(cases)) {
    assertEquals(await verdict(one, { "posthook-signature": value }), reason, value);
  }
});

Deno.test("posthook() reads a timestamp with sign and spaces, and signs the number", async () => {
  const one = vector("P1");
  for (const value of ["+1700000000", " 1700000000 ", "01700000000"]) {
    assertEquals(await verdict(one, { "posthook-timestamp": value }), "ok", value);
  }
  const wrong = ["1700000000junk", "1e9", "1.0", "0x1", "", " ", "abc", "1700000000000", "+-1"];
  for (const value of wrong) {
    const reason = value === "" ? "missing-header" : "malformed-timestamp";
    assertEquals(await verdict(one, { "posthook-timestamp": value }), reason, value);
  }
  assertEquals(await verdict(one, { "posthook-timestamp": "-1700000000" }), "timestamp-too-old");
});

Deno.test("posthook() passes at the edge of its tolerance and not beyond", async () => {
  const one = vector("P5");
  for (
    const [seconds, ok] of [[1700000000, true], [1700000600, true], [1699999999, false], [
      1700000601,
      false,
    ]] as const
  ) {
    assertEquals((await posthook("ph_sk_demo_1", { clock: clockAt(seconds) }).verify(one)).ok, ok);
  }
});

Deno.test("posthook() gives the id of the header, and null without one", async () => {
  const one = vector("P1");
  assertEquals((await schemeOf(one).verifyOrThrow(one)).id, null);
  const headers = { ...one.headers, "Posthook-Id": "hook-1" };
  assertEquals((await schemeOf(one).verifyOrThrow({ headers, body: bytesOf(one) })).id, "hook-1");
});
