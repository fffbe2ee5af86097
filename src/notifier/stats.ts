/**
 * What a notifier counts.
 *
 * @module
 */

/**
 * The counts of a notifier. Each alert that was notified is in exactly one of the others: `notified`
 * is the sum of `queued`, `sent`, `failed`, `throttled`, `dropped` and `disabled`.
 */
export interface NotifierStats {
  /** How many alerts came in, probes included. */
  readonly notified: number;
  /** How many wait or are being sent. */
  readonly queued: number;
  /** How many were delivered. */
  readonly sent: number;
  /** How many were tried and not delivered, or called off. */
  readonly failed: number;
  /** How many were held back as repeats. */
  readonly throttled: number;
  /** How many were dropped, on arrival or later. */
  readonly dropped: number;
  /** How many came while the notifier was off. */
  readonly disabled: number;
  /** How many lines the audit mirror got. They are not among those above. */
  readonly mirrored: number;
  /** How many lines did not get there. */
  readonly mirrorsFailed: number;
}

/** The same, to be counted up. */
export type Counts = { -readonly [Name in keyof NotifierStats]: number };

/**
 * Makes counts of nothing.
 *
 * @returns The counts.
 */
export function noCounts(): Counts {
  return {
    notified: 0,
    queued: 0,
    sent: 0,
    failed: 0,
    throttled: 0,
    dropped: 0,
    disabled: 0,
    mirrored: 0,
    mirrorsFailed: 0,
  };
}
