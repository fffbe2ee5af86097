import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ForbiddenError,
  type Hook,
  InternalServerError,
  type ListAllParams,
  type ListParams,
  NotFoundError,
  Posthook,
  PosthookError,
} from "../../src/posthook/mod.ts";
import { FakePosthook, type Script } from "../../src/testing/mod.ts";
import { data, start, wireHook } from "./support.ts";

/** The paths that listing with these parameters asks for. */
async function listed(params?: ListParams): Promise<string> {
  await using service = await start([data(null)]);
  assertEquals(await service.posthook.hooks.list(params), []);
  return service.server.requests[0]!.path;
}

/** Lists all; returns the ids and the queries that were asked for. */
async function listedAll(script: Script, params?: ListAllParams) {
  await using service = await start(script);
  const ids: string[] = [];
  let error: unknown;
  try {
    for await (const { id } of service.posthook.hooks.listAll(params)) ids.push(id);
  } catch (thrown) {
    error = thrown;
  }
  return { ids, error, queries: service.server.requests.map(({ path }) => queryOf(path)) };
}

function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, "http://localhost").searchParams);
}

/** A page with hooks of these ids, each due some ms after noon. */
function page(...hooks: [id: string, ms: number][]) {
  const noon = Date.UTC(2026, 2, 1, 12);
  return data(hooks.map(([id, ms]) => wireHook({ id, postAt: new Date(noon + ms).toISOString() })));
}

/** What every page of a whole list is asked for by. */
const ORDER = { sortBy: "postAt", sortOrder: "ASC" };

Deno.test("get() reads every field", async () => {
  const wire = wireHook({
    status: "retry",
    domain: "api.example.com",
    data: { a: 1 },
    createdAt: "2026-02-01T00:00:00.123456Z",
    updatedAt: "2026-02-02T00:00:00Z",
    postDurationSeconds: 0.25,
    attempts: 2,
    failureError: "HTTP 500",
    sequenceData: {
      sequenceID: "s1",
      stepName: "two",
      sequenceLastRunAt: "2026-02-03T00:00:00Z",
      ofTheFuture: 1,
    },
    retryOverride: { minRetries: 1, delaySecs: 5, strategy: "fixed", jitter: false },
    tryAt: "2026-03-01T12:00:05Z",
    ofTheFuture: [1],
  });
  await using service = await start([data(wire)]);
  const hook: Hook = await service.posthook.hooks.get("h1");
  const { sequenceID: sequenceId, ...sequence } = wire.sequenceData as Record<string, unknown>;
  assertEquals(hook, { ...wire, sequenceData: { sequenceId, ...sequence } } as unknown as Hook);
});

Deno.test("get() fills in a default for every field that is missing, and keeps an unknown status", async () => {
  await using service = await start([data({ id: "h1", status: "sleeping" })]);
  assertEquals(await service.posthook.hooks.get("h1"), {
    id: "h1",
    path: "",
    domain: null,
    status: "sleeping",
    data: undefined,
    postAt: "",
    createdAt: "",
    updatedAt: "",
    postDurationSeconds: 0,
    attempts: 0,
    failureError: "",
    sequenceData: null,
    retryOverride: null,
  });
});

for (const body of ["", "no JSON", "[]", '{"data":null}', '{"data":{}}', "null"]) {
  Deno.test(`get() rejects with a PosthookError when the answer is '${body}'`, async () => {
    await using service = await start([{ body, headers: { "content-type": "application/json" } }]);
    await assertRejects(() => service.posthook.hooks.get("h1"), PosthookError, "Cannot read");
  });
}

Deno.test("get() and delete() encode ids", async () => {
  await using service = await start([data(wireHook()), data({})]);
  await service.posthook.hooks.get("id/with/slashes");
  await service.posthook.hooks.delete("a b?");
  const paths = service.server.requests.map(({ path }) => path);
  assertEquals(paths, ["/v1/hooks/id%2Fwith%2Fslashes", "/v1/hooks/a%20b%3F"]);
});

Deno.test("get() and delete() refuse an empty id, and send nothing", async () => {
  await using service = await start([]);
  const { hooks } = service.posthook;
  await assertRejects(() => hooks.get(""), TypeError, "hook id is required");
  await assertRejects(() => hooks.delete(""), TypeError, "hook id is required");
  assertEquals(service.server.requests.length, 0);
});

Deno.test("list() asks for the bare path without parameters, and takes null for no hooks", async () => {
  assertEquals(await listed(), "/v1/hooks");
});

Deno.test("list() sends each filter under the name of the wire", async () => {
  const path = await listed({
    status: "failed",
    limit: 0,
    offset: 20,
    postAtBefore: "2026-03-01T12:00:00.5Z",
    postAtAfter: new Date("2026-03-01T11:00:00Z"),
    createdAtBefore: new Date("2026-03-01T10:00:00Z"),
    createdAtAfter: "2026-03-01T09:00:00Z",
    sortBy: "createdAt",
    sortOrder: "DESC",
    query: { cursor: "c1" },
  });
  assertEquals(queryOf(path), {
    status: "failed",
    limit: "0",
    offset: "20",
    postAtBefore: "2026-03-01T12:00:00.5Z",
    postAtAfter: "2026-03-01T11:00:00Z",
    createdAtBefore: "2026-03-01T10:00:00Z",
    createdAtAfter: "2026-03-01T09:00:00Z",
    sortBy: "createdAt",
    sortOrder: "DESC",
    cursor: "c1",
  });
});

Deno.test("list() leaves out empty texts", async () => {
  assertEquals(await listed({ status: "", postAtAfter: "", sortBy: "" }), "/v1/hooks");
});

Deno.test("list() refuses unknown parameters and invalid dates", async () => {
  await using service = await start([]);
  const { hooks } = service.posthook;
  const wrong = { state: "failed" } as ListParams;
  await assertRejects(() => hooks.list(wrong), TypeError, "'state'");
  await assertRejects(() => hooks.list({ postAtAfter: new Date(NaN) }), TypeError, "'postAtAfter'");
  assertEquals(service.server.requests.length, 0);
});

Deno.test("listAll() reads on behind the last hook until a page is short", async () => {
  const script = [page(["a", 1], ["b", 2]), page(["c", 3])];
  const { ids, queries } = await listedAll(script, { pageSize: 2, status: "pending" });
  assertEquals(ids, ["a", "b", "c"]);
  const query = { limit: "2", status: "pending", ...ORDER };
  assertEquals(queries, [query, { ...query, postAtAfter: "2026-03-01T12:00:00.002Z" }]);
});

Deno.test("listAll() hands the service its own text back as the cursor", async () => {
  const postAt = "2026-03-01T12:00:00.123456789Z";
  const script = [data([wireHook({ id: "a", postAt })]), data([])];
  const { queries } = await listedAll(script, { pageSize: 1 });
  assertEquals(queries[1]?.postAtAfter, postAt);
});

Deno.test("listAll() begins where it is told", async () => {
  const { queries } = await listedAll([data([])], { postAtAfter: new Date(0) });
  assertEquals(queries, [{ limit: "100", ...ORDER, postAtAfter: "1970-01-01T00:00:00Z" }]);
});

Deno.test("listAll() yields nothing of an empty list, after one request", async () => {
  const { ids, queries } = await listedAll([data(null)]);
  assertEquals([ids, queries.length], [[], 1]);
});

Deno.test("listAll() asks once when the first page is short", async () => {
  const { ids, queries } = await listedAll([page(["a", 1])], { pageSize: 2 });
  assertEquals([ids, queries.length], [["a"], 1]);
});

Deno.test("listAll() asks once more when the last page is full", async () => {
  const script = [page(["a", 1], ["b", 2]), data([])];
  const { ids, queries } = await listedAll(script, { pageSize: 2 });
  assertEquals([ids, queries.length], [["a", "b"], 2]);
});

Deno.test("listAll() fetches nothing more once the loop is left", async () => {
  await using service = await start([page(["a", 1], ["b", 2])]);
  for await (const _hook of service.posthook.hooks.listAll({ pageSize: 2 })) break;
  assertEquals(service.server.requests.length, 1);
});

Deno.test("listAll() throws what fails on a page after the hooks of the pages before", async () => {
  const { ids, error } = await listedAll([page(["a", 1]), 403], { pageSize: 1 });
  assertEquals([ids, error instanceof ForbiddenError], [["a"], true]);
});

Deno.test("listAll() throws when the service repeats a page for ever", async () => {
  const { ids, error, queries } = await listedAll(() => page(["a", 1]), { pageSize: 1 });
  assertEquals([ids, error instanceof PosthookError, queries.length], [["a"], true, 2]);
});

for (const tieSafe of [false, true]) {
  const what = `listAll()${tieSafe ? " with tieSafe" : ""}`;

  Deno.test(`${what} throws when the service goes back in time`, async () => {
    const script = [page(["a", 20]), page(["b", 10]), page(["a", 20])];
    const { ids, error, queries } = await listedAll(script, { pageSize: 1, tieSafe });
    assertEquals([ids, queries.length], [["a"], 2]);
    assert(error instanceof PosthookError && error.message.includes("back in time"));
  });

  Deno.test(`${what} throws when the service does not tell times`, async () => {
    const script = () => data([wireHook({ postAt: String(Math.random()) + "?" })]);
    const { error, queries } = await listedAll(script, { pageSize: 1, tieSafe });
    assertEquals([error instanceof PosthookError, queries.length], [true, 2]);
  });
}

Deno.test("listAll() tells times apart down to the nanosecond", async () => {
  const at = (fraction: string) => {
    return data([wireHook({ id: fraction, postAt: `2026-03-01T12:00:00.${fraction}Z` })]);
  };
  const forward = [at("1"), at("1000004"), at("10001"), at("100011111"), data([])];
  const { ids, error } = await listedAll(forward, { pageSize: 1 });
  assertEquals([ids, error], [["1", "1000004", "10001", "100011111"], undefined]);
  const back = await listedAll([at("10001"), at("1000004")], { pageSize: 1 });
  assert(back.error instanceof PosthookError);
});

Deno.test("listAll() throws when the service stands still, however it writes the time", async () => {
  const [short, long] = ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.000Z"].map((postAt) => {
    return data([wireHook({ postAt })]);
  });
  const { error, queries } = await listedAll([short!, long!, short!], { pageSize: 1 });
  assertEquals([error instanceof PosthookError, queries.length], [true, 2]);
});

Deno.test("listAll() with tieSafe asks for nothing from before it begins", async () => {
  const postAtAfter = "2026-03-01T12:00:00.0005Z";
  const full = data([wireHook({ id: "a", postAt: "2026-03-01T12:00:00.0007Z" })]);
  const params = { pageSize: 1, tieSafe: true, postAtAfter };
  const { ids, queries } = await listedAll([full, full], params);
  assertEquals(ids, ["a"]);
  const query = { ...ORDER, postAtAfter };
  assertEquals(queries, [{ ...query, limit: "1" }, { ...query, limit: "2" }]);
});

Deno.test("listAll() with tieSafe asks for 1000 hooks at the most", async () => {
  const hooks = Array.from({ length: 700 }, (_, index): [string, number] => [`h${index}`, 1]);
  const script = [page(...hooks.slice(0, 600)), page(...hooks)];
  const { ids, queries } = await listedAll(script, { pageSize: 600, tieSafe: true });
  // Only the second page begins where the first one did; so the third is the one to be longer.
  assertEquals([ids.length, queries.map(({ limit }) => limit)], [700, ["600", "600", "1000"]]);
});

Deno.test("listAll() with tieSafe throws when more than 1000 hooks are due at once", async () => {
  const hooks = Array.from({ length: 1000 }, (_, index): [string, number] => [`h${index}`, 1]);
  const { error, queries } = await listedAll(() => page(...hooks), {
    pageSize: 1000,
    tieSafe: true,
  });
  assertEquals([error instanceof PosthookError, queries.length], [true, 2]);
});

/** Lists hooks that are due in these ms, two at a time, from a fake. */
async function listedFromFake(due: number[], tieSafe: boolean): Promise<string[]> {
  await using service = await FakePosthook.start();
  const { hooks } = new Posthook(service.apiKey, { baseUrl: service.url });
  const noon = Date.UTC(2036, 2, 1, 12);
  for (const [index, ms] of due.entries()) {
    await hooks.schedule({ path: `/${index}`, postAt: new Date(noon + ms) });
  }
  const listed = await Array.fromAsync(hooks.listAll({ pageSize: 2, tieSafe }));
  return listed.map(({ path }) => path).sort();
}

Deno.test("listAll() leaves out the rest of a group that a page cuts in two", async () => {
  assertEquals(await listedFromFake([0, 5, 5, 9], false), ["/0", "/1", "/3"]);
});

for (
  const due of [[0, 5, 5, 9], [0, 1, 1, 2], [5, 5, 5, 5, 5], [0, 1, 2, 3], [0, 1, 1, 1, 2, 2, 3]]
) {
  Deno.test(`listAll() with tieSafe shows each hook once when they are due at ${due}`, async () => {
    assertEquals(await listedFromFake(due, true), due.map((_, index) => `/${index}`));
  });
}

Deno.test("listAll() refuses a page size below 1 at the call", async () => {
  await using service = await start([]);
  assertThrows(() => service.posthook.hooks.listAll({ pageSize: 0 }), RangeError, "'pageSize'");
});

Deno.test("delete() is fine with a hook that is not there", async () => {
  await using service = await start([data({}), 404, 204]);
  for (const id of ["a", "b", "c"]) await service.posthook.hooks.delete(id);
  assertEquals(service.server.requests.map(({ method }) => method), ["DELETE", "DELETE", "DELETE"]);
});

Deno.test("delete() rejects with every other error", async () => {
  await using service = await start([403, 500]);
  await assertRejects(() => service.posthook.hooks.delete("a"), ForbiddenError);
  await assertRejects(() => service.posthook.hooks.delete("a"), InternalServerError);
});

Deno.test("get() rejects with a NotFoundError for a hook that is not there", async () => {
  await using service = await start([404]);
  await assertRejects(() => service.posthook.hooks.get("a"), NotFoundError);
});
