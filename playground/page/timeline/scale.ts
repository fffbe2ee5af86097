/**
 * Times to places.
 *
 * @module
 */

/** A scale. */
export interface Scale {
  /** The time at the right edge, in ms. */
  readonly length: number;
  /** The times that have a mark. */
  readonly ticks: readonly number[];
}

/** The shortest time that a scale shows, in ms. */
const SHORTEST = 20;

/** How far marks go, as a part of the scale: the words of a later one would stick out. */
const MARKED = 0.88;

/**
 * Makes a scale with about five marks at round numbers.
 *
 * @param end The time that it has to show, in ms.
 * @returns The scale.
 */
export function scaleTo(end: number): Scale {
  const length = Math.max(end, SHORTEST) * 1.04;
  const rough = length / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const count = Math.floor(length * MARKED / step) + 1;
  const ticks = Array.from({ length: count }, (_, index) => index * step);
  return { length, ticks };
}

/** A place on the scale, in per cent. */
export function place({ length }: Scale, time: number): number {
  return Math.max(0, Math.min(100, time / length * 100));
}
