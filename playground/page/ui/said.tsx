/**
 * Tells what was just done, or went wrong.
 *
 * @module
 */

import type { JSX } from "preact";
import { complaint, notice } from "../state/view.ts";
import { Icon } from "./icons.tsx";

/** What is said. It lies above the page, so that nothing jumps. */
export function Said(): JSX.Element {
  const bad = complaint.value;
  const good = notice.value;
  return (
    <div class="words" role={bad ? "alert" : "status"}>
      {(bad ?? good) && (
        <p class={bad ? "bad" : "good"}>
          {bad ?? good}
          <button
            type="button"
            class="plain"
            aria-label="Dismiss"
            onClick={() => complaint.value = notice.value = null}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
