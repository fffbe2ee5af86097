/**
 * The hooks that a fake keeps, and what it takes as one.
 *
 * @module
 */

import { momentOf, readMoment } from "./local_time.ts";

/** How a hook is delivered again, as on the wire. */
export interface FakePosthookRetry {
  /** How many times. */
  readonly minRetries: number;
  /** The first wait, in seconds. */
  readonly delaySecs: number;
  /** How the waits grow. */
  readonly strategy: "fixed" | "exponential";
  /** How much longer each wait is. */
  readonly backoffFactor?: number;
  /** The longest wait, in seconds. */
  readonly maxDelaySecs?: number;
  /** Whether waits are varied; the fake never does. */
  readonly jitter?: boolean;
}

/** A hook as the fake keeps it: the fields of the wire. */
export interface FakePosthookHook {
  /** Its id. */
  readonly id: string;
  /** The path that it is posted to. */
  readonly path: string;
  /** What it delivers. */
  readonly data?: unknown;
  /** How it stands. */
  readonly status: "pending" | "retry" | "completed" | "failed";
  /** When it is due. */
  readonly postAt: string;
  /** When it was scheduled. */
  readonly createdAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** How often it was delivered. */
  readonly attempts: number;
  /** Why it failed. */
  readonly failureError: string;
  /** How it is delivered again, if that was asked for. */
  readonly retryOverride?: FakePosthookRetry;
}

/** What a request asks to schedule. */
export interface Scheduled {
  readonly path: string;
  readonly data?: unknown;
  /** In epoch ms. */
  readonly due: number;
  readonly retryOverride?: FakePosthookRetry;
}

/** A field of JSON. */
type Fields = Readonly<Record<string, unknown>>;

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const YEAR = 365 * 86_400_000;
const DURATION = /^(?:\d+[smhd])+$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads the body of a request to schedule, as strictly as the service documents it.
 *
 * @param body The parsed body.
 * @param now The time, in epoch ms.
 * @returns What to schedule, or what is wrong with it.
 */
export function readSchedule(body: Fields, now: number): Scheduled | { readonly error: string } {
  const { path, data, retryOverride } = body;
  if (typeof path !== "string" || path === "") return { error: "path is required" };
  const modes = ["postIn", "postAt", "postAtLocal"].filter((mode) => body[mode] !== undefined);
  if (modes.length !== 1) {
    return { error: "exactly one of postIn, postAt, postAtLocal is required" };
  }
  if ((body.timezone !== undefined) !== (body.postAtLocal !== undefined)) {
    return { error: "timezone goes with postAtLocal" };
  }
  const due = readDue(body, now);
  if (due === undefined || Number.isNaN(due)) return { error: `${modes[0]} is invalid` };
  if (retryOverride === undefined) return { path, data, due };
  const error = faultOfRetry(retryOverride as Fields);
  if (error) return { error };
  return { path, data, due, retryOverride: retryOverride as FakePosthookRetry };
}

/** A moment as the service writes it. */
export function toWire(moment: number): string {
  return new Date(moment).toISOString().replace(".000Z", "Z");
}

function readDue(
  { postIn, postAt, postAtLocal, timezone }: Fields,
  now: number,
): number | undefined {
  if (postAt !== undefined) {
    return RFC_3339.test(String(postAt)) ? readMoment(String(postAt)) : undefined;
  }
  if (postAtLocal !== undefined) return momentOf(String(postAtLocal), String(timezone));
  const text = String(postIn);
  if (!DURATION.test(text)) return undefined;
  const parts = text.match(/\d+[smhd]/g) ?? [];
  const wait = parts.reduce((sum, part) => sum + parseInt(part) * UNITS[part.at(-1)!]!, 0);
  return wait >= 1_000 && wait <= YEAR ? now + wait : undefined;
}

function faultOfRetry(retry: Fields): string | undefined {
  const { minRetries, delaySecs, strategy, backoffFactor = 2, maxDelaySecs } = retry ?? {};
  const lies = (value: unknown, min: number, max: number) =>
    typeof value === "number" && value >= min && value <= max;
  if (!lies(minRetries, 1, 15)) return "retryOverride.minRetries must be 1 to 15";
  if (!lies(delaySecs, 5, 60)) return "retryOverride.delaySecs must be 5 to 60";
  if (strategy !== "fixed" && strategy !== "exponential") {
    return "retryOverride.strategy is invalid";
  }
  if (!lies(backoffFactor, 1.1, 4)) return "retryOverride.backoffFactor must be 1.1 to 4";
  if (strategy === "fixed" && maxDelaySecs === undefined) return undefined;
  return lies(maxDelaySecs, 60, 3600) ? undefined : "retryOverride.maxDelaySecs must be 60 to 3600";
}
