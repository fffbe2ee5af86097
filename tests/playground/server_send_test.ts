import { assert, assertEquals, assertMatch } from "@std/assert";
import { FakeServer } from "@hookcast/hookcast/testing";
import type { Order } from "../../playground/api/order.ts";
import { only, Page } from "./page.ts";

/** So that no test waits. */
const SWIFT = { backoff: { minTimeout: 1, maxTimeout: 2 } } as const;

const TARGETS: readonly (readonly [order: Order, status: number, stored: number | null])[] = [
  [{ target: "generic", payload: { a: 1 } }, 200, null],
  [{ target: "discord", payload: { content: "hi" } }, 204, 1],
  [{ target: "slack", payload: { text: "hi" } }, 200, 1],
  [{ target: "notifier", payload: { severity: "P0", title: "Down" } }, 204, 1],
  [
    {
      target: "notifier",
      payload: { severity: "P1", title: "Slow", fields: { host: "db1" } },
      options: { notifier: { channel: "slack" } },
    },
    200,
    1,
  ],
];

for (const [order, status, stored] of TARGETS) {
  const channel = order.options?.notifier?.channel;
  Deno.test(`A run sends to ${order.target}${channel ? ` over ${channel}` : ""}`, async () => {
    await using page = await Page.open();
    const { results, events, delivered } = await page.run(order);
    assertEquals(results.map((result) => [result.ok, result.status]), [[true, status]]);
    assertEquals(delivered, 1);
    const [received] = only(events, "received");
    assertEquals(received?.report, {
      requests: 1,
      stored,
      violations: {},
      statuses: [status],
    });
  });
}

Deno.test("A run tells what happens in the order in which it does", async () => {
  await using page = await Page.open();
  const { events } = await page.run({
    target: "generic",
    payload: "hello",
    faults: [{ kind: "server-error" }],
    options: { ...SWIFT, signer: { scheme: "github" } },
  });
  const attempt = ["queued", "turn", "signed", "request", "answer", "attempt"];
  assertEquals(events.map(({ type }) => type), [
    "run-started",
    "send-started",
    ...attempt,
    ...attempt,
    "result",
    "received",
    "run-ended",
  ]);
  assertEquals(only(events, "request").map(({ attempt }) => attempt), [1, 2]);
  const times = events.map((event) => "at" in event ? event.at : 0);
  assertEquals(times, times.toSorted((a, b) => a - b));
});

Deno.test("A run shows request and answer as they were on the wire", async () => {
  await using page = await Page.open();
  const { events } = await page.run({ target: "generic", payload: { text: "naïve" } });
  const [answer] = only(events, "answer");
  assertEquals(answer?.answer.status, 200);
  assertEquals(answer?.answer.body.text, '{"received":true}');
  const { request } = answer ?? {};
  assertEquals([request?.seen, request?.method], ["wire", "POST"]);
  assertEquals(request?.body, { size: 17, text: '{"text":"naïve"}', cut: false });
  const headers = new Headers(request?.headers.map(([name, value]) => [name, value]));
  assertEquals(headers.get("content-length"), "17");
  assertMatch(headers.get("host") ?? "", /^127\.0\.0\.1:\d+$/);
});

Deno.test("A run shows the parts of a form", async () => {
  await using page = await Page.open();
  const { events, results, order } = await page.run({
    target: "discord",
    payload: "a file",
    files: [{ name: "a.txt", type: "text/plain", data: btoa("hello") }],
  });
  assertEquals(results[0]?.ok, true);
  const parts = only(events, "answer")[0]?.request?.body.parts ?? [];
  assertEquals(parts.map(({ name, filename, text }) => [name, filename, text]).at(-1), [
    "files[0]",
    "a.txt",
    "hello",
  ]);
  assertEquals(order.files, [{ name: "a.txt", type: "text/plain", size: 5 }]);
});

Deno.test("A run tells why it waits: as the server asks, or by the backoff", async () => {
  await using page = await Page.open();
  const { events } = await page.run({
    target: "generic",
    payload: 1,
    faults: [{ kind: "rate-limit", wait: 20 }, { kind: "server-error", status: 503 }],
    options: SWIFT,
  });
  const attempts = only(events, "attempt");
  assertEquals(attempts.map(({ waitReason }) => waitReason), ["server", "backoff", null]);
  assertEquals(attempts[0]?.wait, 20);
  const [window] = only(events, "window");
  assertEquals([window?.remaining, window?.resetAfter], [0, 20]);
});

Deno.test("A run tells which proxy is taken, and which is burnt", async () => {
  await using page = await Page.open();
  const { events, results } = await page.run({
    target: "slack",
    payload: "the long way round",
    options: { proxies: "fakes" },
    faults: [{ kind: "proxy-dies", proxy: 1 }],
  });
  assertEquals(results[0]?.ok, true);
  assertEquals(only(events, "proxy").map(({ name }) => name), ["proxy 1", "proxy 2"]);
  const burnt = only(events, "proxy-burnt");
  assertEquals(burnt.map(({ name }) => name), ["proxy 1"]);
  assert((burnt[0]?.rest ?? 0) > 200_000);
  assertEquals(only(events, "attempt")[0]?.waitReason, "next-proxy");
});

Deno.test("A run tells of the parts of a message that is split", async () => {
  await using page = await Page.open();
  const { events } = await page.run({
    target: "discord",
    payload: "word ".repeat(900),
    options: { discord: { overflow: "split" } },
  });
  assertEquals(only(events, "split").map(({ part }) => part), [2, 3]);
  assertEquals(only(events, "request").map(({ part, attempt }) => [part, attempt]), [
    [1, 1],
    [2, 1],
    [3, 1],
  ]);
});

Deno.test("A burst keeps to the limit, and numbers its messages", async () => {
  await using page = await Page.open();
  const { events, delivered, count } = await page.run({
    target: "discord",
    payload: "number {n}",
    count: 6,
  });
  assertEquals([delivered, count], [6, 6]);
  const texts = only(events, "answer").map(({ request }) => request?.body.text ?? "");
  const numbers = texts.map((text) => /number (\d)/.exec(text)?.[1]).sort();
  assertEquals(numbers, ["1", "2", "3", "4", "5", "6"]);
  assertEquals(only(events, "received")[0]?.report.violations, {});
  assertEquals(Math.min(...only(events, "window").map(({ remaining }) => remaining)), 0);
  assert(only(events, "turn").some(({ waited }) => waited > 500));
});

Deno.test("A burst of alerts is throttled, and the notifier tells of it", async () => {
  await using page = await Page.open();
  const { events, delivered, failed, kinds } = await page.run({
    target: "notifier",
    payload: { severity: "P1", title: "Again", key: "same" },
    count: 4,
    options: { notifier: { throttle: { limit: 2, window: 60_000 } } },
  });
  assertEquals([delivered, failed, kinds], [2, 2, ["rate-limited"]]);
  const whats = only(events, "notifier").map(({ what }) => what).sort();
  assertEquals(whats, ["sent", "sent", "throttled", "throttled"]);
  assertEquals(only(events, "request").map(({ send }) => send), [1, 2]);
});

const FAULTS: readonly (readonly [order: Omit<Order, "payload">, kind: string | undefined])[] = [
  [{ target: "generic", faults: [{ kind: "ban", wait: 5 }] }, undefined],
  [{ target: "generic", faults: [{ kind: "cut" }] }, undefined],
  [{ target: "generic", faults: [{ kind: "lost-answer" }] }, undefined],
  [{ target: "generic", faults: [{ kind: "hang" }] }, undefined],
  [{ target: "generic", faults: [{ kind: "slow", wait: 5 }] }, undefined],
  [{ target: "generic", faults: [{ kind: "redirect" }] }, "http"],
  [{ target: "generic", faults: [{ kind: "dead-webhook" }] }, "http"],
  [{ target: "generic", faults: [{ kind: "server-error", times: 9 }] }, "http"],
  [{ target: "discord", faults: [{ kind: "rate-limit", wait: 9, scope: "global" }] }, undefined],
  [{ target: "discord", faults: [{ kind: "ban", wait: 3_600_000 }] }, "rate-limited"],
  [{ target: "discord", faults: [{ kind: "server-error", status: 502 }] }, undefined],
  [{ target: "discord", faults: [{ kind: "cut" }] }, undefined],
  [{ target: "discord", faults: [{ kind: "lost-answer" }] }, undefined],
  [{ target: "discord", faults: [{ kind: "hang" }] }, undefined],
  [{ target: "discord", faults: [{ kind: "slow", wait: 5 }] }, undefined],
  [{ target: "discord", faults: [{ kind: "redirect" }] }, "http"],
  [{ target: "discord", faults: [{ kind: "dead-webhook" }] }, "http"],
  [{ target: "slack", faults: [{ kind: "cut" }] }, undefined],
  [{ target: "slack", faults: [{ kind: "lost-answer" }] }, undefined],
  [{ target: "slack", faults: [{ kind: "slow", wait: 5 }] }, undefined],
  [{ target: "slack", faults: [{ kind: "redirect" }] }, "http"],
  [{ target: "slack", faults: [{ kind: "dead-webhook" }] }, "http"],
];

for (const [order, kind] of FAULTS) {
  const [fault] = order.faults ?? [];
  Deno.test(`The fault '${fault?.kind}' at ${order.target} ends in ${kind ?? "a delivery"}`, async () => {
    await using page = await Page.open();
    // Slack is told once per second: without its limiter a retry need not wait.
    const options = { ...SWIFT, timeout: 300, rateLimit: order.target !== "slack" };
    const { results, events } = await page.run({ ...order, payload: "x", options });
    assertEquals(results[0]?.kind, kind, results[0]?.error ?? "");
    const isClean = fault?.kind === "slow" || kind === "http" || kind === "rate-limited";
    assert(isClean || only(events, "attempt").length > 1);
  });
}

Deno.test("A fault is over with its run", async () => {
  await using page = await Page.open();
  await page.run({ target: "generic", payload: 1, faults: [{ kind: "dead-webhook" }] });
  await page.run({
    target: "generic",
    payload: 1,
    faults: [{ kind: "server-error", times: 50 }],
    options: { maxRetries: 0 },
  });
  const { attempts, delivered } = await page.run({ target: "generic", payload: 1 });
  assertEquals([attempts, delivered], [1, 1]);
});

Deno.test("Faults can be injected at any time, and called off", async () => {
  await using page = await Page.open();
  const inject = (faults: unknown) => page.send("POST", "/api/faults", faults);
  const missing = await inject([{ kind: "cut" }]);
  assertEquals([missing.status, (await missing.json()).path], [400, "0.at"]);
  const wrong = await inject([{ kind: "quake" }]);
  assertEquals([wrong.status, (await wrong.json()).path], [400, "0.kind"]);

  assertEquals((await inject([{ kind: "server-error", at: "generic", times: 2 }])).status, 204);
  const once = { target: "generic", payload: 1, options: { maxRetries: 0 } } as const;
  assertEquals((await page.run(once)).kinds, ["http"]);
  assertEquals((await page.send("DELETE", "/api/faults")).status, 204);
  assertEquals((await page.run(once)).kinds, []);
});

Deno.test("A dead webhook can be injected into a run under way", async () => {
  await using page = await Page.open();
  const id = await page.start({ target: "discord", payload: "{n}", count: 20 });
  await page.send("POST", "/api/faults", [{ kind: "dead-webhook", at: "discord" }]);
  const { failed, kinds } = await page.over(id);
  assert(failed > 0);
  assert(kinds.every((kind) => kind === "http" || kind === "blocked"), kinds.join());
});

Deno.test("A run is stopped, and its sends end as aborted", async () => {
  await using page = await Page.open();
  const id = await page.start({ target: "generic", payload: 1, faults: [{ kind: "hang" }] });
  assertEquals((await page.send("POST", `/api/runs/${id}/abort`)).status, 204);
  assertEquals((await page.over(id)).kinds, ["aborted"]);
});

Deno.test("A run goes to a real URL, and shows only where that leads", async () => {
  await using page = await Page.open();
  await using server = await FakeServer.start([204]);
  const url = `${server.url}hooks/MARKERmarker0?key=MARKERmarker1`;
  const record = await page.run({ target: "generic", url, payload: { text: "hi" } });
  assertEquals(server.requests[0]?.path, "/hooks/MARKERmarker0?key=MARKERmarker1");
  assertEquals([record.url, record.order.url], [`${server.url}***`, `${server.url}***`]);
  const [request] = only(record.events, "request");
  assertEquals([request?.request.url, request?.request.seen], [
    `${server.url}***?key=***`,
    "client",
  ]);
  assertEquals(only(record.events, "received"), []);
});

const TOKENS: readonly (readonly [target: "discord" | "slack", masked: RegExp])[] = [
  ["discord", /^\/api\/v10\/webhooks\/\d+\/\*\*\*$/],
  ["slack", /^\/services\/T\w+\/B\w+\/\*\*\*$/],
];

for (const [target, masked] of TOKENS) {
  Deno.test(`A run shows the URL of the fake ${target} without its token, wherever it does`, async () => {
    await using page = await Page.open();
    for (const options of [{}, { proxies: "fakes" }] as const) {
      const record = await page.run({ target, payload: "x", options });
      assertEquals(record.results[0]?.ok, true);
      const shown = JSON.stringify(record) + await page.written();
      const paths = shown.match(/\/(?:api\/v10|services)\/[^"?]*/g) ?? [];
      // As handed to `fetch` and as it arrived, both here and in the history.
      assert(paths.length >= 4, shown);
      for (const path of paths) assertMatch(path, masked);
      assertEquals(only(record.events, "answer")[0]?.request?.seen, "wire");
    }
  });
}

Deno.test("What one run learns of a real server, the next one keeps to", async () => {
  await using page = await Page.open();
  const headers = {
    "x-ratelimit-limit": "1",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset-after": "0.3",
  };
  await using server = await FakeServer.start([{ status: 204, headers }, 204]);
  const order = { target: "generic", url: server.url, payload: 1 } as const;
  await page.run(order);
  const { events } = await page.run(order);
  assert((only(events, "turn")[0]?.waited ?? 0) > 100);
});

const WRONG: readonly (readonly [order: unknown, path: string | undefined])[] = [
  ["no order", undefined],
  [{ target: "pager", payload: 1 }, "target"],
  [{ target: "generic" }, "payload"],
  [{ target: "generic", payload: 1, MARKER: 1 }, "MARKER"],
  [{ target: "generic", payload: 1, url: "ftp://MARKER" }, "url"],
  [{ target: "generic", payload: 1, url: "MARKER" }, "url"],
  [{ target: "generic", payload: 1, count: 201 }, "count"],
  [{ target: "generic", payload: 1, options: { timeout: "MARKER" } }, "options.timeout"],
  [{ target: "generic", payload: 1, options: { timeout: -1 } }, "options.timeout"],
  [{ target: "generic", payload: 1, options: { fetch: "MARKER" } }, "options.fetch"],
  [{ target: "discord", payload: "x", options: { query: { a: "b" } } }, "options.query"],
  [
    { target: "generic", payload: 1, options: { signer: { scheme: "discord" } } },
    "options.signer.scheme",
  ],
  [{ target: "generic", payload: 1, files: [{ name: "a", data: "" }] }, "files"],
  [{ target: "discord", payload: "x", files: [{ name: "a", data: "*" }] }, "files.0.data"],
  [{ target: "discord", payload: { files: ["/etc/hostname"] } }, "payload.files"],
  [{ target: "generic", payload: 1, faults: [{ kind: "rate-limit" }] }, "faults.0.wait"],
  [{ target: "generic", payload: 1, url: "http://a.test", faults: [{ kind: "cut" }] }, "faults"],
];

for (const [order, path] of WRONG) {
  Deno.test(`A run is refused whose '${path ?? "order"}' is wrong: ${JSON.stringify(order)}`, async () => {
    await using page = await Page.open();
    const response = await page.send("POST", "/api/runs", order);
    const problem = await response.json();
    assertEquals([response.status, problem.path], [400, path]);
    assert(!problem.error.includes("MARKER"), problem.error);
    assertEquals(await page.get("/api/history"), []);
  });
}

/** JSON that is nested so deep. */
function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

Deno.test("A request is refused whose JSON is nested too deep, in words", async () => {
  await using page = await Page.open();
  const headers = { "content-type": "application/json" };
  const post = async (method: string, path: string, body: string) => {
    const response = await page.fetch(path, { method, headers, body });
    return [response.status, await response.text()];
  };
  const refusal = [400, '{"error":"The JSON is nested too deep: 200 levels are the most"}'];
  const order = (depth: number) => `{"target":"generic","payload":${nested(depth)}}`;
  assertEquals(await post("POST", "/api/runs", order(20_000)), refusal);
  assertEquals(await post("POST", "/api/runs", order(200)), refusal);
  assertEquals(await post("POST", "/api/code", `{"as":"curl","order":${order(20_000)}}`), refusal);
  assertEquals(await post("PUT", "/api/scenarios/a", `{"order":${order(20_000)}}`), refusal);
  assertEquals((await post("POST", "/api/runs", order(199)))[0], 202);
});

Deno.test("A run is refused whose secret is none of its scheme, without repeating it", async () => {
  await using page = await Page.open();
  const signer = { scheme: "standard-webhooks", secret: "MARKERmarker!" } as const;
  const response = await page.send("POST", "/api/runs", {
    target: "generic",
    payload: 1,
    options: { signer },
  });
  const { error } = await response.json();
  assertEquals(response.status, 400);
  assert(!error.includes("MARKER"), error);
});

Deno.test("Options of a notifier that make no sense are refused, as others are", async () => {
  await using page = await Page.open();
  const payload = { severity: "P0", title: "x" };
  for (
    const [notifier, path] of [
      [{ capacity: 0 }, "options.notifier.capacity"],
      [{ throttle: { limit: 0 } }, "options.notifier.throttle.limit"],
      [{ channel: "constructor" }, "options.notifier.channel"],
      [{ unknown: 1 }, "options.notifier.unknown"],
      [5, "options.notifier"],
    ] as const
  ) {
    const order = { target: "notifier", payload, options: { notifier } };
    const response = await page.send("POST", "/api/runs", order);
    assertEquals([response.status, (await response.json()).path], [400, path]);
  }
});

Deno.test("An alert that is none fails, each of a burst", async () => {
  await using page = await Page.open();
  for (const payload of [null, 5, { severity: "P9", title: "x" }]) {
    const record = await page.run({ target: "notifier", payload, count: 2 });
    assertEquals([record.failed, record.kinds], [2, ["payload"]], JSON.stringify(payload));
  }
});

Deno.test("What was broken under way is well again once nothing is, however that ended", async () => {
  await using page = await Page.open();
  const post = async (path: string, body?: unknown) => {
    assertEquals((await page.send("POST", path, body)).status, 204);
  };
  // The sixth waits for its turn.
  const id = await page.start({ target: "discord", payload: { content: "x" }, count: 6 });
  const fault = { kind: "server-error", at: "discord" };
  await post("/api/faults", [{ ...fault, times: 1000 }]);
  await post(`/api/runs/${id}/abort`);
  await page.over(id);
  const next = { target: "discord", payload: { content: "y" }, options: SWIFT } as const;
  assertEquals((await page.run(next)).attempts, 1);

  // What is broken while nothing is under way waits for the next run.
  await post("/api/faults", [fault]);
  assertEquals((await page.run(next)).attempts, 2);
});
