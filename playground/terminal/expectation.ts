/**
 * Says what must hold of a run, and whether it does.
 *
 * @module
 */

import type { ReceiverReport } from "../api/event.ts";
import type { RunRecord } from "../api/history.ts";
import type { Expectation } from "../api/scenario.ts";
import { duration, plural } from "./words.ts";

/** What came of a run. */
export interface Outcome {
  /** One result per send. */
  readonly results: readonly { readonly ok: boolean; readonly kind?: string }[];
  /** The attempts of all sends together. */
  readonly attempts: number;
  /** What the receiver answered, in order. */
  readonly statuses: readonly (number | null)[];
  /** How many messages it kept; `null` if it keeps none. */
  readonly stored: number | null;
  /** What it objected to, each kind with how often. */
  readonly violations: Readonly<Record<string, number>>;
  /** How many messages one that was split became; 1 where none was. */
  readonly parts: number;
  /** How often a proxy was burnt. */
  readonly burnt: number;
  /** How long it all took, in ms. */
  readonly elapsed: number;
}

/** Something that must hold. */
export interface Claim {
  /** What is the case, as a sentence. */
  readonly claim: string;
  /** Whether it is what must be. */
  readonly holds: boolean;
}

/**
 * Compares what came of a run with what must come of it.
 *
 * @param expected What must hold.
 * @param outcome What came.
 * @param speed How much faster than usual the clocks of the fakes run.
 * @returns One claim for each thing that is expected.
 */
export function judge(expected: Expectation, outcome: Outcome, speed = 1): Claim[] {
  const { results, attempts, statuses, stored, violations, parts, burnt, elapsed } = outcome;
  const objections = countObjections(violations);
  const failures = results.filter(({ ok }) => !ok);
  const delivered = results.length - failures.length;
  const kinds = [...new Set(failures.map(({ kind }) => kind))].join(", ");
  const least = (expected.atLeast ?? 0) / speed;
  const claims: readonly (readonly [wanted: unknown, found: unknown, claim: string])[] = [
    [expected.delivered, delivered, `${delivered} of ${results.length} were delivered`],
    [expected.failed, failures.length, `${failures.length} of ${results.length} failed`],
    [expected.kind, kinds, `every failure is of kind '${kinds}'`],
    [expected.attempts, attempts, `it took ${plural(attempts, "attempt")}`],
    [
      expected.statuses?.join(", "),
      statuses.join(", "),
      `the server answered ${tally(statuses)}`,
    ],
    [expected.stored, stored, `the server stored ${plural(stored ?? 0, "message")}`],
    [expected.parts, parts, `it went out as ${plural(parts, "message")}`],
    [expected.burnt, burnt, `${plural(burnt, "proxy", "proxies")} went out of rotation`],
    [
      expected.atLeast === undefined ? undefined : true,
      elapsed >= least,
      `it took ${duration(elapsed)}, where less than ${duration(least)} would be too hasty`,
    ],
    [expected.violations ?? 0, objections, describeObjections(violations)],
  ];
  return claims.filter(([wanted]) => wanted !== undefined).map(([wanted, found, claim]) => {
    return { claim, holds: wanted === found };
  });
}

/**
 * What came of a run, as its record tells.
 *
 * @param record The record.
 * @returns What came.
 */
export function outcomeOf(record: RunRecord): Outcome {
  const { results, attempts, events, elapsed } = record;
  const { stored = null, statuses = [], violations = {} } = reportOf(record) ?? {};
  const parts = events.map((event) => event.type === "split" ? event.part : 1);
  const burnt = events.filter(({ type }) => type === "proxy-burnt").length;
  return {
    ...{ results, attempts, statuses, stored, violations, burnt },
    parts: Math.max(1, ...parts),
    elapsed: elapsed ?? 0,
  };
}

/**
 * What the fakes saw of a run.
 *
 * @param record Its record.
 * @returns Their report; `undefined` where it went to a real webhook.
 */
export function reportOf({ events }: RunRecord): ReceiverReport | undefined {
  return events.find((event) => event.type === "received")?.report;
}

/**
 * Counts what a server objected to.
 *
 * @param violations Each kind with how often.
 * @returns How often it objected.
 */
export function countObjections(violations: Readonly<Record<string, number>>): number {
  return Object.values(violations).reduce((sum, count) => sum + count, 0);
}

/** Such as `the server had no objections` or `the server had 2 objections: dead`. */
function describeObjections(violations: Outcome["violations"]): string {
  const kinds = Object.keys(violations);
  if (kinds.length === 0) return "the server had no objections";
  return `the server had ${plural(countObjections(violations), "objection")}: ${kinds.join(", ")}`;
}

/** Such as `500, 204` or `204 × 20`: in order, equal neighbours taken together. */
export function tally(statuses: readonly (number | null)[]): string {
  const runs: { readonly status: number | null; count: number }[] = [];
  for (const status of statuses) {
    const last = runs.at(-1);
    if (last && last.status === status) last.count++;
    else runs.push({ status, count: 1 });
  }
  return runs.map(({ status, count }) => count > 1 ? `${status} × ${count}` : status).join(", ");
}
