/**
 * The picture of a run: one row per message, one bar per stretch of time.
 *
 * @module
 */

import type { JSX } from "preact";
import { duration } from "../ui/words.ts";
import type { Bar, Picture, Row } from "./model.ts";
import { RateWindows } from "./rate_windows.tsx";
import { place, type Scale, scaleTo } from "./scale.ts";
import { openBar } from "./timeline.tsx";
import { describeBar, describeOutcome, nameRow } from "./words.ts";

/** From so many rows on they are narrow. */
const MANY = 12;

/** The waterfall, up to a time. */
export function Waterfall({ picture, end }: {
  readonly picture: Picture;
  readonly end: number;
}): JSX.Element {
  const scale = scaleTo(end);
  const isSplit = picture.rows.some(({ part }) => part > 1);
  return (
    <div class="waterfall">
      <Axis scale={scale} />
      <div
        class={picture.rows.length > MANY ? "rows many" : "rows"}
        role="group"
        tabIndex={0}
        aria-label="Attempts and waits"
      >
        {picture.rows.map((row) => (
          <WaterfallRow key={row.key} row={row} scale={scale} end={end} isSplit={isSplit} />
        ))}
      </div>
      <RateWindows lanes={picture.lanes} scale={scale} end={end} />
      <Legend />
    </div>
  );
}

function Axis({ scale }: { readonly scale: Scale }): JSX.Element {
  return (
    <div class="axis" aria-hidden="true">
      <div class="track">
        {scale.ticks.map((tick) => (
          <span key={tick} style={{ insetInlineStart: `${place(scale, tick)}%` }}>
            {duration(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

function WaterfallRow({ row, scale, end, isSplit }: {
  readonly row: Row;
  readonly scale: Scale;
  readonly end: number;
  readonly isSplit: boolean;
}): JSX.Element {
  const name = nameRow(row, isSplit);
  return (
    <div class="lane">
      <span class="lane-name">{name}</span>
      <div class="track">
        {row.bars.map((bar, index) => (
          <BarButton
            key={index}
            row={row}
            name={name}
            index={index}
            bar={bar}
            scale={scale}
            end={end}
          />
        ))}
      </div>
    </div>
  );
}

function BarButton({ row, name, index, bar, scale, end }: {
  readonly row: Row;
  readonly name: string;
  readonly index: number;
  readonly bar: Bar;
  readonly scale: Scale;
  readonly end: number;
}): JSX.Element {
  const from = place(scale, bar.from);
  const to = place(scale, bar.to ?? end);
  const isOpen = openBar.value?.row === row.key && openBar.value.index === index;
  const words = `${name}, ${describeBar(bar, end)}`;
  return (
    <button
      type="button"
      class={`bar ${bar.kind} ${bar.state}`}
      aria-label={words}
      aria-expanded={isOpen}
      title={words}
      style={{ insetInlineStart: `${from}%`, inlineSize: `${to - from}%` }}
      onClick={() => openBar.value = isOpen ? null : { row: row.key, index }}
    >
      {bar.kind === "attempt" && <span>{describeOutcome(bar.attempt)}</span>}
    </button>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend">
      <li class="bar-sample queue">waits for its turn</li>
      <li class="bar-sample attempt ok">answered 2xx</li>
      <li class="bar-sample attempt retried">to be retried</li>
      <li class="bar-sample attempt failed">gave up</li>
      <li class="bar-sample wait">waits to retry</li>
    </ul>
  );
}
