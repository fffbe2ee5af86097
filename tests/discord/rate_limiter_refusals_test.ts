import { assertEquals } from "@std/assert";
import {
  edge,
  ELSEWHERE,
  range,
  Sends,
  told,
  untold,
  URL_A,
  URL_B,
  wait,
  webhookUrl,
} from "./limiter/sends.ts";

const STRICT = { order: "strict" } as const;

Deno.test("(36) DiscordRateLimiter holds one webhook and kind of request after a user 429", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, told(0, 700, { ...wait(5000), scope: "user" }));
  await sends.begin(1, { url: URL_B });
  await sends.begin(1, { method: "GET" });
  assertEquals(sends.through, [0, 2, 3]);
  await sends.clock.advance(5000);
  assertEquals(sends.through, [0, 2, 3]);
  await sends.clock.advance(50);
  assertEquals(sends.through, [0, 2, 3, 1]);
});

Deno.test("(36) DiscordRateLimiter holds all webhooks of a server after a global 429", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, untold({ ...wait(3000), headers: { "x-ratelimit-global": "true" } }));
  await sends.begin(1, { url: URL_B });
  await sends.begin(1, { method: "GET" });
  await sends.begin(1, { url: ELSEWHERE });
  assertEquals(sends.through, [0, 3]);
  await sends.clock.advance(3049);
  assertEquals(sends.through, [0, 3]);
  await sends.clock.advance(1);
  assertEquals(sends.through, [0, 3, 1, 2]);
});

Deno.test("DiscordRateLimiter learns from the body that a 429 is global", async () => {
  const sends = new Sends();
  await sends.begin(1);
  const response = { message: "", retry_after: 3, global: true };
  await sends.answer(0, untold({ status: 429, response }));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0]);
});

Deno.test("(36, 37) DiscordRateLimiter holds the posts to a channel after a shared 429", async () => {
  const sends = new Sends();
  const post = (id: string, channel: string) => ({
    status: 200,
    response: { id, channel_id: channel },
  });
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, post("1", "c")));
  await sends.begin(1, { url: URL_B });
  await sends.answer(2, told(4, 2000, post("2", "c")));
  const third = webhookUrl("333333333333333333");
  await sends.begin(1, { url: third });
  await sends.answer(3, told(4, 2000, post("3", "elsewhere")));

  await sends.answer(1, told(3, 2000, { ...wait(45_000), scope: "shared" }));
  await sends.begin(1, { url: URL_B }); // 4
  await sends.begin(1, { url: third }); // 5
  await sends.begin(1, { method: "GET" }); // 6
  await sends.begin(1); // 7
  assertEquals(sends.through, [0, 1, 2, 3, 5, 6]);
  await sends.clock.advance(45_049);
  assertEquals(sends.through.length, 6, "though 3 remain");
  await sends.clock.advance(1);
  assertEquals(sends.through.slice(6).sort(), [4, 7]);
});

Deno.test("DiscordRateLimiter holds one webhook after a shared 429 while its channel is unknown", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, told(4, 2000, { ...wait(45_000), scope: "shared" }));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 2]);
  const response = { id: "w", channel_id: "c" };
  await sends.begin(1, { url: URL_B, method: "GET" });
  await sends.begin(1, { method: "GET" });
  await sends.answer(3, told(4, 5000, { status: 200, response }));
  await sends.answer(4, told(4, 5000, { status: 200, response })); // Now it is known.
  await sends.answer(2, told(4, 2000));
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 2, 3, 4]);
});

for (
  const [name, query, id] of [["a thread", "?thread_id=5", "1"], ["a new thread", "", "5"]] as const
) {
  Deno.test(`DiscordRateLimiter does not take ${name} for the channel of a webhook`, async () => {
    const sends = new Sends();
    const url = new URL(`${URL_A.href}${query}`);
    await sends.begin(1, { url: URL_B, method: "GET" });
    await sends.answer(0, told(4, 2000, { status: 200, response: { id: "w", channel_id: "5" } }));
    await sends.begin(1, { url });
    await sends.answer(1, told(4, 2000, { status: 200, response: { id, channel_id: "5" } }));
    await sends.begin(1, { url });
    await sends.answer(2, told(4, 2000, { ...wait(9000), scope: "shared" }));
    await sends.begin(1, { url: URL_B });
    assertEquals(sends.through, range(0, 4));
  });
}

Deno.test("DiscordRateLimiter keeps what it counted when the channel gets known", async () => {
  const sends = new Sends();
  const many = { limit: 99 };
  await sends.begin(1);
  await sends.answer(0, told(90, 1, { ...wait(1000), scope: "shared", ...many }));
  await sends.clock.advance(1050);
  await sends.begin(10);
  await sends.begin(1, { url: URL_B });
  await sends.answer(11, told(90, 9000, many));
  for (const n of [1, 2, 3]) await sends.answer(n, told(90, 9000, many));
  for (const [n, url] of [[12, URL_A], [13, URL_B]] as const) {
    await sends.begin(1, { method: "GET", url });
    const response = { id: "w", channel_id: "c" };
    await sends.answer(n, told(4, 2000, { status: 200, response }));
  }
  await sends.begin(30, { url: URL_B });
  assertEquals(sends.through.length, 14 + 20);
});

Deno.test("DiscordRateLimiter moves a webhook that posts to another channel now", async () => {
  const sends = new Sends();
  const post = (id: string, channel: string) => {
    return told(4, 2000, { status: 200, response: { id, channel_id: channel } });
  };
  await sends.begin(1);
  await sends.answer(0, post("1", "old"));
  await sends.begin(1, { url: URL_B });
  await sends.answer(1, post("2", "new"));
  await sends.begin(1);
  await sends.answer(2, post("3", "new"));
  await sends.begin(1, { url: URL_B });
  await sends.answer(3, told(4, 2000, { ...wait(9000), scope: "shared" }));
  await sends.begin(1);
  assertEquals(sends.through.length, 4);
});

Deno.test("DiscordRateLimiter heeds the longest of several waits for a channel", async () => {
  const sends = new Sends();
  await sends.begin(4);
  await sends.answer(0, told(4, 20_000));
  await sends.answer(1, told(3, 20_000, { ...wait(9000), scope: "shared" }));
  await sends.answer(2, told(2, 20_000, { ...wait(1000), scope: "shared" }));
  await sends.begin(1);
  await sends.clock.advance(9049);
  assertEquals(sends.through, range(0, 4));
  await sends.clock.advance(1);
  assertEquals(sends.through, range(0, 5));
});

Deno.test("DiscordRateLimiter keeps to 30 posts a minute after the first shared 429", async () => {
  const sends = new Sends();
  await sends.begin(1, STRICT);
  await sends.answer(0, told(49, 2000, { ...wait(1000), scope: "shared", limit: 50 }));
  await sends.begin(40);
  await sends.clock.advance(1000);
  await sends.retry(0);
  await sends.clock.advance(50);
  await sends.end(0, told(49, 2000, { limit: 50 }));
  assertEquals(sends.through.length, 1 + 30);
  for (const n of sends.through.slice(2)) await sends.end(n, told(20, 2000, { limit: 50 }));
  await sends.clock.advance(59_999);
  assertEquals(sends.through.length, 31);
  await sends.clock.advance(1);
  assertEquals(sends.through.length, 42);
});

Deno.test("(42) DiscordRateLimiter refuses who would wait too long for the channel's 30 a minute", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(49, 9000, { ...wait(1000), scope: "shared", limit: 50 }));
  await sends.clock.advance(1050);
  await sends.begin(30);
  await sends.begin(1, { maxWait: 59_999 });
  await sends.begin(1, { maxWait: 60_000 });
  assertEquals([sends.through.length, [...sends.refused.keys()]], [31, [31]]);
});

Deno.test("DiscordRateLimiter does not count refused posts for the channel", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.answer(0, told(49, 9000, { ...wait(1000), scope: "shared", limit: 50 }));
  await sends.clock.advance(1050);
  await sends.begin(32);
  assertEquals(sends.through.length, 31);
  await sends.answer(1, told(40, 9000, { status: 400, limit: 50 }));
  assertEquals(sends.through.length, 32);
});

Deno.test("(38) DiscordRateLimiter counts 401, 403 and 429 as invalid, but not shared ones", async () => {
  const sends = new Sends({ invalidRequestLimit: 3 });
  const answers = [
    told(4, 1, { ...wait(1), scope: "shared" }),
    told(4, 1, { ...wait(1), scope: "shared" }),
    untold({ status: 403 }),
    untold({ status: 404 }),
    untold({ status: 401 }),
    told(0, 1, { ...wait(1), scope: "user" }),
  ];
  for (const [n, answer] of answers.entries()) {
    assertEquals(sends.limiter.reasonFor(URL_A), undefined, `before answer ${n}`);
    await sends.begin(1);
    await sends.end(n, answer);
    await sends.clock.advance(1000);
  }
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.limiter.reasonFor(URL_B)?.reason, "invalid-requests");
  assertEquals(sends.refused.get(6)?.kind, "blocked");
  const { retryAfter } = sends.refused.get(6)!;
  await sends.begin(1, { url: ELSEWHERE });
  assertEquals(sends.through.at(-1), 7);
  await sends.clock.advance(retryAfter!);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through.at(-1), 8);
});

Deno.test("DiscordRateLimiter refuses those who wait when too many requests were invalid", async () => {
  const sends = new Sends({ invalidRequestLimit: 1 });
  await sends.begin(2);
  await sends.begin(2, { url: URL_B });
  await sends.answer(0, untold({ status: 403 }));
  assertEquals([...sends.refused.keys()], [1, 3]);
  assertEquals(sends.clock.pending, 0);
});

Deno.test("(39) DiscordRateLimiter never goes earlier than a fractional retry_after", async () => {
  const sends = new Sends();
  await sends.begin(2);
  const headers = { "retry-after": "1" };
  await sends.answer(0, untold({ ...wait(1337.25), scope: "user", headers }));
  await sends.clock.advance(1337.25);
  assertEquals(sends.through, [0]);
  await sends.clock.advance(51);
  assertEquals(sends.through, [0, 1]);
});

Deno.test("(40) DiscordRateLimiter holds longer and longer when 429s do not say how long", async () => {
  const sends = new Sends();
  const response = { message: "You are being rate limited.", global: false };
  await sends.begin(9);
  const waits = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];
  for (const [n, wait] of waits.entries()) {
    await sends.answer(n, untold({ status: 429, response, retryAfter: 10 }));
    await sends.clock.advance(wait + 49);
    assertEquals(sends.through.length, n + 1);
    await sends.clock.advance(1);
    assertEquals(sends.through.length, n + 2);
  }
});

Deno.test("DiscordRateLimiter forgets earlier 429s that said nothing after an answer", async () => {
  const sends = new Sends();
  await sends.begin(4);
  await sends.answer(0, untold({ status: 429 }));
  await sends.clock.advance(1050);
  await sends.answer(1, untold());
  await sends.answer(2, untold({ status: 429 }));
  await sends.clock.advance(1050);
  assertEquals(sends.through, range(0, 4));
});

Deno.test("DiscordRateLimiter holds at least as long as the sender waits by itself", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, untold({ status: 429, retryAfter: 7000 }));
  await sends.clock.advance(7049);
  assertEquals(sends.through, [0]);
});

Deno.test("(42) DiscordRateLimiter refuses at once who would wait longer than it may", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.begin(2, { maxWait: 300_000 });
  await sends.begin(1, { maxWait: 10_000_000 });
  await sends.answer(0, untold(wait(7_200_000)));
  await sends.begin(1, { maxWait: 1000 });
  const refusal = { granted: false, kind: "rate-limited", retryAfter: 7_200_050 };
  assertEquals([...sends.refused], [[1, refusal], [2, refusal], [4, refusal]]);
});

for (
  const [name, answer] of [
    ["a user 429", untold({ ...wait(1e300), scope: "user" })],
    ["a shared 429", untold({ ...wait(1e300), scope: "shared" })],
    ["a global 429", untold({ ...wait(1e300), scope: "global" })],
    ["a ban", edge(429, "<html>", { "retry-after": "99999999999999" })],
    ["a window", told(0, 1e15)],
  ] as const
) {
  Deno.test(`DiscordRateLimiter is held by ${name} for no more than a day, whatever it says`, async () => {
    const sends = new Sends();
    await sends.begin(1);
    await sends.end(0, answer);
    await sends.clock.advance(86_400_000 - 1);
    await sends.begin(1, { maxWait: 0 });
    assertEquals([...sends.refused.keys()], [1]);
    await sends.clock.advance(51);
    await sends.begin(1);
    assertEquals(sends.through, [0, 2]);
  });
}

Deno.test("(42) DiscordRateLimiter refuses those too who stand behind a strict send", async () => {
  const sends = new Sends();
  await sends.begin(1, STRICT);
  await sends.begin(2, { ...STRICT, maxWait: 1000 });
  await sends.answer(0, untold(wait(60_000)));
  assertEquals([...sends.refused.keys()], [1, 2]);
});

Deno.test("DiscordRateLimiter refuses those who wait elsewhere in a channel or on a server", async () => {
  const sends = new Sends();
  const post = (id: string) => ({ status: 200, response: { id, channel_id: "c" } });
  await sends.begin(1);
  await sends.answer(0, told(4, 2000, post("1")));
  await sends.begin(1, { url: URL_B });
  await sends.answer(1, told(0, 2000, post("2")));
  await sends.begin(1, { url: URL_B, maxWait: 5000 }); // 2
  await sends.begin(1, { maxWait: 5000 });
  await sends.answer(3, told(3, 2000, { ...wait(45_000), scope: "shared" }));
  assertEquals([...sends.refused.keys()], [2]);
  await sends.begin(1, { url: URL_B, method: "GET" }); // 4
  await sends.begin(1, { url: URL_B, method: "GET", maxWait: 5000 }); // 5
  await sends.begin(1, { method: "PATCH" }); // 6
  await sends.answer(6, untold({ ...wait(45_000), scope: "global" }));
  assertEquals([...sends.refused.keys()], [2, 5]);
});

for (
  const [name, answer, time] of [
    ["an HTML 429", edge(429, "<html>", { "retry-after": "3600" }), 3_600_000],
    ["a text 429", edge(429, "error code: 1015", { "retry-after": "7" }), 7000],
    ["a text 429 that does not say how long", edge(429, "error code: 1015"), 60_000],
    ["a JSON 429 of code 0", edge(429, { code: 0, message: "blocked" }), 60_000],
    ["a 429 that says nothing", edge(429, null), 60_000],
    ["an HTML 429 that says 0", edge(429, "<html>", { "retry-after": "0" }), 60_000],
  ] as const
) {
  Deno.test(`(41) DiscordRateLimiter opens the circuit of the server after ${name}`, async () => {
    const sends = new Sends();
    await sends.begin(2);
    await sends.begin(2, { url: URL_B });
    await sends.answer(0, answer);
    const blocked = { granted: false, kind: "blocked", retryAfter: time } as const;
    assertEquals([...sends.refused], [[1, blocked], [3, blocked]], "those who wait");
    await sends.begin(1, { method: "GET" });
    assertEquals(sends.refused.get(4), blocked);
    assertEquals(sends.limiter.reasonFor(URL_B), { reason: "banned", retryAfter: time });
    assertEquals(sends.limiter.waitOf(URL_B), Infinity);
    await sends.begin(1, { url: ELSEWHERE });
    assertEquals(sends.through, [0, 2, 5]);

    await sends.clock.advance(time);
    assertEquals(sends.limiter.reasonFor(URL_B), undefined);
  });
}

Deno.test("DiscordRateLimiter takes a 429 of another server's proxy at its word", async () => {
  const sends = new Sends();
  await sends.begin(2);
  await sends.answer(0, edge(429, { retry_after: 1.5 }));
  await sends.begin(1, { url: URL_B });
  await sends.clock.advance(1550);
  assertEquals([sends.refused.size, sends.through], [0, [0, 2, 1]]);
});

Deno.test("DiscordRateLimiter sends one request after a ban, and the others once it is answered", async () => {
  const sends = new Sends({ ban: 10_000 });
  await sends.begin(1);
  await sends.answer(0, edge(429, null));
  await sends.clock.advance(10_000);
  await sends.begin(1);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1]);
  await sends.answer(1);
  assertEquals(sends.through, [0, 1, 2], "no answer proves nothing");
  await sends.begin(1, { method: "GET" });
  assertEquals(sends.through.length, 3);
  await sends.answer(2, told(4, 2000));
  assertEquals(sends.through.length, 4);
});

Deno.test("DiscordRateLimiter blocks again when the first request after a ban is refused", async () => {
  const sends = new Sends({ ban: 10_000 });
  await sends.begin(1);
  await sends.answer(0, edge(429, null));
  await sends.clock.advance(10_000);
  await sends.begin(2, { url: URL_B });
  await sends.answer(1, edge(429, null));
  assertEquals(sends.refused.get(2)?.kind, "blocked");
});

Deno.test("DiscordRateLimiter is not freed of a ban by an answer to an older request", async () => {
  const sends = new Sends();
  await sends.begin(1);
  await sends.begin(1, { url: URL_B });
  await sends.answer(0, edge(429, null));
  await sends.answer(1, told(4, 2000));
  assertEquals(sends.limiter.reasonFor(URL_A)?.reason, "banned");
  await sends.clock.advance(60_000);
  await sends.begin(1);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1, 2], "nor is it taken for proof that the ban has ended");
});

Deno.test("DiscordRateLimiter lets 50 requests per second out to all webhooks together", async () => {
  const sends = new Sends();
  for (const n of range(0, 120)) {
    await sends.begin(1, { url: webhookUrl(String(10n ** 17n + BigInt(n))) });
  }
  assertEquals(sends.through, range(0, 50));
  await sends.clock.advance(999);
  assertEquals(sends.through.length, 50);
  await sends.clock.advance(1);
  assertEquals(sends.through, range(0, 100));
});

Deno.test("DiscordRateLimiter gives each webhook its share of the 50 per second", async () => {
  const sends = new Sends({ requestsPerSecond: 2 });
  await sends.begin(1);
  await sends.answer(0, told(99, 60_000, { limit: 100 }));
  await sends.begin(9);
  await sends.begin(1, { url: URL_B });
  assertEquals(sends.through, [0, 1]);
  await sends.clock.advance(1000);
  assertEquals(sends.through, [0, 1, 2, 3]);
  await sends.clock.advance(1000);
  assertEquals(sends.through.slice(4).includes(10), true);
});

Deno.test("DiscordRateLimiter has no limit per second where it is told so", async () => {
  const sends = new Sends({ requestsPerSecond: Infinity });
  for (const n of range(0, 120)) {
    await sends.begin(1, { url: webhookUrl(String(10n ** 17n + BigInt(n))) });
  }
  assertEquals(sends.through.length, 120);
});
