import { assertEquals } from "@std/assert";
import type { LiveEvent } from "../../playground/api/event.ts";
import { Hub } from "../../playground/server/hub.ts";

const EVENT: LiveEvent = { type: "send-started", run: "r", at: 0, send: 1 };

Deno.test("Hub lets go of a listener that does not read, and keeps one that does", async () => {
  const hub = new Hub();
  const idle = hub.stream(undefined);
  const busy = hub.stream(undefined).body!.getReader();
  let read = 0;
  const reading = (async () => {
    while (!(await busy.read()).done) read++;
  })();
  assertEquals(hub.listeners, 2);
  for (let round = 0; round < 120; round++) {
    for (let n = 0; n < 100; n++) hub.tell(EVENT);
    // A round of the event loop, in which who reads gets on.
    await new Promise((resolve) => setTimeout(resolve));
  }
  assertEquals(hub.listeners, 1);
  hub.close();
  await reading;
  assertEquals(read > 12_000, true);
  await idle.body?.cancel().catch(() => {});
});
