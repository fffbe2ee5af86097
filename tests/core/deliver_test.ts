import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  type AttemptEvent,
  connectionErrorRetry,
  type LimitedAnswer,
  type RateLimiter,
  rateLimitRetry,
  type RetryContext,
  type RetryHandler,
  serverErrorRetry,
  Webhook,
  type WebhookOptions,
  type WebhookResult,
} from "../../mod.ts";
import {
  always,
  type Answer,
  FakeServer,
  ManualClock,
  type Script,
} from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";
import { AT_ONCE, settled, sleeping, until } from "./waiting.ts";

/** Sends one message to a server that plays a script, and returns what both sides saw. */
async function sendTo(script: Script, options: WebhookOptions = {}) {
  await using server = await FakeServer.start(script);
  const result = await new Webhook(server.url, { backoff: AT_ONCE, ...options }).send({ a: 1 });
  return { result, requests: server.requests, server };
}

function failed(result: WebhookResult) {
  assert(!result.ok);
  return result;
}

// --- what is delivered ---

Deno.test("deliver() takes every 2xx for a delivery, and never sends again", async (t) => {
  for (const status of [200, 201, 202, 203, 204, 206, 226, 299]) {
    await t.step(String(status), async () => {
      const { result, requests } = await sendTo([status]);
      assertEquals([result.ok, result.status, requests.length], [true, status, 1]);
      assertEquals([result.attempts, result.error, result.truncated], [1, null, false]);
    });
  }
});

Deno.test("deliver() takes a 2xx whose body is cut for a delivery", async (t) => {
  const part = `{"id": "${"1".repeat(1200)}`; // Of a smaller one nothing is kept.
  for (const chunked of [false, true]) {
    await t.step(chunked ? "chunked" : "with a length", async () => {
      const { result, requests } = await sendTo([
        { fault: "cut-body", status: 201, body: part, chunked },
        204,
      ]);
      assertEquals([result.ok, result.status, requests.length], [true, 201, 1]);
      assertEquals([result.truncated, result.response], [true, part]);
    });
  }
});

Deno.test("deliver() takes a 2xx whose body hangs for a delivery, once the time is up", async () => {
  const clock = new ManualClock();
  const part = "1".repeat(1200);
  await using server = await FakeServer.start([{ fault: "hang-body", body: part }, 204]);
  // The head and the part must have come before the time is up.
  let answered = false;
  const fetching: typeof fetch = (...request) => {
    return fetch(...request).finally(() => answered = true);
  };
  const sending = new Webhook(server.url, { clock, fetch: fetching, timeout: 1000 }).send({});
  await until(() => answered, "the head arrives");
  await settled();
  await clock.advance(1000);
  const result = await sending;
  assertEquals([result.ok, result.status, result.attempts], [true, 200, 1]);
  assertEquals([result.truncated, result.response, result.elapsed], [true, part, 1000]);
  assertEquals([server.requests.length, clock.pending], [1, 0]);
  await server.disconnected(1); // Nothing is left unread.
});

Deno.test("deliver() reads an answer up to maxResponseBytes, and cancels the rest", async () => {
  const body = "0123456789";
  const { result } = await sendTo([{ fault: "endless", body }], { maxResponseBytes: 25 });
  assertEquals([result.ok, result.truncated], [true, true]);
  assertEquals(result.response, "0123456789012345678901234");
});

Deno.test("deliver() leaves the connection of an endless answer", async () => {
  await using server = await FakeServer.start([{ fault: "endless" }]);
  await new Webhook(server.url).send({});
  await server.disconnected(1);
  assertEquals(server.openConnections, 0);
});

Deno.test("deliver() takes exactly maxResponseBytes for the whole answer", async (t) => {
  for (
    const [max, text, truncated] of [[4, "abcd", false], [3, "abc", true], [0, null, true]] as const
  ) {
    await t.step(String(max), async () => {
      const { result } = await sendTo([{ body: "abcd" }], { maxResponseBytes: max });
      assertEquals([result.response, result.truncated], [text, truncated]);
    });
  }
});

Deno.test("deliver() takes maxResponseBytes for what a compressed answer unpacks to", async () => {
  const packing = new Blob(["0".repeat(100_000)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const body = await new Response(packing).bytes();
  assert(body.length < 1000, "it is read in one go where its length is believed");
  const { result } = await sendTo([{ body, headers: { "content-encoding": "gzip" } }], {
    maxResponseBytes: 1000,
  });
  assertEquals([result.response, result.truncated], ["0".repeat(1000), true]);
});

Deno.test("deliver() does not read half an answer as JSON", async () => {
  const { result } = await sendTo([{ body: "1234" }], { maxResponseBytes: 2 });
  assertEquals([result.response, result.truncated], ["12", true]);
});

Deno.test("deliver() reads the failure of a server up to maxResponseBytes too", async () => {
  const { result } = await sendTo([{ fault: "endless", status: 404, body: "no" }], {
    maxResponseBytes: 4,
  });
  assertEquals([result.ok, result.status, result.response], [false, 404, "nono"]);
  assertEquals(result.truncated, true);
});

// --- what an answer says ---

Deno.test("deliver() reads an answer as JSON if it parses, as text if not", async (t) => {
  const cases: [Answer, unknown][] = [
    [{ body: { id: "1" } }, { id: "1" }],
    [{ body: "[1]", headers: { "content-type": "text/plain" } }, [1]],
    [{ body: "null" }, null],
    [{ body: "false" }, false],
    [{ body: "ok" }, "ok"],
    [{ body: "<p>", headers: { "content-type": "application/json" } }, "<p>"],
    [{ body: " " }, " "],
    [{ body: "" }, null],
    [204, null],
    [{ body: Uint8Array.of(0xff, 0x61) }, "\ufffda"],
    [{ body: "\ufeff1" }, 1],
  ];
  for (const [index, [answer, response]] of cases.entries()) {
    await t.step(`${index}: ${JSON.stringify(response)}`, async () => {
      const { result } = await sendTo([answer]);
      assertEquals([result.ok, result.response], [true, response]);
    });
  }
});

Deno.test("deliver() hands on the headers of the last answer", async () => {
  const { result } = await sendTo([
    { status: 500, headers: { "x-n": "1" } },
    { status: 200, headers: { "x-n": "2" } },
  ]);
  assertEquals(result.headers?.get("x-n"), "2");
});

Deno.test("deliver() tells all of a delivery in a frozen result", async () => {
  await using server = await FakeServer.start([{ body: { id: "1" } }]);
  const result = await new Webhook(server.url).send({});
  assert(Object.isFrozen(result));
  assert(result.headers instanceof Headers && result.elapsed >= 0);
  const { headers: _headers, elapsed: _elapsed, ...rest } = result;
  assertEquals({ ...rest, url: result.url, proxy: result.proxy }, {
    ok: true,
    status: 200,
    response: { id: "1" },
    error: null,
    attempts: 1,
    truncated: false,
    url: server.url,
    proxy: null,
  });
});

Deno.test("deliver() tells all of a failure in a frozen result", async () => {
  await using server = await FakeServer.start([{
    status: 403,
    body: "no",
    headers: { "x-n": "1" },
  }]);
  const result = failed(await new Webhook(server.url).send({}));
  assert(Object.isFrozen(result));
  assertEquals(result.headers?.get("x-n"), "1");
  const { headers: _headers, elapsed: _elapsed, ...rest } = result;
  assertEquals({ ...rest, url: result.url, proxy: result.proxy }, {
    ok: false,
    kind: "http",
    error: `Cannot deliver to ${server.address}: server answered 403`,
    status: 403,
    response: "no",
    retryAfter: null,
    mayHaveArrived: false,
    cause: undefined,
    attempts: 1,
    truncated: false,
    url: server.url,
    proxy: null,
  });
});

Deno.test("deliver() counts the waits in elapsed", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([{ status: 429, body: { retry_after: 7 } }, 204]);
  const sending = new Webhook(server.url, { clock }).send({});
  await sleeping(clock, 1);
  await clock.advance(7000);
  assertEquals((await sending).elapsed, 7000);
});

// --- what is tried again ---

Deno.test("deliver() tries again after 5xx, 408 and 425 until its budget is spent", async (t) => {
  for (const status of [408, 425, 500, 501, 502, 503, 504, 520, 599]) {
    await t.step(String(status), async () => {
      const { result, requests } = await sendTo(always({ status, body: { status } }), {
        maxRetries: 2,
      });
      const { kind, attempts, response, retryAfter } = failed(result);
      assertEquals([kind, result.status, attempts, requests.length], ["http", status, 3, 3]);
      assertEquals([response, retryAfter], [{ status }, null]);
    });
  }
});

Deno.test("deliver() says of a 5xx that it may have arrived, of a 408 or 425 that it did not", async () => {
  for (const [status, may] of [[500, true], [503, true], [408, false], [425, false]] as const) {
    const { result } = await sendTo([status], { maxRetries: 0 });
    assertEquals([status, failed(result).mayHaveArrived], [status, may]);
  }
});

Deno.test("deliver() fails at once on any other status", async (t) => {
  for (const status of [304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422, 451, 499]) {
    await t.step(String(status), async () => {
      const { result, requests } = await sendTo([status, 204]);
      assertEquals([failed(result).kind, result.status, requests.length], ["http", status, 1]);
    });
  }
});

Deno.test("deliver() takes a 407 for the target's own answer where there is no proxy", async () => {
  const { result, requests } = await sendTo([407, 204]);
  assertEquals([failed(result).kind, result.status, requests.length], ["http", 407, 1]);
});

Deno.test("deliver() makes no retry with maxRetries 0, and three by default", async () => {
  for (const [maxRetries, attempts] of [[0, 1], [1, 2], [undefined, 4]] as const) {
    const { result, requests } = await sendTo(always(500), { maxRetries });
    assertEquals([result.attempts, requests.length], [attempts, attempts]);
  }
});

Deno.test("deliver() counts 429s, 5xx and lost connections in one budget", async () => {
  const limited = { status: 429, body: { retry_after: 0 } };
  const { result, requests } = await sendTo([limited, 500, { fault: "cut" }, limited, 204]);
  assertEquals([failed(result).kind, requests.length], ["rate-limited", 4]);
  assertEquals([result.status, failed(result).mayHaveArrived], [429, true]);
});

Deno.test("deliver() tells the last status and body although the last attempt had none", async () => {
  const { result } = await sendTo([{ status: 500, body: "broken" }, { fault: "cut" }], {
    maxRetries: 1,
  });
  const { kind, status, response, cause } = failed(result);
  assertEquals([kind, status, response], ["network", 500, "broken"]);
  assert(cause instanceof Error);
});

Deno.test("deliver() waits by the backoff, each time longer", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start(always(500));
  const backoff = { minTimeout: 100, maxTimeout: 300, multiplier: 2, jitter: 0 };
  const sending = new Webhook(server.url, { clock, backoff, maxRetries: 4 }).send({});
  for (const [n, wait] of [100, 200, 300, 300].entries()) {
    await sleeping(clock, n + 1);
    await clock.advance(wait - 1);
    assertEquals(server.requests.length, n + 1);
    await clock.advance(1);
    await server.received(n + 2);
  }
  assertEquals((await sending).attempts, 5);
  assertEquals(clock.waits, [100, 200, 300, 300]);
});

Deno.test("deliver() waits at random within the default backoff", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start(always(503));
  const sending = new Webhook(server.url, { clock }).send({});
  for (const [n, most] of [500, 1000, 2000].entries()) {
    await sleeping(clock, n + 1);
    assert(clock.waits[n]! >= 0 && clock.waits[n]! <= most);
    await clock.advance(most);
  }
  assertEquals((await sending).attempts, 4);
});

Deno.test("deliver() waits another time at each send, anywhere within the default backoff", async () => {
  const clock = new ManualClock();
  const hook = new Webhook("http://hook.test/", {
    clock,
    rateLimit: false,
    maxRetries: 1,
    fetch: () => Promise.resolve(new Response(null, { status: 503 })),
  });
  const sendings = Array.from({ length: 60 }, () => hook.send({}));
  await sleeping(clock, 60);
  await clock.advance(500);
  await Promise.all(sendings);
  assert(clock.waits.every((wait) => wait >= 0 && wait <= 500));
  assertEquals(new Set(clock.waits).size, 60);
  // By chance this would fail once in 10 ** 18 times.
  assert(Math.min(...clock.waits) < 250 && Math.max(...clock.waits) > 250);
});

Deno.test("deliver() takes a Retry-After of a 5xx for the least that it waits", async (t) => {
  for (const [header, wait] of [["2", 2000], ["0", 300], ["0.1", 300], ["soon", 300]] as const) {
    await t.step(header, async () => {
      const clock = new ManualClock();
      const headers = { "retry-after": header };
      await using server = await FakeServer.start([{ status: 503, headers }, 204]);
      const backoff = { minTimeout: 300, jitter: 0 };
      const sending = new Webhook(server.url, { clock, backoff }).send({});
      await sleeping(clock, 1);
      await clock.advance(wait);
      assertEquals([(await sending).ok, clock.waits], [true, [wait]]);
    });
  }
});

Deno.test("deliver() tries again what a refused connection kept from the server", async () => {
  const gone = await FakeServer.start();
  await gone.close();
  const events: AttemptEvent[] = [];
  const hook = new Webhook(gone.url, {
    backoff: AT_ONCE,
    maxRetries: 2,
    onAttempt: (event) => void events.push(event),
  });
  const result = failed(await hook.send({}));
  assertEquals([result.kind, result.status, result.attempts], ["network", null, 3]);
  assertEquals([result.headers, result.response, result.mayHaveArrived], [null, null, false]);
  assertEquals(events.length, 3);
  assertMatch(result.error, /^Cannot deliver to 127\.0\.0\.1:\d+: connection refused$/);
});

Deno.test("deliver() tries again what may have arrived, and says so", async (t) => {
  for (const fault of ["cut", "cut-head", "reset", "garbage"] as const) {
    await t.step(fault, async () => {
      const { result, requests } = await sendTo(always({ fault }), { maxRetries: 1 });
      const { kind, attempts, mayHaveArrived, status } = failed(result);
      assertEquals([kind, attempts, requests.length], ["network", 2, 2]);
      assertEquals([mayHaveArrived, status], [true, null]);
    });
  }
});

Deno.test("deliver() says of a delivery after a lost connection only that it is delivered", async () => {
  const { result } = await sendTo([{ fault: "cut" }, 204]);
  assertEquals([result.ok, result.attempts, "mayHaveArrived" in result], [true, 2, false]);
});

// A reused connection is closed by a server that has read the request: Deno itself would send a
// text or bytes again, unseen.
Deno.test("deliver() sends once per counted attempt when a reused connection is closed", async (t) => {
  const form = new FormData();
  form.append("a", "1");
  const payloads: Record<string, unknown> = {
    "JSON": { a: 1 },
    "bytes": new Uint8Array(10),
    "a form": form,
    "a query": new URLSearchParams("a=1"),
    "a blob": new Blob(["x"]),
  };
  for (const [name, payload] of Object.entries(payloads)) {
    for (const fault of ["cut", "cut-head", "reset"] as const) {
      await t.step(`${name}, ${fault}`, async () => {
        await using server = await FakeServer.start([200, 200, { fault }, { fault }, 200]);
        const hook = new Webhook(server.url, { backoff: AT_ONCE });
        await hook.send(payload);
        await hook.send(payload);
        assertEquals(server.connections, 1);
        const result = await hook.send(payload);
        assertEquals([result.ok, result.attempts, server.requests.length], [true, 3, 5]);
        // The third request came on the connection of the first two.
        assertEquals(server.requests[2]?.connection, 1);
      });
    }
  }
});

// --- redirects ---

Deno.test("deliver() refuses a redirect, and never contacts its target", async (t) => {
  for (const status of [301, 302, 303, 307, 308]) {
    await t.step(String(status), async () => {
      await using target = await FakeServer.start(always(204));
      const { result, requests } = await sendTo([{
        fault: "redirect",
        status,
        location: target.url,
      }]);
      assertEquals([failed(result).kind, result.status, requests.length], ["http", status, 1]);
      assertEquals([target.requests.length, target.connections], [0, 0]);
      assertEquals(result.headers?.get("location"), target.url);
    });
  }
});

Deno.test("deliver() follows a redirect with method and body when told to", async (t) => {
  for (const status of [301, 302, 307, 308]) {
    await t.step(String(status), async () => {
      await using target = await FakeServer.start([{ status: 201, body: "there" }]);
      const location = `${target.url}moved?x=1`;
      const { result, requests } = await sendTo([{ fault: "redirect", status, location }], {
        redirect: "follow",
      });
      assertEquals([result.ok, result.status, result.response], [true, 201, "there"]);
      assertEquals(requests.length, 1);
      const [there] = target.requests;
      assertEquals([there?.method, there?.path, there?.text], ["POST", "/moved?x=1", '{"a":1}']);
      assertEquals(there?.headers.get("content-type"), "application/json");
    });
  }
});

Deno.test("deliver() does not follow a 303, which asks for a GET", async () => {
  await using target = await FakeServer.start(always(200));
  const { result } = await sendTo([{ fault: "redirect", status: 303, location: target.url }], {
    redirect: "follow",
  });
  assertEquals([failed(result).kind, result.status, target.requests.length], ["http", 303, 0]);
});

Deno.test("deliver() follows a relative redirect, and five at the most", async () => {
  const { result, requests } = await sendTo(
    (_, n) => ({ fault: "redirect", location: `/hop${n}` }),
    { redirect: "follow" },
  );
  assertEquals([failed(result).kind, result.status, result.attempts], ["http", 307, 6]);
  assertEquals(requests.map(({ path }) => path), [
    "/",
    "/hop1",
    "/hop2",
    "/hop3",
    "/hop4",
    "/hop5",
  ]);
});

Deno.test("deliver() keeps headers of the user and the signer from another origin when it follows", async () => {
  await using target = await FakeServer.start([204]);
  await using server = await FakeServer.start([
    { fault: "redirect", location: "/same" },
    { fault: "redirect", location: target.url },
  ]);
  const headers = { authorization: "Bearer x", cookie: "a=1", "x-key": "1", "user-agent": "me" };
  const signer = () => ({ "x-signature": "2" });
  await new Webhook(server.url, { headers, signer, redirect: "follow" }).send({});
  const names = ["authorization", "cookie", "x-key", "x-signature", "user-agent", "content-type"];
  assertEquals(
    [...server.requests, ...target.requests].map(({ headers }) =>
      names.filter((name) => headers.has(name))
    ),
    [names, names, ["user-agent", "content-type"]],
  );
});

Deno.test("deliver() follows from https to https, and never to http", async () => {
  await using plain = await FakeServer.start(always(204));
  await using server = await FakeServer.start([
    { fault: "redirect", location: "/same" },
    { fault: "redirect", location: plain.url },
  ], { tls });
  using client = Deno.createHttpClient({ caCerts: [ca] });
  const result = await new Webhook(server.url, { client, redirect: "follow" }).send({});
  assertEquals([failed(result).kind, result.status], ["http", 307]);
  assertEquals([server.requests.length, plain.connections], [2, 0]);
});

Deno.test("deliver() does not follow a redirect that leads nowhere", async (t) => {
  for (const location of ["http://", "ftp://127.0.0.1/", "javascript:0", "mailto:a@b.c"]) {
    await t.step(location, async () => {
      const { result, requests } = await sendTo([{ fault: "redirect", location }, 204], {
        redirect: "follow",
      });
      assertEquals([failed(result).status, requests.length], [307, 1]);
    });
  }
});

// --- handlers ---

Deno.test("deliver() asks the handlers in order until one decides", async () => {
  const asked: string[] = [];
  const handler = (name: string, decision: ReturnType<RetryHandler>): RetryHandler => () => {
    asked.push(name);
    return decision;
  };
  const { requests } = await sendTo([409, 204], {
    retryHandlers: [
      handler("first", undefined),
      handler("second", { retry: true, delay: 0 }),
      handler("third", { retry: false }),
    ],
  });
  assertEquals([asked, requests.length], [["first", "second"], 2]);
});

Deno.test("deliver() fails when a handler says so, or none says anything", async () => {
  for (const retryHandlers of [[() => ({ retry: false as const })], [() => undefined], []]) {
    const { result, requests } = await sendTo([500, 204], { retryHandlers });
    assertEquals([failed(result).status, requests.length], [500, 1]);
  }
});

Deno.test("deliver() waits exactly the delay of a handler, or the backoff when it names none", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([409, 409, 204]);
  const hook = new Webhook(server.url, {
    clock,
    backoff: { minTimeout: 100, jitter: 0 },
    retryHandlers: [
      ({ attempt }) => attempt === 1 ? { retry: true, delay: 1234 } : { retry: true },
    ],
  });
  const sending = hook.send({});
  await sleeping(clock, 1);
  await clock.advance(1234);
  await sleeping(clock, 2);
  await clock.advance(200);
  assertEquals([(await sending).ok, clock.waits], [true, [1234, 200]]);
});

Deno.test("deliver() keeps its budget whatever a handler wants", async () => {
  const { result, requests } = await sendTo(always(500), {
    maxRetries: 5,
    retryHandlers: [() => ({ retry: true, delay: 0 })],
  });
  assertEquals([result.attempts, requests.length], [6, 6]);
});

Deno.test("deliver() tells a handler all about the failed attempt", async () => {
  const told: RetryContext[] = [];
  await using server = await FakeServer.start([
    { status: 429, body: { retry_after: 0.5 }, headers: { "x-n": "1" } },
    { fault: "cut" },
    404,
  ]);
  const hook = new Webhook(`${server.url}s3cret-path?key=s3cret`, {
    backoff: { minTimeout: 30, jitter: 0 },
    retryHandlers: [(failed) => {
      told.push(failed);
      return { retry: failed.status !== 404, delay: 0 } as ReturnType<RetryHandler>;
    }],
    rateLimit: false,
  });
  await hook.send({});
  assertEquals(told[0]?.headers?.get("x-n"), "1");
  assertEquals(
    told.map(({ headers: _headers, state: _state, elapsed, ...rest }) => {
      assert(elapsed >= 0);
      return rest;
    }),
    [
      {
        kind: "rate-limited",
        mayHaveArrived: false,
        retryAfter: 500,
        backoff: 30,
        proxied: false,
        status: 429,
        response: { retry_after: 0.5 },
        attempt: 1,
        history: [],
        url: `${server.url}***`,
      },
      {
        kind: "network",
        mayHaveArrived: true,
        retryAfter: null,
        backoff: 30,
        proxied: false,
        status: null,
        response: null,
        attempt: 2,
        history: [{ kind: "rate-limited", status: 429, mayHaveArrived: false }],
        url: `${server.url}***`,
      },
      {
        kind: "http",
        mayHaveArrived: false,
        retryAfter: null,
        backoff: 60,
        proxied: false,
        status: 404,
        response: null,
        attempt: 3,
        history: [
          { kind: "rate-limited", status: 429, mayHaveArrived: false },
          { kind: "network", status: null, mayHaveArrived: true },
        ],
        url: `${server.url}***`,
      },
    ],
  );
});

Deno.test("deliver() keeps the state of the handlers for one send, and for no other", async () => {
  const counts: number[] = [];
  const count: RetryHandler = ({ state }) => {
    counts.push(Number(state.get("count") ?? 0) + 1);
    state.set("count", counts.at(-1));
    return { retry: true, delay: 0 };
  };
  await using server = await FakeServer.start(always(500));
  const options = { retryHandlers: [count], maxRetries: 2, rateLimit: false };
  const hook = new Webhook(server.url, options);
  await hook.send({});
  await hook.send({});
  assertEquals(counts, [1, 2, 3, 1, 2, 3]);
  counts.length = 0;
  await Promise.all([hook.send({}), hook.send({})]);
  assertEquals(counts.toSorted(), [1, 1, 2, 2, 3, 3]);
});

Deno.test("deliver() takes a handler that fails for a failed send", async (t) => {
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  const cases: Record<string, () => unknown> = {
    "throws": throwing(new Error("broken")),
    "throws undefined": throwing(undefined),
    "returns true": () => true,
    "returns null": () => null,
    "returns a promise": () => Promise.resolve({ retry: true }),
    "returns a rejection": () => Promise.reject(new Error("broken")),
    "names a negative delay": () => ({ retry: true, delay: -1 }),
    "names an endless delay": () => ({ retry: true, delay: Infinity }),
    "names a text": () => ({ retry: true, delay: "5" }),
  };
  for (const [name, handler] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { result, requests } = await sendTo([500, 204], {
        retryHandlers: [handler as RetryHandler],
      });
      assertEquals([failed(result).kind, requests.length], ["config", 1]);
      // What came is still told, and that the message may have arrived.
      assertEquals([result.status, failed(result).mayHaveArrived], [500, true]);
    });
  }
});

Deno.test("deliver() asks no handler about a signer that failed", async () => {
  let signed = 0;
  let asked = 0;
  const { result, requests } = await sendTo(always(204), {
    signer: () => {
      signed++;
      throw new Error("no key");
    },
    retryHandlers: [() => {
      asked++;
      return { retry: true, delay: 0 };
    }],
  });
  assertEquals([failed(result).kind, requests.length], ["config", 0]);
  assertEquals([signed, asked], [1, 0]);
});

Deno.test("deliver() asks no handler about a port that fetch never connects to", async () => {
  let asked = 0;
  const hook = new Webhook("http://127.0.0.1:9/", {
    retryHandlers: [() => {
      asked++;
      return { retry: true, delay: 0 };
    }],
  });
  assertEquals([failed(await hook.send({})).kind, asked], ["blocked", 0]);
});

Deno.test("deliver() lets the handlers have budgets of their own", async (t) => {
  const cases: [string, Answer[], number][] = [
    ["429", Array(4).fill({ status: 429, body: { retry_after: 0 } }), 2],
    ["500", Array(4).fill(500), 3],
    ["cut", Array(4).fill({ fault: "cut" }), 1],
    // Each counts its own only.
    ["mixed", [500, { status: 429, body: { retry_after: 0 } }, 500, 429], 4],
  ];
  for (const [name, script, attempts] of cases) {
    await t.step(name, async () => {
      const { requests } = await sendTo(script, {
        maxRetries: 9,
        retryHandlers: [
          rateLimitRetry({ maxRetries: 1 }),
          serverErrorRetry({ maxRetries: 2 }),
          connectionErrorRetry({ maxRetries: 0 }),
        ],
      });
      assertEquals(requests.length, attempts);
    });
  }
});

Deno.test("serverErrorRetry() and connectionErrorRetry() wait by a backoff of their own", async () => {
  const clock = new ManualClock();
  await using server = await FakeServer.start([500, { fault: "cut" }, 204]);
  const hook = new Webhook(server.url, {
    clock,
    backoff: { minTimeout: 1, jitter: 0 },
    retryHandlers: [
      serverErrorRetry({ backoff: { minTimeout: 40, jitter: 0 } }),
      connectionErrorRetry({ backoff: { minTimeout: 70, multiplier: 3, jitter: 0 } }),
    ],
  });
  const sending = hook.send({});
  await sleeping(clock, 1);
  await clock.advance(40);
  await sleeping(clock, 2);
  await clock.advance(210);
  assertEquals([(await sending).ok, clock.waits], [true, [40, 210]]);
});

Deno.test("rateLimitRetry() and its likes refuse a wrong budget", () => {
  for (const make of [rateLimitRetry, serverErrorRetry, connectionErrorRetry]) {
    assertThrows(() => make({ maxRetries: -1 }), RangeError, "'maxRetries'");
    assertThrows(() => make({ maxRetries: 1.5 }), RangeError, "'maxRetries'");
    assertThrows(() => make({ maxRetries: "1" as unknown as number }), TypeError, "'maxRetries'");
  }
});

// --- turns ---

/** A limiter that lets everyone through, and what it was told as each turn was given back. */
function tellingLimiter(told: (answer?: LimitedAnswer) => void): RateLimiter {
  return { turn: () => Promise.resolve({ granted: true, settle: told }) };
}

Deno.test("deliver() gives each turn back once, with the answer if one came", async () => {
  const settled: (number | undefined)[] = [];
  await sendTo([500, { fault: "cut" }, 404], {
    rateLimit: tellingLimiter((answer) => settled.push(answer?.status)),
  });
  assertEquals(settled, [500, undefined, 404]);
});

Deno.test("deliver() gives its turn back when no proxy is to be had", async () => {
  const settled: unknown[] = [];
  const { result, requests } = await sendTo(always(204), {
    rateLimit: tellingLimiter((answer) => settled.push(answer)),
    proxies: { get: () => Promise.reject(new Error("broken")), burn: () => {} },
  });
  assertEquals([failed(result).kind, requests.length], ["proxy", 0]);
  assertEquals(settled, [undefined]);
});

// --- events ---

Deno.test("deliver() tells of every attempt as it ends, and of the wait that follows", async () => {
  const clock = new ManualClock();
  const events: AttemptEvent[] = [];
  await using server = await FakeServer.start([
    { status: 429, body: { retry_after: 1.5 } },
    { fault: "cut" },
    { status: 200 },
  ]);
  const hook = new Webhook(`${server.url}s3cret`, {
    clock,
    backoff: { minTimeout: 100, jitter: 0 },
    onAttempt: (event) => void events.push(event),
  });
  const sending = hook.send({}, { idempotencyKey: "key-1" });
  await sleeping(clock, 1);
  assertEquals(events.length, 1); // It is told before the wait.
  await clock.advance(1500);
  await sleeping(clock, 2);
  await clock.advance(100);
  await sending;
  const common = { id: "key-1", url: `${server.url}***`, proxy: null, queued: 0, elapsed: 0 };
  const to = `Cannot deliver to ${server.address}: `;
  assertEquals(events, [
    {
      ...common,
      attempt: 1,
      status: 429,
      kind: "rate-limited",
      error: `${to}server answered 429, and asks to wait 1500 ms`,
      wait: 1500,
    },
    {
      ...common,
      attempt: 2,
      status: null,
      kind: "network",
      error: `${to}connection lost`,
      wait: 100,
    },
    { ...common, attempt: 3, status: 200, kind: null, error: null, wait: null },
  ]);
});

Deno.test("deliver() numbers the attempts of a send over a failover", async () => {
  const events: AttemptEvent[] = [];
  await using server = await FakeServer.start([404, 204]);
  const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
    rotation: "failover",
    onAttempt: (event) => void events.push(event),
  });
  await hook.send({});
  assertEquals(events.map(({ attempt, wait, kind }) => [attempt, wait, kind]), [
    [1, null, "http"],
    [2, null, null],
  ]);
  assertEquals(events[0]?.id, events[1]?.id);
});

Deno.test("deliver() tells how long an attempt waited for its turn, and how long it took", async () => {
  const clock = new ManualClock();
  const events: AttemptEvent[] = [];
  const window = (remaining: number) => ({
    "x-ratelimit-limit": "1",
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset-after": "2",
  });
  await using server = await FakeServer.start(
    [{ status: 204, headers: window(0) }, { status: 204, headers: window(0), delay: 30 }],
    { clock },
  );
  const hook = new Webhook(server.url, { clock, onAttempt: (event) => void events.push(event) });
  await hook.send({});
  const sending = hook.send({});
  await until(() => clock.pending === 1, "it waits for its turn");
  await clock.advance(2000);
  await server.received(2);
  await sleeping(clock, 1); // The server's delay.
  await clock.advance(30);
  await sending;
  assertEquals(events.map(({ queued, elapsed }) => [queued, elapsed]), [[0, 0], [2000, 30]]);
});

Deno.test("deliver() goes on whatever the observer does", async (t) => {
  const cases: Record<string, () => unknown> = {
    "throws": () => {
      throw new Error("broken");
    },
    "rejects": () => Promise.reject(new Error("broken")),
    "hangs": () => new Promise(() => {}),
  };
  for (const [name, onAttempt] of Object.entries(cases)) {
    await t.step(name, async () => {
      const { result, requests } = await sendTo([500, 204], {
        onAttempt: onAttempt as () => void,
      });
      assertEquals([result.ok, requests.length], [true, 2]);
    });
  }
});

Deno.test("deliver() tells of no wait when the limiter fails after the attempt", async () => {
  const events: AttemptEvent[] = [];
  const { result, requests } = await sendTo([500, 204], {
    rateLimit: tellingLimiter(() => {
      throw new Error("broken");
    }),
    onAttempt: (event) => void events.push(event),
  });
  assertEquals([failed(result).kind, requests.length], ["config", 1]);
  assertEquals(events.map(({ kind, wait }) => [kind, wait]), [["http", null]]);
});

Deno.test("deliver() tells of no wait when the provider cannot burn the proxy", async () => {
  const gone = await FakeServer.start();
  await gone.close();
  const url = `http://${gone.address}`;
  using client = Deno.createHttpClient({ proxy: { url } });
  const events: AttemptEvent[] = [];
  const hook = new Webhook("http://192.0.2.7/", { // Not loopback: NO_PROXY may list it.
    proxies: { get: () => ({ url, client }), burn: () => Promise.reject(new Error("broken")) },
    onAttempt: (event) => void events.push(event),
  });
  assertEquals(failed(await hook.send({})).attempts, 1);
  assertEquals(events.map(({ kind, wait }) => [kind, wait]), [["proxy", null]]);
});
