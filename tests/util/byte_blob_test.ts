import { assertEquals, assertStrictEquals } from "@std/assert";
import { ByteBlob, nativeBlob } from "../../src/util/byte_blob.ts";

const bytes = new TextEncoder().encode("grün");

Deno.test("ByteBlob reads the same in every way", async () => {
  const blob = new ByteBlob(bytes);
  assertEquals([blob.size, await blob.text()], [5, "grün"]);
  assertEquals(await blob.bytes(), bytes);
  assertEquals(new Uint8Array(await blob.arrayBuffer()), bytes);
  assertEquals(await new Response(blob.stream()).bytes(), bytes);
  assertEquals(await blob.slice(0, 2).text(), "gr");
});

Deno.test("ByteBlob.bytesOf() hands out the bytes themselves, and of its own kind only", () => {
  assertStrictEquals(ByteBlob.bytesOf(new ByteBlob(bytes)), bytes);
  assertEquals(ByteBlob.bytesOf(new Blob([bytes])), undefined);
});

Deno.test("nativeBlob() makes a blob that can be read past its methods, and leaves others", async () => {
  const blob = new Blob(["x"]);
  assertEquals(nativeBlob(blob), blob);
  const native = nativeBlob(new ByteBlob(new TextEncoder().encode("hello")));
  assertEquals(Object.getPrototypeOf(native), Blob.prototype);
  assertEquals(await native.text(), "hello");
});
