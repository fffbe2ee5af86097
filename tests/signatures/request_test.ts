import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  github,
  MalformedSignatureError,
  SignatureError,
  SignatureTimestampError,
} from "../../src/signatures/mod.ts";
import { bytesOf, clockAt, EACH, schemeOf, vector } from "./vectors.ts";

const ONE = vector("W3");

function request(
  body: BodyInit | null = bytesOf(ONE),
  headers: HeadersInit = ONE.headers,
): Request {
  const init = { method: "POST", headers, body, duplex: "half" }; // Node wants it of a stream.
  return new Request("https://me.test/", init);
}

Deno.test("verify() reads a Request of every scheme and gives its bytes back", async () => {
  for (const one of EACH) {
    const verified = await schemeOf(one).verify(request(bytesOf(one), one.headers));
    assert(verified.ok, one.name);
    assertEquals(verified.body, bytesOf(one));
  }
});

Deno.test("verify() reads a Request without a body", async () => {
  const { headers } = vector("W4");
  assert((await schemeOf(ONE).verify(request(null, headers))).ok);
});

Deno.test("verify() reads a body that comes in pieces", async () => {
  const pieces = Array.from(bytesOf(ONE), (byte) => new Uint8Array([byte]));
  assert((await schemeOf(ONE).verify(request(ReadableStream.from(pieces)))).ok);
});

Deno.test("verify() keeps no piece of a body: it may be a small view on a large buffer", async () => {
  const bytes = bytesOf(ONE);
  const shared = new Uint8Array(1);
  let at = 0;
  const reusing = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at === bytes.length) return controller.close();
      shared[0] = bytes[at++]!;
      controller.enqueue(shared);
    },
  }, { highWaterMark: 0 });
  assert((await schemeOf(ONE).verify(request(reusing))).ok);
});

Deno.test("verify() reads a body that comes in very many pieces", async () => {
  const scheme = github("s");
  const body = new Uint8Array(200_000).fill(97);
  const pieces = ReadableStream.from(Array.from(body, (byte) => new Uint8Array([byte])));
  const verified = await scheme.verify(request(pieces, await scheme.sign({ body })));
  assert(verified.ok);
  assertEquals(verified.body, body);
});

Deno.test("verify() reads 25 MiB by default, the most that GitHub sends, and no more", async () => {
  const scheme = github("s");
  const mebibyte = new Uint8Array(2 ** 20);
  const body = new Uint8Array(25 * 2 ** 20);
  const headers = await scheme.sign({ body });
  const pieces = Array.from({ length: 25 }, () => mebibyte);
  assert((await scheme.verify(request(ReadableStream.from(pieces), headers))).ok);
  const larger = ReadableStream.from([...pieces, new Uint8Array(1)]);
  const refused = await scheme.verify(request(larger, headers));
  assertEquals(!refused.ok && refused.reason, "body-too-large");
});

Deno.test("verify() leaves the body to the caller who hands over a clone", async () => {
  const original = request();
  assert((await schemeOf(ONE).verify(original.clone())).ok);
  assertEquals(await original.text(), ONE.body);
});

Deno.test("verify() does not read a body whose headers are bad enough", async () => {
  const cases = {
    "missing-header": [request(undefined, {}), ONE.seconds],
    "malformed-header": [
      request(undefined, { ...ONE.headers, "webhook-signature": "x" }),
      ONE.seconds,
    ],
    "unsupported-version": [
      request(undefined, { ...ONE.headers, "webhook-signature": "v2,x" }),
      ONE.seconds,
    ],
    "timestamp-too-old": [request(), ONE.seconds + 999],
  } as const;
  for (const [reason, [received, seconds]] of Object.entries(cases)) {
    const verified = await schemeOf(ONE, { clock: clockAt(seconds) }).verify(received);
    assert(!verified.ok && verified.reason === reason, reason);
    assert(!received.bodyUsed, reason);
    await received.body?.cancel();
  }
});

Deno.test("verify() refuses a Request that was read before", async () => {
  const received = request();
  await received.text();
  const verified = await schemeOf(ONE).verify(received);
  assertEquals(!verified.ok && [verified.reason, verified.error], [
    "unreadable-body",
    "Cannot accept the message: the body of the request was read before",
  ]);
});

Deno.test("verify() refuses a body that breaks off", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new Error("lost")),
  });
  const verified = await schemeOf(ONE).verify(request(broken));
  assertEquals(!verified.ok && verified.reason, "unreadable-body");
});

Deno.test("verify() refuses a body that somebody else is reading", async () => {
  const received = request();
  const reader = received.body!.getReader();
  const verified = await schemeOf(ONE).verify(received);
  assertEquals(!verified.ok && verified.reason, "unreadable-body");
  await reader.cancel();
});

Deno.test("verify() stops reading at maxBodyBytes, and just as many pass", async () => {
  const length = bytesOf(ONE).length;
  assert((await schemeOf(ONE, { maxBodyBytes: length }).verify(request())).ok);
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1000)),
    cancel: () => {
      cancelled = true;
    },
  });
  for (const [body, maxBodyBytes] of [[bytesOf(ONE), length - 1], [endless, 10_000]] as const) {
    const verified = await schemeOf(ONE, { maxBodyBytes }).verify(request(body));
    assertEquals(!verified.ok && verified.reason, "body-too-large");
  }
  assert(cancelled);
});

Deno.test("verify() says of a parsed body that it must be raw", async () => {
  for (const one of EACH) {
    for (const body of [{ a: 1 }, [], 5, true, new Map(), JSON.parse("{}")]) {
      const verified = await schemeOf(one).verify({ headers: one.headers, body });
      assert(!verified.ok);
      assertEquals(verified.reason, "unreadable-body");
      assert(verified.error.includes("raw bytes"), verified.error);
    }
  }
});

Deno.test("verifyOrThrow() resolves to the verified message", async () => {
  assertEquals(await schemeOf(ONE).verifyOrThrow(ONE), await schemeOf(ONE).verify(ONE) as never);
});

Deno.test("verifyOrThrow() rejects with an error of the family, by reason", async () => {
  const { headers, body } = ONE;
  const late = schemeOf(ONE, { clock: clockAt(ONE.seconds + 301) });
  const early = schemeOf(ONE, { clock: clockAt(ONE.seconds - 301) });
  const scheme = schemeOf(ONE);
  const signed = (signature: string) => ({ ...headers, "webhook-signature": signature });
  const cases = [
    [() => scheme.verifyOrThrow({ headers: {}, body }), "missing-header", MalformedSignatureError],
    [
      () => scheme.verifyOrThrow({ headers: signed("x"), body }),
      "malformed-header",
      MalformedSignatureError,
    ],
    [
      () => scheme.verifyOrThrow({ headers: signed("v2,x"), body }),
      "unsupported-version",
      MalformedSignatureError,
    ],
    [
      () => scheme.verifyOrThrow({ headers: { ...headers, "webhook-timestamp": "x" }, body }),
      "malformed-timestamp",
      MalformedSignatureError,
    ],
    [() => late.verifyOrThrow({ headers, body }), "timestamp-too-old", SignatureTimestampError],
    [() => early.verifyOrThrow({ headers, body }), "timestamp-too-new", SignatureTimestampError],
    [() => scheme.verifyOrThrow({ headers, body: "x" }), "signature-mismatch", SignatureError],
    [() => scheme.verifyOrThrow({ headers, body: {} as never }), "unreadable-body", SignatureError],
  ] as const;
  for (const [verify, reason, type] of cases) {
    const error = await assertRejects(verify, SignatureError);
    assertEquals([error.reason, error.constructor, error.name], [reason, type, type.name]);
    assert(error instanceof Error && error.message.startsWith("Cannot accept the message: "));
  }
});

Deno.test("verify() says the same as verifyOrThrow()", async () => {
  const received = { headers: { ...ONE.headers, "webhook-id": "" }, body: ONE.body };
  const error = await assertRejects(() => schemeOf(ONE).verifyOrThrow(received), SignatureError);
  const { reason, message, header } = error;
  assertEquals(await schemeOf(ONE).verify(received), { ok: false, reason, header, error: message });
});
