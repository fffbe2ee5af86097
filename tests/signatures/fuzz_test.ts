// Whatever is received, verifying neither throws nor succeeds. The dice are thrown from a seed, so
// that a failure can be seen again.

import { assert, assertEquals, equal } from "@std/assert";
import type { ReceivedHeaders, ReceivedMessage, Verifier } from "../../src/signatures/mod.ts";
import { bytesOf, clockAt, EACH, schemeOf, type Vector } from "./vectors.ts";

const ROUNDS = 300;

/** Numbers that look random, from 0 up to 1. Source: mulberry32, by Tommy Ettinger. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Fuzz {
  readonly #roll: () => number;

  constructor(seed: number) {
    this.#roll = dice(seed);
  }

  below(count: number): number {
    return Math.floor(this.#roll() * count);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A text of letters that matter to some parser. */
  text(): string {
    const letters = [
      ..."0123456789abcdefABCDEF=,. :;+-/_%\t\0é鍵",
      "v1,",
      "v0=",
      "t=",
      "sha256=",
      "😀",
      "\ud800",
    ];
    return Array.from({ length: this.below(90) }, () => this.pick(letters)).join("");
  }

  /** A header value: junk, or a good one that was damaged. */
  value(good: string): unknown {
    const at = this.below(good.length);
    return this.pick<() => unknown>([
      () => this.text(),
      () => good.slice(0, at) + this.text() + good.slice(at),
      () => good.slice(0, at) + good.slice(at + 1),
      () => good.repeat(this.below(50)),
      () => [good, this.text()],
      () => this.pick<unknown>([undefined, null, 5, {}, [], [null], Symbol("x"), () => "x"]),
      () => good,
    ])();
  }

  /** The good headers, and junk beside or in the place of each: as `Headers` join what is there twice. */
  headers(good: Readonly<Record<string, string>>): Headers {
    const headers = new Headers();
    for (const [name, value] of Object.entries(good)) {
      const values = this.pick<() => unknown[]>([
        () => [value],
        () => [value, value],
        () => [value, this.value(value)],
        () => [this.value(value), value],
        () => [this.value(value)],
        () => [],
      ])();
      for (const one of values.flat()) {
        try {
          headers.append(name, String(one));
        } catch {
          // HTTP does not allow it.
        }
      }
    }
    return headers;
  }

  /** Bytes in pieces of any length, empty ones too; it may break off. */
  stream(
    bytes: Uint8Array,
    { breaks = true } = {},
  ): { body: ReadableStream<Uint8Array>; isWhole: boolean } {
    const end = breaks && this.below(4) === 0 ? this.below(bytes.length) : Infinity;
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at >= end) return controller.error(new Error("lost"));
        if (at >= bytes.length) return controller.close();
        const piece = bytes.subarray(at, at + this.below(5));
        at += piece.length;
        controller.enqueue(piece);
      },
    });
    return { body, isWhole: end === Infinity };
  }

  body(): unknown {
    return this.pick<() => unknown>([
      () => this.text(),
      () => this.bytes(this.below(60)),
      () => this.bytes(this.below(60)).buffer,
      () =>
        this.pick<unknown>([
          undefined,
          null,
          5,
          {},
          [],
          Symbol("x"),
          new Date(),
          Promise.resolve(),
        ]),
    ])();
  }
}

/** Verifies, whatever happens; says whether it passed. */
async function passes(verifier: Verifier, received: unknown): Promise<boolean> {
  const verified = await verifier.verify(received as ReceivedMessage);
  if (!verified.ok) {
    assert(/^[a-z-]+$/.test(verified.reason));
    assert(verified.error.startsWith("Cannot accept the message: "));
  }
  return verified.ok;
}

function streamed(headers: HeadersInit, body: BodyInit): Request {
  const init = { method: "POST", headers, body, duplex: "half" }; // Node wants it of a stream.
  return new Request("https://me.test/", init);
}

for (const one of EACH) {
  Deno.test(`fuzz: no junk passes ${one.name}, and none makes it throw`, async () => {
    const fuzz = new Fuzz(one.seconds + one.name.length);
    const scheme = schemeOf(one);
    for (let round = 0; round < ROUNDS; round++) {
      const headers = Object.fromEntries(
        Object.entries(one.headers).map(([name, value]) => [name, fuzz.value(value)]),
      ) as ReceivedHeaders;
      // The body is never the one that was signed.
      assert(!await passes(scheme, { headers, body: fuzz.body() }), `round ${round}`);
    }
  });

  Deno.test(`fuzz: no junk passes ${one.name} in Headers or in a Request`, async () => {
    const fuzz = new Fuzz(one.seconds + 1);
    const scheme = schemeOf(one);
    for (let round = 0; round < ROUNDS; round++) {
      const headers = fuzz.headers(one.headers);
      const { body, isWhole } = fuzz.stream(fuzz.pick([bytesOf(one), fuzz.bytes(60)]));
      const request = streamed(headers, body);
      const verified = await scheme.verify(request);
      if (!verified.ok) await request.body?.cancel().catch(() => {});
      const isGenuine = isWhole && verified.ok && equal([...verified.body], [...bytesOf(one)]);
      assert(!verified.ok || isGenuine, `round ${round}`);
      assert(!await passes(scheme, { headers, body: fuzz.text() }), `round ${round}`);
    }
  });

  Deno.test(`fuzz: ${one.name} passes in pieces, whatever they are`, async () => {
    const fuzz = new Fuzz(one.seconds + 2);
    for (let round = 0; round < ROUNDS / 3; round++) {
      const { body } = fuzz.stream(bytesOf(one), { breaks: false });
      const { headers } = one;
      const request = streamed(headers, body);
      assert(await passes(schemeOf(one), request), `round ${round}`);
    }
  });

  Deno.test(`fuzz: nobody else's secret passes ${one.name}`, async () => {
    const fuzz = new Fuzz(one.seconds);
    for (let round = 0; round < ROUNDS / 3; round++) {
      const length = /[AD]/.test(one.name) ? 32 : 1 + fuzz.below(80);
      const key = one.name === "A2" ? whpk(fuzz.bytes(length)) : fuzz.bytes(length);
      const scheme = one.make(key, { clock: clockAt(one.seconds) });
      assert(!await passes(scheme, one), `round ${round}`);
    }
  });

  Deno.test(`fuzz: no bit of ${one.name} may be flipped`, async () => {
    const fuzz = new Fuzz(one.seconds);
    const scheme = schemeOf(one);
    for (let round = 0; round < ROUNDS / 3; round++) {
      const body = bytesOf(one);
      body[fuzz.below(body.length)]! ^= 1 << fuzz.below(8);
      assertEquals(await passes(scheme, { headers: one.headers, body }), false, `round ${round}`);
    }
  });
}

function whpk(bytes: Uint8Array): Vector["secret"] {
  return `whpk_${btoa(String.fromCharCode(...bytes))}`;
}
