import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  AuthenticationError,
  ConflictError,
  ForbiddenError,
  Hookrail,
  HookrailAbortError,
  HookrailAdmin,
  type HookrailAdminOptions,
  HookrailAPIError,
  HookrailConfigError,
  HookrailResponseError,
  NotFoundError,
  RetryError,
} from "../../src/hookrail/mod.ts";
import { always, FakeHookrail, FakeServer, ManualClock } from "../../src/testing/mod.ts";
import { soon } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { QUICK } from "./clients.ts";

/** A service on a clock moved by hand, and both clients of it. */
async function start(options: HookrailAdminOptions = {}) {
  const clock = new ManualClock();
  const service = await FakeHookrail.start({ clock, random: () => 1 });
  const { apiKey, adminToken: token, url, adminUrl: baseUrl } = service;
  const admin = new HookrailAdmin({ token, baseUrl, policy: QUICK, ...options });
  return { clock, service, admin, hookrail: new Hookrail({ apiKey, baseUrl: url }) };
}

const URL_A = "https://a.example/hook";

Deno.test("HookrailAdmin makes, reads, changes and deletes endpoints", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const { id, url, secret } = await admin.endpoints.create({ url: URL_A, description: "A" });
  assertEquals(url, URL_A);
  assert(/^whsec_[\da-f]{48}$/.test(secret));
  const createdAt = "2026-01-01T00:00:00.000Z";
  const endpoint = { id, url, description: "A", createdAt, deletedAt: null };
  assertEquals(await admin.endpoints.get(id), endpoint);
  await admin.endpoints.update(id, { description: "B" });
  assertEquals(await admin.endpoints.get(id), { ...endpoint, description: "B" });
  await admin.endpoints.delete(id);
  await assertRejects(() => admin.endpoints.get(id), NotFoundError);
  await assertRejects(() => admin.endpoints.update(id, { url: URL_A }), NotFoundError);
});

Deno.test("HookrailAdmin never prints a secret that it was told", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const endpoint = await admin.endpoints.create({ url: URL_A });
  const token = await admin.tokens.create({ role: "viewer", label: "CI" });
  for (const [model, secret] of [[endpoint, endpoint.secret], [token, token.token]] as const) {
    assert(secret.length > 40);
    const shown = Deno.inspect(model, { showHidden: true });
    for (const text of [shown, JSON.stringify(model), JSON.stringify({ ...model })]) {
      assert(!text.includes(secret), text);
    }
  }
});

Deno.test("HookrailAdmin.endpoints.rotateSecret() tells the secret that deliveries then bear", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const { id, secret } = await admin.endpoints.create({ url: URL_A });
  const rotated = await admin.endpoints.rotateSecret(id);
  assert(/^whsec_[\da-f]{48}$/.test(rotated) && rotated !== secret);
});

Deno.test("HookrailAdmin lists all pages of a list, and asks for each when it is needed", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const made: string[] = [];
  for (let n = 0; n < 4; n++) made.push((await admin.endpoints.create({ url: URL_A })).id);
  const before = service.requests.length;
  const found = await Array.fromAsync(admin.endpoints.list({ pageSize: 2 }), ({ id }) => id);
  assertEquals(found, made);
  // The last page is full, so only an empty one (items: null) tells that it was the last.
  const paths = service.requests.slice(before).map(({ path }) => path);
  assertEquals([paths.length, paths[0]], [3, "/v1/endpoints?limit=2"]);
  assert(paths[1]?.startsWith("/v1/endpoints?limit=2&cursor="));

  for await (const { id } of admin.endpoints.list({ pageSize: 2 })) if (id === made[1]) break;
  assertEquals(service.requests.length, before + 4);
});

for (const cursors of [["A"], ["A", "B"], ["A", "B", "C", "B", "D"]]) {
  Deno.test(`HookrailAdmin ends a list that leads round in a circle: ${cursors}`, async () => {
    let asked = 0;
    await using server = await FakeServer.start(() => {
      const next_cursor = cursors[asked % cursors.length];
      return { body: { items: [{ id: `e${asked++}`, url: URL_A }], next_cursor } };
    });
    const admin = new HookrailAdmin({ token: "hkadm_t", baseUrl: server.url });
    const found: string[] = [];
    const listing = async () => {
      for await (const { id } of admin.endpoints.list()) found.push(id);
    };
    await assertRejects(listing, HookrailResponseError, "the same cursor again");
    assertEquals(found, Array.from({ length: asked }, (_, n) => `e${n}`));
    assert(asked > cursors.length / 2 && asked <= 4 * cursors.length, String(asked));
  });
}

Deno.test("HookrailAdmin ends a list when it is aborted, or when a page takes too long", async () => {
  await using server = await FakeServer.start(() => ({ fault: "hang" }));
  const admin = new HookrailAdmin({ token: "hkadm_t", baseUrl: server.url, retries: 0 });
  const { controller, signal, listeners } = watchedSignal();
  const next = admin.endpoints.list({ signal }).next();
  await server.received(1);
  controller.abort();
  await assertRejects(() => soon(next), HookrailAbortError);
  assertEquals(listeners.size, 0);
  const late = await assertRejects(() => admin.endpoints.list({ timeout: 5 }).next(), RetryError);
  assert(late.message.includes("within 5 ms"));
});

Deno.test("HookrailAdmin lists deleted endpoints when asked to", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const { id } = await admin.endpoints.create({ url: URL_A });
  await admin.endpoints.delete(id);
  assertEquals(await Array.fromAsync(admin.endpoints.list()), []);
  const [deleted] = await Array.fromAsync(admin.endpoints.list({ includeDeleted: true }));
  assertEquals([deleted?.id, deleted?.deletedAt], [id, "2026-01-01T00:00:00.000Z"]);
});

Deno.test("HookrailAdmin makes, reads, changes and deletes subscriptions", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const endpointId = (await admin.endpoints.create({ url: URL_A })).id;
  const other = (await admin.endpoints.create({ url: URL_A })).id;
  const { id } = await admin.subscriptions.create({
    topicPattern: "orders.*",
    endpointId,
    rateLimitRps: 2.5,
    backoffPolicy: { base: 10, cap: 100 },
    ordered: true,
  });
  const { body } = service.requests.at(-1)!;
  assertEquals(JSON.parse(new TextDecoder().decode(body)).max_attempts, 8); // It must be named.
  const subscription = {
    id,
    topicPattern: "orders.*",
    endpointId,
    maxAttempts: 8,
    rateLimitRps: 2.5,
    backoffPolicy: { base: 10, cap: 100 },
    active: true,
    ordered: true,
    deletedAt: null,
  };
  assertEquals(await admin.subscriptions.get(id), subscription);
  await admin.subscriptions.update(id, { active: false, maxAttempts: 3, backoffPolicy: null });
  const changed = { ...subscription, active: false, maxAttempts: 3, backoffPolicy: null };
  assertEquals(await Array.fromAsync(admin.subscriptions.list({ endpointId })), [changed]);
  assertEquals(await Array.fromAsync(admin.subscriptions.list({ endpointId: other })), []);
  await admin.subscriptions.delete(id);
  await assertRejects(() => admin.subscriptions.get(id), NotFoundError);
  await assertRejects(() => admin.subscriptions.update(id, { active: true }), ConflictError);
});

Deno.test("HookrailAdmin tells what the service turns down", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const refused = await assertRejects(
    () => admin.endpoints.create({ url: "ftp://x" }),
    HookrailAPIError,
  );
  assertEquals([refused.status, refused.problem?.detail], [422, "url failed SSRF policy"]);
  const nowhere = { topicPattern: "*", endpointId: "nowhere" };
  await assertRejects(() => admin.subscriptions.create(nowhere), ConflictError);
});

Deno.test("HookrailAdmin lists deliveries by what they fit, and reads one", async () => {
  await using receiver = await FakeServer.start(({ path }) => path === "/a" ? 204 : 400);
  const { service, admin, hookrail } = await start();
  await using _ = service;
  const a = service.subscribe("orders.*", `${receiver.url}a`);
  service.subscribe("*", `${receiver.url}b`);
  const first = await hookrail.sendEvent("orders.created", 1);
  const second = await hookrail.sendEvent("users.created", 2);
  await service.idle();
  const [toA, toB] = first.deliveryIds;
  const ids = (options: Parameters<typeof admin.deliveries.list>[0]) =>
    Array.fromAsync(admin.deliveries.list(options), ({ id }) => id);
  assertEquals(await ids({}), [...first.deliveryIds, ...second.deliveryIds]);
  assertEquals(await ids({ endpointId: a.id }), [toA]);
  assertEquals(await ids({ state: "dead_lettered" }), [toB, ...second.deliveryIds]);
  assertEquals(await ids({ topic: "users.created" }), second.deliveryIds);
  assertEquals(await ids({ eventId: first.eventId, state: "dead_lettered" }), [toB]);
  const delivery = await admin.deliveries.get(toB!);
  assertEquals([delivery.state, delivery.attempts[0]?.errorClass], ["dead_lettered", "http_400"]);
});

Deno.test("HookrailAdmin lists dead letters by time and replay, and replays them", async () => {
  await using receiver = await FakeServer.start([410, 410, 204]);
  const { clock, service, admin, hookrail } = await start();
  await using _ = service;
  service.subscribe("*", receiver.url);
  const [early] = (await hookrail.sendEvent("t", 1)).deliveryIds;
  await service.idle();
  await clock.advance(1000);
  const [late] = (await hookrail.sendEvent("t", 2)).deliveryIds;
  await service.idle();
  const ids = (options: Parameters<typeof admin.deadLetters.list>[0]) =>
    Array.fromAsync(admin.deadLetters.list(options), ({ deliveryId }) => deliveryId);
  assertEquals(await ids({}), [early, late]);
  assertEquals(await ids({ since: new Date(clock.now()) }), [late]);
  assertEquals(await ids({ since: new Date(clock.now() + 1) }), []);
  assertEquals(await ids({ until: "2026-01-01T00:00:00.500Z" }), [early]);

  const replayed = await admin.deadLetters.replay(early!);
  assertEquals(replayed, { deliveryId: early!, state: "pending" });
  await service.idle();
  assertEquals(await ids({ replayed: true }), [early]);
  assertEquals(await ids({ replayed: false }), [late]);
  const { state, attempts } = await admin.deliveries.get(early!);
  assertEquals(state, "succeeded");
  assertEquals(attempts.map((one) => [one.attemptNo, one.claimVersion]), [[1, 1], [1, 2]]);
  await assertRejects(() => admin.deadLetters.replay(early!), ConflictError);
  await clock.advance(31 * 24 * 3_600_000);
  const gone = await assertRejects(() => admin.deadLetters.replay(late!), HookrailAPIError);
  assertEquals(gone.status, 410);
});

Deno.test("HookrailAdmin skips what others wait behind", async () => {
  await using receiver = await FakeServer.start([410, 204]);
  const { service, admin, hookrail } = await start();
  await using _ = service;
  service.subscribe("*", receiver.url, { ordered: true });
  const send = async (n: number) =>
    (await hookrail.sendEvent("t", n, { orderingKey: "k" })).deliveryIds[0]!;
  const first = await send(1);
  await service.idle();
  const second = await send(2);
  await service.idle();
  assertEquals(receiver.requests.length, 1);

  const [blocked] = await Array.fromAsync(admin.deliveries.listBlocked());
  assertEquals([blocked?.orderingKey, blocked?.headDeliveryId, blocked?.backlogCount], [
    "k",
    first,
    1,
  ]);
  await assertRejects(() => admin.deliveries.skip(second), ConflictError);
  assertEquals(await admin.deliveries.skip(first), {
    deliveryId: first,
    state: "skipped",
    nextHeadDeliveryId: second,
  });
  await service.idle();
  assertEquals((await admin.deliveries.get(second)).state, "succeeded");
  assertEquals(await Array.fromAsync(admin.deliveries.listBlocked()), []);
});

Deno.test("HookrailAdmin makes, lists and revokes tokens", async () => {
  const { service, admin } = await start();
  await using _ = service;
  const { id, token } = await admin.tokens.create({ role: "operator", label: "CI" });
  const other = new HookrailAdmin({ token, baseUrl: service.adminUrl });
  assertEquals([await admin.whoami(), await other.whoami()], [
    { role: "admin" },
    { role: "operator" },
  ]);
  await assertRejects(() => other.endpoints.create({ url: URL_A }), ForbiddenError);
  await admin.tokens.revoke(id);
  await admin.tokens.revoke(id);
  await assertRejects(() => other.whoami(), AuthenticationError);
  const revoked = await Array.fromAsync(admin.tokens.list(), ({ revokedAt }) => revokedAt !== null);
  assertEquals(revoked, [false, true]);
});

Deno.test("HookrailAdmin does not send again what may have been done", async () => {
  await using server = await FakeServer.start(always(503));
  const admin = new HookrailAdmin({ token: "t", baseUrl: server.url, policy: QUICK });
  const posts = [
    () => admin.endpoints.create({ url: URL_A }),
    () => admin.endpoints.rotateSecret("e"),
    () => admin.subscriptions.create({ topicPattern: "*", endpointId: "e" }),
    () => admin.deadLetters.replay("d"),
    () => admin.deliveries.skip("d"),
    () => admin.tokens.create({ role: "viewer", label: "l" }),
  ];
  for (const post of posts) await assertRejects(post, RetryError);
  assertEquals(server.requests.length, posts.length);
});

Deno.test("HookrailAdmin sends again what was not done, or may be done twice", async () => {
  const { service, admin } = await start();
  await using _ = service;
  service.fail(429);
  const { id } = await admin.endpoints.create({ url: URL_A });
  service.fail(503);
  await admin.endpoints.update(id, { description: "B" });
  service.fail({ fault: "cut" });
  assertEquals((await admin.endpoints.get(id)).description, "B");
  service.fail(503);
  await admin.endpoints.delete(id);
  assertEquals(service.requests.length, 8);
});

Deno.test("HookrailAdmin takes its token from the environment when its options lack it", async () => {
  const { service } = await start();
  await using _ = service;
  try {
    Deno.env.set("HOOKRAIL_ADMIN_TOKEN", service.adminToken);
    const admin = new HookrailAdmin({ baseUrl: service.adminUrl });
    assertEquals(await admin.whoami(), { role: "admin" });
  } finally {
    Deno.env.delete("HOOKRAIL_ADMIN_TOKEN");
  }
  const message = assertThrows(() => new HookrailAdmin(), HookrailConfigError).message;
  assert(message.includes("token") && message.includes("HOOKRAIL_ADMIN_TOKEN"));
  assertEquals(new HookrailAdmin({ token: "t" }).toJSON().baseUrl, "http://localhost:8082");
});

Deno.test("HookrailAdmin refuses wrong arguments, and sends nothing", async () => {
  await using server = await FakeServer.start(always(200));
  const admin = new HookrailAdmin({ token: "t", baseUrl: server.url });
  const wrong = (value: unknown) => value as never;
  const calls = [
    () => admin.endpoints.create(wrong({ uri: URL_A })),
    () => admin.endpoints.create({ url: wrong(5) }),
    () => admin.endpoints.get(".."),
    () => admin.endpoints.get("e", wrong({ timeOut: 5 })),
    () => admin.subscriptions.create(wrong({ topicPattern: "*" })),
    () => admin.subscriptions.update("s", wrong({ ordered: true })),
    () => admin.subscriptions.update("s", { backoffPolicy: wrong({ base_ms: 1 }) }),
    () => admin.tokens.create({ role: wrong("root"), label: "l" }),
    () => admin.deadLetters.replay(""),
  ];
  for (const call of calls) await assertRejects(call, HookrailConfigError);
  const lists = [
    () => admin.endpoints.list({ pageSize: 0 }),
    () => admin.endpoints.list({ pageSize: 201 }),
    () => admin.endpoints.list(wrong({ limit: 5 })),
    () => admin.deadLetters.list({ since: new Date(NaN) }),
    () => admin.deliveries.list(wrong({ signal: {} })),
  ];
  for (const list of lists) assertThrows(list, HookrailConfigError);
  admin.close();
  await assertRejects(() => admin.whoami(), HookrailConfigError, "closed");
  assertEquals(server.requests.length, 0);
});
