/**
 * The keys that work everywhere.
 *
 * @module
 */

import { sendDraft } from "./state/send.ts";
import { view } from "./state/view.ts";
import { check } from "./verify/verify.tsx";

/** Ctrl+Enter, or Cmd+Enter, does what the part of the page is for. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (view.value === "compose") sendDraft(1);
    if (view.value === "verify") check();
  });
}
