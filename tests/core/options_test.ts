import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type Clock,
  type SendOptions,
  UrlRateLimiter,
  Webhook,
  type WebhookOptions,
} from "../../mod.ts";
import { resolveOptions } from "../../src/core/options.ts";
import { ManualClock } from "../../src/testing/mod.ts";

const URL_WITH_SECRET = "https://a.example/s3cret";

/** A value that is wrong, and what is said of it: the rule, and the value where it is no secret. */
type Wrong = [value: unknown, complaint: string];

const NO_NUMBER: Wrong[] = [
  [NaN, "TypeError: '%' must be a number: current value is NaN"],
  [null, "TypeError: '%' must be a number: current value is null"],
  [true, "TypeError: '%' must be a number: current value is true"],
  ["S3cret 5", "TypeError: '%' must be a number: current value is a string"],
  [5n, "TypeError: '%' must be a number: current value is 5"],
  [{}, "TypeError: '%' must be a number: current value is an object"],
  [[5], "TypeError: '%' must be a number: current value is an array"],
];
const POSITIVE: Wrong[] = [
  ...NO_NUMBER,
  [0, "RangeError: '%' must be > 0: current value is 0"],
  [-1, "RangeError: '%' must be > 0: current value is -1"],
  [-Infinity, "RangeError: '%' must be > 0: current value is -Infinity"],
];
const NOT_NEGATIVE: Wrong[] = [
  ...NO_NUMBER,
  [-1, "RangeError: '%' must be >= 0: current value is -1"],
  [-Infinity, "RangeError: '%' must be >= 0: current value is -Infinity"],
];
const COUNT: Wrong[] = [
  ...NO_NUMBER,
  [-1, "RangeError: '%' must be >= 0: current value is -1"],
  [1.5, "RangeError: '%' must be a whole number: current value is 1.5"],
  [Infinity, "RangeError: '%' must be a whole number: current value is Infinity"],
];
const FUNCTION: Wrong[] = [
  [null, "TypeError: '%' must be a function: current value is null"],
  [5, "TypeError: '%' must be a function: current value is 5"],
  ["s3cret", "TypeError: '%' must be a function: current value is a string"],
  [{}, "TypeError: '%' must be a function: current value is an object"],
];
const OBJECT: Wrong[] = [
  [null, "TypeError: '%' must be an object: current value is null"],
  [5, "TypeError: '%' must be an object: current value is 5"],
  ["s3cret", "TypeError: '%' must be an object: current value is a string"],
  [() => {}, "TypeError: '%' must be an object: current value is a function"],
];

function word(words: string): Wrong[] {
  return [
    [null, `TypeError: '%' must be ${words}: current value is null`],
    [5, `TypeError: '%' must be ${words}: current value is 5`],
    ["random", `TypeError: '%' must be ${words}: current value is "random"`],
    ["S3cret", `TypeError: '%' must be ${words}: current value is a string`],
    [["refuse"], `TypeError: '%' must be ${words}: current value is an array`],
  ];
}

/** Values without the methods of an interface. */
function methods(names: string): Wrong[] {
  const complaint = `TypeError: '%' must be an object with ${names}`;
  return [null, 5, "s3cret", {}, [], () => {}, { get() {}, now() {}, turn: "s3cret" }]
    .map((value) => [value, complaint]);
}

const HEADERS = "TypeError: '%' must be headers: a name or a value in it is not allowed in HTTP";

/** Every option there is; one that is missing here does not compile. */
const WRONG: Record<keyof WebhookOptions, Wrong[]> = {
  rotation: word('"round-robin" or "failover"'),
  delivery: word('"at-least-once" or "at-most-once"'),
  redirect: word('"refuse" or "follow"'),
  timeout: POSITIVE,
  deadline: POSITIVE,
  maxRetries: COUNT,
  maxProxyRetries: COUNT,
  maxRetryAfter: NOT_NEGATIVE,
  maxResponseBytes: NOT_NEGATIVE,
  client: OBJECT,
  fetch: FUNCTION,
  signer: FUNCTION,
  onAttempt: FUNCTION,
  proxies: methods("get(), burn()"),
  clock: methods("now(), ticks(), sleep(), after()"),
  rateLimit: methods("turn()"),
  backoff: [
    ...OBJECT,
    [{ jitter: 2 }, "RangeError: 'backoff.jitter' must be <= 1: current value is 2"],
    [{ jitter: -1 }, "RangeError: 'backoff.jitter' must be >= 0: current value is -1"],
    [{ multiplier: 0 }, "RangeError: 'backoff.multiplier' must be >= 1: current value is 0"],
    [{ maxTimeout: 0 }, "RangeError: 'backoff.maxTimeout' must be > 0: current value is 0"],
    [{ minTimeout: -1 }, "RangeError: 'backoff.minTimeout' must be >= 0: current value is -1"],
    [
      { minTimeout: 30_001, maxTimeout: 30_000 },
      "RangeError: 'backoff.minTimeout' must be <= 30000: current value is 30001",
    ],
    [
      { minTimeout: "1" },
      "TypeError: 'backoff.minTimeout' must be a number: current value is a string",
    ],
    [{ maxAttempts: 1 }, "TypeError: 'maxAttempts' is no option of a backoff"],
  ],
  retryHandlers: [null, 5, "s3cret", {}, () => {}, [null], [() => {}, "s3cret"]]
    .map((value) => [value, "TypeError: '%' must be an array of functions"]),
  headers: [
    [{ "s3cret name": "x" }, HEADERS],
    [{ "x-key": "s3cret\nx" }, HEADERS],
    [{ "x-key": "s3cret☃" }, HEADERS],
    [[["s3cret"]], HEADERS],
    [5, HEADERS],
  ],
  idempotency: [
    [null, "TypeError: 'idempotency' must be a boolean or { header }"],
    [5, "TypeError: 'idempotency' must be a boolean or { header }"],
    ["X-Key", "TypeError: 'idempotency' must be a boolean or { header }"],
    [{}, "TypeError: 'idempotency.header' must be a string: current value is null"],
    [{ header: 5 }, "TypeError: 'idempotency.header' must be a string: current value is 5"],
    [{ header: "" }, HEADERS.replace("%", "idempotency.header")],
    [{ header: "s3cret name" }, HEADERS.replace("%", "idempotency.header")],
  ],
};

for (const [name, cases] of Object.entries(WRONG)) {
  Deno.test(`new Webhook() throws for a wrong '${name}', and tells it by name and value`, () => {
    for (const [value, complaint] of cases) {
      const make = () => new Webhook(URL_WITH_SECRET, { [name]: value });
      const error = assertThrows(make, Error, "", `${name}: ${Deno.inspect(value)}`);
      assertEquals(`${error.name}: ${error.message}`, complaint.replace("%", name));
      assert(!/s3cret/i.test(Deno.inspect(error).replaceAll(import.meta.url, "")));
    }
  });

  Deno.test(`new Webhook() takes an undefined '${name}' for one that is not given`, () => {
    new Webhook(URL_WITH_SECRET, { [name]: undefined });
  });
}

Deno.test("new Webhook() throws for an option that it does not know", () => {
  for (const name of ["retries", "Timeout", "urls", "toString", "__proto__x"]) {
    const make = () => new Webhook(URL_WITH_SECRET, { [name]: 1 } as WebhookOptions);
    assertThrows(make, TypeError, `'${name}' is no option of a webhook`);
  }
});

Deno.test("new Webhook() checks its clock when nothing else of it does", () => {
  const make = () => new Webhook(URL_WITH_SECRET, { clock: {} as Clock, rateLimit: false });
  assertThrows(make, TypeError, "'clock' must be an object with now(), ticks(), sleep(), after()");
});

Deno.test("new Webhook() throws for options that are no object", () => {
  for (const options of [null, 5, "s3cret", () => {}]) {
    const make = () => new Webhook(URL_WITH_SECRET, options as WebhookOptions);
    const error = assertThrows(make, TypeError, "'options' must be an object");
    assert(!error.message.includes("s3cret"));
  }
});

Deno.test("new Webhook() throws for wrong URLs, and shows none", () => {
  const cases: [urls: unknown, complaint: string][] = [
    ["", "'urls' is no valid URL"],
    ["s3cret", "'urls' is no valid URL"],
    ["//a.example/s3cret", "'urls' is no valid URL"],
    ["http://", "'urls' is no valid URL"],
    ["http://a.example:s3cret/", "'urls' is no valid URL"],
    ["ftp://a.example/s3cret", "'urls' must begin with https: or http:"],
    ["javascript:s3cret", "'urls' must begin with https: or http:"],
    [new URL("file:///s3cret"), "'urls' must begin with https: or http:"],
    [null, "'urls' must be a URL or a list of URLs"],
    [undefined, "'urls' must be a URL or a list of URLs"],
    [5, "'urls' must be a URL or a list of URLs"],
    [{ href: "https://a.example/s3cret" }, "'urls' must be a URL or a list of URLs"],
    [[], "'urls' must name at least one URL"],
    [new Set(), "'urls' must name at least one URL"],
    [[URL_WITH_SECRET, "s3cret"], "'urls[1]' is no valid URL"],
    [[URL_WITH_SECRET, "ftp://s3cret/"], "'urls[1]' must begin with https: or http:"],
    [[null], "'urls[0]' must be a URL"],
    [[[URL_WITH_SECRET]], "'urls[0]' must be a URL"],
  ];
  for (const [urls, complaint] of cases) {
    const error = assertThrows(() => new Webhook(urls as string), TypeError);
    assertEquals(error.message, complaint);
  }
});

const KEY = "'%' must not be empty, begin or end with a space, or hold control characters";

const WRONG_FOR_SEND: Record<Exclude<keyof SendOptions, "signal">, Wrong[]> & { signal: Wrong[] } =
  {
    timeout: POSITIVE,
    deadline: POSITIVE,
    idempotencyKey: [
      [5, "'%' must be a string: current value is 5"],
      [null, "'%' must be a string: current value is null"],
      ["", KEY],
      [" s3cret", KEY],
      ["s3cret ", KEY],
      ["s3cret\nx", KEY],
      ["s3cret\0", KEY],
      ["s3cret☃", "'%' holds a character that is not allowed in HTTP"],
    ],
    query: OBJECT.map(([value, complaint]) => [value, complaint]),
    method: [
      [5, "'%' must be a string: current value is 5"],
      ["", "'%' is not allowed in HTTP"],
      ["S3 CRET", "'%' is not allowed in HTTP"],
      ["connect", "'%' is not allowed in HTTP"],
      ["TRACE", "'%' is not allowed in HTTP"],
    ],
    headers: [[{ "s3cret name": "x" }, HEADERS], [5, HEADERS]],
    signal: [null, 5, {}, { aborted: false }].map((value) => [value, "'%' must be an AbortSignal"]),
  };

for (const [name, cases] of Object.entries(WRONG_FOR_SEND)) {
  Deno.test(`send() fails with kind config for a wrong '${name}', and tells it`, async () => {
    const fetch = () => Promise.reject(new Error("Nothing may be sent"));
    const hook = new Webhook(URL_WITH_SECRET, { fetch, maxRetries: 0 });
    for (const [value, complaint] of cases) {
      const result = await hook.send({}, { [name]: value });
      assert(!result.ok, `${name}: ${Deno.inspect(value)}`);
      const message = complaint.replace(/^\w+Error: /, "").replace("%", name);
      assertEquals([result.kind, result.attempts, result.error], [
        "config",
        0,
        `Cannot deliver to a.example: options of send(): ${message}`,
      ]);
    }
  });
}

Deno.test("resolveOptions() fills in the documented defaults", () => {
  const settings = resolveOptions();
  const { rotation, delivery, redirect, timeout, deadline, maxRetries, maxProxyRetries } = settings;
  assertEquals(
    { rotation, delivery, redirect, timeout, deadline, maxRetries, maxProxyRetries },
    {
      rotation: "round-robin",
      delivery: "at-least-once",
      redirect: "refuse",
      timeout: 15_000,
      deadline: undefined,
      maxRetries: 3,
      maxProxyRetries: 3,
    },
  );
  const { maxRetryAfter, maxResponseBytes, idempotencyHeader, proxies, backoff } = settings;
  assertEquals({ maxRetryAfter, maxResponseBytes, idempotencyHeader, proxies, backoff }, {
    maxRetryAfter: 300_000,
    maxResponseBytes: 1_048_576,
    idempotencyHeader: undefined,
    proxies: undefined,
    backoff: { minTimeout: 500, maxTimeout: 30_000, multiplier: 2, jitter: 1 },
  });
  assert(settings.limiter instanceof UrlRateLimiter);
  assertEquals(settings.retryHandlers.length, 3);
});

Deno.test("resolveOptions() keeps zeros and false", () => {
  const settings = resolveOptions({
    maxRetries: 0,
    maxProxyRetries: 0,
    maxRetryAfter: 0,
    maxResponseBytes: 0,
    rateLimit: false,
    idempotency: false,
    retryHandlers: [],
  });
  const { maxRetries, maxProxyRetries, maxRetryAfter, maxResponseBytes, limiter } = settings;
  assertEquals([maxRetries, maxProxyRetries, maxRetryAfter, maxResponseBytes], [0, 0, 0, 0]);
  assertEquals([limiter, settings.idempotencyHeader, settings.retryHandlers], [
    undefined,
    undefined,
    [],
  ]);
});

Deno.test("resolveOptions() takes times without an end", () => {
  const { timeout, deadline, maxRetryAfter, maxResponseBytes } = resolveOptions({
    timeout: Infinity,
    deadline: Infinity,
    maxRetryAfter: Infinity,
    maxResponseBytes: Infinity,
  });
  const all = [timeout, deadline, maxRetryAfter, maxResponseBytes];
  assertEquals(all, [Infinity, Infinity, Infinity, Infinity]);
});

Deno.test("resolveOptions() makes a limiter for each webhook, and takes one that is shared", () => {
  const rateLimit = new UrlRateLimiter({ clock: new ManualClock() });
  assertStrictEquals(resolveOptions({ rateLimit }).limiter, rateLimit);
  assert(resolveOptions({ rateLimit: true }).limiter !== resolveOptions().limiter);
});

Deno.test("resolveOptions() names the header of idempotency keys", () => {
  assertEquals(resolveOptions({ idempotency: true }).idempotencyHeader, "idempotency-key");
  assertEquals(resolveOptions({ idempotency: { header: "X-Id" } }).idempotencyHeader, "X-Id");
});

Deno.test("resolveOptions() copies headers and handlers, and changes no argument", () => {
  const headers = new Headers({ "x-key": "one" });
  const retryHandlers = [() => undefined];
  const options = Object.freeze({ headers, retryHandlers });
  const settings = resolveOptions(options);
  headers.set("x-key", "two");
  retryHandlers.length = 0;
  assertEquals(settings.headers.get("x-key"), "one");
  assertEquals(settings.retryHandlers.length, 1);
});
