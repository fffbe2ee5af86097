import { assertEquals } from "@std/assert";
import type { DiscordRateLimiter } from "../../src/discord/rate_limiter.ts";
import { type DiscordRotation, WebhookPool } from "../../src/discord/rotation.ts";

/** A pool of webhooks, and the waits before them, which a test may change. */
function pool(rotation: DiscordRotation, waits: Record<string, number>) {
  const targets = Object.keys(waits).map((given) => ({
    given,
    url: new URL(`https://a.example/${given}`),
    authorization: undefined,
  }));
  const waitOf = ({ pathname }: URL) => waits[pathname.slice(1)]!;
  const made = new WebhookPool(targets, rotation, { waitOf } as unknown as DiscordRateLimiter);
  return () => made.take().map(({ given }) => given).join("");
}

Deno.test("WebhookPool takes turns, and passes over those to which nothing goes out", () => {
  const waits = { a: 0, b: 5000, c: 0 };
  const take = pool("round-robin", waits);
  assertEquals([take(), take(), take(), take()], ["a", "b", "c", "a"]);
  waits.b = Infinity;
  assertEquals([take(), take(), take()], ["c", "c", "a"]);
});

Deno.test("WebhookPool names one to which nothing goes out when there is no other", () => {
  const take = pool("round-robin", { a: Infinity, b: Infinity });
  assertEquals([take(), take()], ["a", "b"]);
});

Deno.test("WebhookPool with failover tries the others after the first, the hopeless ones last", () => {
  const take = pool("failover", { a: Infinity, b: 0, c: 0 });
  assertEquals([take(), take(), take()], ["bca", "bca", "cba"]);
});

Deno.test("WebhookPool with least-wait takes whichever can send first, in turn among equals", () => {
  const waits = { a: 0, b: 0, c: 1 };
  const take = pool("least-wait", waits);
  assertEquals([take(), take(), take()], ["a", "b", "a"]);
  Object.assign(waits, { a: 10, b: 5 });
  assertEquals(take(), "c");
  Object.assign(waits, { a: Infinity, b: Infinity, c: Infinity });
  assertEquals(take(), "b");
});

Deno.test("WebhookPool without a limiter takes turns", () => {
  const targets = ["a", "b"].map((given) => ({
    given,
    url: new URL("https://a.example"),
    authorization: undefined,
  }));
  const made = new WebhookPool(targets, "least-wait", undefined);
  assertEquals([made.take(), made.take()].map(([first]) => first?.given), ["a", "b"]);
});
