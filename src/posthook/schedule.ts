/**
 * What to schedule, and when.
 *
 * @module
 */

import { checkNames, checkType } from "../util/check.ts";
import { type RetryOverride, toWireOverride } from "./retry_override.ts";
import { toWireTime } from "./time.ts";

/** What to deliver. */
export interface ScheduleBase {
  /** The path of your project's domain that the delivery is posted to. It begins with `/`. */
  readonly path: string;
  /** What is delivered: any JSON value. The service takes 64 KB. */
  readonly data?: unknown;
  /** How it is delivered again after a failure, where that differs from the project's settings. */
  readonly retryOverride?: RetryOverride;
}

/** Deliver after a while. */
export interface ScheduleIn extends ScheduleBase {
  /** The wait, from one second to 365 days: `"30s"`, `"5m"`, `"2h"`, `"7d"`, `"1h30m"`. */
  readonly postIn: string;
  /** Not together with `postIn`. */
  readonly postAt?: undefined;
  /** Not together with `postIn`. */
  readonly postAtLocal?: undefined;
  /** Only together with `postAtLocal`. */
  readonly timezone?: undefined;
}

/** Deliver at a moment. */
export interface ScheduleAt extends ScheduleBase {
  /** The moment: RFC 3339 text, which goes out as it is, or a date. One in the past means now. */
  readonly postAt: string | Date;
  /** Not together with `postAt`. */
  readonly postIn?: undefined;
  /** Not together with `postAt`. */
  readonly postAtLocal?: undefined;
  /** Only together with `postAtLocal`. */
  readonly timezone?: undefined;
}

/** Deliver when the clocks of a time zone show a time. */
export interface ScheduleAtLocal extends ScheduleBase {
  /**
   * What the clocks show: `YYYY-MM-DDTHH:MM:SS`, without an offset. A time that they skip means
   * the first moment after the gap; one that they show twice, the first of the two.
   */
  readonly postAtLocal: string;
  /** The time zone, as an IANA name such as `Europe/Berlin`. */
  readonly timezone: string;
  /** Not together with `postAtLocal`. */
  readonly postIn?: undefined;
  /** Not together with `postAtLocal`. */
  readonly postAt?: undefined;
}

/** What to deliver, and exactly one way to say when. */
export type ScheduleParams = ScheduleIn | ScheduleAt | ScheduleAtLocal;

/** The names of all parameters. */
const NAMES = [
  "path",
  "data",
  "postIn",
  "postAt",
  "postAtLocal",
  "timezone",
  "retryOverride",
] satisfies (keyof ScheduleParams)[];

/**
 * Makes the body of a request to schedule a hook.
 *
 * @param params As a user gave them.
 * @returns The body. What is `undefined` in it is left out.
 * @throws {TypeError} If a parameter is missing, unknown or of the wrong type, or there is not exactly
 * one way to say when.
 */
export function toScheduleBody(params: ScheduleParams): Record<string, unknown> {
  checkNames(params, NAMES, "schedule()");
  const { path, data, retryOverride } = params;
  checkFilled("path", path);
  // JSON.stringify() leaves such a member out without a word, and the hook would deliver nothing.
  if (typeof data === "function" || typeof data === "symbol") {
    throw new TypeError(`'data' is no JSON value: it is a ${typeof data}`);
  }
  return {
    path,
    ...when(params),
    data,
    retryOverride: retryOverride && toWireOverride(retryOverride),
  };
}

function when({ postIn, postAt, postAtLocal, timezone }: ScheduleParams): Record<string, string> {
  const modes = [postIn, postAt, postAtLocal].filter((mode) => mode !== undefined);
  const names = "'postIn', 'postAt' and 'postAtLocal'";
  if (modes.length === 0) {
    throw new TypeError(`Exactly one scheduling mode is required: one of ${names}`);
  }
  if (modes.length > 1) throw new TypeError(`Only one scheduling mode is allowed: one of ${names}`);
  if (postAtLocal !== undefined) {
    checkFilled("postAtLocal", postAtLocal);
    if (timezone === undefined) throw new TypeError("'timezone' is required with 'postAtLocal'");
    checkFilled("timezone", timezone);
    return { postAtLocal, timezone };
  }
  if (timezone !== undefined) throw new TypeError("'timezone' goes only with 'postAtLocal'");
  if (postAt !== undefined) return { postAt: toWireTime("postAt", postAt) };
  checkFilled("postIn", postIn);
  return { postIn: postIn! };
}

function checkFilled(name: string, text: string | undefined): void {
  checkType(name, text ?? null, "string");
  if (text === "") throw new TypeError(`'${name}' must not be empty`);
}
