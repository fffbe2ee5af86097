import { assertEquals } from "@std/assert";
import { type JsonPayload, Notifier, plainJson, together } from "../../src/notifier/mod.ts";
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

Deno.test("together() merges alerts only if each channel can", () => {
  const { one, channel } = pair();
  assertEquals(typeof channel.digest, "function");
  assertEquals(together(channel, { to: one, render: () => 1 as never }).digest, undefined);
});
