import { assert, assertEquals, assertThrows } from "@std/assert";
import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import realProcess from "node:process";
import { fileURLToPath } from "node:url";
import { flushOnExit, type FlushOnExitOptions } from "../../src/notifier/mod.ts";
import { FakeServer } from "../../src/testing/mod.ts";
import { settled } from "../core/waiting.ts";
import { openDesk, titles } from "./desk.ts";

/** A process that only says how it would end. */
class FakeProcess extends EventEmitter {
  readonly codes: number[] = [];
  exit(code: number): void {
    this.codes.push(code);
  }
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`flushOnExit() sends what is left on ${signal}, then exits with ${code}`, async () => {
    const { notifier, alerts } = openDesk({ auditChannel: null });
    const process = new FakeProcess();
    flushOnExit(notifier, { process });
    alerts.hold();
    notifier.notify("P0", "last");
    process.emit(signal);
    await settled();
    assertEquals(process.codes, []);
    alerts.release();
    await settled();
    assertEquals([process.codes, titles(alerts)], [[code], ["last"]]);
  });
}

Deno.test("flushOnExit() exits when its time is over, or at once on a second signal", async () => {
  for (const isSecond of [false, true]) {
    const { notifier, alerts, clock } = openDesk();
    const process = new FakeProcess();
    flushOnExit(notifier, { process, timeout: 700 });
    alerts.hold();
    notifier.notify("P0", "stuck");
    process.emit("SIGTERM");
    if (isSecond) process.emit("SIGINT");
    await settled();
    assertEquals(process.codes, isSecond ? [130] : []);
    await clock.advance(700);
    await settled();
    assertEquals(process.codes.at(-1), 143);
    alerts.release();
  }
});

Deno.test("flushOnExit() of several ends the process when the last of them is closed", async () => {
  const desks = [openDesk(), openDesk({ auditChannel: null }), openDesk()];
  const process = new FakeProcess();
  for (const { notifier } of desks) flushOnExit(notifier, { process });
  const [, { alerts, notifier }] = desks as [unknown, ReturnType<typeof openDesk>];
  alerts.hold();
  notifier.notify("P0", "last");
  process.emit("SIGTERM");
  await settled();
  assertEquals(process.codes, []);
  alerts.release();
  await settled();
  assertEquals([process.codes, titles(alerts)], [[143], ["last"]]);
});

Deno.test("flushOnExit() closes the notifier when the process runs out of work, and does not exit", async () => {
  const { notifier } = openDesk();
  const process = new FakeProcess();
  flushOnExit(notifier, { process });
  process.emit("beforeExit");
  await settled();
  assertEquals([notifier.notify("P0", "x").status, process.codes], ["dropped", []]);
});

Deno.test("flushOnExit() exits even if closing fails", async () => {
  const closes = [() => Promise.reject(new Error("no")), () => {
    throw new Error("no");
  }];
  for (const close of closes) {
    const process = new FakeProcess();
    flushOnExit({ close }, { process });
    process.emit("SIGTERM");
    process.emit("beforeExit");
    await settled();
    assertEquals(process.codes, [143]);
  }
});

Deno.test("flushOnExit() can be called off", async () => {
  const { notifier } = openDesk();
  await using _ = notifier;
  const process = new FakeProcess();
  flushOnExit(notifier, { process })();
  assertEquals(process.eventNames(), []);
});

Deno.test("flushOnExit() refuses wrong options by name", () => {
  const { notifier } = openDesk();
  const call = (options: object) => () => flushOnExit(notifier, options as FlushOnExitOptions);
  assertThrows(call({ timeout: -1 }), RangeError, "'timeout'");
  assertThrows(call({ time: 1 }), TypeError, "'time'");
  assertThrows(() => flushOnExit(5 as never), TypeError, "'notifier'");
});

Deno.test({
  name: "flushOnExit() lets a real process send its last alert when it is told to stop",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using server = await FakeServer.start([204]);
    const program = import.meta.url.replace("_test.", "_program."); // On Node it is JavaScript.
    const child = spawn(realProcess.execPath, [fileURLToPath(program), server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout!, "data");
    child.kill("SIGTERM");
    const [code, signal] = await once(child, "close");
    assert(code === 143 || signal === "SIGTERM"); // Deno says the signal that it was sent itself.
    assertEquals(JSON.parse(server.requests[0]!.text).alert.title, "last words");
  },
});
