/**
 * Messages to verify and to sign.
 *
 * @module
 */

import type { SchemeName } from "./order.ts";

/** A message to verify. Nothing of it is kept. */
export interface VerifyRequest {
  readonly scheme: SchemeName;
  /** The secret; for `discord` the public key. */
  readonly secret: string;
  /** As pasted: `name: value`, one per line. */
  readonly headers: string;
  /** As pasted, every byte counts. */
  readonly body: string;
  /** The time at which it is verified, as an ISO date; now if left out. */
  readonly now?: string;
}

/** Why a signature passes or fails. */
export interface VerifyReport {
  readonly ok: boolean;
  /** The library's own words: `RefusalReason`, or `null`. */
  readonly reason: string | null;
  /** The same as a sentence. */
  readonly summary: string;
  /** In order. After one that failed, the others tell what they can. */
  readonly steps: readonly VerifyStep[];
}

/** One step of verifying. */
export interface VerifyStep {
  /** Such as `The timestamp is near enough`. */
  readonly title: string;
  /** `skipped`: it could not be tried. */
  readonly state: "passed" | "failed" | "skipped";
  /** What was found, as a sentence. */
  readonly detail: string;
  /** Texts to show word for word: the signed content, both signatures, … */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
}

/** A message to be signed, as an example for the tab. */
export interface SignRequest {
  readonly scheme: SchemeName;
  /** A fresh one if left out. */
  readonly secret?: string;
  readonly body: string;
}

/** A message that verifies. */
export interface SignedExample {
  readonly secret: string;
  /** `name: value`, one per line. */
  readonly headers: string;
  readonly body: string;
}
