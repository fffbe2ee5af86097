import { assert, assertEquals } from "@std/assert";
import { InvalidRequests } from "../../../src/discord/limiter/invalid_requests.ts";

Deno.test("InvalidRequests is open below the limit and closed at it", () => {
  const invalid = new InvalidRequests(3);
  for (const at of [0, 1, 2]) {
    assertEquals(invalid.opening(at), at);
    invalid.add(at);
  }
  assert(invalid.opening(2) > 2);
});

Deno.test("InvalidRequests remembers each for ten minutes, and little longer", () => {
  const invalid = new InvalidRequests(100);
  invalid.add(0);
  invalid.add(5000);
  invalid.add(300_000);
  assertEquals(invalid.count(605_000), 3);
  assertEquals(invalid.count(620_000), 1);
  assertEquals(invalid.count(920_000), 0);
});

Deno.test("InvalidRequests opens once enough are forgotten", () => {
  const invalid = new InvalidRequests(3);
  for (const at of [0, 100_000, 200_000, 300_000]) invalid.add(at);
  const at = invalid.opening(300_000);
  assert(at >= 700_000 && at <= 720_000, `${at}`);
  assertEquals(invalid.count(at), 2);
});
