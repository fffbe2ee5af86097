import { assert, assertEquals } from "@std/assert";
import { RecordingSender } from "../../src/testing/mod.ts";
import { isPending } from "../core/waiting.ts";

Deno.test("RecordingSender keeps what it is given, and delivers it", async () => {
  const sender = new RecordingSender<number>();
  const options = { timeout: 5 };
  const result = await sender.send(1, options);
  assertEquals([result.ok, result.status, result.attempts], [true, 204, 1]);
  assertEquals([sender.payloads, sender.sends[0]?.options], [[1], options]);
});

Deno.test("RecordingSender fails as it is told, and as often", async () => {
  const sender = new RecordingSender();
  sender.fail("http", 2);
  sender.fail("timeout");
  const results = [
    await sender.send(1),
    await sender.send(2),
    await sender.send(3),
    await sender.send(4),
  ];
  assertEquals(results.map((result) => result.ok || result.kind), [
    "http",
    "http",
    "timeout",
    true,
  ]);
  assertEquals(results.map(({ status }) => status), [500, 500, null, 204]);
});

Deno.test("RecordingSender hangs until it is released, and is not in the way after that", async () => {
  const sender = new RecordingSender();
  sender.hold();
  const sending = sender.send(1);
  assert(await isPending(sending));
  sender.release();
  assertEquals([(await sending).ok, (await sender.send(2)).ok], [true, true]);
});

Deno.test("RecordingSender ends a send that hangs when its signal is aborted", async () => {
  const sender = new RecordingSender();
  sender.hold();
  const controller = new AbortController();
  const sending = sender.send(1, { signal: controller.signal });
  controller.abort();
  const result = await sending;
  assertEquals(!result.ok && result.kind, "aborted");
});
