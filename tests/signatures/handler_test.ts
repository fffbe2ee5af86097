import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  discord,
  github,
  MemoryReplayStore,
  type Refused,
  type ReplayState,
  type ReplayStore,
  slack,
  standardWebhooks,
  webhookHandler,
  type WebhookMessage,
} from "../../src/signatures/mod.ts";
import { ManualClock } from "../../src/testing/mod.ts";
import { until } from "../core/waiting.ts";
import { A2_SECRET, clockAt, DISCORD_1, SECRET_A, vector } from "./vectors.ts";

const scheme = standardWebhooks(SECRET_A);

async function post(
  body = "{}",
  { id = "msg_1", headers = {} }: { id?: string; headers?: Record<string, string> } = {},
): Promise<Request> {
  const signed = await scheme.sign({ id, body });
  return new Request("https://me.test/in?a=1", {
    method: "POST",
    headers: { ...signed, ...headers },
    body,
  });
}

Deno.test("webhookHandler() hands on a genuine message", async () => {
  const messages: WebhookMessage[] = [];
  const handler = webhookHandler({
    verify: scheme,
    handle: (message) => void messages.push(message),
  });
  const response = await handler(
    await post('{"name":"café 😀"}', { headers: { "x-kind": "paid" } }),
  );
  assertEquals([response.status, response.body], [200, null]);
  const [message] = messages;
  assertEquals(message?.text, '{"name":"café 😀"}');
  assertEquals(message?.body, new TextEncoder().encode(message?.text));
  assertEquals([message?.id, message?.url], ["msg_1", "https://me.test/in?a=1"]);
  assertEquals(message?.headers.get("x-kind"), "paid");
  assert(message?.timestamp instanceof Date);
});

Deno.test("webhookHandler() passes on the response that it is given", async () => {
  const handle = () => new Response("queued", { status: 202 });
  const response = await webhookHandler({ verify: scheme, handle })(await post());
  assertEquals([response.status, await response.text()], [202, "queued"]);
});

Deno.test("webhookHandler() answers 200 where it is given something else, and counts it as handled", async () => {
  for (const given of [1, "ok", null, { ok: true }, { ok: false, status: 500 }]) {
    let handled = 0;
    const errors: unknown[] = [];
    const handle = () => {
      handled++;
      return given as unknown as void;
    };
    const onError = (error: unknown) => void errors.push(error);
    const handler = webhookHandler({ verify: scheme, handle, onError });
    for (let n = 0; n < 2; n++) {
      const response = await handler(await post());
      assert(response instanceof Response);
      assertEquals([response.status, response.body], [200, null]);
    }
    assertEquals([handled, errors], [1, []]);
  }
});

Deno.test("webhookHandler() answers 405 to what is no POST", async () => {
  const handler = webhookHandler({ verify: scheme, handle: () => {} });
  const response = await handler(new Request("https://me.test/"));
  assertEquals([response.status, response.headers.get("allow")], [405, "POST"]);
});

Deno.test("webhookHandler() answers by the reason, says nothing, and calls no handler", async () => {
  let handled = 0;
  const read = await post();
  await read.text();
  const mixed = `whsk_${btoa(atob(A2_SECRET.slice(5)).slice(0, 32) + "x".repeat(32))}`;
  const v1a = { headers: { "webhook-signature": `v1a,${"A".repeat(86)}==` } };
  const cases: [status: number, request: Request, verify?: typeof scheme][] = [
    [401, await post("{}", { headers: { "webhook-id": "" } })],
    [401, await post("{}", { headers: { "webhook-id": "other" } })],
    [401, await post("{}", { headers: { "webhook-signature": "junk" } })],
    [401, await post("{}", { headers: { "webhook-signature": "v2,x" } })],
    [401, await post("{}", { headers: { "webhook-timestamp": "x" } })],
    [401, await post(), standardWebhooks(SECRET_A, { clock: clockAt(0) })],
    [413, await post(), standardWebhooks(SECRET_A, { maxBodyBytes: 1 })],
    [400, read],
    [500, await post("{}", v1a), standardWebhooks(mixed)],
  ];
  for (const [status, request, verify = scheme] of cases) {
    const response = await webhookHandler({ verify, handle: () => void handled++ })(request);
    assertEquals([response.status, response.body], [status, null]);
  }
  assertEquals(handled, 0);
});

Deno.test("webhookHandler() tells of what it refuses, and takes another answer", async () => {
  const told: [Refused, Headers][] = [];
  const onRefused = (...args: [Refused, Headers]) => {
    told.push(args);
    return told.length === 2 ? new Response("no", { status: 400 }) : undefined;
  };
  const handler = webhookHandler({ verify: scheme, handle: () => {}, onRefused });
  const bad = { headers: { "webhook-id": "other" } };
  assertEquals((await handler(await post("{}", bad))).status, 401);
  assertEquals((await handler(await post("{}", bad))).status, 400);
  assertEquals(told[0]?.[0].reason, "signature-mismatch");
  assertEquals(told[0]?.[1].get("webhook-id"), "other");
});

Deno.test("webhookHandler() waits for onRefused, and passes on nothing but a Response", async () => {
  const bad = await post("{}", { headers: { "webhook-id": "other" } });
  const later = () => Promise.resolve(new Response("no", { status: 400 }));
  const statusOf = async (onRefused: unknown) => {
    const handler = webhookHandler({
      verify: scheme,
      handle: () => {},
      onRefused: onRefused as typeof later,
    });
    const response = await handler(bad.clone());
    assert(response instanceof Response);
    return response.status;
  };
  assertEquals(await statusOf(later), 400);
  assertEquals(await statusOf(async () => {}), 401);
  assertEquals(await statusOf(() => 5), 401);
});

Deno.test("webhookHandler() outlives callbacks that reject", async () => {
  const rejecting = () => Promise.reject(new Error("s3cret"));
  const failing = webhookHandler({ verify: scheme, handle: rejecting, onError: rejecting });
  assertEquals((await failing(await post())).status, 500);
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const refusing = webhookHandler({
    verify: scheme,
    handle: () => {},
    onRefused: rejecting,
    onError,
  });
  const bad = { headers: { "webhook-id": "other" } };
  assertEquals((await refusing(await post("{}", bad))).status, 500);
  assertEquals(errors.map(String), ["Error: s3cret"]);
});

Deno.test("webhookHandler() answers 500 to whatever its guests throw, and tells of it", async () => {
  const throwing = () => {
    throw new Error("s3cret");
  };
  const store = { begin: () => "new" as const, finish: () => {} };
  const cases = [
    { handle: throwing },
    { handle: () => Promise.reject(new Error("s3cret")) },
    { handle: () => {}, messageId: throwing },
    { handle: () => {}, replays: { ...store, begin: throwing } },
    { handle: () => {}, replays: { ...store, finish: throwing } },
  ];
  for (const options of cases) {
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const response = await webhookHandler({ verify: scheme, ...options, onError })(await post());
    assertEquals([response.status, response.body], [500, null]);
    assertEquals(errors.map(String), ["Error: s3cret"]);
  }
  const handler = webhookHandler({ verify: scheme, handle: throwing, onError: throwing });
  assertEquals((await handler(await post())).status, 500);
  const refusing = webhookHandler({ verify: scheme, handle: () => {}, onRefused: throwing });
  assertEquals((await refusing(await post("", { headers: { "webhook-id": "x" } }))).status, 500);
});

Deno.test("webhookHandler() handles a repeat of what was handled no more", async () => {
  let handled = 0;
  const handler = webhookHandler({ verify: scheme, handle: () => void handled++ });
  for (const id of ["msg_1", "msg_1", "msg_2", "msg_1"]) {
    assertEquals((await handler(await post("{}", { id }))).status, 200);
  }
  assertEquals(handled, 2);
});

Deno.test("webhookHandler() handles a repeat of what failed", async () => {
  const answers = [500, 429, 404, 204];
  const handle = () => {
    const status = answers.shift();
    if (status === 500) throw new Error("no");
    return new Response(null, { status: status ?? 418 });
  };
  const handler = webhookHandler({ verify: scheme, handle });
  const statuses = [];
  for (let n = 0; n < 5; n++) statuses.push((await handler(await post())).status);
  assertEquals(statuses, [500, 429, 404, 204, 200]);
});

Deno.test("webhookHandler() asks for a repeat of what is being handled to come again", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const handler = webhookHandler({ verify: scheme, handle: () => promise });
  const first = handler(await post());
  const second = await handler(await post());
  assertEquals([second.status, second.headers.get("retry-after")], [503, "1"]);
  resolve();
  assertEquals((await first).status, 200);
  assertEquals((await handler(await post())).status, 200);
});

Deno.test("webhookHandler() keeps no ids when told so", async () => {
  let handled = 0;
  const options = { verify: scheme, handle: () => void handled++, replays: false } as const;
  const handler = webhookHandler(options);
  await handler(await post());
  await handler(await post());
  assertEquals(handled, 2);
});

Deno.test("webhookHandler() asks a store of the user's own, which may answer later", async () => {
  const calls: unknown[] = [];
  const inner = new MemoryReplayStore();
  const replays: ReplayStore = {
    begin: (id) => Promise.resolve(inner.begin(id)),
    finish: (id, handled) => {
      calls.push([id, handled]);
      return Promise.resolve(inner.finish(id, handled));
    },
  };
  let handled = 0;
  const handler = webhookHandler({ verify: scheme, handle: () => void handled++, replays });
  await handler(await post());
  await handler(await post());
  assertEquals([handled, calls], [1, [["msg_1", true]]]);
});

Deno.test("webhookHandler() handles nothing on the word of a store that makes no sense", async () => {
  for (const state of [undefined, null, "OK", true, 1]) {
    const errors: unknown[] = [];
    let handled = 0;
    const handler = webhookHandler({
      verify: scheme,
      handle: () => void handled++,
      replays: { begin: () => state as ReplayState, finish: () => {} },
      onError: (error) => void errors.push(error),
    });
    assertEquals([(await handler(await post())).status, handled], [500, 0]);
    assert(String(errors[0]).includes("'replays.begin()'"));
  }
});

Deno.test("webhookHandler() ends its own claim only, when another has taken the message over", async () => {
  const clock = new ManualClock();
  const replays = new MemoryReplayStore({ maxAge: 1000, clock });
  const handling = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()];
  let begun = 0;
  const handler = webhookHandler({
    verify: scheme,
    handle: () => handling[begun++]!.promise,
    replays,
  });
  const slow = handler(await post());
  await until(() => begun === 1, "the first is handled");
  await clock.advance(1000);
  const other = handler(await post());
  await until(() => begun === 2, "the second is handled");
  handling[0]!.resolve(new Response(null, { status: 500 }));
  assertEquals((await slow).status, 500);
  assertEquals((await handler(await post())).status, 503);
  handling[1]!.resolve(new Response());
  assertEquals((await other).status, 200);
});

Deno.test("webhookHandler() takes the id from the body where a scheme has none", async () => {
  const one = slack("s");
  let handled = 0;
  const handler = webhookHandler({
    verify: one,
    handle: () => void handled++,
    messageId: ({ text }) => JSON.parse(text).event_id ?? null,
  });
  for (const body of ['{"event_id":"Ev1"}', '{"event_id":"Ev1"}', "{}", "{}"]) {
    const headers = await one.sign({ body });
    await handler(new Request("https://me.test/", { method: "POST", headers, body }));
  }
  assertEquals(handled, 3);
});

Deno.test("webhookHandler() takes nothing for a repeat whose id is no text", async () => {
  const one = slack("s");
  for (const id of [undefined, null, "", 17, {}, Promise.resolve("x")]) {
    const seen: string[] = [];
    const handler = webhookHandler({
      verify: one,
      handle: ({ text }) => void seen.push(text),
      messageId: () => id as string | undefined,
    });
    for (const body of ["1", "2"]) {
      const headers = await one.sign({ body });
      await handler(new Request("https://me.test/", { method: "POST", headers, body }));
    }
    assertEquals(seen, ["1", "2"], String(id));
  }
});

Deno.test("webhookHandler() answers handshakes itself, but only genuine ones", async () => {
  const one = slack("s");
  const body = '{"type":"url_verification","challenge":"3eZbrw"}';
  let handled = 0;
  const handler = webhookHandler({ verify: one, handle: () => void handled++ });
  const ask = async (headers: HeadersInit) => {
    return await handler(new Request("https://me.test/", { method: "POST", headers, body }));
  };
  assertEquals(await (await ask(await one.sign({ body }))).json(), { challenge: "3eZbrw" });
  assertEquals((await ask(await slack("other").sign({ body }))).status, 401);
  const { headers, body: ping } = vector("D1");
  const verify = discord(DISCORD_1);
  const answer = await webhookHandler({ verify, handle: () => void handled++ })(
    new Request("https://me.test/", { method: "POST", headers, body: ping as string }),
  );
  assertEquals([answer.status, await answer.json()], [200, { type: 1 }]);
  assertEquals(handled, 0);
});

Deno.test("webhookHandler() answers 401 to Discord's probes with bad signatures", async () => {
  const { headers } = vector("D1");
  const handler = webhookHandler({ verify: discord(DISCORD_1), handle: () => {} });
  for (const probe of [{}, headers, { ...headers, "x-signature-ed25519": "00" }]) {
    const request = new Request("https://me.test/", { method: "POST", headers: probe, body: "{}" });
    assertEquals((await handler(request)).status, 401);
  }
});

Deno.test("webhookHandler() checks its options", () => {
  const good = { verify: github("s"), handle: () => {} };
  const wrong = (options: object, message: string) => {
    assertThrows(() => webhookHandler(options as typeof good), TypeError, message);
  };
  wrong({ ...good, handler: 5 }, "'handler' is no option of webhookHandler()");
  wrong({ handle: good.handle }, "'verify' must be an object with verify(), handshake()");
  wrong({ verify: good.verify }, "'handle' must be a function");
  wrong({ ...good, replays: true }, "'replays' must be an object with begin(), finish()");
  wrong({ ...good, messageId: 5 }, "'messageId' must be a function");
  wrong({ ...good, onRefused: 5 }, "'onRefused' must be a function");
  wrong({ ...good, onError: 5 }, "'onError' must be a function");
});
