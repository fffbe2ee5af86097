import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  createSignatures,
  type Delivery,
  type ParseDeliveryOptions,
  type RawBody,
  type ReceivedHeaders,
  SignatureVerificationError,
} from "../../src/posthook/mod.ts";
import { posthook } from "../../src/signatures/mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";
import { start, withEnv } from "./support.ts";

const KEY = "ph_sk_demo_1";
const TIME = 1_700_000_000;
const BODY =
  '{"id":"hook-1","path":"/p","data":{"a":1},"postAt":"2023-11-14T22:13:20Z","postedAt":"2023-11-14T22:13:21Z","createdAt":"2023-11-14T22:00:00Z","updatedAt":"2023-11-14T22:00:00Z"}';

interface Vector {
  readonly key: string;
  readonly time: number;
  readonly body: string;
  readonly signature: string;
}

function vector(key: string, body: string, mac: string, time = TIME): Vector {
  return { key, time, body, signature: `v1,${mac}` };
}

const P1 = vector(KEY, BODY, "192910988873cfb8741e049f6f77cab9ea508db4631aa0430ba32b470a6a474f");
const P2 = vector(
  KEY,
  '{"id":"hook-2","path":"/ü","data":{"msg":"héllo ✓"}}',
  "fa2742e58f608ca6d48cb77289acaf5c23437e6f1bd1e7224563d1789e9e06ff",
);
const P3 = vector(
  "ph_sk_new",
  "{}",
  "1e8051a7cf0a5c2f64f6f861f0934b627482dec33678524a937d6830d370d476",
);
const P4 = vector(
  "ph_sk_old",
  "{}",
  "f0527d2ef063657c8a54578898d753d43182bd79735d479965d5611b756130bd",
);
const P5 = vector(
  KEY,
  "{}",
  "d7535e8d5a348835f34b95cd266c016133e3cb3e5d8c0e128d180031294c98bd",
  TIME + 300,
);
const P6 = vector(
  KEY,
  "not json",
  "04a12b4ec7ac16bdaa8cc61512b8657db25fcb983e3494ff61bfb2a025b9ee7d",
);
const P7 = vector(KEY, "", "ded21b2605c4137ddb004cba219ede55fbe52a41d3d188181f29de7c64f0f2b0");
const P8 = vector(KEY, "[]", "f796946b49fbcfa908f222f400ed6dbf0dcb01f33070489f9d67a9f17f0e72e5");

/** A clock at a time in seconds. */
function clockAt(seconds: number): ManualClock {
  return new ManualClock(seconds * 1000);
}

/** The headers of a delivery. */
function headersOf({ time, signature }: Vector, more: Record<string, string> = {}) {
  return {
    "Posthook-Id": "hook-1",
    "Posthook-Timestamp": String(time),
    "Posthook-Signature": signature,
    ...more,
  };
}

/** Parses a vector at its own time, or another. */
function parse(
  vector: Vector,
  { body = vector.body, headers = headersOf(vector), now = vector.time, ...options }: {
    readonly body?: RawBody;
    readonly headers?: ReceivedHeaders;
    readonly now?: number;
  } & ParseDeliveryOptions = {},
): Promise<Delivery> {
  const signatures = createSignatures(vector.key, { clock: clockAt(now) });
  return signatures.parseDelivery(body, headers, options);
}

async function refuse(parsing: Promise<unknown>, message: string): Promise<void> {
  const error = await assertRejects(() => parsing, SignatureVerificationError, message);
  assert(!error.message.includes("ph_sk"));
}

const utf8 = (text: string) => new TextEncoder().encode(text);

Deno.test("parseDelivery() reads every field of P1", async () => {
  const { ack: _ack, nack: _nack, ...delivery } = await parse(P1);
  assertEquals(delivery, {
    hookId: "hook-1",
    signedId: "hook-1",
    timestamp: TIME * 1000,
    path: "/p",
    data: { a: 1 },
    postAt: "2023-11-14T22:13:20Z",
    postedAt: "2023-11-14T22:13:21Z",
    createdAt: "2023-11-14T22:00:00Z",
    updatedAt: "2023-11-14T22:00:00Z",
    body: utf8(BODY),
    ws: null,
  });
});

Deno.test("parseDelivery() reads P2, P3, P4 and P5, with a default for every field", async () => {
  assertEquals((await parse(P2)).data, { msg: "héllo ✓" });
  for (const vector of [P3, P4, P5]) {
    const { path, data, postAt, signedId } = await parse(vector);
    assertEquals({ path, data, postAt, signedId }, {
      path: "",
      data: undefined,
      postAt: "",
      signedId: "",
    });
  }
});

for (const [name, vector] of Object.entries({ P6, P7, P8 })) {
  Deno.test(`parseDelivery() refuses the body of ${name} although its signature is right`, async () => {
    await refuse(parse(vector), "Failed to parse");
  });
}

Deno.test("parseDelivery() takes text, bytes and buffers alike", async () => {
  for (const vector of [P1, P2]) {
    const bytes = utf8(vector.body);
    const { path } = await parse(vector);
    for (const body of [bytes, bytes.buffer]) {
      assertEquals((await parse(vector, { body })).path, path);
    }
  }
});

Deno.test("parseDelivery() computes the MAC over bytes, which text would not show", async () => {
  const bom = new Uint8Array([0xef, 0xbb, 0xbf, ...utf8(P1.body)]);
  await refuse(parse(P1, { body: bom }), "Signature verification failed");
});

const CASES: [string, (name: string) => string][] = [
  ["lower", (name) => name.toLowerCase()],
  ["title", (name) => name],
  ["mixed", (name) => name.replaceAll("o", "O")],
];

for (const [what, rename] of CASES) {
  Deno.test(`parseDelivery() finds headers whose names are in ${what} case`, async () => {
    const entries = Object.entries(headersOf(P1)).map(([name, value]) => [rename(name), value]);
    assertEquals((await parse(P1, { headers: Object.fromEntries(entries) })).hookId, "hook-1");
  });
}

Deno.test("parseDelivery() takes a Headers object, and lists as values", async () => {
  const lists = Object.entries(headersOf(P1)).map(([name, value]) => [name, [value]]);
  assertEquals((await parse(P1, { headers: Object.fromEntries(lists) })).hookId, "hook-1");
  assertEquals((await parse(P1, { headers: new Headers(headersOf(P1)) })).hookId, "hook-1");
});

Deno.test("parseDelivery() takes a Request", async () => {
  const signatures = createSignatures(KEY, { clock: clockAt(TIME) });
  const request = new Request("https://example.com/", {
    method: "POST",
    headers: headersOf(P1),
    body: BODY,
  });
  const { hookId, data } = await signatures.parseDelivery<{ a: number }>(request);
  assertEquals([hookId, data.a], ["hook-1", 1]);
});

Deno.test("parseDelivery() refuses a Request whose body is too large, or was read", async () => {
  const signatures = createSignatures(KEY, { clock: clockAt(TIME) });
  const init = { method: "POST", headers: headersOf(P1), body: BODY };
  const large = new Request("https://example.com/", init);
  await refuse(signatures.parseDelivery(large, { maxBodyBytes: 10 }), "more than 10 bytes");
  const read = new Request("https://example.com/", init);
  await read.text();
  await refuse(signatures.parseDelivery(read), "raw bytes");
});

for (const first of [P3, P4]) {
  const second = first === P3 ? P4 : P3;
  for (const space of [" ", "   "]) {
    const signature = `${space}${first.signature}${space}${second.signature}${space}`;
    Deno.test(`parseDelivery() takes either key of a rotation: '${signature.slice(0, 12)}…'`, async () => {
      await parse({ ...P3, signature });
      await parse({ ...P4, signature });
      await refuse(
        parse({ ...P3, key: "ph_sk_other", signature }),
        "Signature verification failed",
      );
    });
  }
}

const [, MAC = ""] = P1.signature.split(",");
const FORGED: [string, Partial<Vector>][] = [
  ["a tampered body", { body: BODY.replace('"a":1', '"a":2') }],
  ["a wrong key", { key: "ph_sk_demo_2" }],
  ["capitals", { signature: `v1,${MAC.toUpperCase()}` }],
  ["no version", { signature: MAC }],
  ["another version", { signature: `v2,${MAC}` }],
  ["another time", { time: TIME + 1 }],
  ["half a MAC", { signature: P1.signature.slice(0, 40) }],
];

for (const [what, change] of FORGED) {
  Deno.test(`parseDelivery() refuses a delivery with ${what}`, async () => {
    await refuse(parse({ ...P1, ...change }), "Signature verification failed");
  });
}

for (const name of ["Posthook-Timestamp", "Posthook-Signature"]) {
  Deno.test(`parseDelivery() says that ${name} is missing, or empty`, async () => {
    const { [name]: _, ...rest } = headersOf(P1) as Record<string, string>;
    await refuse(parse(P1, { headers: rest }), `Missing ${name} header`);
    await refuse(parse(P1, { headers: { ...rest, [name]: "" } }), `Missing ${name} header`);
  });
}

for (const time of ["soon", "1700000000x", "1700000000.5", "1e9", "0x5f"]) {
  Deno.test(`parseDelivery() refuses the timestamp ${time}`, async () => {
    const headers = headersOf(P1, { "Posthook-Timestamp": time });
    await refuse(parse(P1, { headers }), "Invalid Posthook-Timestamp");
  });
}

for (const time of [" 1700000000 ", "+1700000000"]) {
  Deno.test(`parseDelivery() takes the timestamp '${time}' in its plain form`, async () => {
    const headers = headersOf(P1, { "Posthook-Timestamp": time });
    assertEquals((await parse(P1, { headers })).timestamp, TIME * 1000);
  });
}

for (const now of [TIME, TIME + 600]) {
  Deno.test(`parseDelivery() takes a delivery 300 seconds ${now === TIME ? "ahead" : "old"}`, async () => {
    assertEquals((await parse(P5, { now })).timestamp, (TIME + 300) * 1000);
  });
}

for (const now of [TIME - 1, TIME + 601]) {
  Deno.test(`parseDelivery() refuses a delivery 301 seconds ${now < TIME ? "ahead" : "old"}`, async () => {
    await refuse(parse(P5, { now }), "Timestamp is too old or too far in the future");
    assertEquals((await parse(P5, { now, tolerance: 301_000 })).path, "");
  });
}

Deno.test("parseDelivery() looks at the time before the MAC", async () => {
  await refuse(parse({ ...P5, key: "ph_sk_wrong" }, { now: TIME + 601 }), "Timestamp is too old");
});

Deno.test("parseDelivery() takes a missing Posthook-Id for an empty id, and never the body's", async () => {
  const { "Posthook-Id": _, ...headers } = headersOf(P1);
  const { hookId, signedId } = await parse(P1, { headers });
  assertEquals([hookId, signedId], ["", "hook-1"]);
});

Deno.test("parseDelivery() verifies by the key of a call rather than the configured one", async () => {
  const wrong = { ...P1, key: "ph_sk_wrong" };
  assertEquals((await parse(wrong, { signingKey: KEY })).hookId, "hook-1");
});

Deno.test("parseDelivery() says that raw bytes are needed when it gets a parsed body", async () => {
  const body = JSON.parse(BODY) as RawBody;
  await refuse(parse(P1, { body }), "raw bytes");
});

Deno.test("parseDelivery() says that there is no key, whatever else is wrong", async () => {
  await using service = await start([], {}, { POSTHOOK_SIGNING_KEY: "" });
  await refuse(service.posthook.signatures.parseDelivery("", {}), "No signing key provided");
});

const ACK = "https://api.posthook.io/ack/t";
const NACK = "https://api.posthook.io/nack/t";

Deno.test("parseDelivery() reads both callback URLs, and adds both methods", async () => {
  const headers = headersOf(P1, { "posthook-ack-url": ACK, "posthook-nack-url": NACK });
  const { ackUrl, nackUrl, ack, nack } = await parse(P1, { headers });
  assertEquals([ackUrl, nackUrl], [ACK, NACK]);
  assertEquals([typeof ack, typeof nack], ["function", "function"]);
});

const HALVES: Record<string, string>[] = [
  {},
  { "posthook-ack-url": ACK },
  { "posthook-nack-url": NACK },
  { "posthook-ack-url": ACK, "posthook-nack-url": "" },
];

for (const half of HALVES) {
  Deno.test(`parseDelivery() reads no callback URL from ${JSON.stringify(half)}`, async () => {
    const { ackUrl, nackUrl, ack, nack } = await parse(P1, { headers: headersOf(P1, half) });
    assertEquals([ackUrl, nackUrl, ack, nack], [null, null, undefined, undefined]);
  });
}

for (const key of ["", "  \t", null]) {
  Deno.test(`createSignatures() refuses ${JSON.stringify(key)} as a key, whatever the environment says`, () => {
    withEnv({ POSTHOOK_SIGNING_KEY: KEY }, () => {
      assertThrows(() => createSignatures(key as string), TypeError, "No signing key provided");
    });
  });
}

Deno.test("createSignatures() refuses no key at all", () => {
  withEnv({ POSTHOOK_SIGNING_KEY: "" }, () => {
    assertThrows(() => createSignatures(undefined), TypeError, "No signing key provided");
  });
});

Deno.test("createSignatures() takes the key from the environment, but rather its argument", async () => {
  const [fromEnv, given] = withEnv({ POSTHOOK_SIGNING_KEY: KEY }, () => {
    const options = { clock: clockAt(TIME) };
    return [createSignatures(undefined, options), createSignatures("ph_sk_other", options)];
  });
  assertEquals((await fromEnv!.parseDelivery(BODY, headersOf(P1))).hookId, "hook-1");
  await refuse(given!.parseDelivery(BODY, headersOf(P1)), "Signature verification failed");
});

Deno.test("Posthook() takes the signing key from its option, else from the environment", async () => {
  const clock = clockAt(TIME);
  const variables = { POSTHOOK_SIGNING_KEY: KEY };
  await using fromEnv = await start([], { clock, signingKey: " " }, variables);
  await using given = await start([], { clock, signingKey: "ph_sk_new" }, variables);
  const [first, second] = [fromEnv, given].map(({ posthook }) => posthook.signatures);
  assertEquals((await first!.parseDelivery(BODY, headersOf(P1))).hookId, "hook-1");
  assertEquals((await second!.parseDelivery("{}", headersOf(P3))).path, "");
});

Deno.test("parseDelivery() refuses unknown options and a negative tolerance", async () => {
  const wrong = { tolerence: 5 } as ParseDeliveryOptions;
  await assertRejects(() => parse(P1, wrong), TypeError, "'tolerence'");
  await assertRejects(() => parse(P1, { tolerance: -1 }), RangeError, "'tolerance'");
});

/** Signs a body as Posthook would, and parses it as a request. */
async function parseSigned(
  body: string | Uint8Array<ArrayBuffer>,
  more: Record<string, string> = {},
): Promise<Delivery> {
  const headers = { ...await posthook(KEY).sign({ body }), ...more };
  const request = new Request("https://example.com/", { method: "POST", headers, body });
  return await createSignatures(KEY).parseDelivery(request);
}

Deno.test("parseDelivery() refuses a body that is no UTF-8 although its signature is right", async () => {
  const body = new Uint8Array([...utf8('{"a":"'), 0xff, ...utf8('"}')]);
  await refuse(parseSigned(body), "Failed to parse");
});

Deno.test("parseDelivery() reads no Request of more than 1 MiB unless told to", async () => {
  const body = JSON.stringify({ path: "x".repeat(1_048_576) });
  await refuse(parseSigned(body), "more than 1048576 bytes");
});

Deno.test("parseDelivery() refuses a callback URL that comes twice, or is endless", async () => {
  const twice = { ...headersOf(P1), "posthook-ack-url": ["https://a/", "https://b/"] };
  await refuse(parse(P1, { headers: twice }), "posthook-ack-url");
  await refuse(parseSigned("{}", { "posthook-ack-url": "x".repeat(9000) }), "posthook-ack-url");
});
