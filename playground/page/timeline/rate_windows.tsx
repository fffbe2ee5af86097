/**
 * Rate limits, filling and resetting.
 *
 * @module
 */

import type { JSX } from "preact";
import { duration } from "../ui/words.ts";
import type { Lane, WindowPoint } from "./model.ts";
import { place, type Scale } from "./scale.ts";

/** One lane per rate limit, on the scale of the rows. */
export function RateWindows({ lanes, scale, end }: {
  readonly lanes: readonly Lane[];
  readonly scale: Scale;
  readonly end: number;
}): JSX.Element | null {
  if (lanes.length === 0) return null;
  return (
    <div class="windows" role="group" aria-label="Rate limits">
      {lanes.map((lane) => <RateWindow key={lane.bucket} lane={lane} scale={scale} end={end} />)}
    </div>
  );
}

function RateWindow({ lane, scale, end }: {
  readonly lane: Lane;
  readonly scale: Scale;
  readonly end: number;
}): JSX.Element {
  const words = describe(lane, end);
  return (
    <div class="lane window" title={`${lane.bucket}: ${words}`}>
      <span class="lane-name">{nameLane(lane)}</span>
      <svg
        class="track"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Rate limit ${lane.bucket}: ${words}`}
      >
        {lane.points.map((point, index) => (
          <Step
            key={index}
            point={point}
            next={lane.points[index + 1]}
            lane={lane}
            scale={scale}
            end={end}
          />
        ))}
      </svg>
      <span class="window-words">{words}</span>
    </div>
  );
}

/** How full the window was, from one answer to the next, or until it reset. */
function Step({ point, next, lane, scale, end }: {
  readonly point: WindowPoint;
  readonly next: WindowPoint | undefined;
  readonly lane: Lane;
  readonly scale: Scale;
  readonly end: number;
}): JSX.Element {
  const until = Math.min(next?.at ?? end, point.resetAt, end);
  const from = place(scale, point.at);
  const height = 100 * used(point, lane);
  return (
    <rect
      class={point.remaining === 0 ? "full" : undefined}
      x={from}
      y={100 - height}
      width={Math.max(0, place(scale, until) - from)}
      height={height}
    />
  );
}

/** The part of a window that is used. Where no limit is named it is the most that was left. */
function used({ remaining, limit }: WindowPoint, { points }: Lane): number {
  const most = limit ?? Math.max(1, ...points.map((point) => point.remaining));
  return Math.max(0.04, 1 - remaining / most);
}

/** A limit that was never told, but by refusals, is called after them. */
function nameLane({ points }: Lane): string {
  return points.every(({ limit, remaining }) => limit === null && remaining === 0)
    ? "429"
    : "limit";
}

function describe({ points }: Lane, end: number): string {
  const last = points.at(-1);
  if (!last) return "";
  if (last.resetAt <= end) return "has reset";
  const of = last.limit === null ? "" : ` of ${last.limit}`;
  return `${last.remaining}${of} left, resets in ${duration(last.resetAt - end)}`;
}
