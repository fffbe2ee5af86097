/**
 * Tabs, as the keyboard knows them: arrows move, one stop for Tab.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";

/** One tab. */
export interface Tab<Name extends string> {
  readonly name: Name;
  readonly title: string;
  /** How many of something there are within; not shown where it is 0. */
  readonly count?: number;
}

/** A row of tabs. */
export interface TabsProps<Name extends string> {
  /** What they are tabs of, for those who cannot see it. */
  readonly label: string;
  /** The id that the panel's own is made of: `ID-panel`. */
  readonly id: string;
  readonly tabs: readonly Tab<Name>[];
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
}

/** A row of tabs; the panel is a {@linkcode TabPanel}. */
export function Tabs<Name extends string>(
  { label, id, tabs, chosen, onChoose }: TabsProps<Name>,
): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(tabs.map(({ name }) => name), chosen, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    list.current?.querySelector<HTMLElement>(`[data-name="${next}"]`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ name, title, count = 0 }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`${id}-${name}`}
          data-name={name}
          aria-selected={name === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {title}
          {count > 0 && <span class="count">{count}</span>}
        </button>
      ))}
    </div>
  );
}

/** What the chosen tab shows. */
export function TabPanel(
  { id, chosen, children }: {
    readonly id: string;
    readonly chosen: string;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  return (
    <div
      class="tab-panel"
      role="tabpanel"
      id={`${id}-panel`}
      aria-labelledby={`${id}-${chosen}`}
      tabIndex={0}
    >
      {children}
    </div>
  );
}

function neighbour<Name>(names: readonly Name[], chosen: Name, key: string): Name | undefined {
  const index = names.indexOf(chosen);
  switch (key) {
    case "ArrowRight":
      return names[(index + 1) % names.length];
    case "ArrowLeft":
      return names.at(index - 1);
    case "Home":
      return names[0];
    case "End":
      return names.at(-1);
    default:
      return undefined;
  }
}
