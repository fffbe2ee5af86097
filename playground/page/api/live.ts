/**
 * Listens to what happens, as it does.
 *
 * @module
 */

import { type Signal, signal } from "@preact/signals";
import type { LiveEvent } from "../../api/event.ts";
import { token } from "./token.ts";

/** Whether the stream is open. */
export const connected: Signal<boolean> = signal(false);

/** The types of events; an `EventSource` wants a listener for each. */
const TYPES: readonly LiveEvent["type"][] = [
  "live",
  "run-started",
  "send-started",
  "queued",
  "turn",
  "proxy",
  "proxy-burnt",
  "signed",
  "request",
  "answer",
  "attempt",
  "window",
  "split",
  "result",
  "notifier",
  "received",
  "run-ended",
];

/** How long events are gathered before they are drawn: a burst brings hundreds at once. */
const GATHER = 40;

/**
 * Listens for as long as the page is open. The browser reconnects by itself, and goes on where it
 * was.
 *
 * @param onEvents Is handed the events in order, several at a time.
 */
export function listen(onEvents: (events: readonly LiveEvent[]) => void): void {
  const source = new EventSource(`/api/events?token=${encodeURIComponent(token)}`);
  let gathered: LiveEvent[] = [];
  const hand = () => {
    const events = gathered;
    gathered = [];
    onEvents(events);
  };
  for (const type of TYPES) {
    source.addEventListener(type, ({ data }) => {
      if (gathered.length === 0) setTimeout(hand, GATHER);
      gathered.push(JSON.parse(data));
    });
  }
  source.addEventListener("open", () => connected.value = true);
  source.addEventListener("error", () => connected.value = false);
}
