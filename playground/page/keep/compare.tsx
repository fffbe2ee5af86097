/**
 * Two runs, side by side.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Comparison } from "../../api/history.ts";
import type { RunSummary } from "../../api/run.ts";
import { compareRuns } from "../api/client.ts";
import { TARGET_TITLES } from "../state/draft.ts";
import { attempt } from "../state/view.ts";
import { Dialog } from "../ui/dialog.tsx";

/** What differs, and, if wanted, what does not. */
export function Compare({ ids: [a, b], onClose }: {
  readonly ids: readonly [string, string];
  readonly onClose: () => void;
}): JSX.Element {
  const comparison = useSignal<Comparison | null>(null);
  const all = useSignal(false);
  useEffect(() => {
    attempt(async () => {
      comparison.value = await compareRuns(a, b);
    });
  }, [a, b]);
  const found = comparison.value;
  const rows = found?.rows.filter(({ same }) => all.value || !same) ?? [];
  return (
    <Dialog title="Two sends, side by side" onClose={onClose}>
      <label class="tick">
        <input
          type="checkbox"
          checked={all.value}
          onChange={({ currentTarget }) => all.value = currentTarget.checked}
        />
        Also what is the same
      </label>
      <div class="scroll" tabIndex={0} role="group" aria-label="Differences">
        <table class="comparison">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">{nameOf(found?.a)}</th>
              <th scope="col">{nameOf(found?.b)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, a, b, same }) => (
              <tr key={path} class={same ? "same" : "differs"}>
                <th scope="row">
                  <code>{path}</code>
                </th>
                <td>{show(a)}</td>
                <td>{show(b)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found && rows.length === 0 && <p class="hint">They do not differ.</p>}
    </Dialog>
  );
}

function nameOf(summary: RunSummary | undefined): string {
  if (!summary) return "";
  const time = new Date(summary.startedAt).toLocaleTimeString("en-GB");
  return `${TARGET_TITLES[summary.target]}, ${time}`;
}

function show(value: unknown): string {
  if (value === undefined) return "—";
  return typeof value === "string" ? value : JSON.stringify(value);
}
