import { assertEquals, assertStrictEquals } from "@std/assert";
import { ByteBlob } from "../../src/util/byte_blob.ts";

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
