/**
 * Sends.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { CodeDialog } from "../keep/code_dialog.tsx";
import { SaveDialog } from "../keep/save_dialog.tsx";
import { burst, draftOrder } from "../state/draft.ts";
import { isRunning } from "../state/runs.ts";
import { abortShown, sendDraft } from "../state/send.ts";
import { Icon } from "../ui/icons.tsx";

/** The dialog that is open. */
const dialog: Signal<"typescript" | "curl" | "save" | null> = signal(null);

const MODIFIER = /mac/i.test(navigator.platform) ? "⌘" : "Ctrl";

/** The buttons that do something with what is composed. */
export function SendBar(): JSX.Element {
  const close = () => dialog.value = null;
  const order = dialog.value === null ? null : draftOrder(1);
  return (
    <div class="send-bar">
      <button
        type="button"
        class="primary"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        onClick={() => sendDraft(1)}
      >
        <Icon name="send" /> Send <kbd>{MODIFIER} ↵</kbd>
      </button>
      <span class="joined">
        <button type="button" onClick={() => sendDraft(burst.value)}>
          <Icon name="burst" /> Burst of
        </button>
        <input
          type="number"
          min="2"
          max="200"
          aria-label="How many a burst sends"
          value={burst.value}
          onInput={({ currentTarget }) => {
            const count = Math.round(currentTarget.valueAsNumber);
            if (count >= 1) burst.value = Math.min(count, 200);
          }}
        />
      </span>
      <button type="button" disabled={!isRunning.value} onClick={abortShown}>
        <Icon name="stop" /> Abort
      </button>
      <span class="spring" />
      <button type="button" class="small" onClick={() => dialog.value = "typescript"}>
        <Icon name="copy" /> TypeScript
      </button>
      <button type="button" class="small" onClick={() => dialog.value = "curl"}>
        <Icon name="copy" /> curl
      </button>
      <button type="button" class="small" onClick={() => dialog.value = "save"}>
        <Icon name="save" /> Scenario
      </button>
      {order && (dialog.value === "typescript" || dialog.value === "curl") && (
        <CodeDialog as={dialog.value} order={order} onClose={close} />
      )}
      {order && dialog.value === "save" && <SaveDialog order={order} onClose={close} />}
    </div>
  );
}
