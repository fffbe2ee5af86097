/**
 * The options of a notifier: every default and every check.
 *
 * @module
 */

import { checkMethods, checkNames, checkNumber, checkType, checkWord } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";
import type { Channel } from "./channel.ts";
import type { DroppedAlert, NotifierEvent } from "./events.ts";
import { type Overflow, OVERFLOWS } from "./queue.ts";
import { resolveRoutes, type Routes } from "./routes.ts";
import type { ThrottleLimits } from "./throttle.ts";
import { type ChannelGroup, checkChannel, partsOf } from "./together.ts";

/** How repeats are held back. */
export interface ThrottleOptions {
  /**
   * How many alerts of one key may pass per window.
   *
   * @default {3}
   */
  readonly limit?: number;
  /**
   * How long the window is, in ms. It slides.
   *
   * @default {60_000}
   */
  readonly window?: number;
  /**
   * How many keys are remembered; the one that was used least recently is forgotten first.
   *
   * @default {1000}
   */
  readonly maxKeys?: number;
}

/** Settings of a notifier. Times are in milliseconds. */
export interface NotifierOptions {
  /** The channels, by name. Those of the default routes are `alerts`, `info`, `trades` and `dev`. */
  readonly channels: Readonly<Record<string, Channel | ChannelGroup>>;
  /** The channels of some severities, where they differ from the default. */
  readonly routes?: Partial<Routes>;
  /**
   * The master switch: when it is off, nothing is sent and nothing is said of it.
   *
   * @default {true}
   */
  readonly enabled?: boolean;
  /**
   * The channel that gets a line for every alert that was delivered, if it is set up; `null` for
   * none.
   *
   * @default {"audit"}
   */
  readonly auditChannel?: string | null;
  /**
   * Whether alerts that failed are mirrored too. Those that were dropped or throttled never are.
   *
   * @default {false}
   */
  readonly mirrorFailures?: boolean;
  /** How repeats are held back; `false`: not at all. */
  readonly throttle?: ThrottleOptions | false;
  /**
   * How many alerts may wait for each channel, those under way aside.
   *
   * @default {500}
   */
  readonly capacity?: number;
  /**
   * What happens when that many wait. A P0 is dropped only in favour of another.
   *
   * @default {"drop-newest"}
   */
  readonly overflow?: Overflow;
  /**
   * How many messages to one channel may be on their way at once. With one they arrive in order,
   * but for a P0, which goes before all lower ones that wait.
   *
   * @default {1}
   */
  readonly concurrency?: number;
  /**
   * Whether alerts that wait while their channel is rate-limited or slow go out as one message, up
   * to ten at once, where its rendering has a `digest`. The audit channel gets its lines one by one.
   *
   * @default {false}
   */
  readonly digest?: boolean;
  /**
   * Told of everything that happens to an alert. What it throws is ignored. It may notify, but is
   * not told of what happens to that alert before it returns.
   */
  readonly onEvent?: (event: NotifierEvent) => void;
  /** Told of every alert that is dropped. What it throws is ignored. */
  readonly onDrop?: (dropped: DroppedAlert) => void;
  /**
   * Where the time comes from; for tests, see `ManualClock` in `./testing`.
   *
   * @default {systemClock}
   */
  readonly clock?: Clock;
}

/** What the code runs on: {@linkcode NotifierOptions} checked, with every default filled in. */
export interface NotifierSettings {
  /** Each name with the channels that it stands for. */
  readonly channels: ReadonlyMap<string, readonly Channel[]>;
  readonly routes: Routes;
  readonly enabled: boolean;
  readonly auditChannel: string | null;
  readonly mirrorFailures: boolean;
  readonly throttle: ThrottleLimits | undefined;
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly concurrency: number;
  readonly digest: boolean;
  readonly onEvent: ((event: NotifierEvent) => void) | undefined;
  readonly onDrop: ((dropped: DroppedAlert) => void) | undefined;
  readonly clock: Clock;
}

/** The names of all options. */
const NAMES = [
  "channels",
  "routes",
  "enabled",
  "auditChannel",
  "mirrorFailures",
  "throttle",
  "capacity",
  "overflow",
  "concurrency",
  "digest",
  "onEvent",
  "onDrop",
  "clock",
] satisfies (keyof NotifierOptions)[];

/**
 * Checks the options of a notifier and fills in the defaults.
 *
 * @param options The options as a user gave them.
 * @returns The settings.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of its range.
 */
export function resolveNotifierOptions(options: NotifierOptions): NotifierSettings {
  checkNames(options, NAMES, "a notifier");
  const { enabled = true, auditChannel = "audit", mirrorFailures = false } = options;
  const { capacity = 500, overflow = "drop-newest", concurrency = 1, digest = false } = options;
  const { onEvent, onDrop, clock = systemClock } = options;
  checkType("enabled", enabled, "boolean");
  if (auditChannel !== null) checkType("auditChannel", auditChannel, "string");
  checkType("mirrorFailures", mirrorFailures, "boolean");
  checkNumber("capacity", capacity, { min: 1, integer: true });
  checkWord("overflow", overflow, OVERFLOWS);
  checkNumber("concurrency", concurrency, { min: 1, integer: true });
  checkType("digest", digest, "boolean");
  checkType("onEvent", onEvent, "function");
  checkType("onDrop", onDrop, "function");
  checkMethods("clock", clock, ["now", "ticks", "sleep", "after"]);
  return {
    channels: readChannels(options.channels),
    routes: resolveRoutes(options.routes),
    enabled,
    auditChannel,
    mirrorFailures,
    throttle: resolveThrottle(options.throttle),
    capacity,
    overflow,
    concurrency,
    digest,
    onEvent,
    onDrop,
    clock,
  };
}

function readChannels(channels: NotifierOptions["channels"]): NotifierSettings["channels"] {
  checkType("channels", channels ?? null, "object");
  return new Map(
    Object.entries(channels).map(([name, channel]) => {
      checkChannel(`channels.${name}`, channel);
      return [name, partsOf(channel)];
    }),
  );
}

function resolveThrottle(options: ThrottleOptions | false = {}): ThrottleLimits | undefined {
  if (options === false) return undefined;
  checkNames(options, ["limit", "window", "maxKeys"], "'throttle'");
  const { limit = 3, window = 60_000, maxKeys = 1000 } = options;
  checkNumber("throttle.limit", limit, { min: 1, integer: true });
  checkNumber("throttle.window", window, { above: 0 });
  checkNumber("throttle.maxKeys", maxKeys, { min: 1, integer: true });
  return { limit, window, maxKeys };
}
