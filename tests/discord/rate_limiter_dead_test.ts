import { assertEquals } from "@std/assert";
import type { DeadWebhook } from "../../src/discord/rate_limiter.ts";
import { edge, Sends, told, URL_A, URL_B } from "./limiter/sends.ts";

const GONE = { status: 404, response: { code: 10015, message: "Unknown Webhook" } };

for (
  const [status, code] of [[404, 10015], [401, 50027], [401, 0], [401, 40001], [
    401,
    50014,
  ]] as const
) {
  Deno.test(`(52) DiscordRateLimiter sends nothing more after ${status} with code ${code}`, async () => {
    const dead: DeadWebhook[] = [];
    const sends = new Sends({ onDead: (one) => dead.push(one) });
    await sends.begin(1, { order: "strict" });
    await sends.begin(2, { order: "strict" });
    await sends.begin(1);
    await sends.end(0, told(4, 2000, { status, response: { code, message: "" } }));
    await sends.begin(1, { method: "GET" });
    const refusal = { granted: false, kind: "blocked", retryAfter: null } as const;
    assertEquals([...sends.refused.keys()], [1, 2, 3, 4]);
    assertEquals([...sends.refused.values()], Array(4).fill(refusal));
    const mark = { id: "111111111111111111", code, status };
    assertEquals(sends.limiter.reasonFor(URL_A), { reason: "dead", retryAfter: null, ...mark });
    assertEquals([sends.limiter.isDead(URL_A), sends.limiter.isDead(URL_B)], [true, false]);
    assertEquals(sends.limiter.waitOf(URL_A), Infinity);
    assertEquals(dead, [mark]);
    assertEquals(sends.clock.pending, 0);
  });
}

for (
  const [status, code] of [[404, 10008], [404, 10003], [404, 0], [403, 50013], [500, 10015], [
    400,
    0,
  ]]
) {
  Deno.test(`DiscordRateLimiter does not take a webhook for dead for ${status} with code ${code}`, async () => {
    const sends = new Sends();
    await sends.begin(1);
    await sends.answer(0, told(4, 2000, { status, response: { code, message: "" } }));
    assertEquals(sends.limiter.isDead(URL_A), false);
  });
}

Deno.test("DiscordRateLimiter does not take a webhook for dead for an HTML 404", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, edge(404, "<html>Not found</html>"));
  await sends.answer(1, edge(401, "<html>Who are you</html>"));
  assertEquals(sends.limiter.isDead(URL_A), false);
});

Deno.test("DiscordRateLimiter takes a webhook for gone that is deleted, and refuses who waits (52)", async () => {
  const dead: DeadWebhook[] = [];
  const sends = new Sends({ onDead: (one) => dead.push(one) });
  await sends.begin(3);
  await sends.begin(1, { method: "DELETE" });
  await sends.answer(3, told(4, 2000, { status: 204 }));
  assertEquals([...sends.refused.values()].map(({ kind }) => kind), ["blocked", "blocked"]);
  assertEquals(dead, [{ id: "111111111111111111", code: null, status: 204 }]);
  assertEquals([sends.limiter.isDead(URL_A), sends.limiter.isDead(URL_B)], [true, false]);
});

Deno.test("DiscordRateLimiter does not take a webhook for gone when a message of it is deleted, or it cannot be", async () => {
  const sends = new Sends();
  const message = new URL(`${URL_A.href}/messages/123456789012345678`);
  await sends.begin(1, { method: "DELETE", url: message });
  await sends.answer(0, told(4, 2000, { status: 204 }));
  await sends.begin(1, { method: "DELETE" });
  await sends.answer(1, told(4, 2000, { status: 403, response: { code: 50013 } }));
  assertEquals(sends.limiter.isDead(URL_A), false);
});

Deno.test("DiscordRateLimiter.revive() lets a webhook be tried again", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(4, 2000, GONE));
  sends.limiter.revive(URL_A);
  await sends.begin(1);
  assertEquals([sends.through, sends.limiter.isDead(URL_A)], [[0, 1], false]);
});

Deno.test("DiscordRateLimiter is not disturbed by what onDead throws", async () => {
  const sends = new Sends({
    onDead: () => {
      throw new Error("guest");
    },
  });
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, GONE));
  assertEquals(sends.refused.get(1)?.kind, "blocked");
});

Deno.test("DiscordRateLimiter reports a webhook as dead once", async () => {
  const dead: DeadWebhook[] = [];
  const sends = new Sends({ onDead: (one) => dead.push(one) });
  await sends.begin(3);
  await sends.answer(0, told(4, 2000));
  await sends.answer(1, told(3, 2000, GONE));
  await sends.answer(2, told(2, 2000, GONE));
  assertEquals(dead.length, 1);
});
