import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { delay } from "@std/async/delay";
import { retry } from "@std/async/retry";
import {
  type Backoff,
  backoffDelay,
  type BackoffOptions,
  resolveBackoff,
} from "../../src/util/backoff.ts";

Deno.test("resolveBackoff() fills in the documented defaults", () => {
  const defaults = { minTimeout: 500, maxTimeout: 30_000, multiplier: 2, jitter: 1 };
  assertEquals(resolveBackoff(), defaults);
  assertEquals(resolveBackoff({}), defaults);
});

Deno.test("resolveBackoff() keeps what is given, zeros too", () => {
  const given = { minTimeout: 0, maxTimeout: 7, multiplier: 1, jitter: 0 };
  assertEquals(resolveBackoff(given), given);
});

Deno.test("resolveBackoff() begins no higher than a maxTimeout that is below its default", () => {
  assertEquals(resolveBackoff({ maxTimeout: 100 }).minTimeout, 100);
});

const WRONG: [
  options: BackoffOptions,
  name: string,
  error: typeof RangeError | typeof TypeError,
][] = [
  [{ minTimeout: -1 }, "minTimeout", RangeError],
  [{ minTimeout: 2, maxTimeout: 1 }, "minTimeout", RangeError],
  [{ minTimeout: Infinity }, "minTimeout", RangeError],
  [{ maxTimeout: 0 }, "maxTimeout", RangeError],
  [{ maxTimeout: -1 }, "maxTimeout", RangeError],
  [{ multiplier: 0.5 }, "multiplier", RangeError],
  [{ multiplier: Infinity }, "multiplier", RangeError],
  [{ jitter: -0.1 }, "jitter", RangeError],
  [{ jitter: 1.1 }, "jitter", RangeError],
  [{ minTimeout: NaN }, "minTimeout", TypeError],
  [{ maxTimeout: NaN }, "maxTimeout", TypeError],
  [{ multiplier: NaN }, "multiplier", TypeError],
  [{ jitter: NaN }, "jitter", TypeError],
];

Deno.test("resolveBackoff() names the option that is wrong, and its value", () => {
  for (const [options, name, ErrorClass] of WRONG) {
    const error = assertThrows(() => resolveBackoff(options), ErrorClass, `'backoff.${name}'`);
    assert(error.message.endsWith(`current value is ${Object.values(options)[0]}`), error.message);
  }
});

Deno.test("resolveBackoff() refuses an option that it does not know", () => {
  const options = { maxAttempts: 3 } as BackoffOptions;
  assertThrows(() => resolveBackoff(options), TypeError, "'maxAttempts' is no option of a backoff");
});

Deno.test("resolveBackoff() takes nothing that retry() of @std/async would refuse", async () => {
  const values = [-1, 0, 0.5, 1, 2, 1e308, NaN];
  for (const name of ["minTimeout", "maxTimeout", "multiplier", "jitter"] as const) {
    for (const value of values) {
      let backoff;
      try {
        backoff = resolveBackoff({ [name]: value });
      } catch {
        continue;
      }
      assertEquals(await retry(() => "taken", backoff), "taken", `${name}: ${value}`);
    }
  }
});

Deno.test("backoffDelay() without jitter grows by the multiplier up to maxTimeout", () => {
  const backoff = resolveBackoff({ minTimeout: 100, maxTimeout: 1000, multiplier: 3, jitter: 0 });
  const waits = [0, 1, 2, 3, 100].map((failures) => backoffDelay(backoff, failures));
  assertEquals(waits, [100, 300, 900, 1000, 1000]);
});

Deno.test("backoffDelay() leaves the part of the wait that jitter names to chance", () => {
  const backoff = resolveBackoff({ minTimeout: 1000, jitter: 0.25 });
  assertEquals(backoffDelay(backoff, 0, () => 0), 1000);
  assertEquals(backoffDelay(backoff, 0, () => 0.5), 875);
  assertAlmostEquals(backoffDelay(backoff, 0, () => 1 - 2 ** -53), 750, 1e-9);
});

Deno.test("backoffDelay() asks for chance anew at each wait", () => {
  const backoff = resolveBackoff({ minTimeout: 1000 });
  const waits = new Set(Array.from({ length: 10 }, () => backoffDelay(backoff, 0)));
  assert(waits.size > 1, "ten waits in a row were the same");
});

Deno.test("backoffDelay() stays within bounds, whatever the options and the count", () => {
  for (const minTimeout of [0, 0.5, 500]) {
    for (const multiplier of [1, 1.5, 2, 1e308]) {
      for (const jitter of [0, 0.3, 1]) {
        const backoff = resolveBackoff({ minTimeout, maxTimeout: 600, multiplier, jitter });
        for (const failures of [0, 1, 2, 10, 5000]) {
          for (const chance of [0, 0.5, 1 - 2 ** -53]) {
            const wait = backoffDelay(backoff, failures, () => chance);
            const full = minTimeout === 0 ? 0 : backoffDelay({ ...backoff, jitter: 0 }, failures);
            assert(wait >= full * (1 - jitter) - 1e-9 && wait <= full, `${wait} of ${full}`);
            assert(full <= 600);
          }
        }
      }
    }
  }
});

/** Fails five times under the real `retry()`, and says after which attempts it kept our waits. */
async function race(backoff: Backoff): Promise<boolean[]> {
  const kept: boolean[] = [];
  const markers: Promise<void>[] = [];
  let early = true;
  let late = false;
  await retry(() => {
    const failures = kept.length;
    kept.push(early && !late);
    if (failures === 5) return;
    const expected = backoffDelay(backoff, failures);
    early = late = false;
    // Timers ring in the order in which they fall due, however late all of them are.
    markers.push(delay(expected - 1).then(() => void (early = true)));
    markers.push(
      delay(expected * 2).then(() => {
        if (kept.length === failures + 1) late = true;
      }),
    );
    throw new Error("again");
  }, { ...backoff, maxAttempts: 6 });
  await Promise.all(markers);
  return kept;
}

Deno.test("backoffDelay() gives the waits that retry() of @std/async takes", async () => {
  const backoff = resolveBackoff({ minTimeout: 3, maxTimeout: 14, multiplier: 2, jitter: 0 });
  // A busy machine can only delay retry() between two timers, so one clean race is proof.
  let kept = await race(backoff);
  for (let n = 0; n < 10 && kept.includes(false); n++) kept = await race(backoff);
  assertEquals(kept, [true, true, true, true, true, true]);
});

Deno.test("resolveBackoff() fits the default of one bound to the other", () => {
  const bounds = (options: BackoffOptions) => {
    const { minTimeout, maxTimeout } = resolveBackoff(options);
    return [minTimeout, maxTimeout];
  };
  assertEquals(bounds({ minTimeout: 60_000 }), [60_000, 60_000]);
  assertEquals(bounds({ maxTimeout: 10 }), [10, 10]);
});
