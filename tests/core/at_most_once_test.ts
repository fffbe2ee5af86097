import { assert, assertEquals } from "@std/assert";
import { ProxyPool, Webhook, type WebhookOptions } from "../../mod.ts";
import { type Answer, FakeProxy, FakeServer, type ProxyFault } from "../../src/testing/mod.ts";
import { ca, tls } from "../fixtures/certificates.ts";
import { AT_ONCE } from "./waiting.ts";

/** Whatever a server can do that leaves the outcome unknown, or that says that it is delivered. */
const FAULTS: Answer[] = [
  { fault: "cut-connect" },
  { fault: "cut" },
  { fault: "cut-head" },
  { fault: "reset" },
  { fault: "garbage" },
  { fault: "hang" },
  { fault: "cut-body" },
  { fault: "cut-body", chunked: true },
  { fault: "cut-body", body: "x".repeat(5000) },
  { fault: "cut-body", status: 500 },
  { fault: "hang-body" },
  { fault: "hang-body", chunked: true },
  { fault: "hang-body", status: 500 },
  { fault: "endless" },
  { fault: "endless", status: 500 },
  { fault: "redirect", location: "/elsewhere" },
  500,
  502,
  503,
  504,
  { status: 503, headers: { "retry-after": "0" } },
  { delay: 60_000 },
];

/** Time enough to reach a server on loopback; what hangs is given up soon. */
const HASTY: WebhookOptions = {
  delivery: "at-most-once",
  backoff: AT_ONCE,
  timeout: 1000,
  maxResponseBytes: 10_000,
  idempotency: true,
};

/** How often the server read each message. */
function sightings(server: FakeServer): number[] {
  const seen = new Map<string, number>();
  for (const { headers } of server.requests) {
    const key = headers.get("idempotency-key")!;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen.values()];
}

const nameOf = (answer: Answer) => JSON.stringify(answer).slice(0, 60);

/** Runs `test` for each case, all at once: most of them only wait for a timeout. */
async function forEach<T>(cases: readonly T[], test: (value: T) => Promise<void>) {
  await Promise.all(cases.map(test));
}

for (const secure of [false, true]) {
  const scheme = secure ? "https" : "http";

  for (const reused of [false, true]) {
    const connection = reused ? "reused" : "fresh";

    Deno.test(`at-most-once: no fault shows a server a message twice (${scheme}, ${connection} connection)`, async () => {
      await forEach(FAULTS, async (fault) => {
        const name = nameOf(fault);
        const before: Answer[] = reused ? [200] : [];
        await using server = await FakeServer.start([...before, fault, 200, 200, 200], {
          tls: secure ? tls : undefined,
        });
        using client = Deno.createHttpClient({ caCerts: [ca] });
        const hook = new Webhook(server.url, { ...HASTY, client });
        if (reused) assert((await hook.send("before", { timeout: 15_000 })).ok, name);
        const result = await hook.send("message");
        const count = server.requests.length - before.length;
        assert(sightings(server).every((times) => times === 1), name);
        assert(count <= 1, `${name}: ${count}`);
        // Unless it is known what became of it, the caller is told.
        const known = result.ok || result.status === 307;
        assertEquals(known || (!result.ok && result.mayHaveArrived), true, name);
      });
    });
  }
}

Deno.test("at-most-once: no fault shows any server of a pool a message twice", async () => {
  await forEach(FAULTS, async (fault) => {
    await using server = await FakeServer.start([fault, 200, 200]);
    const hook = new Webhook([`${server.url}a`, `${server.url}b`], {
      ...HASTY,
      rotation: "failover",
    });
    await hook.send("message");
    // A refused redirect is no delivery for sure: the next URL may have the message.
    const allowed = typeof fault === "object" && fault.fault === "redirect" ? 2 : 1;
    assert(server.requests.length <= allowed, nameOf(fault));
  });
});

Deno.test("at-most-once: what was refused cleanly is sent again", async (t) => {
  const limited = { status: 429, body: { retry_after: 0 } };
  for (const refusal of [limited, 408, 425]) {
    await t.step(nameOf(refusal), async () => {
      await using server = await FakeServer.start([refusal, 204]);
      const result = await new Webhook(server.url, { ...HASTY, timeout: 15_000 }).send({});
      assertEquals([result.ok, result.attempts, server.requests.length], [true, 2, 2]);
    });
  }
  await t.step("a refused connection", async () => {
    const gone = await FakeServer.start();
    await gone.close();
    const result = await new Webhook(gone.url, HASTY).send({});
    assertEquals([result.attempts, !result.ok && result.mayHaveArrived], [4, false]);
  });
});

Deno.test("at-most-once: no handler can have a message sent twice", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }, 204]);
  const retryHandlers = [() => ({ retry: true as const, delay: 0 })];
  await new Webhook(server.url, { ...HASTY, retryHandlers }).send({});
  assertEquals(server.requests.length, 1);
});

Deno.test("at-least-once: the same faults are tried again, and the caller is told", async () => {
  await using server = await FakeServer.start([{ fault: "cut" }, { fault: "reset" }, 500, 500]);
  const result = await new Webhook(server.url, { ...HASTY, delivery: "at-least-once" }).send({});
  assertEquals([result.attempts, server.requests.length], [4, 4]);
  assert(!result.ok && result.mayHaveArrived);
});

// --- through proxies ---

const PROXY_FAULTS: Record<"http" | "socks5", (ProxyFault | null)[]> = {
  http: [null, "refuse", "hang", "deny", "cut", "cut-after", "garbage", { connectStatus: 502 }],
  socks5: [null, "refuse", "hang", "deny", "cut", "cut-after", "garbage", { socksReply: 1 }],
};

// Not loopback: a NO_PROXY of the environment may list it.
const TARGETS = { http: "http://192.0.2.7/hook", https: "https://192.0.2.7/hook" };

for (const kind of ["http", "socks5"] as const) {
  for (const scheme of ["http", "https"] as const) {
    Deno.test(`at-most-once: no fault of ${kind} proxies shows a server a message twice (${scheme})`, async () => {
      await using server = await FakeServer.start(() => 200, {
        tls: scheme === "https" ? tls : undefined,
      });
      const resolve = () => ({ host: "127.0.0.1", port: server.port });
      await forEach(PROXY_FAULTS[kind], async (fault) => {
        await using bad = await FakeProxy.start({ kind, resolve, fault });
        await using good = await FakeProxy.start({ kind, resolve });
        using proxies = new ProxyPool([bad.url, good.url], { caCerts: [ca] });
        const hook = new Webhook(TARGETS[scheme], { ...HASTY, proxies });
        await hook.send({});
      });
      assert(sightings(server).every((times) => times === 1));
      assert(server.requests.length > 0);
    });

    Deno.test(`at-most-once: no fault of a server behind ${kind} proxies shows it a message twice (${scheme})`, async () => {
      await forEach(FAULTS, async (fault) => {
        await using server = await FakeServer.start([fault, 200, 200, 200], {
          tls: scheme === "https" ? tls : undefined,
        });
        const resolve = () => ({ host: "127.0.0.1", port: server.port });
        await using one = await FakeProxy.start({ kind, resolve });
        await using two = await FakeProxy.start({ kind, resolve });
        using proxies = new ProxyPool([one.url, two.url], { caCerts: [ca] });
        await new Webhook(TARGETS[scheme], { ...HASTY, proxies }).send({});
        assert(server.requests.length <= 1, `${nameOf(fault)}: ${server.requests.length}`);
      });
    });
  }
}
