import { assertEquals, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { Incoming } from "../../src/platform/node/incoming.ts";

/** Says what an answer is told to do. */
class FakeController {
  paused = false;
  aborted = false;
  readonly reason = null;
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  abort(): void {
    this.aborted = true;
  }
}

const join = (chunks: readonly Buffer[]) => String(Buffer.concat(chunks));

Deno.test("Incoming hands out what came since the last time, and nothing at the end", async () => {
  const incoming = new Incoming(new FakeController());
  incoming.push(Buffer.from("a"));
  incoming.push(Buffer.from("b"));
  assertEquals(join(await incoming.read()), "ab");
  const reading = incoming.read();
  incoming.push(Buffer.from("c"));
  assertEquals(join(await reading), "c");
  incoming.end();
  assertEquals(await incoming.read(), []);
});

Deno.test("Incoming lets the server wait while 64 KB are unread", async () => {
  const controller = new FakeController();
  const incoming = new Incoming(controller);
  incoming.push(Buffer.alloc(65_536));
  assertEquals(controller.paused, false);
  incoming.push(Buffer.alloc(1));
  assertEquals(controller.paused, true);
  await incoming.read();
  assertEquals(controller.paused, false);
});

Deno.test("Incoming throws the first failure, after what came before it", async () => {
  const incoming = new Incoming(new FakeController());
  incoming.push(Buffer.from("half"));
  incoming.fail(new Error("lost"));
  incoming.fail(new Error("closed"));
  assertEquals(join(await incoming.read()), "half");
  await assertRejects(() => incoming.read(), Error, "lost");
});

Deno.test("Incoming ends the answer when nobody reads on, unless it has ended", () => {
  for (const hasEnded of [false, true]) {
    const controller = new FakeController();
    const incoming = new Incoming(controller);
    if (hasEnded) incoming.end();
    incoming.cancel();
    assertEquals(controller.aborted, !hasEnded);
  }
});
