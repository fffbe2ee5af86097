/**
 * What makes CodeMirror an editor of payloads.
 *
 * @module
 */

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { TargetName } from "../../api/order.ts";
import { explain, findCompletions, findProblems, type Problem } from "./json_service.ts";
import { colours } from "./theme.ts";

/** What the editor needs to know. */
export interface EditorSettings {
  /** The target whose schema the text follows, at this moment. */
  readonly schema: () => TargetName;
  /** Is told of every change. */
  readonly onChange: (text: string) => void;
  /** Is told of what is wrong. */
  readonly onProblems: (problems: readonly Problem[]) => void;
}

/**
 * Puts the extensions together.
 *
 * @param settings What they need to know.
 * @returns The extensions.
 */
export function extensions({ schema, onChange, onProblems }: EditorSettings): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    json(),
    colours,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "Payload, as JSON" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    autocompletion({ override: [(context) => complete(schema(), context)] }),
    hoverTooltip(async (view, pos) => {
      const words = await explain(schema(), view.state.doc.toString(), pos);
      return words === null ? null : { pos, create: () => ({ dom: textOf(words) }) };
    }),
    lintGutter(),
    linter(async (view) => {
      const problems = await findProblems(schema(), view.state.doc.toString());
      onProblems(problems);
      return problems.map(({ from, to, path, message }) => ({
        from,
        to,
        severity: "error" as const,
        message: path ? `${path}: ${message}` : message,
      }));
    }, { delay: 200 }),
    // Tab is left to the browser: whoever has no mouse must get out of the editor.
    keymap.of([
      ...closeBracketsKeymap,
      // Ctrl+Enter sends.
      ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
  ];
}

async function complete(
  schema: TargetName,
  { state, pos }: CompletionContext,
): Promise<CompletionResult | null> {
  const { items, document } = await findCompletions(schema, state.doc.toString(), pos);
  const options = items.map((item): Completion & { readonly start: number } => {
    const edit = item.textEdit;
    const range = edit && ("range" in edit ? edit.range : edit.replace);
    const shown: Completion = {
      label: item.label,
      type: item.kind === 10 ? "property" : "constant",
      ...(item.detail && { detail: item.detail }),
      ...(typeof item.documentation === "string" && { info: item.documentation }),
    };
    const template = (edit?.newText ?? item.insertText ?? item.label)
      // LSP's `$1` is CodeMirror's `${1}`.
      .replace(/\$(\d)/g, "${$1}").replace(/\$\{\d:/g, "${");
    const start = range ? document.offsetAt(range.start) : pos;
    return { ...snippetCompletion(template, shown), start };
  });
  const from = Math.min(pos, ...options.map(({ start }) => start));
  return options.length === 0
    ? null
    : { from, options: options.map(quoted(state.sliceDoc(from, pos))) };
}

/** What was typed may begin with a quotation mark, and a label must then, to be found. */
function quoted(typed: string): (option: Completion) => Completion {
  if (!typed.startsWith('"')) return (option) => option;
  return (option) => {
    const { label } = option;
    return { ...option, displayLabel: label, label: label.startsWith('"') ? label : `"${label}"` };
  };
}

function textOf(words: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "hover-words";
  element.textContent = words;
  return element;
}
