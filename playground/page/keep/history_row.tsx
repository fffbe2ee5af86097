/**
 * One run of the history.
 *
 * @module
 */

import type { JSX } from "preact";
import type { RunSummary } from "../../api/run.ts";
import { TARGET_TITLES } from "../state/draft.ts";
import { Icon, type IconName } from "../ui/icons.tsx";
import { duration } from "../ui/words.ts";

/** What is done with a run. */
type Action = (summary: RunSummary) => void;

/** A row of the table. */
export function HistoryRow({ summary, isTicked, onTick, onOpen, onResend, onEdit, onForget }: {
  readonly summary: RunSummary;
  readonly isTicked: boolean;
  readonly onTick: Action;
  readonly onOpen: Action;
  readonly onResend: Action;
  readonly onEdit: Action;
  readonly onForget: Action;
}): JSX.Element {
  const { target, url, excerpt, count, elapsed, delivered, failed, kinds, attempts } = summary;
  const started = new Date(summary.startedAt);
  const state = elapsed === null ? "pending" : failed > 0 ? "failed" : "ok";
  const name = `${TARGET_TITLES[target]} of ${started.toLocaleTimeString("en-GB")}`;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={isTicked}
          onChange={() => onTick(summary)}
        />
      </td>
      <td class="when">
        <time dateTime={summary.startedAt}>{started.toLocaleTimeString("en-GB")}</time>
        <span class="dim">{started.toLocaleDateString("en-GB")}</span>
      </td>
      <td>{TARGET_TITLES[target]}{url && <span class="dim">real webhook</span>}</td>
      <td class="excerpt">
        <button type="button" class="link" onClick={() => onOpen(summary)}>
          {excerpt || "(empty)"}
        </button>
        {count > 1 && <span class="dim">× {count}</span>}
      </td>
      <td>
        <span class={`badge ${state}`}>
          {state === "pending"
            ? "under way"
            : state === "ok"
            ? "delivered"
            : kinds.join(", ") || "failed"}
        </span>
        {count > 1 && <span class="dim">{delivered} of {count}</span>}
      </td>
      <td class="number">{attempts}</td>
      <td class="number">{elapsed === null ? "…" : duration(elapsed)}</td>
      <td class="actions">
        <Tool icon="again" label={`Send ${name} again`} onClick={() => onResend(summary)} />
        <Tool icon="edit" label={`Edit ${name}`} onClick={() => onEdit(summary)} />
        <Tool icon="close" label={`Forget ${name}`} onClick={() => onForget(summary)} />
      </td>
    </tr>
  );
}

function Tool({ icon, label, onClick }: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <button type="button" class="plain" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
