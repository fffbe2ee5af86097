import { assert, assertEquals, assertMatch } from "@std/assert";
import { always, FakeProxy, FakeServer } from "@hookcast/hookcast/testing";
import type { LiveEvent } from "../../playground/api/event.ts";
import type { Comparison, RunRecord } from "../../playground/api/history.ts";
import type { Order } from "../../playground/api/order.ts";
import type { RunSummary } from "../../playground/api/run.ts";
import { Page } from "./page.ts";

const MARKERS = ["MARKERpath01", "MARKERkey02", "MARKERheader03", "MARKERsecret04", "MARKERpass05"];

/** An order with a secret wherever there may be one. */
function secretive(url: string, proxy: string): Order {
  const [path, key, header, secret, password] = MARKERS;
  return {
    target: "generic",
    url: `${url}hooks/${path}?key=${key}`,
    payload: { text: `It repeats ${header}`, link: `${url}hooks/${path}` },
    options: {
      headers: { authorization: `Bearer ${header}`, "x-key": header! },
      query: { token: key! },
      signer: { scheme: "github", secret: secret! },
      proxies: [proxy.replace("//", `//user:${password}@`)],
      backoff: { minTimeout: 1 },
    },
  };
}

async function withSecrets(page: Page): Promise<{ record: RunRecord; order: Order }> {
  const [, , header, , password] = MARKERS;
  // The server repeats what it knows, and what it cannot know.
  const body = `No such hook: ${MARKERS.join(" ")}`;
  await using server = await FakeServer.start(
    always({ status: 404, headers: { "x-echo": `${header}` }, body }),
  );
  await using proxy = await FakeProxy.start({ kind: "http", username: "user", password });
  const order = secretive(server.url, proxy.url);
  const record = await page.run(order);
  assertEquals(server.requests[0]?.headers.get("authorization"), `Bearer ${header}`);
  assertEquals(server.requests[0]?.json(), order.payload);
  return { record, order };
}

function assertNoMarker(text: string): void {
  for (const marker of MARKERS) assert(!text.includes(marker), `${marker} in ${text}`);
  assert(!/MARKER/.test(text), text);
}

Deno.test("A record holds no secret of its order, nor does the file of the history", async () => {
  await using page = await Page.open();
  const { record } = await withSecrets(page);
  assertEquals(record.results[0]?.status, 404);
  assertNoMarker(JSON.stringify(record));
  await page.get("/api/history");
  const written = await page.written();
  assertMatch(written, /It repeats \*\*\*/);
  assertNoMarker(written);
});

Deno.test("The file of the history holds no signature made with a secret of one's own", async () => {
  await using page = await Page.open();
  const { record } = await withSecrets(page);
  const [signature] = record.events.flatMap((event) =>
    event.type === "signed" ? event.headers.map(([, value]) => value) : []
  ).filter((value) => value.startsWith("sha256="));
  assertMatch(signature ?? "", /^sha256=[0-9a-f]{64}$/);
  await page.server[Symbol.asyncDispose]();
  assert(!(await page.written()).includes(signature!));
});

Deno.test("The file of the history holds no secret that only the payload held", async () => {
  await using page = await Page.open();
  const token = crypto.randomUUID().replaceAll("-", "").repeat(2) + "AbCd";
  const secret = `https://discord.com/api/webhooks/123456789012345678/${token}`;
  const { order } = await page.run({ target: "generic", payload: { leak: `See ${secret}!` } });
  assert(!JSON.stringify(order).includes(token));
  await page.server[Symbol.asyncDispose]();
  const written = await page.written();
  assertMatch(written, /See https:\/\/discord\.com\/api\/webhooks\/123456789012345678\/\*\*\*/);
  assert(!written.includes(token));
});

Deno.test("The stream of events holds no secret", async () => {
  const page = await Page.open();
  const stream = await page.fetch("/api/events");
  await withSecrets(page);
  await page[Symbol.asyncDispose]();
  const text = await stream.text();
  assertMatch(text, /event:run-ended/);
  assertNoMarker(text);
});

Deno.test("The history outlives a restart, and is sent again", async () => {
  await using first = await Page.open();
  const { id, events } = await first.run({ target: "discord", payload: { content: "again" } });
  await first.server[Symbol.asyncDispose]();

  await using page = await Page.open(first.folder);
  const [summary] = await page.get<RunSummary[]>("/api/history");
  assertEquals([summary?.id, summary?.excerpt, summary?.delivered], [id, "again", 1]);
  const record = await page.get<RunRecord>(`/api/history/${id}`);
  assertEquals(record.events.length, events.length);
  const response = await page.send("POST", `/api/runs/${id}/resend`, {});
  assertEquals(response.status, 202);
  const again = await page.over((await response.json()).id);
  assertEquals([again.delivered, again.order], [1, record.order]);
});

/** Takes its time to be written. */
const LONG = "x".repeat(40_000);

Deno.test("What was over when the playground was ended is in the history", async () => {
  await using first = await Page.open();
  const ids = await Promise.all(
    Array.from({ length: 20 }, () => first.start({ target: "generic", payload: LONG })),
  );
  for (const id of ids) await first.over(id);
  await first.server[Symbol.asyncDispose]();
  const { runs } = JSON.parse(await Deno.readTextFile(`${first.folder}/history.json`));
  assertEquals(runs.length, 20);
});

Deno.test("A run is sent again with its secrets, as long as they are known", async () => {
  await using page = await Page.open();
  await using server = await FakeServer.start(always(204));
  const url = `${server.url}hooks/MARKERpath01`;
  const { id } = await page.run({ target: "generic", url, payload: 1 });
  const response = await page.send("POST", `/api/runs/${id}/resend`, {});
  await page.over((await response.json()).id);
  assertEquals(server.requests.map(({ path }) => path), [
    "/hooks/MARKERpath01",
    "/hooks/MARKERpath01",
  ]);
});

Deno.test("After a restart a run is sent again only with what was never written down", async () => {
  await using first = await Page.open();
  const { order, record: { id } } = await withSecrets(first);
  await first.server[Symbol.asyncDispose]();

  await using page = await Page.open(first.folder);
  const resend = (more: unknown) => page.send("POST", `/api/runs/${id}/resend`, more);
  const missing = ["url", "headers", "query", "proxies", "secret", "payload"] as const;
  const [summary] = await page.get<RunSummary[]>("/api/history");
  assertEquals(summary?.missing, [...missing]);
  const refused = await resend({});
  assertEquals([refused.status, (await refused.json()).missing], [409, [...missing]]);
  const partly = await resend({ url: order.url, payload: 1, query: {}, headers: {} });
  assertEquals((await partly.json()).missing, ["proxies", "secret"]);

  await using server = await FakeServer.start([204]);
  await using proxy = await FakeProxy.start({ kind: "http" });
  const given = { url: server.url, headers: { authorization: "Bearer anew", "x-key": "anew" } };
  const more = { query: {}, proxies: [proxy.url], secret: "another", payload: { text: "anew" } };
  const response = await resend({ ...given, ...more });
  const { delivered } = await page.over((await response.json()).id);
  assertEquals(delivered, 1);
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer anew");
});

Deno.test("Runs are forgotten one by one, or all", async () => {
  await using page = await Page.open();
  const ids: string[] = [];
  for (const payload of ["one", "two", "three"]) {
    ids.push((await page.run({ target: "generic", payload })).id);
  }
  const excerpts = async () => {
    return (await page.get<RunSummary[]>("/api/history")).map(({ excerpt }) => excerpt);
  };
  assertEquals(await excerpts(), ["three", "two", "one"]);
  assertEquals((await page.send("DELETE", `/api/history/${ids[1]}`)).status, 204);
  assertEquals(await excerpts(), ["three", "one"]);
  assertEquals((await page.send("DELETE", "/api/history")).status, 204);
  assertEquals(await excerpts(), []);
  assertEquals(await page.written(), '{"version":1,"runs":[]}');
  const gone = await page.fetch(`/api/history/${ids[0]}`);
  assertEquals([gone.status, await gone.json()], [404, { error: "There is no such run" }]);
});

for (
  const [what, text] of [
    ["that was cut", '{"version":1,"runs":[{"id"'],
    ["of another version", '{"version":2,"runs":[]}'],
    ["with something else in it", '{"version":1,"runs":[null, {"id":"x"}]}'],
  ] as const
) {
  Deno.test(`A history ${what} is laid aside, and begun anew`, async () => {
    await using first = await Page.open();
    await first.server[Symbol.asyncDispose]();
    await Deno.writeTextFile(`${first.folder}/history.json`, text);
    await using page = await Page.open(first.folder);
    assertEquals(await page.get("/api/history"), []);
    await page.run({ target: "generic", payload: 1 });
    assertEquals(await Deno.readTextFile(`${first.folder}/history.json.unread`), text);
  });
}

Deno.test("Two runs are compared, what differs first", async () => {
  await using page = await Page.open();
  const order = { target: "generic", payload: { a: 1 }, options: { maxRetries: 0 } } as const;
  const a = await page.run(order);
  const b = await page.run({ ...order, payload: { a: 2 }, faults: [{ kind: "server-error" }] });
  const { rows } = await page.get<Comparison>(`/api/compare?a=${a.id}&b=${b.id}`);
  const different = rows.filter(({ same }) => !same);
  assertEquals(rows.slice(0, different.length), different);
  const at = (path: string) => rows.find((row) => row.path === path);
  assertEquals(at("order.payload.a"), { path: "order.payload.a", a: 1, b: 2, same: false });
  assertEquals(at("results.1.status"), { path: "results.1.status", a: 200, b: 500, same: false });
  assertEquals(at("order.target")?.same, true);
  assertEquals(at("results.1.elapsed"), undefined);
  const strangers = await page.fetch("/api/compare?a=x&b=y");
  assertEquals([strangers.status, await strangers.json()], [404, {
    error: "There is no such run",
  }]);
});

Deno.test("A stream goes on where an earlier one was lost", async () => {
  const page = await Page.open();
  const { events } = await page.run({ target: "generic", payload: 1 });
  const streams = await Promise.all([
    page.fetch("/api/events"),
    page.fetch("/api/events", { headers: { "last-event-id": "3" } }),
    page.fetch(`/api/events?since=${events.length - 1}`),
  ]);
  await page[Symbol.asyncDispose]();
  const told = await Promise.all(streams.map(async (stream) => {
    assertEquals(stream.headers.get("content-type"), "text/event-stream");
    const text = await stream.text();
    return [...text.matchAll(/^data:(.*)$/gm)].map(([, data]) => JSON.parse(data!) as LiveEvent);
  }));
  const live = { type: "live", last: events.length } as const;
  assertEquals(told, [[live], [live, ...events.slice(3)], [live, ...events.slice(-1)]]);
});
