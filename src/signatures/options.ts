/**
 * The options that schemes share.
 *
 * @module
 */

import { checkMethods, checkNames, checkNumber } from "../util/check.ts";
import { type Clock, systemClock } from "../util/clock.ts";

/** Settings of every scheme. */
export interface SchemeOptions {
  /**
   * How large the body of a `Request` may be, in bytes; the default is the largest that GitHub sends.
   *
   * @default {26_214_400}
   */
  readonly maxBodyBytes?: number;
  /**
   * Where the time comes from, in epoch ms; for tests, see `ManualClock` in `./testing`.
   *
   * @default {systemClock}
   */
  readonly clock?: Pick<Clock, "now">;
}

/** Settings of a scheme that signs the time. Times are in milliseconds. */
export interface TimedSchemeOptions extends SchemeOptions {
  /**
   * How far the time of the signature may lie from now, in either direction, in ms. Just as far is
   * near enough. `0`: the same second; `Infinity`: any distance, so that old messages can be
   * replayed for ever.
   *
   * @default {300_000}
   */
  readonly tolerance?: number;
}

/** What the code runs on: {@linkcode TimedSchemeOptions} checked, with the defaults filled in. */
export type SchemeSettings = Required<TimedSchemeOptions>;

const NAMES = ["maxBodyBytes", "clock"] satisfies (keyof SchemeOptions)[];

/** How far the time of a signature may lie from now, in ms, unless a scheme says otherwise. */
export const TOLERANCE = 300_000;

/** What a scheme has of its own. */
export interface OptionRules {
  /** Names of options that the scheme reads itself. */
  readonly alsoKnown?: readonly string[];
  /** The tolerance where none is given, in ms; `null` if the scheme does not sign the time. */
  readonly tolerance: number | null;
}

/**
 * Checks the options of a scheme and fills in the defaults.
 *
 * @param options The options as a user gave them.
 * @param whose The name of the scheme, for messages.
 * @param rules What the scheme has of its own.
 * @returns The settings.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 * @throws {RangeError} If a number is out of its range.
 */
export function resolveSchemeOptions(
  options: TimedSchemeOptions,
  whose: string,
  { alsoKnown = [], tolerance: fallback }: OptionRules,
): SchemeSettings {
  const timed = fallback === null ? [] : ["tolerance"];
  checkNames(options, [...NAMES, ...timed, ...alsoKnown], whose);
  const { maxBodyBytes = 26_214_400, clock = systemClock } = options;
  const { tolerance = fallback ?? Infinity } = options;
  checkNumber("maxBodyBytes", maxBodyBytes, { min: 0 });
  checkNumber("tolerance", tolerance, { min: 0 });
  checkMethods("clock", clock, ["now"]);
  return { maxBodyBytes, clock, tolerance };
}
