/**
 * The places where a text may be cut.
 *
 * @module
 */

/** How good a place for a cut is; the higher, the better. */
export const STRENGTH = {
  character: 0,
  token: 1,
  space: 2,
  sentence: 3,
  line: 4,
  block: 5,
} as const;

/** One of {@linkcode STRENGTH}. */
export type Strength = (typeof STRENGTH)[keyof typeof STRENGTH];

/** What is added where a text is cut, so that both halves are shown as the whole was. */
export interface Marks {
  /** What the half before it ends with: the end of a fence. */
  readonly suffix: string;
  /** What the half after it begins with: a quote's mark, the beginning of a fence. */
  readonly prefix: string;
}

/** A part of a text in which it may be cut between any two characters, if need be. */
export interface Loose extends Marks {
  /** The cut must come after this index. */
  readonly from: number;
  /** The cut may come here at the latest. */
  readonly to: number;
}

/** A place where a text may be cut. */
export interface Cut extends Marks {
  /** The index where the half before it ends. */
  readonly at: number;
  /** The index where the half after it begins; what is between is white space. */
  readonly next: number;
  /** How good it is. */
  readonly strength: Strength;
  /** What lies between the previous place and this one, if it need not stay whole. */
  readonly loose: Loose | undefined;
}
