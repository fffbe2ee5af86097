/**
 * One fault of a send.
 *
 * @module
 */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Fault } from "../../api/order.ts";
import { getPath, setPath } from "../state/path.ts";
import { Icon } from "../ui/icons.tsx";
import { FAULT_KINDS, type FaultField } from "./fault_kinds.ts";

/** A fault with its numbers. */
export function FaultRow({ fault, onChange, onRemove }: {
  readonly fault: Fault;
  readonly onChange: (fault: Fault) => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const { title, fields, counted } = FAULT_KINDS[fault.kind];
  const set = (name: string, value: unknown) => {
    onChange(setPath({ ...fault }, name, value) as Fault);
  };
  // Below what it was chosen from it may be out of sight.
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => row.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <li ref={row}>
      <strong>{title}</strong>
      {"proxy" in fault && (
        <Pick
          label={`${title}: proxy`}
          choices={["1", "2"]}
          value={String(fault.proxy)}
          onPick={(value) => set("proxy", value === "2" ? 2 : 1)}
        />
      )}
      {fields.map((field) => (
        <Field key={field.name} fault={fault} title={title} field={field} onSet={set} />
      ))}
      {counted && (
        <label>
          <input
            type="number"
            min="1"
            max="1000"
            aria-label={`${title}: times`}
            value={fault.times ?? 1}
            onInput={({ currentTarget }) => set("times", currentTarget.valueAsNumber || 1)}
          />
          times
        </label>
      )}
      <button type="button" class="plain" aria-label={`Remove ${title}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </li>
  );
}

function Field({ fault, title, field, onSet }: {
  readonly fault: Fault;
  readonly title: string;
  readonly field: FaultField;
  readonly onSet: (name: string, value: unknown) => void;
}): JSX.Element {
  const value = getPath(fault, field.name);
  const label = `${title}: ${field.title}`;
  if (field.choices) {
    return (
      <Pick
        label={label}
        choices={field.choices}
        value={typeof value === "string" ? value : field.choices[0] ?? ""}
        onPick={(chosen) => onSet(field.name, chosen)}
      />
    );
  }
  return (
    <label>
      <input
        type="number"
        min="0"
        aria-label={label}
        value={typeof value === "number" ? value : ""}
        onInput={({ currentTarget }) => onSet(field.name, currentTarget.valueAsNumber || 0)}
      />
      {field.title}
    </label>
  );
}

function Pick({ label, choices, value, onPick }: {
  readonly label: string;
  readonly choices: readonly string[];
  readonly value: string;
  readonly onPick: (value: string) => void;
}): JSX.Element {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onPick(currentTarget.value)}
    >
      {choices.map((choice) => <option key={choice} value={choice}>{choice}</option>)}
    </select>
  );
}
