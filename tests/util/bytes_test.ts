import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  concatBytes,
  fromBase64,
  fromHex,
  timingSafeEqual,
  toBase64,
  toHex,
  utf8,
} from "../../src/util/bytes.ts";

/** Every length from 0 to 70, every byte. */
const SAMPLES = Array.from(
  { length: 71 },
  (_, length) => Uint8Array.from({ length }, (_, index) => (index * 37 + length * 11) % 256),
);

Deno.test("utf8() writes what lies outside ASCII in several bytes", () => {
  assertEquals(utf8("é😀"), new Uint8Array([0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80]));
});

Deno.test("concatBytes() copies, in order, views too", () => {
  const view = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
  assertEquals(concatBytes(view, new Uint8Array(), new Uint8Array([3])), new Uint8Array([1, 2, 3]));
});

Deno.test("toHex() and fromHex() agree with Node", () => {
  for (const bytes of SAMPLES) {
    assertEquals(toHex(bytes), Buffer.from(bytes).toString("hex"));
    assertEquals(fromHex(toHex(bytes)), bytes);
    assertEquals(fromHex(toHex(bytes).toUpperCase()), bytes);
  }
});

Deno.test("fromHex() refuses what is no hex", () => {
  for (const text of ["0", "0g", "0x", " 00", "00 ", "00\n", "+1", "００"]) {
    assertEquals(fromHex(text), undefined, text);
  }
});

Deno.test("toBase64() and fromBase64() agree with Node", () => {
  for (const bytes of SAMPLES) {
    assertEquals(toBase64(bytes), Buffer.from(bytes).toString("base64"));
    assertEquals(fromBase64(toBase64(bytes)), bytes);
  }
});

Deno.test("fromBase64() refuses every other way to write the same bytes", () => {
  for (
    const text of ["AA", "AB==", "AAB=", "AA= =", "AA==\n", "A===", "====", "-_8=", "AA==AA=="]
  ) {
    assertEquals(fromBase64(text), undefined, text);
  }
});

Deno.test("timingSafeEqual() compares every byte and the length", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  assert(timingSafeEqual(bytes, bytes.slice()));
  assert(timingSafeEqual(new Uint8Array(), new Uint8Array()));
  for (const other of [[0, 2, 3], [1, 0, 3], [1, 2, 0], [1, 2], [1, 2, 3, 0], []]) {
    assert(!timingSafeEqual(bytes, new Uint8Array(other)), String(other));
    assert(!timingSafeEqual(new Uint8Array(other), bytes), String(other));
  }
});
