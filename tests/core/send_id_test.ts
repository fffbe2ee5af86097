import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { SendId } from "../../src/core/send_id.ts";

Deno.test("SendId is the key that was given, or a random one, and stays so", () => {
  const given = new SendId("order-1");
  assertEquals([given.value, given.value], ["order-1", "order-1"]);
  const random = new SendId(undefined);
  const { value } = random;
  assertMatch(value, /^[0-9a-f-]{36}$/);
  assertEquals(random.value, value);
  assertNotEquals(new SendId(undefined).value, value);
});
