/**
 * Shows a send as it happens.
 *
 * @module
 */

import { computed, type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { runs, shownRun } from "../state/runs.ts";
import { plural } from "../ui/words.ts";
import { BarDetails } from "./bar_details.tsx";
import { EventList } from "./event_list.tsx";
import { draw } from "./model.ts";
import { Outcome } from "./outcome.tsx";
import { Waterfall } from "./waterfall.tsx";

/** The bar that is open: its row and its place in it. */
export const openBar: Signal<{ readonly row: string; readonly index: number } | null> = signal(
  null,
);

/** The time of the run that is shown, for what is still open. */
const now: Signal<number> = signal(0);

const shown = computed(() => {
  const id = shownRun.value;
  return id === null ? undefined : runs.value.get(id);
});

const picture = computed(() => draw(shown.value?.events ?? []));

/** How often open bars grow, in ms. */
const PACE = 60;

/** The timeline. */
export function Timeline(): JSX.Element {
  const began = shown.value?.began ?? null;
  useEffect(() => {
    if (began === null) return;
    const timer = setInterval(() => now.value = performance.now() - began, PACE);
    return () => clearInterval(timer);
  }, [began]);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    openBar.value = null;
    // In a single column the timeline is below what is sent: whoever sends wants to see it.
    const isBelow = shownRun.value !== null && matchMedia("(width < 980px)").matches;
    if (isBelow) section.current?.scrollIntoView({ block: "start" });
  }, [shownRun.value]);

  const drawn = picture.value;
  const end = began === null ? drawn.end : Math.max(drawn.end, now.value);
  const row = drawn.rows.find(({ key }) => key === openBar.value?.row);
  const bar = openBar.value && row?.bars[openBar.value.index];
  return (
    <section
      class="panel timeline"
      ref={section}
      aria-label="Timeline"
      data-run={shownRun.value}
      aria-busy={began !== null}
    >
      <header>
        <h2>Timeline</h2>
        {drawn.rows.length > 0 && <span class="dim">{plural(drawn.rows.length, "message")}</span>}
      </header>
      {shown.value === undefined ? <Empty /> : (
        <>
          <Outcome picture={drawn} />
          <Waterfall picture={drawn} end={end} />
          {row && bar && <BarDetails row={row} bar={bar} now={end} />}
          <EventList events={shown.value.events} />
        </>
      )}
    </section>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="empty">
      <p>Nothing was sent yet.</p>
      <p class="dim">
        Every attempt, every wait and its reason, and the rate limits show here as they happen. A
        bar opens into the request and the answer as they were on the wire.
      </p>
    </div>
  );
}
