/**
 * Sends.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Order } from "../../api/order.ts";
import { CodeDialog } from "../keep/code_dialog.tsx";
import { SaveDialog } from "../keep/save_dialog.tsx";
import { burst, lastCount } from "../state/draft.ts";
import { isRunning } from "../state/runs.ts";
import { abortShown, finishedOrder, sendDraft } from "../state/send.ts";
import { Icon } from "../ui/icons.tsx";
import { SendKey } from "../ui/send_key.tsx";

/** What can be made of an order instead of sending it. */
type Making = "typescript" | "curl" | "save";

/** What is being made in a dialog, and of what. */
const making: Signal<{ readonly what: Making; readonly order: Order } | null> = signal(null);

/** The buttons that do something with what is composed. */
export function SendBar(): JSX.Element {
  const { what, order } = making.value ?? {};
  const close = () => making.value = null;
  return (
    <div class="send-bar">
      <button
        type="button"
        class="primary"
        aria-keyshortcuts="Control+Enter Meta+Enter"
        onClick={() => sendDraft(1)}
      >
        <Icon name="send" /> Send <SendKey />
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
      <button type="button" class="small" onClick={() => make("typescript")}>
        <Icon name="copy" /> TypeScript
      </button>
      <button type="button" class="small" onClick={() => make("curl")}>
        <Icon name="copy" /> curl
      </button>
      <button type="button" class="small" onClick={() => make("save")}>
        <Icon name="save" /> Scenario
      </button>
      {order && (what === "typescript" || what === "curl") && (
        <CodeDialog as={what} order={order} onClose={close} />
      )}
      {order && what === "save" && <SaveDialog order={order} onClose={close} />}
    </div>
  );
}

/** What is made stays as it is while its dialog is open. */
function make(what: Making): void {
  const order = finishedOrder(lastCount.value);
  making.value = order && { what, order };
}
