/**
 * Chooses where a message goes.
 *
 * @module
 */

import type { JSX } from "preact";
import { target, TARGET_TITLES, TARGETS } from "../state/draft.ts";

/** Four radio buttons in a row. */
export function TargetPicker(): JSX.Element {
  return (
    <fieldset class="segments">
      <legend class="hidden">Target</legend>
      {TARGETS.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="target"
            value={name}
            checked={target.value === name}
            onChange={() => target.value = name}
          />
          <span>{TARGET_TITLES[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
