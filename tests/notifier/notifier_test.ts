import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { WebhookResult } from "../../mod.ts";
import { Notifier, type NotifierOptions, plainJson } from "../../src/notifier/mod.ts";
import { RecordingSender } from "../../src/testing/mod.ts";
import { isPending, settled, soon } from "../core/waiting.ts";
import { watchedSignal } from "../core/watched_signal.ts";
import { alertOf, openDesk, titles } from "./desk.ts";

/** No throttle and no mirror: for tests of queues. */
const PLAIN = { throttle: false, auditChannel: null } as const;

Deno.test("Notifier.notify() returns at once, with a ticket and the promise of the result", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const ticket = notifier.notify("P0", "Down");
  assertEquals([ticket.status, alerts.sends.length], ["accepted", 0]);
  assertEquals((await ticket.result).status, 204);
});

Deno.test("Notifier.notify() hands everything that was said to the rendering", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  await notifier.notifyNow("P1", "Lag", {
    description: "Replica is behind",
    fields: { seconds: 42 },
    content: "please look",
    footer: "db",
    key: "lag",
    error: new RangeError("bad"),
    timestamp: "2026-02-03T04:05:06.000Z",
  });
  assertEquals(alertOf(alerts.payloads[0]), {
    severity: "P1",
    kind: "positive",
    title: "Lag",
    description: "Replica is behind",
    fields: [
      { name: "seconds", value: "42", inline: true },
      { name: "error", value: "RangeError: bad", inline: false },
    ],
    content: "please look",
    footer: "db",
    color: 0xff8800,
    timestamp: "2026-02-03T04:05:06.000Z",
    key: "lag",
    suppressed: 0,
  });
});

Deno.test("Notifier freezes an alert, so that no rendering can change it for another", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  await notifier.notifyNow("P1", "x", { fields: { a: 1 }, error: "bad" });
  const alert = alertOf(alerts.payloads[0]);
  assert([alert, alert.fields, ...alert.fields].every(Object.isFrozen));
});

Deno.test("Notifier is disabled by its switch, or without a channel: no request, no event", async () => {
  for (const options of [{ enabled: false }, { channels: {} }]) {
    const { notifier, alerts, events } = openDesk(options);
    await using _ = notifier;
    const ticket = notifier.notify("P0", "x");
    const result = await ticket.result;
    assertEquals([notifier.enabled, ticket.status, result.ok], [false, "disabled", false]);
    assertEquals([alerts.sends.length, events.length, notifier.stats.disabled], [0, 0, 1]);
  }
});

Deno.test("Notifier drops an alert without a channel, with one warning that names it", async () => {
  const to = new RecordingSender();
  const { notifier, warnings, drops } = openDesk({ channels: { alerts: { to, ...plainJson() } } });
  await using _ = notifier;
  const ticket = notifier.notify("P2", "x");
  const result = await ticket.result;
  assert(!result.ok);
  assertEquals([ticket.status, result.kind, to.sends.length], ["dropped", "config", 0]);
  assertEquals([warnings().length, drops[0]?.reason], [1, "no-channel"]);
  assert(warnings()[0]?.message.includes("'info'"));
});

Deno.test("Notifier takes any name for a channel", async () => {
  const to = new RecordingSender();
  const channels = { "on-call": { to, ...plainJson() } };
  await using notifier = new Notifier({ channels, routes: { P0: "on-call" } });
  await notifier.notifyNow("P0", "x");
  assertEquals(to.sends.length, 1);
});

Deno.test("Notifier holds 500 alerts while its worker is blocked, and drops the next", async () => {
  const { notifier, alerts, drops } = openDesk(PLAIN);
  await using _ = notifier;
  alerts.hold();
  notifier.notify("P1", "first");
  await settled();
  const tickets = Array.from({ length: 501 }, (_, n) => notifier.notify("P1", `${n}`));
  assertEquals(tickets.filter(({ status }) => status === "accepted").length, 500);
  assertEquals(tickets[500]?.status, "dropped");
  const result = await tickets[500]!.result;
  assertEquals(!result.ok && result.kind, "blocked");
  assertEquals(drops.map(({ alert, reason }) => [alert?.title, reason]), [["500", "queue-full"]]);
  alerts.release();
  assertEquals(await notifier.flush(), 0);
  assertEquals(titles(alerts), ["first", ...Array.from({ length: 500 }, (_, n) => `${n}`)]);
  assertEquals([notifier.stats.sent, notifier.stats.dropped], [501, 1]);
});

Deno.test("Notifier tells a caller whose alert had to go for another", async () => {
  const { notifier, alerts, drops } = openDesk({ ...PLAIN, capacity: 1, overflow: "drop-oldest" });
  await using _ = notifier;
  alerts.hold();
  const first = notifier.notify("P1", "old");
  notifier.notify("P1", "new");
  const result = await soon(first.result);
  assertEquals([first.status, !result.ok && result.kind], ["accepted", "blocked"]);
  assertEquals(drops.map(({ alert }) => alert?.title), ["old"]);
  alerts.release();
  await notifier.flush();
  assertEquals(titles(alerts), ["new"]);
});

Deno.test("Notifier goes on after a send that failed, a sender that threw or a rendering that did", async () => {
  const sent: string[] = [];
  const channel = {
    to: {
      send(payload: unknown) {
        sent.push(String(payload));
        if (payload === "throw") throw new Error("s3cret");
        if (payload === "reject") return Promise.reject(new Error("no"));
        if (payload === "nothing") return Promise.resolve(undefined as never);
        return new RecordingSender().send(payload);
      },
    },
    render({ title }: { title: string }) {
      if (title === "unrenderable") throw new Error("no");
      return title;
    },
  };
  const { notifier } = openDesk({ channels: { alerts: channel }, throttle: false });
  await using _ = notifier;
  const names = ["throw", "reject", "nothing", "unrenderable", "fine"];
  const results = await Promise.all(names.map((name) => notifier.notifyNow("P0", name)));
  assertEquals(results.map((result) => result.ok || result.kind), [
    "config",
    "config",
    "config",
    "payload",
    true,
  ]);
  assertEquals(sent, ["throw", "reject", "nothing", "fine"]);
  assertEquals([notifier.stats.failed, notifier.stats.sent], [4, 1]);
});

Deno.test("Notifier goes on after any result of a sender, however odd", async () => {
  const fail = (): never => {
    throw new Error("no");
  };
  const odd: [result: unknown, ok: boolean][] = [
    [{ ok: true }, true],
    [{ ok: true, headers: {} }, true],
    [{ ok: true, headers: { get: fail } }, true],
    [{ ok: true, attempts: Symbol("no") }, true],
    [{ ok: false, error: Object.create(null) }, false],
    [{ ok: false, error: "no", kind: "rate-limited", retryAfter: NaN }, false],
    [{ ok: false, error: "no", kind: "rate-limited", retryAfter: "60000" }, false],
    [{ ok: 1 }, false],
    [undefined, false],
    [null, false],
  ];
  for (const digest of [true, false]) {
    const results = odd.map(([result]) => result);
    const to = { send: () => Promise.resolve(results.shift() as never) };
    const { notifier } = openDesk({ channels: { alerts: { to, ...plainJson() } }, digest });
    await using _ = notifier;
    for (const [index, [, ok]] of odd.entries()) {
      assertEquals((await soon(notifier.notifyNow("P0", `${index}`))).ok, ok, `${index}`);
    }
  }
});

Deno.test("Notifier awaits a rendering that gives a promise, no longer than it may", async () => {
  const to = new RecordingSender();
  const renders = [
    () => Promise.resolve("late"),
    () => Promise.reject(new Error("no")),
    () => new Promise(() => {}),
  ];
  const render = () => renders.shift()!();
  const { notifier } = openDesk({ channels: { alerts: { to, render } }, ...PLAIN });
  const results = ["a", "b"].map((title) => notifier.notifyNow("P0", title));
  const [one, two] = await Promise.all(results);
  assertEquals([one?.ok, !two?.ok && two?.kind, to.payloads], [true, "payload", ["late"]]);
  const last = notifier.notifyNow("P0", "c");
  await settled();
  await notifier.close(0);
  const result = await last;
  assertEquals(!result.ok && result.kind, "aborted");
});

Deno.test("Notifier ignores what its hooks throw", async () => {
  const fail = () => {
    throw new Error("no");
  };
  const reject = () => Promise.reject(new Error("no")) as unknown as void;
  for (const hook of [fail, reject]) {
    const { notifier } = openDesk({ onEvent: hook, onDrop: hook });
    await using _ = notifier;
    assertEquals((await notifier.notifyNow("P0", "x")).ok, true);
    assertEquals((await notifier.notifyNow("P0", "x", { channel: "none" })).ok, false);
    await settled();
  }
});

Deno.test("Notifier lets no channel delay another", async () => {
  const { notifier, alerts, info } = openDesk(PLAIN);
  await using _ = notifier;
  alerts.hold();
  const stuck = notifier.notify("P0", "stuck");
  const other = await soon(notifier.notifyNow("P2", "other"));
  assertEquals([other.ok, info.sends.length, await isPending(stuck.result)], [true, 1, true]);
  alerts.release();
  await notifier.flush();
});

Deno.test("Notifier sends as many at once to one channel as `concurrency` says", async () => {
  for (const concurrency of [1, 3]) {
    const { notifier, alerts } = openDesk({ ...PLAIN, concurrency });
    await using _ = notifier;
    alerts.hold();
    for (let n = 0; n < 10; n++) notifier.notify("P1", `${n}`);
    await settled();
    assertEquals(alerts.sends.length, concurrency);
    alerts.release();
    assertEquals(await notifier.flush(), 0);
    assertEquals(alerts.sends.length, 10);
  }
});

Deno.test("Notifier begins another send beside those under way, as far as `concurrency` allows", async () => {
  const { notifier, alerts } = openDesk({ ...PLAIN, concurrency: 2 });
  await using _ = notifier;
  alerts.hold();
  for (const expected of [1, 2, 2]) {
    notifier.notify("P1", "x");
    await settled();
    assertEquals(alerts.sends.length, expected);
  }
  alerts.release();
});

Deno.test("Notifier sends an alert that comes at any moment of the end of another", async () => {
  for (let turns = 0; turns < 20; turns++) {
    const { notifier } = openDesk(PLAIN);
    await using _ = notifier;
    notifier.notify("P1", "x");
    for (let turn = 0; turn < turns; turn++) await undefined;
    await soon(notifier.notifyNow("P1", "y"));
  }
});

Deno.test("Notifier.flush() resolves when nothing is left, the audit mirror included", async () => {
  const { notifier, audit } = openDesk();
  await using _ = notifier;
  assertEquals(await soon(notifier.flush()), 0);
  audit.hold();
  await notifier.notifyNow("P1", "x");
  const flushing = notifier.flush();
  assertEquals(await isPending(flushing), true);
  audit.release();
  assertEquals(await soon(flushing), 0);
});

Deno.test("Notifier.flush() says how many are left when its time is over, and they go on", async () => {
  const { notifier, alerts, clock } = openDesk(PLAIN);
  await using _ = notifier;
  alerts.hold();
  for (let n = 0; n < 3; n++) notifier.notify("P1", `${n}`);
  const flushing = notifier.flush(1000);
  await clock.advance(999);
  assertEquals(await isPending(flushing), true);
  await clock.advance(1);
  assertEquals(await soon(flushing), 3);
  assertEquals([await notifier.flush(0), clock.pending], [3, 0]);
  alerts.release();
  assertEquals(await notifier.flush(Infinity), 0);
  assertEquals(clock.pending, 0);
});

Deno.test("Notifier.flush() and close() refuse a time that makes no sense", async () => {
  const { notifier } = openDesk();
  await using _ = notifier;
  await assertRejects(() => notifier.flush(-1), RangeError, "'timeout'");
  await assertRejects(() => notifier.close(NaN), TypeError, "'timeout'");
});

Deno.test("Notifier.close() sends what is left, and takes no more", async () => {
  const { notifier, alerts, drops } = openDesk(PLAIN);
  notifier.notify("P0", "last");
  const closing = notifier.close();
  const late = notifier.notify("P0", "late");
  assertEquals([await soon(closing), late.status], [0, "dropped"]);
  assertEquals([titles(alerts), drops[0]?.reason], [["last"], "closed"]);
  const result = await late.result;
  assertEquals(!result.ok && result.kind, "blocked");
});

Deno.test("Notifier.close() gives up what its time does not allow", async () => {
  const { notifier, alerts, clock, drops } = openDesk(PLAIN);
  alerts.hold();
  const tickets = ["a", "b", "c"].map((title) => notifier.notify("P0", title));
  const closing = notifier.close(1000);
  await clock.advance(1000);
  assertEquals(await soon(closing), 3);
  const results = await Promise.all(tickets.map(({ result }) => result));
  assertEquals(results.map((result) => !result.ok && result.kind), [
    "aborted",
    "blocked",
    "blocked",
  ]);
  assertEquals(drops.map(({ alert, reason }) => [alert?.title, reason]), [
    ["b", "closed"],
    ["c", "closed"],
  ]);
  assertEquals([notifier.stats.queued, notifier.stats.failed, notifier.stats.dropped], [0, 1, 2]);
});

Deno.test("Notifier.close() does not wait for a sender that heeds no signal", async () => {
  const channel = { to: { send: () => new Promise<never>(() => {}) }, render: () => ({}) };
  const notifier = new Notifier({ channels: { alerts: channel } });
  notifier.notify("P0", "x");
  const closed = notifier.close(1).then((left) => [left, notifier.stats.queued]);
  assertEquals(await soon(closed), [1, 0]);
});

Deno.test("Notifier is closed by `await using`", async () => {
  const { notifier, alerts } = openDesk(PLAIN);
  {
    await using inner = notifier;
    inner.notify("P0", "x");
  }
  assertEquals([titles(alerts), notifier.notify("P0", "y").status], [["x"], "dropped"]);
});

Deno.test("Notifier takes an alert out of the queue when its signal is aborted", async () => {
  const { notifier, alerts } = openDesk(PLAIN);
  await using _ = notifier;
  const controller = new AbortController();
  alerts.hold();
  notifier.notify("P0", "first");
  await settled();
  const waiting = notifier.notify("P0", "second", { signal: controller.signal });
  controller.abort();
  const result = await soon(waiting.result);
  assertEquals(!result.ok && result.kind, "aborted");
  alerts.release();
  await notifier.flush();
  assertEquals([titles(alerts), notifier.stats.failed], [["first"], 1]);
});

Deno.test("Notifier ends a send when its signal is aborted", async () => {
  const { notifier, alerts } = openDesk(PLAIN);
  await using _ = notifier;
  const controller = new AbortController();
  alerts.hold();
  const sending = notifier.notify("P0", "x", { signal: controller.signal });
  await settled();
  assertEquals(alerts.sends.length, 1);
  controller.abort();
  const result = await soon(sending.result);
  assertEquals(!result.ok && result.kind, "aborted");
  alerts.release();
});

Deno.test("Notifier lets go of the signal of an alert that is over, however it ended", async () => {
  const { notifier, alerts } = openDesk({ ...PLAIN, capacity: 1, overflow: "drop-oldest" });
  await using _ = notifier;
  const { signal, listeners } = watchedSignal();
  alerts.hold();
  notifier.notify("P0", "kept");
  await settled();
  notifier.notify("P1", "displaced", { signal });
  notifier.notify("P0", "waits");
  notifier.notify("P1", "turned away", { signal });
  assertEquals(listeners.size, 0);
  alerts.release();
  await notifier.flush();
  await notifier.notifyNow("P1", "sent", { signal });
  assertEquals(listeners.size, 0);
});

Deno.test("Notifier.close() mirrors nothing of what it gave up", async () => {
  const { notifier, alerts, audit } = openDesk({ mirrorFailures: true });
  alerts.hold();
  notifier.notify("P0", "x");
  await settled();
  assertEquals([await notifier.close(0), alerts.sends.length, audit.sends.length], [1, 1, 0]);
});

Deno.test("Notifier sends nothing for a signal that is aborted already", async () => {
  const { notifier, alerts } = openDesk();
  await using _ = notifier;
  const result = await notifier.notifyNow("P0", "x", { signal: AbortSignal.abort() });
  assertEquals([!result.ok && result.kind, alerts.sends.length], ["aborted", 0]);
  assertEquals(notifier.stats.failed, 1);
});

Deno.test("Notifier throttles by severity and title, not by the text of the error", async () => {
  const { notifier, alerts } = openDesk({ auditChannel: null });
  await using _ = notifier;
  const statuses = Array.from({ length: 5 }, (_, n) => {
    return notifier.notify("P1", "Lost", { error: new Error(`${n}`), description: `${n}` }).status;
  });
  assertEquals(statuses, ["accepted", "accepted", "accepted", "throttled", "throttled"]);
  assertEquals(notifier.notify("P0", "Lost").status, "accepted");
  assertEquals(notifier.notify("P1", "Found").status, "accepted");
  await notifier.flush();
  assertEquals(alerts.sends.length, 5);
});

Deno.test("Notifier throttles by the key that is given", async () => {
  const { notifier } = openDesk({ throttle: { limit: 1 } });
  await using _ = notifier;
  const statuses = ["a", "b", "c"].map((title) =>
    notifier.notify("P1", title, { key: "k" }).status
  );
  assertEquals(statuses, ["accepted", "throttled", "throttled"]);
});

Deno.test("Notifier says with the next that passes how many were held back, and when it may", async () => {
  const { notifier, alerts, clock, events } = openDesk({ auditChannel: null });
  await using _ = notifier;
  for (let n = 0; n < 9; n++) notifier.notify("P1", "x");
  await clock.advance(20_000);
  const throttled = await notifier.notifyNow("P1", "x");
  assert(!throttled.ok);
  assertEquals([throttled.kind, throttled.retryAfter], ["rate-limited", 40_000]);
  assertEquals(events.at(-1)?.type, "throttled");
  await clock.advance(40_000);
  await notifier.notifyNow("P1", "x");
  assertEquals(alerts.payloads.map((payload) => alertOf(payload).suppressed), [0, 0, 0, 7]);
});

Deno.test("Notifier rates its events: what does not arrive is a warning, a repeat is none", async () => {
  const { notifier, alerts, events } = openDesk({ throttle: { limit: 2 }, auditChannel: null });
  await using _ = notifier;
  alerts.fail("network");
  await notifier.notifyNow("P1", "x");
  await notifier.notifyNow("P1", "x");
  await notifier.notifyNow("P1", "x");
  await notifier.notifyNow("P1", "y", { channel: "none" });
  assertEquals(events.map(({ type, level, channel }) => [type, level, channel]), [
    ["failed", "warning", "alerts"],
    ["sent", "info", "alerts"],
    ["throttled", "info", "alerts"],
    ["dropped", "warning", "none"],
  ]);
});

Deno.test("Notifier keeps the number held back when the alert that bears it is dropped", async () => {
  const { notifier, alerts, clock } = openDesk({ throttle: { limit: 1 }, capacity: 1 });
  await using _ = notifier;
  notifier.notify("P1", "x");
  notifier.notify("P1", "x");
  await notifier.flush();
  await clock.advance(60_000);
  alerts.hold();
  notifier.notify("P1", "a");
  assertEquals(notifier.notify("P1", "x").status, "dropped");
  alerts.release();
  await notifier.flush();
  await clock.advance(60_000);
  await notifier.notifyNow("P1", "x");
  assertEquals(alertOf(alerts.payloads.at(-1)).suppressed, 1);
});

Deno.test("Notifier keeps the number held back when the alert that bears it fails", async () => {
  const { notifier, alerts, clock } = openDesk({ throttle: { limit: 1 } });
  await using _ = notifier;
  for (let n = 0; n < 3; n++) notifier.notify("P1", "x");
  await notifier.flush();
  for (const failures of [1, 0, 0]) {
    await clock.advance(60_000);
    alerts.fail("network", failures);
    await notifier.notifyNow("P1", "x");
  }
  const told = alerts.payloads.map((payload) => alertOf(payload).suppressed);
  assertEquals(told, [0, 2, 2, 0]);
});

Deno.test("Notifier sends a P0 before all others that wait, whatever there is of them", async () => {
  const { notifier, alerts } = openDesk({ auditChannel: null });
  await using _ = notifier;
  alerts.hold();
  for (let n = 0; n < 400; n++) notifier.notify("P1", `lag ${n}`);
  await settled();
  notifier.notify("P0", "down");
  notifier.notify("P0", "still down");
  alerts.release();
  await notifier.flush();
  assertEquals(titles(alerts).slice(0, 4), ["lag 0", "down", "still down", "lag 1"]);
  assertEquals(titles(alerts).at(-1), "lag 399");
});

Deno.test("Notifier does not count an alert as a repeat that was called off while it waited", async () => {
  const { notifier, alerts } = openDesk({ throttle: { limit: 1 } });
  await using _ = notifier;
  alerts.hold();
  notifier.notify("P1", "a");
  await settled();
  const calls = new AbortController();
  const ticket = notifier.notify("P1", "x", { signal: calls.signal });
  calls.abort();
  assertEquals((await ticket.result).ok, false);
  assertEquals([1, 2].map(() => notifier.notify("P1", "x").status), ["accepted", "throttled"]);
  alerts.release();
});

Deno.test("Notifier counts an alert as a repeat that was called off on its way", async () => {
  const calls = new AbortController();
  const to = { send: () => new Promise<WebhookResult>(() => calls.abort()) };
  const channels = { alerts: { to, ...plainJson() } };
  await using notifier = new Notifier({ channels, throttle: { limit: 1 } });
  const result = await notifier.notifyNow("P1", "x", { signal: calls.signal });
  assertEquals([result.ok, !result.ok && result.mayHaveArrived], [false, true]);
  assertEquals(notifier.notify("P1", "x").status, "throttled");
});

Deno.test("Notifier does not count an alert as a repeat that never went out", async () => {
  const { notifier, alerts } = openDesk({ throttle: { limit: 1 }, capacity: 1 });
  await using _ = notifier;
  alerts.hold();
  notifier.notify("P1", "a");
  const statuses = [1, 2, 3].map(() => notifier.notify("P1", "x").status);
  assertEquals(statuses, ["dropped", "dropped", "dropped"]);
  alerts.release();
  await notifier.flush();
  assertEquals([1, 2].map(() => notifier.notify("P1", "x").status), ["accepted", "throttled"]);
});

Deno.test("Notifier keeps keys short, and tells those apart that differ at their ends", async () => {
  const { notifier, alerts } = openDesk({ throttle: { limit: 1 } });
  await using _ = notifier;
  const long = "x".repeat(100_000);
  const status = (title: string) => notifier.notify("P1", title).status;
  assertEquals([status(`a ${long}`), status(`b ${long}`), status(`a ${long} c`)], [
    "accepted",
    "accepted",
    "accepted",
  ]);
  assertEquals(status(`a ${long}`), "throttled");
  await notifier.flush();
  const lengths = alerts.payloads.map((payload) => alertOf(payload).key.length);
  assertEquals(lengths, [256, 256, 256]);
});

for (const name of ["onEvent", "onDrop"] as const) {
  Deno.test(`Notifier lets ${name} notify, and is not told of that in turn`, async () => {
    let calls = 0;
    const hook = () => {
      calls++;
      notifier.notify("P1", "again", { channel: "none" });
    };
    const { notifier } = openDesk({ [name]: hook, throttle: { limit: 1 } });
    await using _ = notifier;
    notifier.notify("P1", "x", { channel: "none" });
    assertEquals([calls, notifier.stats.notified], [1, 2]);
    notifier.notify("P1", "y", { channel: "none" });
    assertEquals([calls, notifier.stats.dropped], [2, 4]);
  });
}

Deno.test("Notifier.stats add up, whatever happens", async () => {
  const options = { capacity: 2, throttle: { limit: 2 }, auditChannel: null };
  const { notifier, alerts } = openDesk(options);
  await using _ = notifier;
  alerts.fail("network");
  for (let n = 0; n < 5; n++) notifier.notify("P1", "same");
  for (let n = 0; n < 5; n++) notifier.notify("P1", `${n}`);
  notifier.notify("P0", "x", { channel: "none" });
  const { notified, queued, sent, failed, throttled, dropped, disabled } = notifier.stats;
  assertEquals([notified, queued, sent, failed, throttled, dropped], [11, 2, 0, 0, 3, 6]);
  assertEquals(queued + sent + failed + throttled + dropped + disabled, notified);
  await notifier.flush();
  assertEquals([notifier.stats.sent, notifier.stats.failed, notifier.stats.queued], [1, 1, 0]);
});

Deno.test("Notifier refuses wrong options by name, and shows no value", () => {
  const to = new RecordingSender();
  const wrong: [string, object][] = [
    ["channels", {}],
    ["channels.a", { channels: { a: "s3cret" } }],
    ["channels.a.to", { channels: { a: { render: () => 1 } } }],
    ["channels.a.render", { channels: { a: { to } } }],
    ["channels.a.digest", { channels: { a: { to, render: () => 1, digest: "s3cret" } } }],
    ["chanels", { channels: {}, chanels: {} }],
    ["enabled", { channels: {}, enabled: "1" }],
    ["auditChannel", { channels: {}, auditChannel: 5 }],
    ["mirrorFailures", { channels: {}, mirrorFailures: 1 }],
    ["capacity", { channels: {}, capacity: 0 }],
    ["capacity", { channels: {}, capacity: NaN }],
    ["capacity", { channels: {}, capacity: 1.5 }],
    ["overflow", { channels: {}, overflow: "reject" }],
    ["concurrency", { channels: {}, concurrency: 1.5 }],
    ["digest", { channels: {}, digest: 1 }],
    ["throttle.limit", { channels: {}, throttle: { limit: 0 } }],
    ["throttle.limit", { channels: {}, throttle: { limit: 1.5 } }],
    ["throttle.maxKeys", { channels: {}, throttle: { maxKeys: 1.5 } }],
    ["throttle.window", { channels: {}, throttle: { window: 0 } }],
    ["throttle.maxKeys", { channels: {}, throttle: { maxKeys: -1 } }],
    ["max", { channels: {}, throttle: { max: 1 } }],
    ["onEvent", { channels: {}, onEvent: 5 }],
    ["onDrop", { channels: {}, onDrop: 5 }],
    ["clock", { channels: {}, clock: {} }],
  ];
  for (const [name, options] of wrong) {
    const error = assertThrows(() => new Notifier(options as NotifierOptions), Error, `'${name}'`);
    assert(!(error as Error).message.includes("s3cret"));
  }
});
