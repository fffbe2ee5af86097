import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Hookrail,
  HookrailConfigError,
  type HookrailOptions,
  RetryPolicy,
  type RetryPolicyOptions,
} from "../../src/hookrail/mod.ts";
import { always, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { ACCEPTED, connect, KEY } from "./clients.ts";

/** Runs with variables set, and takes them back. */
async function withEnv(variables: Record<string, string>, run: () => unknown): Promise<void> {
  try {
    for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
    await run();
  } finally {
    for (const name of Object.keys(variables)) Deno.env.delete(name);
  }
}

function refused(options: HookrailOptions): string {
  return assertThrows(() => new Hookrail(options), HookrailConfigError).message;
}

Deno.test("Hookrail takes key and URL from its options before the environment", async () => {
  await using server = await FakeServer.start([ACCEPTED]);
  const env = { HOOKRAIL_API_KEY: "hk_env", HOOKRAIL_BASE_URL: "http://127.0.0.1:1" };
  await withEnv(env, () => connect(server).sendEvent("t", 1));
  assertEquals(server.requests[0]?.headers.get("authorization"), `Bearer ${KEY}`);
});

Deno.test("Hookrail takes key and URL from the environment when its options lack them", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  const env = { HOOKRAIL_API_KEY: "hk_env", HOOKRAIL_BASE_URL: `${server.url}api/` };
  await withEnv(env, async () => {
    await new Hookrail().sendEvent("t", 1);
    await new Hookrail({ apiKey: "", baseUrl: "" }).sendEvent("t", 1);
  });
  const seen = server.requests.map(({ path, headers }) => [path, headers.get("authorization")]);
  assertEquals(seen, Array(2).fill(["/api/v1/events", "Bearer hk_env"]));
});

Deno.test("Hookrail is at localhost:8080 when nothing says where", () => {
  const { baseUrl } = new Hookrail({ apiKey: KEY }).toJSON();
  assertEquals(baseUrl, "http://localhost:8080");
});

Deno.test("Hookrail refuses to be without a key and says where to put one", () => {
  for (const options of [{}, { apiKey: "" }, { apiKey: " \n" }]) {
    const message = refused(options);
    assert(message.includes("apiKey") && message.includes("HOOKRAIL_API_KEY"));
  }
});

Deno.test("Hookrail refuses a URL that is none and says which", () => {
  for (const baseUrl of ["notaurl", "ftp://x", "http://"]) {
    assert(refused({ apiKey: KEY, baseUrl }).includes(baseUrl));
  }
});

Deno.test("Hookrail drops the slashes at the end of its URL and keeps its path", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  await connect(server, { baseUrl: `${server.url}a/b///` }).sendEvent("t", 1);
  assertEquals(server.requests[0]?.path, "/a/b/v1/events");
});

Deno.test("Hookrail refuses wrong options and never shows the key", async (t) => {
  const wrong: Record<string, HookrailOptions> = {
    "an unknown one": { apikey: KEY } as HookrailOptions,
    "a key of another type": { apiKey: 5 as unknown as string },
    "a key with a line feed": { apiKey: `${KEY}\n${KEY}` },
    "a key beyond Latin-1": { apiKey: `${KEY}→` },
    "no timeout": { apiKey: KEY, timeout: 0 },
    "a timeout that is a text": { apiKey: KEY, timeout: "5" as unknown as number },
    "negative retries": { apiKey: KEY, retries: -1 },
    "half a retry": { apiKey: KEY, retries: 1.5 },
    "a policy that is none": { apiKey: KEY, policy: null as unknown as RetryPolicyOptions },
    "an unknown part of a policy": { apiKey: KEY, policy: { max: 1 } as RetryPolicyOptions },
    "a fetch that is none": { apiKey: KEY, fetch: {} as typeof fetch },
    "headers that are none": { apiKey: KEY, headers: { "x y": "1" } },
  };
  for (const [what, options] of Object.entries(wrong)) {
    await t.step(what, () => assert(!refused(options).includes("s3cret")));
  }
});

Deno.test("Hookrail says who it is", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  await connect(server).sendEvent("t", 1);
  await connect(server, { headers: { "user-agent": "mine/1", "x-a": "b" } }).sendEvent("t", 1);
  const [first, second] = server.requests;
  assert(first?.headers.get("user-agent")?.startsWith("hookcast/"));
  assertEquals(second?.headers.get("user-agent"), "mine/1");
  assertEquals(second?.headers.get("x-a"), "b");
});

Deno.test("Hookrail gives an attempt 10 s by default", async () => {
  await using server = await FakeServer.start(always({ fault: "hang" }));
  const clock = new ManualClock();
  const call = connect(server, { clock, retries: 0, policy: undefined }).getEvent("e");
  await server.received(1);
  await clock.advance(9_999);
  let over = false;
  call.catch(() => over = true);
  await clock.advance(0);
  assertEquals(over, false);
  await clock.advance(1);
  await assertRejects(() => call, Error, "no answer within 10000 ms");
});

Deno.test("Hookrail.close() refuses further calls, again and again, and leaves the fetch alone", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  let calls = 0;
  const counted: typeof fetch = (...args) => {
    calls++;
    return fetch(...args);
  };
  const hookrail = connect(server, { fetch: counted });
  await hookrail.sendEvent("t", 1);
  hookrail.close();
  hookrail.close();
  await assertRejects(() => hookrail.sendEvent("t", 1), HookrailConfigError, "closed");
  await connect(server, { fetch: counted }).sendEvent("t", 1);
  assertEquals([calls, server.requests.length], [2, 2]);
});

Deno.test("Hookrail leaves the client that it was given open", async () => {
  await using server = await FakeServer.start(always(ACCEPTED));
  using client = Deno.createHttpClient({});
  {
    using hookrail = connect(server, { client });
    await hookrail.sendEvent("t", 1);
  }
  await connect(server, { client }).sendEvent("t", 1);
  assertEquals(server.requests.length, 2);
});

Deno.test("RetryPolicy has the defaults of the service's other clients, in ms", () => {
  assertEquals({ ...new RetryPolicy() }, {
    maxRetries: 3,
    base: 200,
    cap: 10_000,
    maxElapsed: 30_000,
    respectRetryAfter: true,
  });
});

Deno.test("RetryPolicy refuses what makes no sense", async (t) => {
  const wrong: [RetryPolicyOptions, string][] = [
    [{ maxRetries: -1 }, "'maxRetries' must be >= 0: current value is -1"],
    [{ maxRetries: 0.5 }, "'maxRetries' must be a whole number"],
    [{ base: 0 }, "'base' must be > 0"],
    [{ base: NaN }, "'base' must be a number"],
    [{ cap: Infinity }, "'cap' must be"],
    [{ cap: 199 }, "'cap' must be >= 200"],
    [{ maxElapsed: 9_999 }, "'maxElapsed' must be >= 10000"],
    [{ maxElapsed: Infinity }, "'maxElapsed' must be"],
    [{ respectRetryAfter: 1 as unknown as boolean }, "'respectRetryAfter' must be a boolean"],
  ];
  for (const [options, message] of wrong) {
    await t.step(message, () => {
      assertThrows(() => new RetryPolicy(options), HookrailConfigError, message);
    });
  }
});

Deno.test("Hookrail ignores retries when there is a policy", async () => {
  await using server = await FakeServer.start(always(503));
  const hookrail = connect(server, { retries: 0, policy: { maxRetries: 1, base: 1, cap: 1 } });
  await assertRejects(() => hookrail.getEvent("e"));
  assertEquals(server.requests.length, 2);
});
