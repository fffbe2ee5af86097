/**
 * Lets a process that is told to stop send its last alerts.
 *
 * @module
 */

import { checkMethods, checkNames, checkNumber } from "../util/check.ts";
import type { Notifier } from "./notifier.ts";

/** A signal that asks a process to stop. */
export type ExitSignal = "SIGINT" | "SIGTERM";

/** What is needed of a process: the global `process` of Node, Deno and Bun is one. */
export interface ExitingProcess {
  /** Listens. */
  on(event: ExitSignal | "beforeExit", listener: () => void): unknown;
  /** Listens no longer. */
  off(event: ExitSignal | "beforeExit", listener: () => void): unknown;
  /** Ends the process. */
  exit(code: number): void;
}

/** How a process ends. */
export interface FlushOnExitOptions {
  /**
   * How long the last alerts may take, in ms.
   *
   * @default {2000}
   */
  readonly timeout?: number;
  /**
   * The process.
   *
   * @default {globalThis.process}
   */
  readonly process?: ExitingProcess;
}

/** The exit codes of a process that ends by a signal, as shells count them. */
const EXIT_CODES: Readonly<Record<ExitSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** How many are being closed in each process: who is done first must not end it for the others. */
const closings = new WeakMap<ExitingProcess, number>();

/**
 * Closes a notifier before the process ends: on SIGINT and SIGTERM, after which the process exits
 * with 130 or 143, and when it runs out of work. A second signal ends it at once. Called for several
 * notifiers, it exits when all of them are closed.
 *
 * Nothing can be sent once `Deno.exit()` or `process.exit()` was called: await `notifier.close()`
 * before. Where there is no `process`, as on edge workers, this does nothing.
 *
 * @param notifier The notifier.
 * @param options How long it may take.
 * @returns A function that calls it off.
 * @throws {TypeError | RangeError} If an option is wrong.
 */
export function flushOnExit(
  notifier: Pick<Notifier, "close">,
  options: FlushOnExitOptions = {},
): () => void {
  checkMethods("notifier", notifier, ["close"]);
  checkNames(options, ["timeout", "process"], "flushOnExit()");
  const { timeout = 2000 } = options;
  checkNumber("timeout", timeout, { min: 0 });
  const process = options.process ?? Reflect.get(globalThis, "process") as ExitingProcess;
  if (!process) return () => {};
  const listeners = new Map<ExitSignal | "beforeExit", () => void>();
  const listen = (event: ExitSignal | "beforeExit", listener: () => void) => {
    listeners.set(event, listener);
    process.on(event, listener);
  };
  const close = async () => {
    try {
      await notifier.close(timeout);
    } catch {
      // A close() of somebody's own. The process was told to stop, and nobody is left to tell.
    }
  };
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    listen(signal, async () => {
      if (isEnding) return process.exit(EXIT_CODES[signal]);
      isEnding = true;
      closings.set(process, (closings.get(process) ?? 0) + 1);
      await close();
      const left = closings.get(process)! - 1;
      closings.set(process, left);
      if (left === 0) process.exit(EXIT_CODES[signal]);
    });
  }
  listen("beforeExit", () => void close());
  return () => listeners.forEach((listener, event) => process.off(event, listener));
}
