import { assertEquals, assertThrows } from "@std/assert";
import {
  discord,
  github,
  hookrail,
  posthook,
  slack,
  standardWebhooks,
  type TimedSchemeOptions,
} from "../../src/signatures/mod.ts";
import { clockAt, EACH, schemeOf, type Vector } from "./vectors.ts";

/** Every scheme with a tolerance. */
const TIMED = EACH.filter(({ name }) => name !== "G2");
const TOLERANT = TIMED.filter(({ name }) => name !== "D2");

async function at(one: Vector, offset: number, options: TimedSchemeOptions = {}): Promise<string> {
  const scheme = schemeOf(one, { clock: clockAt(one.seconds + offset), ...options });
  const verified = await scheme.verify(one);
  return verified.ok ? "ok" : verified.reason;
}

Deno.test("tolerance is 300 s both ways, and just as far is near enough", async () => {
  for (const one of TOLERANT) {
    assertEquals(await at(one, 300), "ok", one.name);
    assertEquals(await at(one, -300), "ok", one.name);
    assertEquals(await at(one, 301), "timestamp-too-old", one.name);
    assertEquals(await at(one, -301), "timestamp-too-new", one.name);
  }
});

Deno.test("tolerance may be set, in ms", async () => {
  for (const one of TIMED) {
    const tolerance = 10_000;
    assertEquals(await at(one, 10, { tolerance }), "ok", one.name);
    assertEquals(await at(one, -10, { tolerance }), "ok", one.name);
    assertEquals(await at(one, 11, { tolerance }), "timestamp-too-old", one.name);
    assertEquals(await at(one, -11, { tolerance }), "timestamp-too-new", one.name);
  }
});

Deno.test("tolerance of 0 is the same second", async () => {
  for (const one of TIMED) {
    assertEquals(await at(one, 0, { tolerance: 0 }), "ok", one.name);
    assertEquals(await at(one, 1, { tolerance: 0 }), "timestamp-too-old", one.name);
    assertEquals(await at(one, -1, { tolerance: 0 }), "timestamp-too-new", one.name);
  }
});

Deno.test("tolerance of Infinity is any distance", async () => {
  for (const one of TIMED) {
    assertEquals(await at(one, 1e9, { tolerance: Infinity }), "ok", one.name);
    assertEquals(await at(one, -1e9, { tolerance: Infinity }), "ok", one.name);
  }
});

Deno.test("tolerance has no end by default with Discord", async () => {
  const [one] = EACH.filter(({ name }) => name === "D2");
  assertEquals(await at(one!, 1e9), "ok");
});

Deno.test("tolerance counts whole seconds, but Hookrail's fractions too", async () => {
  for (const one of TOLERANT) {
    const expected = one.name === "H2" ? "timestamp-too-old" : "ok";
    assertEquals(await at(one, 300.5), expected, one.name);
  }
});

Deno.test("tolerance is checked before the signature", async () => {
  for (const one of TOLERANT) {
    assertEquals(await at({ ...one, body: "x" }, 301), "timestamp-too-old", one.name);
  }
});

Deno.test("tolerance must be a number from 0", () => {
  for (const make of [slack, hookrail, posthook, standardWebhooks]) {
    assertThrows(() => make("c2VjcmV0", { tolerance: -1 }), RangeError, "'tolerance' must be >= 0");
    assertThrows(() => make("c2VjcmV0", { tolerance: NaN }), TypeError, "'tolerance'");
    assertThrows(() => make("c2VjcmV0", { tolerance: "5" as never }), TypeError, "'tolerance'");
  }
});

Deno.test("options are checked by every scheme", () => {
  for (const make of [slack, hookrail, posthook, standardWebhooks, github, discord]) {
    const secret = make === discord ? "00".repeat(32) : "c2VjcmV0";
    const wrong = (options: object, message: string) =>
      assertThrows(() => make(secret, options), Error, message);
    wrong({ tolerence: 5 }, "'tolerence' is no option of ");
    wrong({ clock: {} }, "'clock' must be an object with now()");
    wrong({ maxBodyBytes: -1 }, "'maxBodyBytes' must be >= 0");
  }
  assertThrows(
    () => github("s", { tolerance: 5 } as object),
    TypeError,
    "is no option of github()",
  );
});

Deno.test("timestamps that are no whole seconds are malformed", async () => {
  const wrong = [
    "1e9",
    "+1",
    "-1",
    "1.0",
    "0x1",
    "1700000000junk",
    "1 700000000",
    "１７００００００００",
    "1700000000000",
    "NaN",
    "Infinity",
    "1_700_000_000",
    "now",
  ];
  for (const one of TIMED) {
    const name = Object.keys(one.headers).find((header) => header.endsWith("timestamp"));
    if (name === undefined || one.name === "P2") continue; // Hookrail's and Posthook's: their own tests.
    for (const value of [...wrong, " 1700000000", "1700000000 "]) {
      const scheme = schemeOf(one, { tolerance: Infinity });
      const verified = await scheme.verify({ ...one, headers: { ...one.headers, [name]: value } });
      assertEquals(
        !verified.ok && [verified.reason, verified.header],
        ["malformed-timestamp", name],
        `${one.name}: ${value}`,
      );
    }
  }
});

Deno.test("timestamps in milliseconds never pass", async () => {
  for (const one of TIMED) {
    const headers = Object.fromEntries(
      Object.entries(one.headers).map(([name, value]) => [
        name,
        value.replace(String(one.seconds), String(one.seconds * 1000)),
      ]),
    );
    const verified = await schemeOf(one).verify({ headers, body: one.body });
    assertEquals(!verified.ok && verified.reason, "malformed-timestamp", one.name);
  }
});

Deno.test("timestamps are signed as the header has them, not as a number prints", async () => {
  for (const one of EACH.filter(({ name }) => ["S2", "W3", "D2"].includes(name))) {
    const name = Object.keys(one.headers).find((header) => header.endsWith("timestamp"))!;
    const headers = { ...one.headers, [name]: `0${one.seconds}` };
    const verified = await schemeOf(one).verify({ headers, body: one.body });
    assertEquals(!verified.ok && verified.reason, "signature-mismatch", one.name);
  }
});
