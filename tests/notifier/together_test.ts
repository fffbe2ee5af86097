import { assertEquals, assertThrows } from "@std/assert";
import {
  type ChannelGroup,
  type JsonPayload,
  Notifier,
  plainJson,
  together,
} from "../../src/notifier/mod.ts";
import { RecordingSender } from "../../src/testing/mod.ts";
import { settled } from "../core/waiting.ts";
import { titles } from "./desk.ts";

function pair() {
  const [one, two] = [new RecordingSender<JsonPayload>(), new RecordingSender<JsonPayload>()];
  const channel = together({ to: one, ...plainJson() }, { to: two, ...plainJson() });
  return { one, two, channel };
}

Deno.test("together() sends each alert and each entry to all channels", async () => {
  const { one, two, channel } = pair();
  const audit = pair();
  await using notifier = new Notifier({ channels: { alerts: channel, audit: audit.channel } });
  await notifier.notifyNow("P0", "x");
  await notifier.flush();
  assertEquals([one, two, audit.one, audit.two].map(titles), [["x"], ["x"], ["x"], ["x"]]);
});

Deno.test("together() fails as the first that failed, and the others get the alert", async () => {
  const { one, two, channel } = pair();
  await using notifier = new Notifier({ channels: { alerts: channel } });
  two.fail("timeout");
  const result = await notifier.notifyNow("P0", "x");
  assertEquals([!result.ok && result.kind, one.sends.length], ["timeout", 1]);
});

Deno.test("together() lets a rendering that throws spoil no other", async () => {
  const one = new RecordingSender<JsonPayload>();
  const broken = {
    to: one,
    render: () => {
      throw new Error("no");
    },
  };
  const two = new RecordingSender<JsonPayload>();
  const alerts = together(broken, { to: two, ...plainJson() });
  await using notifier = new Notifier({ channels: { alerts } });
  const result = await notifier.notifyNow("P0", "x");
  assertEquals([!result.ok && result.kind, one.sends.length, titles(two)], ["payload", 0, ["x"]]);
});

Deno.test("together() hands the signal on", async () => {
  const { one, channel } = pair();
  await using notifier = new Notifier({ channels: { alerts: channel } });
  one.hold();
  const controller = new AbortController();
  const { result } = notifier.notify("P0", "x", { signal: controller.signal });
  await settled();
  controller.abort();
  const failed = await result;
  assertEquals(!failed.ok && failed.kind, "aborted");
  assertEquals(one.sends[0]?.options.signal?.aborted, true);
});

Deno.test("together() lets one that hangs delay neither the other nor its queue", async () => {
  const { one, two, channel } = pair();
  const notifier = new Notifier({ channels: { alerts: channel } });
  two.hold();
  const results = ["a", "b", "c"].map((title) => notifier.notifyNow("P0", title));
  await settled();
  assertEquals([titles(one), two.sends.length], [["a", "b", "c"], 1]);
  assertEquals([notifier.stats.queued, await notifier.flush(0)], [3, 3]);
  two.release();
  assertEquals((await Promise.all(results)).map(({ ok }) => ok), [true, true, true]);
  assertEquals([titles(two), notifier.stats.sent], [["a", "b", "c"], 3]);
  await notifier.close();
});

Deno.test("together() counts an alert once, as dropped only if nobody had room for it", async () => {
  const { one, two, channel } = pair();
  const dropped: string[] = [];
  const onDrop = ({ reason }: { reason: string }) => dropped.push(reason);
  await using notifier = new Notifier({ channels: { alerts: channel }, capacity: 1, onDrop });
  two.hold();
  const tickets = [];
  for (const title of ["a", "b", "c"]) { // The third is more urgent, and takes a place.
    tickets.push(notifier.notify(title === "c" ? "P0" : "P1", title));
    await settled();
  }
  two.release();
  const results = await Promise.all(tickets.map(({ result }) => result));
  assertEquals(results.map(({ ok }) => ok), [true, false, true]);
  assertEquals([titles(one), titles(two), dropped], [["a", "b", "c"], ["a", "c"], []]);
  one.hold();
  two.hold();
  notifier.notify("P1", "d");
  await settled();
  assertEquals(["e", "f"].map((title) => notifier.notify("P1", title).status), [
    "accepted",
    "dropped",
  ]);
  one.release();
  two.release();
  await notifier.flush();
  const { sent, failed, dropped: lost } = notifier.stats;
  assertEquals([sent, failed, lost, dropped], [4, 1, 1, ["queue-full"]]);
});

Deno.test("together() merges alerts where a channel can, and only there", async () => {
  const limited = { "x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "0.001" };
  const { one, two, channel } = pair();
  const slow = {
    send: async (payload: JsonPayload) => {
      return { ...await one.send(payload), headers: new Headers(limited) };
    },
  };
  const { render } = plainJson();
  const alerts = together({ to: slow, ...plainJson() }, together({ to: two, render }, channel));
  await using notifier = new Notifier({ channels: { alerts }, digest: true });
  await Promise.all(["a", "b", "c"].map((title) => notifier.notifyNow("P0", title)));
  assertEquals(titles(one).filter((title) => title.includes("+")), ["b+c"]);
  assertEquals(titles(two).filter((title) => title.includes("+")), []);
});

Deno.test("together() of what is no channel is refused by name", () => {
  const { one } = pair();
  for (const part of [undefined, 5, { to: one }, { to: {}, ...plainJson() }]) {
    const alerts = { parts: [{ to: one, ...plainJson() }, part] } as unknown as ChannelGroup;
    assertThrows(() => new Notifier({ channels: { alerts } }), TypeError, "channels.alerts");
  }
});
