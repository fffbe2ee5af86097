/**
 * How urgent an alert is, and how each degree looks.
 *
 * @module
 */

/** How urgent an alert is: from `P0`, the system is down, to `DEV`, for developers only. */
export type Severity = "P0" | "P1" | "P2" | "P3" | "DEV";

/**
 * What sort of event an alert of severity `P3` tells of: `positive`, as a rule a piece of good news
 * or information, or `neutral`, an event of the business such as a trade or an order. It has no
 * effect on other severities.
 */
export type AlertKind = "positive" | "neutral";

/** The rank of each severity: the higher, the more urgent. */
export const SEVERITY_RANKS: Readonly<Record<Severity, number>> = {
  DEV: 0,
  P3: 1,
  P2: 2,
  P1: 3,
  P0: 4,
};

/** The colours, as numbers of the form `0xRRGGBB`. */
export const COLORS: Readonly<
  Record<"p0" | "p1" | "p2" | "positive" | "neutral" | "dev" | "audit", number>
> = {
  /** Red: the system is down. */
  p0: 0xff0000,
  /** Orange: it is degraded. */
  p1: 0xff8800,
  /** Yellow: look into it when free. */
  p2: 0xffcc00,
  /** Green: information, or good news. */
  positive: 0x00cc66,
  /** Blue: an event of the business. */
  neutral: 0x3399ff,
  /** Grey: for developers. */
  dev: 0x808080,
  /** White: an entry of the audit mirror that has no colour of its own. */
  audit: 0xffffff,
};

/**
 * Tells whether a value is a severity.
 *
 * @param value Anything.
 * @returns Whether it is one of the five words.
 */
export function isSeverity(value: unknown): value is Severity {
  return typeof value === "string" && Object.hasOwn(SEVERITY_RANKS, value);
}

/**
 * The colour of an alert.
 *
 * @param severity How urgent it is.
 * @param kind What sort of `P3` it is.
 * @returns A number of the form `0xRRGGBB`.
 * @throws {RangeError} If there is no such severity.
 */
export function colorFor(severity: Severity, kind: AlertKind = "positive"): number {
  switch (severity) {
    case "P0":
      return COLORS.p0;
    case "P1":
      return COLORS.p1;
    case "P2":
      return COLORS.p2;
    case "P3":
      return kind === "neutral" ? COLORS.neutral : COLORS.positive;
    case "DEV":
      return COLORS.dev;
    default:
      throw unknownSeverity();
  }
}

/**
 * The error for a severity that there is none of. It does not show the value.
 *
 * @returns The error.
 */
export function unknownSeverity(): RangeError {
  return new RangeError(`'severity' must be one of ${Object.keys(SEVERITY_RANKS).join(", ")}`);
}
