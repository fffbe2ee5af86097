import { assertEquals, assertThrows } from "@std/assert";
import {
  connectionErrorRetry,
  type FailedAttempt,
  rateLimitRetry,
  type RetryContext,
  type RetryHandler,
  serverErrorRetry,
} from "../../mod.ts";
import { askHandlers, countFailures, namedWait } from "../../src/core/retry.ts";

/** A failed attempt, as a handler is told of it. */
function failed(facts: Partial<RetryContext> = {}): RetryContext {
  return {
    kind: "http",
    status: 500,
    mayHaveArrived: false,
    attempt: (facts.history?.length ?? 0) + 1,
    headers: null,
    response: null,
    retryAfter: null,
    backoff: 77,
    elapsed: 0,
    url: "https://a.example/***",
    proxied: false,
    history: [],
    state: new Map(),
    ...facts,
  };
}

/** So many earlier attempts that failed alike. */
function history(count: number, attempt: Partial<FailedAttempt>): FailedAttempt[] {
  return Array.from({ length: count }, () => failed(attempt));
}

const RATE_LIMITED = { kind: "rate-limited", status: 429 } as const;
const NETWORK = { kind: "network", status: null } as const;

Deno.test("rateLimitRetry() decides on a 429 only", () => {
  const handler = rateLimitRetry();
  for (const status of [400, 404, 408, 425, 428, 430, 500, 503]) {
    assertEquals(handler(failed({ status })), undefined, `${status}`);
  }
  assertEquals(handler(failed(NETWORK)), undefined);
  assertEquals(handler(failed({ ...RATE_LIMITED, retryAfter: 5 })), { retry: true, delay: 5 });
});

Deno.test("rateLimitRetry() waits exactly as asked, not at all when asked for 0", () => {
  const handler = rateLimitRetry();
  for (const retryAfter of [0, 1, 1234, 9_999_999]) {
    const decision = handler(failed({ ...RATE_LIMITED, retryAfter, backoff: 50_000 }));
    assertEquals(decision, { retry: true, delay: retryAfter });
  }
});

Deno.test("rateLimitRetry() leaves the wait to the backoff when none was asked for", () => {
  assertEquals(rateLimitRetry()(failed(RATE_LIMITED)), { retry: true, delay: undefined });
});

Deno.test("serverErrorRetry() decides on 5xx, 408 and 425 only", () => {
  const handler = serverErrorRetry();
  const statuses = [200, 301, 400, 404, 407, 408, 409, 425, 429, 499, 500, 502, 503, 599, 600];
  assertEquals(statuses.filter((status) => handler(failed({ status }))), [
    408,
    425,
    500,
    502,
    503,
    599,
  ]);
  assertEquals(handler(failed(NETWORK)), undefined);
});

Deno.test("serverErrorRetry() waits the backoff, and no less than was asked for", () => {
  const handler = serverErrorRetry();
  assertEquals(handler(failed()), { retry: true, delay: 77 });
  assertEquals(handler(failed({ retryAfter: 76 })), { retry: true, delay: 77 });
  assertEquals(handler(failed({ retryAfter: 78 })), { retry: true, delay: 78 });
});

Deno.test("connectionErrorRetry() decides where no answer came", () => {
  const handler = connectionErrorRetry();
  const kinds = [
    "payload",
    "config",
    "aborted",
    "timeout",
    "network",
    "proxy",
    "http",
    "rate-limited",
    "blocked",
  ] as const;
  const mine = kinds.filter((kind) => handler(failed({ kind, status: null })));
  assertEquals(mine, ["timeout", "network", "proxy"]);
  assertEquals(handler(failed(NETWORK)), { retry: true, delay: 77 });
});

const HANDLERS: [
  make: typeof serverErrorRetry,
  mine: Partial<FailedAttempt>,
  other: Partial<FailedAttempt>,
][] = [
  [rateLimitRetry, RATE_LIMITED, { status: 500 }],
  [serverErrorRetry, { status: 503 }, RATE_LIMITED],
  [connectionErrorRetry, NETWORK, { status: 500 }],
];

for (const [make, mine, other] of HANDLERS) {
  Deno.test(`${make.name}() gives up after maxRetries failures of its own`, () => {
    const handler = make({ maxRetries: 2 });
    const decide = (count: number) =>
      handler(failed({ ...mine, history: history(count, mine) }))?.retry;
    assertEquals([0, 1, 2, 3].map(decide), [true, true, false, false]);
  });

  Deno.test(`${make.name}() with maxRetries: 0 gives up at once`, () => {
    assertEquals(make({ maxRetries: 0 })(failed(mine)), { retry: false });
  });

  Deno.test(`${make.name}() does not count failures of another sort`, () => {
    const handler = make({ maxRetries: 1 });
    assertEquals(handler(failed({ ...mine, history: history(9, other) }))?.retry, true);
  });

  Deno.test(`${make.name}() has no maxRetries of its own by default`, () => {
    assertEquals(make()(failed({ ...mine, history: history(999, mine) }))?.retry, true);
  });

  Deno.test(`${make.name}() names the option that is wrong, and its value`, () => {
    const cases: [maxRetries: unknown, error: typeof RangeError | typeof TypeError][] = [
      [-1, RangeError],
      [1.5, RangeError],
      [NaN, TypeError],
      ["3", TypeError],
      [null, TypeError],
    ];
    for (const [maxRetries, ErrorClass] of cases) {
      const options = { maxRetries: maxRetries as number };
      assertThrows(() => make(options), ErrorClass, "'maxRetries' must be");
    }
    const misspelt = { maxRetry: 1 } as { maxRetries?: number };
    assertThrows(() => make(misspelt), TypeError, "'maxRetry' is no option of a retry handler");
  });
}

for (const [make, mine] of HANDLERS.slice(1)) {
  Deno.test(`${make.name}() waits by a backoff of its own, longer each time`, () => {
    const handler = make({ backoff: { minTimeout: 10, maxTimeout: 35, jitter: 0 } });
    const waits = [0, 1, 2, 3].map((count) => {
      const decision = handler(failed({ ...mine, history: history(count, mine) }));
      return decision?.retry && decision.delay;
    });
    assertEquals(waits, [10, 20, 35, 35]);
  });

  Deno.test(`${make.name}() with a backoff of its own does not count 429s`, () => {
    const handler = make({ backoff: { minTimeout: 10, jitter: 0 } });
    const before = [...history(5, RATE_LIMITED), ...history(1, mine)];
    assertEquals(handler(failed({ ...mine, history: before })), { retry: true, delay: 20 });
  });

  Deno.test(`${make.name}() checks its backoff`, () => {
    assertThrows(() => make({ backoff: { jitter: 2 } }), RangeError, "'backoff.jitter'");
  });
}

Deno.test("countFailures() leaves 429s out", () => {
  assertEquals(countFailures([]), 0);
  assertEquals(countFailures([failed(), failed(RATE_LIMITED), failed(NETWORK)]), 2);
});

Deno.test("askHandlers() asks in order until one decides", () => {
  const asked: number[] = [];
  const say = (n: number, decision: ReturnType<RetryHandler>): RetryHandler => () => {
    asked.push(n);
    return decision;
  };
  const handlers = [
    say(1, undefined),
    say(2, { retry: true, delay: 5 }),
    say(3, { retry: false }),
  ];
  assertEquals(askHandlers(handlers, failed()), { retry: true, delay: 5 });
  assertEquals(asked, [1, 2]);
});

Deno.test("askHandlers() heeds a refusal", () => {
  const handlers: RetryHandler[] = [() => ({ retry: false }), () => ({ retry: true })];
  assertEquals(askHandlers(handlers, failed()), { retry: false });
});

Deno.test("askHandlers() says undefined when none decides", () => {
  assertEquals(askHandlers([], failed()), undefined);
  assertEquals(askHandlers([() => undefined], failed()), undefined);
});

Deno.test("askHandlers() throws for what is no decision", () => {
  const wrong = [
    null,
    true,
    false,
    0,
    100,
    "retry",
    {},
    { delay: 5 },
    { retry: "yes" },
    { retry: 1 },
    { retry: true, delay: "5" },
    { retry: true, delay: -1 },
    { retry: true, delay: NaN },
    { retry: true, delay: Infinity },
    { retry: true, delay: null },
    Promise.resolve({ retry: true }),
  ];
  for (const decision of wrong) {
    const handler = (() => decision) as RetryHandler;
    assertThrows(() => askHandlers([handler], failed()), TypeError, "A retry handler must return");
  }
});

Deno.test("askHandlers() leaves no unhandled rejection of a handler that is async by mistake", async () => {
  const handler = (() => Promise.reject(new Error("no"))) as unknown as RetryHandler;
  assertThrows(() => askHandlers([handler], failed()), TypeError);
  await new Promise<void>((resolve) => setTimeout(resolve, 0)); // One would fail this test.
});

Deno.test("askHandlers() throws what a handler throws", () => {
  const handler = () => {
    throw new RangeError("broken");
  };
  assertThrows(() => askHandlers([handler], failed()), RangeError, "broken");
});

const NOW = Date.UTC(2026, 0, 1);

/** What an answer asks for. */
function wait(
  { status = 429, response = null, ...headers }:
    & { status?: number; response?: unknown }
    & Record<string, unknown>,
): number | null {
  return namedWait({ status, response, headers: new Headers(headers as HeadersInit) }, NOW);
}

const ALL = {
  response: { retry_after: 1.5 },
  "retry-after": "3",
  "x-ratelimit-reset-after": "4",
  "ratelimit-reset": "5",
};

Deno.test("namedWait() takes the first that is there: body, Retry-After, reset-after, reset", () => {
  assertEquals(wait(ALL), 1500);
  assertEquals(wait({ ...ALL, response: null }), 3000);
  assertEquals(wait({ "x-ratelimit-reset-after": "4", "ratelimit-reset": "5" }), 4000);
  assertEquals(wait({ "ratelimit-reset": "5" }), 5000);
  assertEquals(wait({}), null);
});

Deno.test("namedWait() reads the body exactly, and rounds fractions of a millisecond up", () => {
  const cases: [retryAfter: unknown, wait: number][] = [
    [0, 0],
    [0.35, 350],
    [64.57, 64_570],
    [1.0001, 1001],
    ["2.5", 2500],
    [1e9, 1e12],
  ];
  for (const [retry_after, ms] of cases) assertEquals(wait({ response: { retry_after } }), ms);
});

Deno.test("namedWait() passes over what is malformed or negative, to the next", () => {
  for (const retry_after of [-1, "soon", null, true, {}, NaN, "-1"]) {
    assertEquals(wait({ ...ALL, response: { retry_after } }), 3000, `${retry_after}`);
  }
  for (const response of ["retry_after", [1], 5, { retryAfter: 1 }, null]) {
    assertEquals(wait({ ...ALL, response }), 3000);
  }
  for (const value of ["-3", "soon", "5 apples", ""]) {
    assertEquals(wait({ ...ALL, response: null, "retry-after": value }), 4000);
    assertEquals(wait({ "x-ratelimit-reset-after": value, "ratelimit-reset": "5" }), 5000);
    assertEquals(wait({ "ratelimit-reset": value }), null);
  }
});

Deno.test("namedWait() reads a date against the server's own", () => {
  const date = "Thu, 01 Jan 2026 01:00:00 GMT"; // An hour ahead of the clock here.
  assertEquals(wait({ date, "retry-after": "Thu, 01 Jan 2026 01:00:07 GMT" }), 7000);
  assertEquals(wait({ date, "retry-after": "Thu, 01 Jan 2026 00:59:00 GMT" }), 0);
});

Deno.test("namedWait() reads a date against the clock when the server's is missing or nonsense", () => {
  const later = "Thu, 01 Jan 2026 00:00:07 GMT";
  assertEquals(wait({ "retry-after": later }), 7000);
  assertEquals(wait({ date: "today", "retry-after": later }), 7000);
});

Deno.test("namedWait() heeds Retry-After alone of every status but 429", () => {
  for (const status of [301, 400, 404, 500, 503]) {
    assertEquals(wait({ ...ALL, status }), 3000);
    assertEquals(wait({ ...ALL, status, "retry-after": "soon" }), null);
  }
});

Deno.test("askHandlers() reads a decision once", () => {
  const delays = [1, NaN, -5];
  const decision = {
    retry: true as const,
    get delay() {
      return delays.shift();
    },
  };
  const read = askHandlers([() => decision], failed());
  assertEquals([read, read], [{ retry: true, delay: 1 }, { retry: true, delay: 1 }]);
  assertEquals(delays, [NaN, -5]);
});
