/**
 * Waits until an event is settled.
 *
 * @module
 */

import { Scope } from "../core/scope.ts";
import { checkNames, checkNumber, checkType } from "../util/check.ts";
import type { Clock } from "../util/clock.ts";
import { configured } from "./configured.ts";
import { HookrailAbortError, HookrailTimeoutError } from "./errors.ts";
import { type EventStatus, isSettled } from "./events.ts";
import { CALL_NAMES, checkSignal, type HookrailCallOptions } from "./send_options.ts";

/** How to wait for an event. */
export interface WaitOptions extends HookrailCallOptions {
  /**
   * Whether the wait is over. By default: when every delivery has succeeded, was given up,
   * cancelled or skipped.
   */
  readonly until?: (event: EventStatus) => boolean;
  /**
   * How long to wait between two questions, in ms.
   *
   * @default {1000}
   */
  readonly interval?: number;
  /** How long to wait in all, in ms. There is no limit unless you set one: a service may try for days. */
  readonly deadline?: number;
}

/** The names of all options. */
const NAMES = [
  ...CALL_NAMES,
  "until",
  "interval",
  "deadline",
] satisfies (keyof WaitOptions)[];

/**
 * Asks how an event stands until it stands as wanted.
 *
 * @param ask Asks once.
 * @param options Until when, and how often.
 * @param clock Where the time comes from.
 * @returns The event as it stood last.
 * @throws {HookrailError} If an option is wrong, asking fails, or the wait is ended.
 */
export async function waitForEvent(
  ask: (call: HookrailCallOptions) => Promise<EventStatus>,
  options: WaitOptions,
  clock: Clock,
): Promise<EventStatus> {
  configured(() => checkOptions(options));
  const { until = isSettled, signal, timeout, interval = 1000, deadline } = options;
  using scope = new Scope(signal, deadline, clock);
  for (;;) {
    const event = await ask({ signal: scope.signal, timeout }).catch((error) => {
      throw ended(scope) ?? error;
    });
    if (until(event)) return event;
    await clock.sleep(interval, { signal: scope.signal }).catch((error) => {
      throw ended(scope) ?? error;
    });
  }
}

function ended(scope: Scope): Error | undefined {
  switch (scope.ended) {
    case "aborted":
      return new HookrailAbortError("Cannot wait on: aborted by the caller");
    case "timeout":
      return new HookrailTimeoutError("Cannot wait on: the deadline has passed");
    default:
      return undefined;
  }
}

function checkOptions(options: WaitOptions): void {
  checkNames(options, NAMES, "waitForEvent()");
  const { signal, until, interval = 1000, deadline = Infinity } = options;
  checkSignal(signal);
  checkType("until", until, "function");
  checkNumber("interval", interval, { above: 0 });
  checkNumber("deadline", deadline, { above: 0 });
}
