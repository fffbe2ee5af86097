import { assert, assertEquals } from "@std/assert";
import { ByteBlob, takesByteBlobs } from "../../src/platform/byte_blob.ts";

const bytes = new TextEncoder().encode("grün");

Deno.test("ByteBlob reads the same in every way", async () => {
  const blob = new ByteBlob(bytes);
  assertEquals([blob.size, blob.type, await blob.text()], [5, "", "grün"]);
  assertEquals(await blob.bytes(), bytes);
  assertEquals(new Uint8Array(await blob.arrayBuffer()), bytes);
  assertEquals(await new Response(blob.stream()).bytes(), bytes);
  assertEquals(await blob.slice(0, 2).text(), "gr");
});

Deno.test("ByteBlob is a Blob to Deno, which finds all of it", async () => {
  const blob = new ByteBlob(bytes);
  assert(takesByteBlobs());
  assert(blob instanceof Blob);
  const request = new Request("http://a.example/", { method: "POST", body: blob });
  assertEquals([request.headers.get("content-type"), await request.text()], [null, "grün"]);
});
