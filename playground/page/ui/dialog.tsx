/**
 * A dialog: the browser's own, which keeps the focus inside and closes on Escape.
 *
 * @module
 */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isModal } from "../state/view.ts";
import { Icon } from "./icons.tsx";
import { Said } from "./said.tsx";

/** A dialog that is open for as long as it is drawn. */
export function Dialog({ title, onClose, children }: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    isModal.value = true;
    return () => {
      isModal.value = false;
      element?.close(); // Who is gone by then cannot give back the focus.
    };
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button
          type="button"
          class="plain"
          aria-label="Close"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
      <Said />
    </dialog>
  );
}
