import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import * as posthook from "../../src/posthook/mod.ts";
import { FakeServer, type PlainAnswer } from "../../src/testing/mod.ts";
import { API_KEY, start } from "./support.ts";

const { AuthenticationError, Posthook, PosthookError } = posthook;

/** The error that an answer comes to. */
async function errorOf(answer: PlainAnswer): Promise<posthook.PosthookError> {
  await using service = await start([answer]);
  return await assertRejects(() => service.posthook.hooks.get("a"), PosthookError);
}

const STATUSES: [number, string, string][] = [
  [400, "BadRequestError", "bad_request"],
  [401, "AuthenticationError", "authentication_error"],
  [403, "ForbiddenError", "forbidden"],
  [404, "NotFoundError", "not_found"],
  [413, "PayloadTooLargeError", "payload_too_large"],
  [429, "RateLimitError", "rate_limit_exceeded"],
  [500, "InternalServerError", "internal_error"],
  [502, "InternalServerError", "internal_error"],
  [503, "InternalServerError", "internal_error"],
  [402, "PosthookError", "unknown_error"],
  [409, "PosthookError", "unknown_error"],
  [418, "PosthookError", "unknown_error"],
  [422, "PosthookError", "unknown_error"],
  [302, "PosthookError", "unknown_error"],
];

for (const [status, name, code] of STATUSES) {
  Deno.test(`A ${status} is a ${name} with the message and the headers of the answer`, async () => {
    const headers = { "x-request-id": "r1" };
    const error = await errorOf({ status, headers, body: { error: "as told" } });
    assertEquals(error.constructor.name, name);
    assertEquals([error.name, error.code, error.status], [name, code, status]);
    assertEquals([error.message, error.headers?.get("x-request-id")], ["as told", "r1"]);
    assert(error instanceof Error);
  });
}

const BODIES: [string, PlainAnswer, string][] = [
  ["HTML", { status: 502, body: "<html>Bad gateway</html>" }, "HTTP 502"],
  ["JSON without an error", { status: 400, body: { message: "no" } }, "HTTP 400"],
  ["an empty error", { status: 400, body: { error: "" } }, "HTTP 400"],
  ["an error that is no text", { status: 400, body: { error: { a: 1 } } }, "HTTP 400"],
  ["no body", { status: 404 }, "HTTP 404"],
];

for (const [what, answer, message] of BODIES) {
  Deno.test(`An error whose body is ${what} has the message '${message}'`, async () => {
    assertEquals((await errorOf(answer)).message, message);
  });
}

Deno.test("An error quotes the beginning of a long message", async () => {
  const { message } = await errorOf({ status: 400, body: { error: "x".repeat(10_000) } });
  assertEquals(message, `${"x".repeat(999)}…`);
});

Deno.test("An error does not show a part of the API key where a message is cut", async () => {
  const error = `${"x".repeat(990)}${API_KEY}`;
  assertEquals((await errorOf({ status: 400, body: { error } })).message.slice(988), "xx***");
});

Deno.test("An error does not show the API key that the service repeats", async () => {
  const error = await errorOf({ status: 401, body: { error: `invalid key ${API_KEY}` } });
  assertEquals(error.message, "invalid key ***");
});

Deno.test("An error does not show a key that one call has in place of the client's", async () => {
  const other = "pk_OTHERSECRET";
  const token = "gatewaySECRET";
  const answer = { status: 401, body: { error: `no ${other}, no ${token}, no ${API_KEY}` } };
  await using server = await FakeServer.start([answer, answer]);
  const authorization = `Basic ${token}`;
  const client = new Posthook(API_KEY, { baseUrl: server.url, headers: { authorization } });
  const keyed = { headers: { "x-api-key": ` ${other} ` } };
  const call = () => client.hooks.list({}, keyed);
  assertEquals((await assertRejects(call, AuthenticationError)).message, "no ***, no ***, no ***");
  assertEquals(server.requests[0]?.headers.get("x-api-key"), other);
  const late = () => client.hooks.list({}, { headers: { authorization: `Bearer ${other}` } });
  assertEquals((await assertRejects(late, AuthenticationError)).message, "no ***, no ***, no ***");
});

for (const [before, after] of [["", "\n"], [" ", ""], ["\t", "\r\n"]]) {
  Deno.test(`An error does not show an API key that was given as ${JSON.stringify(`${before}key${after}`)}`, async () => {
    const answer = { status: 401, body: { error: `invalid key ${API_KEY}` } };
    await using server = await FakeServer.start([answer]);
    const client = new Posthook(before + API_KEY + after, { baseUrl: server.url });
    const error = await assertRejects(() => client.hooks.list(), AuthenticationError);
    assertEquals(error.message, "invalid key ***");
    assertEquals(server.requests[0]?.headers.get("x-api-key"), API_KEY);
  });
}

for (const name of Object.keys(posthook).filter((name) => name.endsWith("Error"))) {
  Deno.test(`${name} is a PosthookError named after its class, without a status of its own`, () => {
    const type = posthook[name as "PosthookError"];
    const error = new type("message");
    assertInstanceOf(error, PosthookError);
    assertInstanceOf(error, Error);
    assertEquals([error.name, error.message, error.status], [name, "message", undefined]);
  });
}

Deno.test("Errors have codes that differ", () => {
  const names = Object.keys(posthook).filter((name) => name.endsWith("Error"));
  const codes = names.map((name) => new posthook[name as "PosthookError"]("message").code);
  assertEquals(names.length, 12);
  assertEquals(new Set(codes).size, 12);
});
