/**
 * The keys that do what a part of the page is for.
 *
 * @module
 */

import type { JSX } from "preact";

const MODIFIER = /mac/i.test(navigator.platform) ? "⌘" : "Ctrl";

/** The keys, as they are printed on the keyboard of whoever looks. */
export function SendKey(): JSX.Element {
  return <kbd>{MODIFIER} ↵</kbd>;
}
