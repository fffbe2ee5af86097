// Whatever is received, verifying neither throws nor succeeds. The dice are thrown from a seed, so
// that a failure can be seen again.

import { assert, assertEquals } from "@std/assert";
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
