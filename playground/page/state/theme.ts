/**
 * Light or dark.
 *
 * @module
 */

import { effect, type Signal, signal } from "@preact/signals";

/** A theme. */
export type Theme = "light" | "dark";

const KEY = "hookcast-theme";

function firstTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** The theme: that of the system until one is chosen. */
export const theme: Signal<Theme> = signal(firstTheme());

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Changes to the other theme, and keeps it. */
export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, theme.value);
}
