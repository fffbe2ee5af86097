/**
 * Asks for what was never written down, before a run is sent again.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { MissingPart, Resend } from "../../api/run.ts";
import { getRun, resendRun } from "../api/client.ts";
import { attempt } from "../state/view.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";

/** What each part is. */
const PARTS: Readonly<Record<MissingPart, string>> = {
  url: "URL of the webhook",
  secret: "Secret of the signature",
  headers: "Headers, as JSON",
  query: "Query, as JSON",
  proxies: "Proxies, as JSON",
  payload: "Payload, as JSON",
  files: "Files",
};

/** What stands in a record in place of a secret. */
const MASK = "***";

/** What was kept of the parts, to be completed. */
type Kept = Partial<Readonly<Record<MissingPart, unknown>>>;

/** The dialog. */
export function ResendDialog({ id, missing, onClose, onSent }: {
  readonly id: string;
  readonly missing: readonly MissingPart[];
  readonly onClose: () => void;
  readonly onSent: (id: string) => void;
}): JSX.Element {
  const kept = useSignal<Kept | null>(null);
  const values = useSignal<Readonly<Record<string, string>>>({});
  useEffect(() => {
    attempt(async () => {
      const { order } = await getRun(id);
      kept.value = { payload: order.payload, ...order.options };
    });
  }, [id]);
  const send = (event: Event) => {
    event.preventDefault();
    attempt(async () => {
      const entries = missing.map((part) => [part, read(part, values.value[part] ?? "")]);
      const { id: fresh } = await resendRun(id, Object.fromEntries(entries) as Resend);
      onSent(fresh);
    });
  };
  if (missing.includes("files")) {
    return (
      <Dialog title="Files are not kept" onClose={onClose}>
        <p>Load this send into the composer, add its files again, and send it from there.</p>
      </Dialog>
    );
  }
  return (
    <Dialog title="Secrets are not kept" onClose={onClose}>
      <form class="stack" onSubmit={send}>
        <p>
          What was a secret was never written down: please give it again, in place of{" "}
          <code>{MASK}</code>.
        </p>
        {kept.value && missing.map((part) => (
          <PartInput
            key={part}
            part={part}
            kept={kept.value?.[part]}
            onText={(text) => values.value = { ...values.value, [part]: text }}
          />
        ))}
        <footer>
          <button type="submit" class="primary" disabled={!kept.value}>
            <Icon name="send" /> Send
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function PartInput({ part, kept, onText }: {
  readonly part: MissingPart;
  readonly kept: unknown;
  readonly onText: (text: string) => void;
}): JSX.Element {
  return (
    <label>
      <span>{PARTS[part]}</span>
      {isText(part)
        ? (
          <input
            type="password"
            autocomplete="off"
            required
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )
        : (
          <textarea
            rows={4}
            spellcheck={false}
            required
            defaultValue={JSON.stringify(kept, null, 2)}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )}
    </label>
  );
}

/** The others are JSON. */
function isText(part: MissingPart): boolean {
  return part === "url" || part === "secret";
}

function read(part: MissingPart, text: string): unknown {
  if (isText(part)) return text;
  // What was not touched holds masks. In a payload they may be stars of the user's own.
  if (text === "" || (part !== "payload" && text.includes(`"${MASK}"`))) {
    throw new Error(`${PARTS[part]}: put what belongs there in place of ${MASK}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${PARTS[part]}: that is no JSON`);
  }
}
