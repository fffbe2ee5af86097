/**
 * Enters one option.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Options } from "../../api/order.ts";
import { options } from "../state/draft.ts";
import { getPath, isFields, setPath } from "../state/path.ts";
import type { OptionField } from "./option_fields.ts";

/** Sets an option; `undefined` leaves it to the library. */
export function setOption(path: string, value: unknown): void {
  options.value = setPath({ ...options.value }, path, value) as Options;
}

/** A labelled field for an option. */
export function OptionInput({ field }: { readonly field: OptionField }): JSX.Element {
  return (
    <label class={field.kind === "pairs" ? "wide" : undefined}>
      <span>{field.title}</span>
      <Field field={field} />
    </label>
  );
}

function Field({ field }: { readonly field: OptionField }): JSX.Element {
  const { path, hint } = field;
  const value = getPath(options.value, path);
  switch (field.kind) {
    case "number":
      return (
        <input
          type="number"
          min="0"
          step="any"
          placeholder={hint ?? "default"}
          value={typeof value === "number" ? value : ""}
          onInput={({ currentTarget }) => {
            const { valueAsNumber } = currentTarget;
            setOption(path, Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
          }}
        />
      );
    case "flag":
      return (
        <Choice
          value={typeof value === "boolean" ? String(value) : ""}
          hint={hint}
          choices={[["true", "on"], ["false", "off"]]}
          onChoose={(chosen) => setOption(path, chosen && chosen === "true")}
        />
      );
    case "choice":
      return (
        <Choice
          value={typeof value === "string" ? value : ""}
          hint={hint}
          choices={field.choices ?? []}
          onChoose={(chosen) => setOption(path, chosen)}
        />
      );
    case "pairs":
      return <Pairs path={path} value={value} />;
    default:
      return (
        <input
          type="text"
          placeholder={hint ?? "default"}
          value={typeof value === "string" ? value : ""}
          onInput={({ currentTarget }) => setOption(path, currentTarget.value || undefined)}
        />
      );
  }
}

function Choice({ value, hint, choices, onChoose }: {
  readonly value: string;
  readonly hint: string | undefined;
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string | undefined) => void;
}): JSX.Element {
  return (
    <select
      value={value}
      onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
    >
      <option value="">{hint ? `default: ${hint}` : "default"}</option>
      {choices.map(([name, words]) => <option key={name} value={name}>{words}</option>)}
    </select>
  );
}

/** Names and values, one pair per line. What is being typed is kept as it was typed. */
function Pairs({ path, value }: { readonly path: string; readonly value: unknown }): JSX.Element {
  const typed = useSignal<string | null>(null);
  const lines = isFields(value)
    ? Object.entries(value).map(([name, text]) => `${name}: ${text}`).join("\n")
    : "";
  return (
    <textarea
      rows={2}
      spellcheck={false}
      placeholder="name: value"
      value={typed.value ?? lines}
      onBlur={() => typed.value = null}
      onInput={({ currentTarget }) => {
        typed.value = currentTarget.value;
        setOption(path, readPairs(currentTarget.value));
      }}
    />
  );
}

function readPairs(text: string): Record<string, string> | undefined {
  const pairs = text.split("\n").map((line) => /^\s*([^:\s]+)\s*:\s*(.*)$/.exec(line));
  const found = pairs.flatMap((pair) => pair ? [[pair[1] ?? "", pair[2] ?? ""]] : []);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
