import { assert, assertEquals, assertRejects } from "@std/assert";
import { resolveOptions } from "../../src/core/options.ts";
import type { WebhookOptions } from "../../src/core/options.ts";
import type { Failed } from "../../src/core/result.ts";
import { RestClient } from "../../src/rest/client.ts";
import { readBaseUrl } from "../../src/rest/path.ts";
import { always, FakeServer } from "../../src/testing/mod.ts";
import { AT_ONCE } from "../core/waiting.ts";

class ServiceError extends Error {
  readonly failed: Failed;
  constructor(failed: Failed) {
    super(failed.error);
    this.failed = failed;
  }
}

function client(url: string, options: WebhookOptions = {}): RestClient {
  const settings = resolveOptions({ backoff: AT_ONCE, rateLimit: false, ...options });
  const toError = (failed: Failed) => new ServiceError(failed);
  return new RestClient({ baseUrl: readBaseUrl(url), settings, toError });
}

Deno.test("RestClient sends JSON below the base URL and gives back the answer", async () => {
  await using server = await FakeServer.start([{ status: 201, body: { id: "1" } }]);
  const answer = await client(`${server.url}api/`).call("POST", "/v1/things", { body: { a: 1 } });
  assertEquals([answer.status, answer.response], [201, { id: "1" }]);
  const [request] = server.requests;
  assertEquals([request?.method, request?.path, request?.text], [
    "POST",
    "/api/v1/things",
    '{"a":1}',
  ]);
  assertEquals(request?.headers.get("content-type"), "application/json");
});

Deno.test("RestClient sends a GET without a body, a content type or a key", async () => {
  await using server = await FakeServer.start([{ body: {} }]);
  await client(server.url).call("GET", "/v1/things");
  const headers = server.requests[0]?.headers;
  assertEquals([headers?.get("content-type"), headers?.get("idempotency-key")], [null, null]);
});

Deno.test("RestClient puts the query into the URL and leaves out what is undefined", async () => {
  await using server = await FakeServer.start([{ body: {} }]);
  const query = { limit: 5, all: true, since: undefined, topic: "a b&c" };
  await client(server.url).call("GET", "/v1/things", { query });
  assertEquals(server.requests[0]?.path, "/v1/things?limit=5&all=true&topic=a+b%26c");
});

Deno.test("RestClient sends the headers of the client and of the call", async () => {
  await using server = await FakeServer.start([{ body: {} }]);
  const rest = client(server.url, { headers: { authorization: "Bearer k", "x-a": "1" } });
  await rest.call("POST", "/", { headers: { "x-a": "2" }, idempotencyKey: "key", body: null });
  const headers = server.requests[0]!.headers;
  const names = ["authorization", "x-a", "idempotency-key"];
  assertEquals(names.map((name) => headers.get(name)), ["Bearer k", "2", "key"]);
});

Deno.test("RestClient rejects with what its one function makes of a failure", async () => {
  await using server = await FakeServer.start([{ status: 404, body: { title: "No" } }]);
  const error = await assertRejects(() => client(server.url).call("GET", "/"), ServiceError);
  assertEquals([error.failed.kind, error.failed.status], ["http", 404]);
  assertEquals(error.failed.response, { title: "No" });
});

Deno.test("RestClient tries again as often as the client says", async () => {
  await using server = await FakeServer.start(always(503));
  const rest = client(server.url, { maxRetries: 2 });
  await assertRejects(() => rest.call("GET", "/"), ServiceError);
  assertEquals(server.requests.length, 3);
});

Deno.test("RestClient ends a call when its signal is aborted", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const controller = new AbortController();
  const call = client(server.url).call("GET", "/", { signal: controller.signal });
  await server.received(1);
  controller.abort();
  const error = await assertRejects(() => call, ServiceError);
  assertEquals(error.failed.kind, "aborted");
});

Deno.test("RestClient gives each attempt the timeout of the call", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const call = client(server.url, { maxRetries: 1 }).call("GET", "/", { timeout: 5 });
  const error = await assertRejects(() => call, ServiceError);
  assertEquals([error.failed.kind, error.failed.attempts], ["timeout", 2]);
  assert(error.message.includes("no answer within 5 ms"));
});
