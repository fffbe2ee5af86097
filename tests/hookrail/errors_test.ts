import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as hookrail from "../../src/hookrail/mod.ts";
import { always, type Answer, FakeServer } from "../../src/testing/mod.ts";
import { connect, KEY, lastFailure } from "./clients.ts";

const {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  HookrailAPIError,
  HookrailError,
  NotFoundError,
  PayloadTooLargeError,
  RateLimitError,
  RetryError,
  ServerError,
} = hookrail;

const PROBLEM = { type: "about:blank", title: "Nope", status: 400, detail: "it is wrong" };

/** What a send rejects with when every answer is this one. */
async function rejection(answer: Answer) {
  await using server = await FakeServer.start(always(answer));
  const error = await assertRejects(() => connect(server).sendEvent("t", 1), Error);
  return { error, requests: server.requests.length };
}

async function apiError(answer: Answer) {
  const { error } = await rejection(answer);
  assertInstanceOf(error, HookrailAPIError);
  return error;
}

Deno.test("A refusal has its own class, is not retried, and tells status and problem", async (t) => {
  const classes = {
    400: BadRequestError,
    401: AuthenticationError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    402: HookrailAPIError,
    405: HookrailAPIError,
    410: HookrailAPIError,
    422: HookrailAPIError,
  };
  for (const [code, type] of Object.entries(classes)) {
    await t.step(code, async () => {
      const { error, requests } = await rejection({ status: Number(code), body: PROBLEM });
      assertStrictEquals(error.constructor, type);
      assertInstanceOf(error, HookrailAPIError);
      assertEquals([error.status, error.problem, requests], [Number(code), PROBLEM, 1]);
    });
  }
});

Deno.test("A redirect is a refusal, and its target never hears of the key", async () => {
  await using target = await FakeServer.start(always(202));
  const redirect = { fault: "redirect", status: 302, location: target.url } as const;
  const { error, requests } = await rejection(redirect);
  assertStrictEquals(error.constructor, HookrailAPIError);
  assertEquals([(error as InstanceType<typeof HookrailAPIError>).status, requests], [302, 1]);
  assertEquals(target.requests.length, 0);
});

Deno.test("A failure that may pass ends in a RetryError with the last one as its cause", async (t) => {
  const classes = {
    408: HookrailAPIError,
    425: HookrailAPIError,
    429: RateLimitError,
    500: ServerError,
    503: ServerError,
    599: ServerError,
  };
  for (const [code, type] of Object.entries(classes)) {
    await t.step(code, async () => {
      await using server = await FakeServer.start(always(Number(code)));
      const policy = { maxRetries: 2, base: 1, cap: 1 };
      const cause = await lastFailure(() => connect(server, { policy }).sendEvent("t", 1));
      assertStrictEquals(cause.constructor, type);
      assertEquals((cause as InstanceType<typeof HookrailAPIError>).status, Number(code));
      assertEquals(server.requests.length, 3);
    });
  }
});

Deno.test("A failure that may pass is wrapped even when there is no retry", async () => {
  await using server = await FakeServer.start(always(503));
  const call = () => connect(server, { policy: undefined, retries: 0 }).sendEvent("t", 1);
  const error = await assertRejects(
    call,
    RetryError,
    "giving up after retries: hookrail API error 503",
  );
  assertInstanceOf(error.cause, ServerError);
  assertEquals(server.requests.length, 1);
});

Deno.test("RateLimitError tells the wait that the service asked for, in ms", async () => {
  const limited = async (headers: HeadersInit) => {
    await using server = await FakeServer.start(always({ status: 429, headers }));
    const policy = { maxRetries: 0 };
    const cause = await lastFailure(() => connect(server, { policy }).sendEvent("t", 1));
    assertInstanceOf(cause, RateLimitError);
    return cause.retryAfter;
  };
  assertEquals(await limited({ "retry-after": "7" }), 7000);
  assertEquals(await limited({}), null);
  assertEquals(await limited({ "retry-after": "soon" }), null);
});

Deno.test("A problem is null when it cannot be read, and keeps what is there", async () => {
  const problem = async (answer: Answer) => (await apiError(answer)).problem;
  assertEquals(await problem({ status: 400, body: "<html>no</html>" }), null);
  assertEquals(await problem({ status: 400, body: "[1]" }), null);
  assertEquals(await problem({ status: 400, body: "null" }), null);
  assertEquals(await problem(400), null);
  const empty = { type: null, title: null, status: null, detail: null };
  assertEquals(await problem({ status: 400, body: { title: "A" } }), { ...empty, title: "A" });
  const odd = { title: 5, status: "400", detail: ["x"], type: false };
  assertEquals(await problem({ status: 400, body: odd }), empty);
  assertEquals(await problem({ status: 400, body: { status: 400.5 } }), empty);
  const more = await problem({ status: 400, body: { detail: "d", errors: [{ field: "topic" }] } });
  assertEquals(more as unknown, { ...empty, detail: "d", errors: [{ field: "topic" }] });
});

Deno.test("The message of a refusal holds status, title and detail", async () => {
  const message = async (answer: Answer) => (await apiError(answer)).message;
  assertEquals(
    await message({ status: 400, body: PROBLEM }),
    "hookrail API error 400: Nope it is wrong",
  );
  assertEquals(await message({ status: 400, body: { title: "T" } }), "hookrail API error 400: T");
  assertEquals(await message({ status: 400, body: { detail: "D" } }), "hookrail API error 400: D");
  assertEquals(await message({ status: 400, body: { title: "T: " } }), "hookrail API error 400: T");
  assertEquals(await message(400), "hookrail API error 400");
});

Deno.test("The message of a refusal quotes the beginning of a long detail, the problem all of it", async () => {
  const detail = "x".repeat(10_000);
  const error = await apiError({ status: 400, body: { detail } });
  assertEquals(error.message, `hookrail API error 400: ${"x".repeat(999)}…`);
  assertEquals(error.problem?.detail, detail);
});

Deno.test("No error shows the key, even if the service repeats it", async (t) => {
  const body = { title: `no ${KEY}`, detail: KEY, [KEY]: [KEY] };
  const answers: Record<string, Answer> = {
    "a refusal": { status: 401, body },
    "a failure that may pass": { status: 503, body },
    "a lost connection": { fault: "cut" },
    "an answer that is none": { status: 202, body: `"${KEY}"` },
  };
  for (const [what, answer] of Object.entries(answers)) {
    await t.step(what, async () => {
      const { error } = await rejection(answer);
      for (
        const text of [String(error), Deno.inspect(error, { depth: 9 }), JSON.stringify(error)]
      ) {
        assert(!text.includes("s3cret"), text);
      }
    });
  }
});

Deno.test("No error shows a key that was given with white space around it", async () => {
  await using server = await FakeServer.start(always({ status: 401, body: { detail: KEY } }));
  for (const apiKey of [`${KEY}\n`, ` ${KEY}`, `\t${KEY}\r\n`]) {
    const call = () => connect(server, { apiKey }).getEvent("e");
    const error = await assertRejects(call, AuthenticationError);
    assertEquals([error.message, error.problem?.detail], ["hookrail API error 401: ***", "***"]);
  }
  const sent = server.requests.map(({ headers }) => headers.get("authorization"));
  assertEquals(sent, Array(3).fill(`Bearer ${KEY}`));
});

Deno.test("No client shows its key or token", () => {
  const client = new hookrail.Hookrail({ apiKey: KEY, baseUrl: "http://a.example/s3cret/" });
  const admin = new hookrail.HookrailAdmin({ token: KEY });
  for (const one of [client, admin]) {
    for (const text of [String(one), Deno.inspect(one, { depth: 9 }), JSON.stringify(one)]) {
      assert(!text.includes("s3cret"), text);
    }
  }
  assertEquals(String(client), 'Hookrail {"baseUrl":"http://a.example"}');
});

Deno.test("Every error of the family is a HookrailError with the name of its class", () => {
  const classes = Object.entries(hookrail).filter(([name]) => name.endsWith("Error"));
  assertEquals(classes.length, 20);
  for (const [name, Class] of classes) {
    const error = Class === RetryError
      ? new RetryError(new HookrailError("last"))
      : new (Class as new (...args: unknown[]) => Error)("x");
    assertInstanceOf(error, HookrailError);
    assertEquals(error.name, name);
  }
  const cause = new HookrailError("last");
  assertStrictEquals(new RetryError(cause).cause, cause);
});

Deno.test("The three signature errors are siblings with one base", () => {
  const { MalformedSignatureError, SignatureError, SignatureTimestampError } = hookrail;
  const siblings = [MalformedSignatureError, SignatureError, SignatureTimestampError];
  for (const Class of siblings) {
    const error = new Class("x");
    assertInstanceOf(error, hookrail.SignatureVerificationError);
    assertEquals(siblings.filter((other) => error instanceof other), [Class]);
  }
});
