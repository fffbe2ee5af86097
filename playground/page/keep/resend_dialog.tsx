/**
 * Asks for what was never written down, before a run is sent again.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { MissingPart, Resend } from "../../server/api.ts";
import { resendRun } from "../api/client.ts";
import { attempt } from "../state/view.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";

/** What each part is, and how it is entered. */
const PARTS: Readonly<Record<MissingPart, string>> = {
  url: "URL of the webhook",
  secret: "Secret of the signature",
  headers: "Headers, as JSON",
  query: "Query, as JSON",
  proxies: "Proxies, as JSON",
  payload: "Payload, as JSON",
  files: "Files",
};

/** The dialog. */
export function ResendDialog({ id, missing, onClose, onSent }: {
  readonly id: string;
  readonly missing: readonly MissingPart[];
  readonly onClose: () => void;
  readonly onSent: (id: string) => void;
}): JSX.Element {
  const values = useSignal<Readonly<Record<string, string>>>({});
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
        <p>What was a secret was never written down: please give it again.</p>
        {missing.map((part) => (
          <label key={part}>
            <span>{PARTS[part]}</span>
            <input
              type="password"
              autocomplete="off"
              required
              onInput={({ currentTarget }) => {
                values.value = { ...values.value, [part]: currentTarget.value };
              }}
            />
          </label>
        ))}
        <footer>
          <button type="submit" class="primary">
            <Icon name="send" /> Send
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function read(part: MissingPart, text: string): unknown {
  return part === "url" || part === "secret" ? text : JSON.parse(text);
}
