/**
 * Copies a text.
 *
 * @module
 */

import type { JSX } from "preact";
import { attempt, notice } from "../state/view.ts";
import { Icon } from "./icons.tsx";

/** A button that puts a text onto the clipboard. */
export function CopyButton(
  { text, label = "Copy" }: { readonly text: string; readonly label?: string },
): JSX.Element {
  const copy = () =>
    attempt(async () => {
      await navigator.clipboard.writeText(text);
      notice.value = "Copied";
    });
  return (
    <button type="button" class="small" onClick={copy}>
      <Icon name="copy" /> {label}
    </button>
  );
}
