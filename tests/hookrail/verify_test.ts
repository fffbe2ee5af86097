import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  DELIVERY_ID_HEADER,
  HookrailConfigError,
  MalformedSignatureError,
  SIGNATURE_HEADER,
  SignatureError,
  SignatureTimestampError,
  SignatureVerificationError,
  type VerifyOptions,
  verifySignature,
} from "../../src/hookrail/mod.ts";

const D = "01HV3Z9QK4T6W8Y0A1B2C3D4E5";
const T = 1_700_000_000;

/** The vectors of the fact sheet: secret, time, id, body, MAC. */
const VECTORS: Record<string, [string, number, string, string | Uint8Array, string]> = {
  H1: [
    "whsec_alpha",
    T,
    D,
    '{"n":1}',
    "03dfbbef44092836b8dbeba744a786b7394a4528ec51db07e74bd09928e6cbcc",
  ],
  H2: [
    "whsec_bêta",
    T,
    D,
    '{"name":"Zoë","emoji":"🚀"}',
    "fa753a150f2e9de1e432eee6918bb3b4eb403fff93ac7d47ea8af24aa076fc36",
  ],
  H3: [
    "k".repeat(80),
    1_750_000_000,
    "01J0000000000000000000000A",
    "",
    "9ae890e5a6f52b72c8fe514de41269a6c12a34d66e43fd60830d78f5c8b1f4f5",
  ],
  H4: [
    "whsec_0123456789abcdef",
    1_781_092_800,
    D,
    Uint8Array.of(0, 255, 16, 10, 123),
    "26ef40a46d353ce9571a7501e898ed787cddc7e1a78de99e397e71afbf28abac",
  ],
  H5: [
    "whsec_old",
    T,
    D,
    '{"n":1}',
    "4486e33133d052f0606fafdc41ad4569c993263caa36e18f29b0a417d7595c42",
  ],
  H6: [
    "whsec_alpha",
    0,
    D,
    '{"n":1}',
    "5d687fd745d318d51af572b6f517253ad955beb7840867ba90b21c2b223855bb",
  ],
  H7: [
    "whsec_alpha",
    T,
    "a.b",
    "c",
    "073c054ab4480de0d70441b4e08ac7b822ba3e511553c885a1ec918f6104ee3a",
  ],
  upstream: [
    "whsec_test_secret",
    1_781_092_800,
    "01JXAMPLEDELIVERYID0000000",
    '{"order_id":"o_1","amount":42}',
    "d270845b932d510270e3b7132b702de5b0c03c3781221badb79fe39c66672644",
  ],
};
const MAC = VECTORS.H1![4];
const H1 = { header: `t=${T},v1=${MAC}`, deliveryId: D, body: '{"n":1}' };

/** Verifies H1, changed as told, at a time in seconds. */
function verify(
  changes: Partial<typeof H1> = {},
  { now = T, secrets = "whsec_alpha" as Parameters<typeof verifySignature>[0] } = {},
) {
  return verifySignature(secrets, { ...H1, ...changes }, { now: now * 1000 });
}

for (const [name, [secret, t, deliveryId, body, mac]] of Object.entries(VECTORS)) {
  Deno.test(`verifySignature() accepts vector ${name}`, async () => {
    const delivery = { header: `t=${t},v1=${mac}`, deliveryId, body };
    const verified = await verifySignature(secret, delivery, { now: t * 1000 });
    assertEquals([verified.deliveryId, verified.timestamp.getTime()], [deliveryId, t * 1000]);
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    assertEquals<Uint8Array>(verified.body, bytes);
    await verifySignature(new TextEncoder().encode(secret), delivery, { now: new Date(t * 1000) });
    await assertRejects(
      () => verifySignature(`${secret}x`, delivery, { now: t * 1000 }),
      SignatureError,
    );
  });
}

Deno.test("verifySignature() cannot tell where an id with a dot ends", async () => {
  await verify({ header: `t=${T},v1=${VECTORS.H7![4]}`, deliveryId: "a", body: "b.c" });
});

Deno.test("verifySignature() refuses another body, id or secret", async () => {
  await assertRejects(() => verify({ body: '{"n": 1}' }), SignatureError);
  await assertRejects(() => verify({ deliveryId: "01HV3Z9QK4T6W8Y0A1B2C3D4E6" }), SignatureError);
  await assertRejects(() => verify({}, { secrets: "alpha" }), SignatureError);
});

Deno.test("verifySignature() accepts any secret of a list", async () => {
  const both = ["whsec_alpha", "whsec_old"];
  const header = `t=${T},v1=${VECTORS.H5![4]}`;
  await verify({}, { secrets: both });
  await verify({ header }, { secrets: both });
  await assertRejects(() => verify({ header }, { secrets: ["whsec_alpha"] }), SignatureError);
  await assertRejects(() => verify({}, { secrets: [] }), SignatureError);
});

Deno.test("verifySignature() refuses what is too old or too new, and accepts just within", async () => {
  await verify({}, { now: T + 300 });
  await verify({}, { now: T - 300 });
  for (const now of [T + 301, T - 301, T + 300.5, T - 300.5, T + 3600]) {
    await assertRejects(() => verify({}, { now }), SignatureTimestampError);
  }
  const options = { now: (T + 10) * 1000, tolerance: 9_999 };
  await assertRejects(() => verifySignature("whsec_alpha", H1, options), SignatureTimestampError);
  await verifySignature("whsec_alpha", H1, { ...options, tolerance: 10_000 });
});

Deno.test("verifySignature() takes the real time unless it is told another", async () => {
  await assertRejects(() => verifySignature("whsec_alpha", H1), SignatureTimestampError);
});

Deno.test("verifySignature() says malformed before expired, and expired before wrong", async () => {
  const late = { now: T + 3600 };
  await assertRejects(() => verify({ header: `t=${T},v1=zz` }, late), MalformedSignatureError);
  await assertRejects(() => verify({ body: "x" }, late), SignatureTimestampError);
  await assertRejects(() => verify({ body: "x" }), SignatureError);
});

Deno.test("verifySignature() reads headers as the service's other clients do", async (t) => {
  const fine = {
    "a space after the comma": `t=${T},  v1=${MAC}`,
    "capital digits": `t=${T},v1=${MAC.toUpperCase()}`,
    "a plus and a zero": `t=+01700000000,v1=${MAC}`,
    "the last time of two": `t=1,t=${T},v1=${MAC}`,
    "the last MAC of two": `t=${T},v1=${"0".repeat(64)},v1=${MAC}`,
    "unknown parts": `x,v0=1,t=${T},v1=${MAC},v2=abc`,
  };
  for (const [what, header] of Object.entries(fine)) {
    await t.step(what, async () => void await verify({ header }));
  }
});

Deno.test("verifySignature() refuses headers that it cannot read", async (t) => {
  const bad = [
    "",
    "garbage",
    "v1=abc",
    "t=123",
    "t=abc,v1=00",
    "t=123,v2=00",
    "t=123,v1=zz",
    `T=${T},V1=${MAC}`,
    `t=-5,v1=${MAC}`,
    `t=1_700_000_000,v1=${MAC}`,
    `t=１７００００００００,v1=${MAC}`,
    `t=${T},v1=${MAC.slice(2)}`,
    `t=${T},v1=${MAC.slice(0, 2)} ${MAC.slice(3)}`,
    `t=${T}.0,v1=${MAC}`,
    `t=${T},v1=${MAC},v1=`,
  ];
  for (const header of bad) {
    await t.step(header || "nothing", async () => {
      await assertRejects(() => verify({ header }), MalformedSignatureError);
    });
  }
});

Deno.test("verifySignature() accepts a Request, and headers in any case", async () => {
  const headers = { [SIGNATURE_HEADER]: H1.header, [DELIVERY_ID_HEADER]: D };
  const request = new Request("http://a.example", { method: "POST", headers, body: H1.body });
  const { deliveryId, body } = await verifySignature("whsec_alpha", request, { now: T * 1000 });
  assertEquals([deliveryId, new TextDecoder().decode(body)], [D, H1.body]);
  const odd = { "Hookrail-Signature": H1.header, "HOOKRAIL-DELIVERY-ID": D };
  await verifySignature("whsec_alpha", { headers: odd, body: H1.body }, { now: T * 1000 });
});

Deno.test("verifySignature() refuses a body that was parsed, and says so", async () => {
  const body = { n: 1 } as unknown as string;
  await assertRejects(() => verify({ body }), SignatureVerificationError, "parsed");
});

Deno.test("verifySignature() refuses wrong arguments", async () => {
  await assertRejects(() => verify({}, { secrets: "" }), HookrailConfigError);
  await assertRejects(() => verify({}, { secrets: ["whsec_alpha", ""] }), HookrailConfigError);
  await assertRejects(
    () => verifySignature("s", null as unknown as Request),
    HookrailConfigError,
  );
  for (const options of [{ now: NaN }, { tolerance: -1 }, { toleranz: 1 }] as VerifyOptions[]) {
    await assertRejects(() => verifySignature("s", H1, options), HookrailConfigError);
  }
});

Deno.test("verifySignature() never shows a secret", async () => {
  const error = await assertRejects(() => verify({}, { secrets: "whsec_s3cret" }), SignatureError);
  assert(!Deno.inspect(error, { depth: 9 }).includes("s3cret"));
});
