/**
 * Shows what came of a send. A result masks its own secrets: whatever is printed here is what a log
 * of yours would hold.
 *
 * @module
 */

import type { WebhookResult } from "@hookcast/hookcast";
import type { RunRecord } from "../api/history.ts";
import { reportOf } from "./expectation.ts";
import { COLOURED, green, red } from "./style.ts";
import { duration, plural } from "./words.ts";

/**
 * Tells of a result in a line, and of a failure in one more.
 *
 * @param result The result.
 * @returns The lines.
 */
export function summarise(result: WebhookResult): string {
  const cost = `${plural(result.attempts, "attempt")}, ${duration(result.elapsed)}`;
  if (result.ok) return `${green("✓ delivered")}: server answered ${result.status} (${cost})`;
  return `${red("✗ not delivered")}: ${result.kind} (${cost})\n  ${result.error}`;
}

/**
 * Shows a whole result, the way `console.log(result)` does.
 *
 * @param result The result.
 * @returns The lines.
 */
export function inspectResult(result: WebhookResult): string {
  return Deno.inspect(result, { colors: COLOURED, depth: 8 });
}

/**
 * Tells what the fakes saw of a run.
 *
 * @param record Its record.
 * @returns The lines; empty where it went to a real webhook.
 */
export function describeSeen(record: RunRecord): string {
  const report = reportOf(record);
  if (!report) return "";
  const requests = plural(report.requests, "request");
  if (report.stored === null) return `The receiver saw ${requests}.`;
  const seen = `Discord saw ${requests}, and stored ${plural(report.stored, "message")}.`;
  if (report.stored <= record.count) return seen;
  return `${seen}\nThe answer to the first request was lost, so it was sent again: delivery is\n` +
    "at-least-once, unless you ask for 'at-most-once'.";
}

/**
 * Tells of several results: how many were delivered, and how the others failed.
 *
 * @param results The results.
 * @returns The lines.
 */
export function summariseAll(results: readonly WebhookResult[]): string {
  const delivered = results.filter(({ ok }) => ok).length;
  const elapsed = Math.max(...results.map((result) => result.elapsed));
  const colour = delivered === results.length ? green : red;
  const mark = delivered === results.length ? "✓" : "✗";
  const lines = [
    `${colour(`${mark} ${delivered} of ${results.length} delivered`)} in ${duration(elapsed)}`,
  ];
  const failures = Map.groupBy(results, (result) => result.ok ? "" : result.error);
  for (const [error, { length }] of failures) if (error) lines.push(`  ${length} × ${error}`);
  return lines.join("\n");
}
