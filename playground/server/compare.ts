/**
 * Puts two runs side by side.
 *
 * @module
 */

import type { Comparison, RunRecord } from "../api/history.ts";

/** Facts that differ from run to run, and tell nothing. */
const NOISE = new Set(["elapsed", "url", "date", "cf-ray"]);

/** More rows than that nobody reads. */
const MAX_ROWS = 500;

/**
 * Compares two runs: what was ordered, and what came of each send.
 *
 * @param a A run.
 * @param b Another.
 * @returns Every fact of either, those that differ first.
 */
export function compare(a: RunRecord, b: RunRecord): Comparison {
  const [left, right] = [factsOf(a), factsOf(b)];
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  const rows = paths.map((path) => {
    const [ours, theirs] = [left.get(path), right.get(path)];
    return { path, a: ours, b: theirs, same: ours === theirs };
  });
  const sorted = [...rows.filter(({ same }) => !same), ...rows.filter(({ same }) => same)];
  return { a: summaryOf(a), b: summaryOf(b), rows: sorted.slice(0, MAX_ROWS) };
}

function summaryOf(
  { order: _order, results: _results, events: _events, ...summary }: RunRecord,
): Comparison["a"] {
  return summary;
}

function factsOf(record: RunRecord): Map<string, unknown> {
  const { delivered, failed, attempts, order, results } = record;
  const facts = new Map<string, unknown>();
  flatten({ delivered, failed, attempts, order, results: numbered(results) }, "", facts);
  return facts;
}

/** People count from 1. */
function numbered(results: RunRecord["results"]): Record<string, unknown> {
  return Object.fromEntries(results.map((result, index) => [index + 1, result]));
}

function flatten(value: unknown, path: string, facts: Map<string, unknown>): void {
  if (typeof value !== "object" || value === null) return void facts.set(path, value);
  for (const [name, item] of Object.entries(value)) {
    const isNoise = NOISE.has(name) || name.startsWith("x-ratelimit-reset");
    if (!isNoise) flatten(item, path ? `${path}.${name}` : name, facts);
  }
}
