import { assertEquals, assertRejects } from "@std/assert";
import { type BulkSelection, ForbiddenError, InternalServerError } from "../../src/posthook/mod.ts";
import { data, start } from "./support.ts";

const FILTER = {
  startTime: new Date("2026-03-01T12:00:00Z"),
  endTime: "2026-03-02T12:00:00+01:00",
  limit: 50,
};

for (const action of ["retry", "replay", "cancel"] as const) {
  Deno.test(`bulk.${action}() by ids sends the ids, and returns how many were affected`, async () => {
    await using service = await start([data({ affected: 2 })]);
    const result = await service.posthook.hooks.bulk[action]({ hookIds: ["a", "b"] });
    const [request] = service.server.requests;
    assertEquals(result, { affected: 2 });
    assertEquals(`${request!.method} ${request!.path}`, `POST /v1/hooks/bulk/${action}`);
    assertEquals(request!.json(), { hookIDs: ["a", "b"] });
  });

  Deno.test(`bulk.${action}() by filter sends the filter in the names of the wire`, async () => {
    await using service = await start([data({ affected: 7 }), data({ affected: 7 })]);
    const { bulk } = service.posthook.hooks;
    assertEquals(await bulk[action]({ ...FILTER, endpointKey: "e", sequenceId: "s" }), {
      affected: 7,
    });
    await bulk[action](FILTER);
    const [request, bare] = service.server.requests;
    const wire = { ...FILTER, startTime: "2026-03-01T12:00:00Z" };
    assertEquals(request!.path, `/v1/hooks/bulk/${action}`);
    assertEquals(request!.json(), { ...wire, endpointKey: "e", sequenceID: "s" });
    assertEquals(bare!.json(), wire);
  });
}

Deno.test("bulk.cancel() takes a missing count for zero", async () => {
  await using service = await start([data({})]);
  assertEquals(await service.posthook.hooks.bulk.cancel({ hookIds: ["a"] }), { affected: 0 });
});

Deno.test("bulk.cancel() sends more than 1000 ids in several requests, and adds up", async () => {
  await using service = await start(Array.from([1000, 1000, 1], (affected) => data({ affected })));
  const hookIds = Array.from({ length: 2001 }, (_, index) => `h${index}`);
  const result = await service.posthook.hooks.bulk.cancel({ hookIds: new Set(hookIds) });
  assertEquals(result, { affected: 2001 });
  const sent = service.server.requests.map((request) => request.json<{ hookIDs: string[] }>());
  assertEquals(sent.map(({ hookIDs }) => hookIDs.length), [1000, 1000, 1]);
  assertEquals(sent.flatMap(({ hookIDs }) => hookIDs), hookIds);
});

Deno.test("bulk.cancel() sends no further ids after a request that failed", async () => {
  await using service = await start([500, data({ affected: 1 })]);
  const hookIds = Array.from({ length: 1001 }, (_, index) => `h${index}`);
  const error = await assertRejects(
    () => service.posthook.hooks.bulk.cancel({ hookIds }),
    InternalServerError,
  );
  assertEquals([service.server.requests.length, error.affected], [1, 0]);
});

Deno.test("bulk.cancel() tells how many hooks were affected before it failed", async () => {
  await using service = await start([data({ affected: 998 }), data({ affected: 1000 }), 403]);
  const hookIds = Array.from({ length: 3000 }, (_, index) => `h${index}`);
  const canceling = () => service.posthook.hooks.bulk.cancel({ hookIds });
  assertEquals((await assertRejects(canceling, ForbiddenError)).affected, 1998);
});

Deno.test("bulk.cancel() tells of no others when its only request fails", async () => {
  await using service = await start([403]);
  const canceling = () => service.posthook.hooks.bulk.cancel({ hookIds: ["a"] });
  assertEquals("affected" in await assertRejects(canceling, ForbiddenError), false);
});

const WRONG: [string, unknown, abstract new (...args: never[]) => Error, string][] = [
  ["nothing", undefined, TypeError, "'selection'"],
  ["ids by another name", { hookIDs: ["a"] }, TypeError, "'hookIds', or a filter"],
  ["a bare list of ids", ["a"], TypeError, "'hookIds', or a filter"],
  ["no ids", { hookIds: [] }, TypeError, "at least one"],
  ["one text as ids", { hookIds: "abc" }, TypeError, "'hookIds' must be a list"],
  ["an empty id", { hookIds: [""] }, TypeError, "'hookIds' must hold ids"],
  ["ids and a filter", { hookIds: ["a"], limit: 1 }, TypeError, "'limit'"],
  ["a filter without a limit", { ...FILTER, limit: undefined }, TypeError, "'limit'"],
  ["a limit of zero", { ...FILTER, limit: 0 }, RangeError, "'limit'"],
  ["a limit above 1000", { ...FILTER, limit: 1001 }, RangeError, "'limit'"],
  ["a filter without its start", { ...FILTER, startTime: undefined }, TypeError, "'startTime'"],
  ["an unknown field", { ...FILTER, projectID: "p" }, TypeError, "'projectID'"],
];

for (const [what, selection, type, message] of WRONG) {
  Deno.test(`bulk.retry() refuses ${what}, and sends nothing`, async () => {
    await using service = await start([]);
    const retry = () => service.posthook.hooks.bulk.retry(selection as BulkSelection);
    await assertRejects(retry, type as typeof Error, message);
    assertEquals(service.server.requests.length, 0);
  });
}
