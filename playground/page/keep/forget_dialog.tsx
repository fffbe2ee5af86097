/**
 * Asks before everything is forgotten: nothing brings it back.
 *
 * @module
 */

import type { JSX } from "preact";
import { plural } from "../ui/words.ts";
import { Dialog } from "../ui/dialog.tsx";

/** The question. */
export function ForgetDialog({ count, onClose, onForget }: {
  readonly count: number;
  readonly onClose: () => void;
  readonly onForget: () => void;
}): JSX.Element {
  return (
    <Dialog title="Forget all?" onClose={onClose}>
      <p>The history and its file lose {plural(count, "run")}. This cannot be undone.</p>
      <footer>
        <button type="button" class="primary" onClick={onForget}>Forget</button>
        <button type="button" onClick={onClose}>Keep</button>
      </footer>
    </Dialog>
  );
}
