/**
 * The runs that the page knows: those under way, and those of the history.
 *
 * @module
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { LiveEvent } from "../../api/event.ts";
import type { RunSummary } from "../../api/run.ts";
import { getHistory, getRun } from "../api/client.ts";

/** What is known of a run. */
export interface Run {
  readonly events: readonly LiveEvent[];
  /** When it began by this page's clock, so that what is open can grow; `null`: it is over. */
  readonly began: number | null;
  /** Up to when the events were read as a whole: earlier ones of the stream are known already. */
  readonly readUpTo: number;
}

/** The runs whose events are known, by id. */
export const runs: Signal<ReadonlyMap<string, Run>> = signal(new Map());

/** The run that is shown. */
export const shownRun: Signal<string | null> = signal(null);

/** The history, newest first. */
export const summaries: Signal<readonly RunSummary[]> = signal([]);

/** Whether the run that is shown is still under way. */
export const isRunning: ReadonlySignal<boolean> = computed(() => {
  const run = shownRun.value === null ? undefined : runs.value.get(shownRun.value);
  return run !== undefined && run.began !== null;
});

/** Takes in what happened. */
export function receive(events: readonly LiveEvent[]): void {
  const byRun = Map.groupBy(events, (event) => "run" in event ? event.run : "");
  byRun.delete("");
  const known = new Map(runs.value);
  for (const [id, fresh] of byRun) {
    const begun = fresh.find((event) => event.type === "run-started");
    const run = known.get(id) ?? (begun ? newRun() : undefined);
    // A run that began before this page was there is read as a whole when it is opened.
    if (!run) continue;
    const unknown = fresh.filter((event) => "at" in event && event.at > run.readUpTo);
    const ended = fresh.some((event) => event.type === "run-ended");
    const events = [...run.events, ...unknown];
    known.set(id, { ...run, events, began: ended ? null : run.began });
  }
  runs.value = known;
  for (const event of events) {
    if (event.type === "run-started" || event.type === "run-ended") remember(event.summary);
  }
}

function newRun(): Run {
  return { events: [], began: performance.now(), readUpTo: -1 };
}

/** Shows a run of the history; one that is not known yet is asked for. */
export async function showRun(id: string): Promise<void> {
  shownRun.value = id;
  if (runs.value.has(id)) return;
  const { events, elapsed } = await getRun(id);
  if (runs.value.has(id)) return;
  const last = events.at(-1);
  const at = last && "at" in last ? last.at : 0;
  const began = elapsed === null ? performance.now() - at : null;
  runs.value = new Map(runs.value).set(id, { events, began, readUpTo: at });
}

/** Reads the history anew. */
export async function refreshHistory(): Promise<void> {
  summaries.value = await getHistory();
}

/** Lets go of what was deleted. */
export function dropRun(id?: string): void {
  summaries.value = id === undefined ? [] : summaries.value.filter((summary) => summary.id !== id);
  if (id === undefined || shownRun.value === id) shownRun.value = null;
}

function remember(summary: RunSummary): void {
  const others = summaries.value.filter(({ id }) => id !== summary.id);
  const isKnown = others.length < summaries.value.length;
  summaries.value = isKnown
    ? summaries.value.map((known) => known.id === summary.id ? summary : known)
    : [summary, ...others];
}
