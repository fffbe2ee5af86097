/**
 * Offers ready examples.
 *
 * @module
 */

import type { JSX, TargetedEvent } from "preact";
import { loadOrder, target } from "../state/draft.ts";
import { scenarios, scenariosOf } from "../state/playground.ts";
import { notice } from "../state/view.ts";

/** A list of the scenarios for the target; choosing one loads it. */
export function Examples(): JSX.Element {
  const offered = scenariosOf(target.value);
  const choose = ({ currentTarget }: TargetedEvent<HTMLSelectElement>) => {
    const scenario = scenarios.value.find(({ name }) => name === currentTarget.value);
    currentTarget.value = "";
    if (!scenario) return;
    loadOrder(scenario.order);
    notice.value = `${scenario.title}: ${scenario.about}`;
  };
  return (
    <select class="examples" aria-label="Load an example" onChange={choose}>
      <option value="">Load an example…</option>
      {offered.map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
    </select>
  );
}
