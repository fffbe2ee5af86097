/**
 * Lets things go wrong.
 *
 * @module
 */

import type { JSX } from "preact";
import type { Fault } from "../../api/order.ts";
import { applyFaults, clearFaults } from "../api/client.ts";
import { faults, options, target, url } from "../state/draft.ts";
import { playground } from "../state/playground.ts";
import { isRunning } from "../state/runs.ts";
import { attempt, notice } from "../state/view.ts";
import { Icon } from "../ui/icons.tsx";
import { FAULT_KINDS } from "./fault_kinds.ts";
import { FaultRow } from "./fault_row.tsx";

/** The faults that can be had, and those that the send will meet. */
export function FaultPanel(): JSX.Element {
  if (url.value) return <p class="hint">To a real webhook nothing is done on purpose.</p>;
  const offered = playground.value?.targets.find(({ name }) => name === target.value)?.faults ?? [];
  return (
    <div class="faults">
      <ul class="fault-kinds" aria-label="Faults to add">
        {offered.map((kind) => (
          <li key={kind}>
            <button
              type="button"
              class="small"
              title={FAULT_KINDS[kind].about}
              onClick={() => add(FAULT_KINDS[kind].first)}
            >
              <Icon name="plus" /> {FAULT_KINDS[kind].title}
            </button>
          </li>
        ))}
      </ul>
      {faults.value.length === 0
        ? <p class="hint">All is well. Choose what goes wrong at the next send.</p>
        : (
          <ol class="fault-list" aria-label="Faults of the next send">
            {faults.value.map((fault, index) => (
              <FaultRow
                key={index}
                fault={fault}
                onChange={(changed) => faults.value = faults.value.with(index, changed)}
                onRemove={() => faults.value = faults.value.toSpliced(index, 1)}
              />
            ))}
          </ol>
        )}
      <div class="row">
        <button
          type="button"
          class="small"
          disabled={faults.value.length === 0}
          onClick={() => faults.value = []}
        >
          <Icon name="close" /> Remove all
        </button>
        <button
          type="button"
          class="small"
          disabled={!isRunning.value || faults.value.length === 0}
          onClick={applyNow}
        >
          <Icon name="burst" /> Break what is under way
        </button>
        <button type="button" class="small" disabled={!isRunning.value} onClick={mendNow}>
          <Icon name="yes" /> Mend it
        </button>
      </div>
    </div>
  );
}

function add(fault: Fault): void {
  faults.value = [...faults.value, fault];
  // A proxy can fail only where there is one.
  if (fault.kind.startsWith("proxy-") && !options.value.proxies) {
    options.value = { ...options.value, proxies: "fakes" };
  }
}

async function applyNow(): Promise<void> {
  await attempt(async () => {
    const at = target.value === "notifier" ? notifierFake() : target.value;
    await applyFaults(faults.value.map((fault) => ({ at, ...fault })));
    notice.value = "The fakes fail from now on";
  });
}

async function mendNow(): Promise<void> {
  await attempt(async () => {
    await clearFaults();
    notice.value = "All is well again";
  });
}

function notifierFake(): "generic" | "discord" | "slack" {
  return options.value.notifier?.channel ?? "discord";
}
