import { assertEquals } from "@std/assert";
import { ByteBlob } from "../../src/platform/byte_blob.ts";

const bytes = new TextEncoder().encode("grün");

Deno.test("ByteBlob reads the same in every way", async () => {
  const blob = new ByteBlob(bytes);
  assertEquals([blob.size, await blob.text()], [5, "grün"]);
  assertEquals(await blob.bytes(), bytes);
  assertEquals(new Uint8Array(await blob.arrayBuffer()), bytes);
  assertEquals(await new Response(blob.stream()).bytes(), bytes);
  assertEquals(await blob.slice(0, 2).text(), "gr");
});
