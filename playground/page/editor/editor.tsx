/**
 * The editor of the payload.
 *
 * @module
 */

import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type Signal, signal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { setText, target, text } from "../state/draft.ts";
import { extensions } from "./extensions.ts";
import type { Problem } from "./json_service.ts";

/** What is wrong with the payload. */
export const problems: Signal<readonly Problem[]> = signal([]);

/** The editor, and below it what is wrong. */
export function Editor(): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);

  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({ parent: place.current, state: newState() });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  // An example, another target: the text changes from outside, and undo starts anew.
  useSignalEffect(() => {
    const wanted = text.value;
    const name = target.value;
    const editor = view.current;
    if (!editor) return;
    const isOther = shown !== name;
    shown = name;
    if (isOther || editor.state.doc.toString() !== wanted) editor.setState(newState());
  });

  return (
    <div class="editor">
      <div class="editor-text" ref={place} />
      <Problems onChoose={(problem) => goTo(view.current, problem)} />
    </div>
  );
}

/** The target whose text the editor holds. */
let shown = target.peek();

function newState(): EditorState {
  problems.value = [];
  return EditorState.create({
    doc: text.peek(),
    extensions: extensions({
      schema: () => target.peek(),
      onChange: setText,
      onProblems: (found) => problems.value = found,
    }),
  });
}

function goTo(editor: EditorView | null, { from, to }: Problem): void {
  editor?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  editor?.focus();
}

/** What is wrong, each with its path. Its height is kept, so that nothing jumps. */
function Problems({ onChoose }: { readonly onChoose: (problem: Problem) => void }): JSX.Element {
  const found = problems.value;
  return (
    <div class="problems" role="status" aria-label="Problems of the payload">
      {found.length === 0 && <p class="well">No problems</p>}
      <ul>
        {found.map((problem) => (
          <li key={`${problem.from} ${problem.message}`}>
            <button type="button" onClick={() => onChoose(problem)}>
              <code>{problem.path || "payload"}</code> {problem.message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
