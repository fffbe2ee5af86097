/**
 * The page's pictograms. They say nothing that the words beside them do not.
 *
 * @module
 */

import type { JSX } from "preact";

const PATHS = {
  send: "M4 12 20 4l-5 16-4-7-7-1Z",
  stop: "M6 6h12v12H6Z",
  sun:
    "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.5 1.5m11 11L19 19M5 19l1.5-1.5m11-11L19 5",
  moon: "M20 14A8.5 8.5 0 1 1 10 4a7 7 0 0 0 10 10Z",
  copy: "M9 9h11v11H9ZM5 15H4V4h11v1",
  close: "M6 6l12 12M18 6 6 18",
  again: "M4 12a8 8 0 1 1 2.5 5.8M4 12V7m0 5h5",
  save: "M5 4h11l3 3v13H5ZM8 4v5h7V4M8 20v-6h8v6",
  burst: "M4 6h9M4 12h13M4 18h6M17 8l4 4-4 4",
  plus: "M12 5v14M5 12h14",
  edit: "M4 20h4L19 9l-4-4L4 16Z",
  yes: "m5 12 5 5L20 7",
  none: "M6 12h12",
} as const;

/** The name of a pictogram. */
export type IconName = keyof typeof PATHS;

/** A pictogram. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
