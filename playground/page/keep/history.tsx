/**
 * What was sent so far.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { MissingPart, RunSummary } from "../../api/run.ts";
import { ApiError, forgetRun, getRun, resendRun } from "../api/client.ts";
import { loadOrder } from "../state/draft.ts";
import { dropRun, refreshHistory, shownRun, showRun, summaries } from "../state/runs.ts";
import { attempt, notice, view } from "../state/view.ts";
import { Compare } from "./compare.tsx";
import { ForgetDialog } from "./forget_dialog.tsx";
import { HistoryRow } from "./history_row.tsx";
import { ResendDialog } from "./resend_dialog.tsx";

/** The runs that are ticked, to be compared. */
const ticked: Signal<readonly string[]> = signal([]);

/** The two runs that are compared. */
const compared: Signal<readonly [string, string] | null> = signal(null);

/** Whether it is asked if all is to be forgotten. */
const isForgetting: Signal<boolean> = signal(false);

/** A run that cannot be sent again without what was never written down. */
const wanting: Signal<{ readonly id: string; readonly missing: readonly MissingPart[] } | null> =
  signal(null);

/** The history. */
export function History(): JSX.Element {
  useEffect(() => {
    attempt(refreshHistory);
  }, []);
  const [a, b] = ticked.value;
  return (
    <section class="panel history" aria-label="History">
      <header>
        <h2>History</h2>
        <span class="dim">kept over restarts, never with a secret</span>
        <span class="spring" />
        <button
          type="button"
          disabled={!a || !b}
          onClick={() => a && b && (compared.value = [a, b])}
        >
          Compare two
        </button>
        <button
          type="button"
          disabled={summaries.value.length === 0}
          onClick={() => isForgetting.value = true}
        >
          Forget all
        </button>
      </header>
      {summaries.value.length === 0
        ? <p class="empty">Nothing was sent yet.</p>
        : (
          <div class="scroll" tabIndex={0} role="group" aria-label="Sends">
            <table class="sends">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="hidden">Compare</span>
                  </th>
                  <th scope="col">When</th>
                  <th scope="col">Target</th>
                  <th scope="col">Message</th>
                  <th scope="col">Outcome</th>
                  <th scope="col" class="number">Attempts</th>
                  <th scope="col" class="number">Time</th>
                  <th scope="col">
                    <span class="hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {summaries.value.map((summary) => (
                  <HistoryRow
                    key={summary.id}
                    summary={summary}
                    isTicked={ticked.value.includes(summary.id)}
                    onTick={tick}
                    onOpen={open}
                    onResend={resend}
                    onEdit={edit}
                    onForget={forget}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      {compared.value && <Compare ids={compared.value} onClose={() => compared.value = null} />}
      {isForgetting.value && (
        <ForgetDialog
          count={summaries.value.length}
          onClose={() => isForgetting.value = false}
          onForget={forgetAll}
        />
      )}
      {wanting.value && (
        <ResendDialog
          {...wanting.value}
          onClose={() => wanting.value = null}
          onSent={follow}
        />
      )}
    </section>
  );
}

/** At most two are ticked: the one before the last goes. */
function tick({ id }: RunSummary): void {
  ticked.value = ticked.value.includes(id)
    ? ticked.value.filter((other) => other !== id)
    : [...ticked.value.slice(-1), id];
}

async function open({ id }: RunSummary): Promise<void> {
  await attempt(async () => {
    await showRun(id);
    view.value = "compose";
  });
}

async function edit({ id }: RunSummary): Promise<void> {
  await attempt(async () => {
    const { order } = await getRun(id);
    loadOrder(order);
    view.value = "compose";
    notice.value = "Loaded into the composer; secrets are not kept and must be entered anew";
  });
}

async function resend({ id }: RunSummary): Promise<void> {
  await attempt(async () => {
    try {
      const { id: fresh } = await resendRun(id, {});
      follow(fresh);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      wanting.value = { id, missing: error.problem.missing ?? [] };
    }
  });
}

function follow(id: string): void {
  wanting.value = null;
  shownRun.value = id;
  view.value = "compose";
}

async function forget({ id }: RunSummary): Promise<void> {
  await attempt(async () => {
    await forgetRun(id);
    dropRun(id);
    ticked.value = ticked.value.filter((other) => other !== id);
  });
}

async function forgetAll(): Promise<void> {
  isForgetting.value = false;
  await attempt(async () => {
    await forgetRun();
    dropRun();
    ticked.value = [];
    notice.value = "The history is empty";
  });
}
