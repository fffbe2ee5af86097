/**
 * What the server told of itself.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { TargetName } from "../../api/order.ts";
import type { Scenario } from "../../api/scenario.ts";
import type { PlaygroundState } from "../../api/state.ts";
import { getScenarios, getState } from "../api/client.ts";

/** What is there; `null` until the server has told. */
export const playground: Signal<PlaygroundState | null> = signal(null);

/** The scenarios. */
export const scenarios: Signal<readonly Scenario[]> = signal([]);

/** Asks the server what there is. */
export async function loadPlayground(): Promise<void> {
  const state = await getState();
  playground.value = state;
  scenarios.value = state.scenarios;
}

/** Asks for the scenarios anew. */
export async function refreshScenarios(): Promise<void> {
  scenarios.value = await getScenarios();
}

/** The scenarios for a target, examples first. */
export function scenariosOf(target: TargetName): Scenario[] {
  const isExample = ({ tags }: Scenario) => tags?.includes("example") ? 0 : 1;
  return scenarios.value.filter(({ order }) => order.target === target)
    .sort((a, b) => isExample(a) - isExample(b));
}
