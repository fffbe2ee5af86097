/**
 * The frame of the page.
 *
 * @module
 */

import type { JSX } from "preact";
import { connected } from "./api/live.ts";
import { Compose } from "./compose/compose.tsx";
import { History } from "./keep/history.tsx";
import { playground } from "./state/playground.ts";
import { theme, toggleTheme } from "./state/theme.ts";
import { isModal, type View, view } from "./state/view.ts";
import { Icon } from "./ui/icons.tsx";
import { Said } from "./ui/said.tsx";
import { Verify } from "./verify/verify.tsx";

const VIEWS: readonly (readonly [name: View, title: string])[] = [
  ["compose", "Compose"],
  ["history", "History"],
  ["verify", "Verify"],
];

/** The whole page. */
export function App(): JSX.Element {
  return (
    <>
      <Header />
      <main id="main">
        <h1 class="hidden">hookcast playground</h1>
        {view.value === "compose" && <Compose />}
        {view.value === "history" && <History />}
        {view.value === "verify" && <Verify />}
      </main>
      {!isModal.value && <Said />}
    </>
  );
}

function Header(): JSX.Element {
  const isDark = theme.value === "dark";
  return (
    <header class="top">
      <a class="hidden skip" href="#main">To the content</a>
      <span class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M10 7v10a6 6 0 0 0 12 0v-2l-4 3m4-3 3 4" />
        </svg>
        hookcast <span class="dim">playground</span>
      </span>
      <nav aria-label="Parts of the playground">
        {VIEWS.map(([name, title]) => (
          <button
            key={name}
            type="button"
            aria-current={view.value === name ? "page" : undefined}
            onClick={() => view.value = name}
          >
            {title}
          </button>
        ))}
      </nav>
      <span class="spring" />
      <span class={connected.value ? "live on" : "live"} role="status">
        <span class="hidden">{connected.value ? "Connected" : "Not connected"}</span>
      </span>
      <span class="dim version">{playground.value ? `v${playground.value.version}` : ""}</span>
      <button
        type="button"
        class="plain"
        aria-label={isDark ? "Light theme" : "Dark theme"}
        title={isDark ? "Light theme" : "Dark theme"}
        onClick={toggleTheme}
      >
        <Icon name={isDark ? "sun" : "moon"} />
      </button>
    </header>
  );
}
