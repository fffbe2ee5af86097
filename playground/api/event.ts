/**
 * What happens in a run, as it happens.
 *
 * @module
 */

import type { SchemeName } from "./order.ts";
import type { RunSummary, ShownResult } from "./run.ts";
import type { WireAnswer, WireRequest } from "./wire.ts";

/** What all events of a run share. */
export interface EventBase {
  /** The run. */
  readonly run: string;
  /** When, in ms since the run began. */
  readonly at: number;
}

/** What the events of one send share. */
export interface SendEventBase extends EventBase {
  /** The number of the send in the run: 1, 2, … */
  readonly send: number;
  /** The message of a split send that it belongs to: 1, 2, …; 1 where nothing is split. */
  readonly part: number;
  /** The number of the attempt within that part: 1, 2, … */
  readonly attempt: number;
}

/** Everything that happens, in the order in which it does. */
export type LiveEvent =
  /** First on each stream: the server is there. `last` is the id of the newest event. */
  | { readonly type: "live"; readonly last: number }
  | EventBase & { readonly type: "run-started"; readonly summary: RunSummary }
  | EventBase & { readonly type: "send-started"; readonly send: number }
  /** The rate limiter was asked for a turn. The bar of a queue begins here … */
  | SendEventBase & { readonly type: "queued" }
  /** … and ends here. `granted` is `false` where the limiter refused. */
  | SendEventBase & { readonly type: "turn"; readonly granted: boolean; readonly waited: number }
  /** A proxy was taken. `name` is `proxy 1`, `proxy 2` for the fakes, `host:port` for others. */
  | SendEventBase & { readonly type: "proxy"; readonly name: string }
  /** A proxy did not get through, and rests for so many ms. */
  | SendEventBase & { readonly type: "proxy-burnt"; readonly name: string; readonly rest: number }
  /** The attempt was signed: with these headers. */
  | SendEventBase & {
    readonly type: "signed";
    readonly scheme: SchemeName;
    readonly headers: readonly (readonly [name: string, value: string])[];
  }
  /** A request goes out. The bar of an attempt begins here … */
  | SendEventBase & { readonly type: "request"; readonly request: WireRequest }
  /** … the head of the answer is there, and the body read; not where no answer came … */
  | SendEventBase & {
    readonly type: "answer";
    readonly answer: WireAnswer;
    /** The request as the fake received it, where it is one: take it in place of the first. */
    readonly request: WireRequest | null;
  }
  /** … and ends here: `onAttempt` of the library. */
  | SendEventBase & {
    readonly type: "attempt";
    readonly status: number | null;
    readonly kind: string | null;
    readonly error: string | null;
    readonly elapsed: number;
    readonly queued: number;
    readonly proxy: string | null;
    /** The wait that follows, or `null` when no attempt follows. */
    readonly wait: number | null;
    /** Why it waits just so long. `server`: it was asked to. `null` where it does not wait. */
    readonly waitReason: "server" | "backoff" | "next-proxy" | null;
  }
  /** What an answer told of a rate limit: a window to be drawn as filling, until it resets. */
  | SendEventBase & {
    readonly type: "window";
    /** What it counts for: the bucket's name, or the masked URL. */
    readonly bucket: string;
    readonly limit: number | null;
    readonly remaining: number;
    /** In ms from `at`. */
    readonly resetAfter: number;
    readonly scope: "user" | "shared" | "global" | null;
  }
  /** A message was too long and goes out as several; told when a second one begins. */
  | SendEventBase & { readonly type: "split" }
  | EventBase & { readonly type: "result"; readonly send: number; readonly result: ShownResult }
  /** An event of the notifier: sent, throttled, dropped, … */
  | EventBase & {
    readonly type: "notifier";
    readonly what: string;
    readonly level: "info" | "warning";
    readonly message: string;
    readonly channel: string | null;
  }
  /** What the fakes saw of it, once it is over; not for a real webhook. */
  | EventBase & { readonly type: "received"; readonly report: ReceiverReport }
  /** Last of a run. */
  | EventBase & { readonly type: "run-ended"; readonly summary: RunSummary };

/** What a fake saw of a run. */
export interface ReceiverReport {
  readonly requests: number;
  /** Messages kept; `null` for the generic receiver, which keeps none. */
  readonly stored: number | null;
  /** What the sender should not have done, each kind with how often. */
  readonly violations: Readonly<Record<string, number>>;
  /** What was answered, in order. */
  readonly statuses: readonly (number | null)[];
}
