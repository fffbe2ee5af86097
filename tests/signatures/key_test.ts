import { assert, assertEquals } from "@std/assert";
import { Ed25519Key } from "../../src/signatures/ed25519_key.ts";
import { HmacKey } from "../../src/signatures/hmac_key.ts";
import { utf8 } from "../../src/util/bytes.ts";

Deno.test("HmacKey imports its secret once, at the first use", async () => {
  const secret = utf8("secret");
  const key = new HmacKey(secret);
  const first = await key.sign(utf8("x"));
  secret.fill(0);
  assertEquals(await key.sign(utf8("x")), first);
  assert(await key.verify(utf8("x"), [first]));
});

Deno.test("Ed25519Key imports its halves once, at the first use", async () => {
  const seed = new Uint8Array(32).fill(7);
  const key = new Ed25519Key({ seed });
  const first = await key.sign(utf8("x"));
  seed.fill(0);
  assertEquals(await key.sign(utf8("x")), first);
  assert(await key.verify(utf8("x"), [first]));
});
