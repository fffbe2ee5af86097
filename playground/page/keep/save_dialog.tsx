/**
 * Keeps what is composed as a scenario: a file to share.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Order } from "../../api/order.ts";
import { saveScenario } from "../api/client.ts";
import { refreshScenarios } from "../state/playground.ts";
import { attempt, notice } from "../state/view.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";

/** Asks what it is to be called. */
export function SaveDialog({ order, onClose }: {
  readonly order: Order;
  readonly onClose: () => void;
}): JSX.Element {
  const title = useSignal("");
  const about = useSignal("");
  const name = nameOf(title.value);
  const save = (event: Event) => {
    event.preventDefault();
    attempt(async () => {
      // A file to share holds no URL of anybody's webhook.
      const { url: _, ...shared } = order;
      await saveScenario({ name, title: title.value, about: about.value, order: shared });
      await refreshScenarios();
      notice.value = `Kept as playground/scenarios/${name}.json`;
      onClose();
    });
  };
  return (
    <Dialog title="Keep as a scenario" onClose={onClose}>
      <form class="stack" onSubmit={save}>
        <label>
          <span>Title</span>
          <input
            type="text"
            required
            value={title.value}
            onInput={({ currentTarget }) => title.value = currentTarget.value}
          />
        </label>
        <label>
          <span>What is to be seen</span>
          <input
            type="text"
            value={about.value}
            onInput={({ currentTarget }) => about.value = currentTarget.value}
          />
        </label>
        <p class="hint">
          It becomes <code>playground/scenarios/{name || "…"}.json</code>.
        </p>
        <footer>
          <button type="submit" class="primary" disabled={!name}>
            <Icon name="save" /> Keep
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function nameOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}
