/**
 * Shows a send as code.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { GeneratedCode } from "../../api/code.ts";
import type { Order } from "../../api/order.ts";
import { generateCode } from "../api/client.ts";
import { attempt } from "../state/view.ts";
import { CopyButton } from "../ui/copy_button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** The code, what it needs, and what it cannot do. */
export function CodeDialog({ as, order, onClose }: {
  readonly as: "typescript" | "curl";
  readonly order: Order;
  readonly onClose: () => void;
}): JSX.Element {
  const generated = useSignal<GeneratedCode | null>(null);
  useEffect(() => {
    attempt(async () => {
      generated.value = await generateCode({ as, order });
    });
  }, [as]);
  const code = generated.value?.code ?? "";
  const { count = 1 } = order;
  const title = as === "curl"
    ? "This send, by curl"
    : `This ${count > 1 ? `burst of ${count}` : "send"}, in TypeScript`;
  return (
    <Dialog title={title} onClose={onClose}>
      <pre class="code" tabIndex={0} aria-label="Code">{code}</pre>
      {(generated.value?.environment.length ?? 0) > 0 && (
        <p class="hint">
          It reads {generated.value?.environment.map((name) => <code key={name}>{name}</code>)}{" "}
          from the environment.
        </p>
      )}
      {generated.value?.notes.map((note) => <p key={note} class="hint">{withCode(note)}</p>)}
      <footer>
        <CopyButton text={code} />
      </footer>
    </Dialog>
  );
}

/** A sentence whose code stands between backticks. */
function withCode(note: string): ComponentChildren {
  return note.split("`").map((part, index) => {
    return index % 2 === 0 ? part : <code key={index}>{part}</code>;
  });
}
