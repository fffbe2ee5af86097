/**
 * What came of a run.
 *
 * @module
 */

import type { JSX } from "preact";
import { duration, plural } from "../ui/words.ts";
import type { Picture } from "./model.ts";

/** The outcome: how many were delivered, and why others were not. */
export function Outcome({ picture }: { readonly picture: Picture }): JSX.Element {
  const { results, report, isOver, isReal, end, rows } = picture;
  const delivered = results.filter(({ ok }) => ok).length;
  const failed = results.length - delivered;
  const attempts = rows.flatMap(({ bars }) => bars).filter(({ kind }) => kind === "attempt").length;
  // A run that broke off has no results.
  const isWell = failed === 0 && delivered > 0;
  const state = !isOver ? "pending" : isWell ? "ok" : "failed";
  return (
    <div class={`outcome ${state}`}>
      <p role="status" class="verdict" data-state={state}>
        {!isOver ? "Under way…" : describe(delivered, failed)}
      </p>
      <dl>
        <dt>attempts</dt>
        <dd>{attempts}</dd>
        <dt>time</dt>
        <dd>{isOver ? duration(end) : "…"}</dd>
        {!isReal && (
          <>
            <dt>seen by the fake</dt>
            <dd>{report ? plural(report.requests, "request") : "…"}</dd>
          </>
        )}
      </dl>
      {errorsOf(picture).map(([error, count]) => (
        <p key={error} class="refusal">{count > 1 && `${count} × `}{error}</p>
      ))}
      {report &&
        Object.entries(report.violations).map(([name, count]) => (
          <p key={name} class="refusal">
            The fake objects: {name}
            {count > 1 && ` (${count} times)`}
          </p>
        ))}
    </div>
  );
}

function describe(delivered: number, failed: number): string {
  if (failed + delivered === 0) return "Nothing was sent";
  if (failed === 0) return delivered === 1 ? "Delivered" : `All ${delivered} delivered`;
  return delivered === 0
    ? failed === 1 ? "Not delivered" : `None of ${failed} delivered`
    : `${delivered} delivered, ${failed} not`;
}

function errorsOf({ results }: Picture): [string, number][] {
  const errors = Map.groupBy(results, ({ kind, error }) => error ? `${kind}: ${error}` : "");
  errors.delete("");
  return [...errors].map(([error, { length }]) => [error, length]);
}
