/**
 * The same as a list, for those who would rather read.
 *
 * @module
 */

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { LiveEvent } from "../../api/event.ts";
import { duration, plural } from "../ui/words.ts";

/** All that happened, in order. */
export function EventList({ events }: { readonly events: readonly LiveEvent[] }): JSX.Element {
  const isOpen = useSignal(false);
  return (
    <details
      class="event-list"
      onToggle={({ currentTarget }) => isOpen.value = currentTarget.open}
    >
      <summary>All {events.length} events</summary>
      {isOpen.value && (
        <ol>
          {events.map((event, index) => (
            <li key={index}>
              <time>{"at" in event ? duration(event.at) : ""}</time>
              {"send" in event && <span class="dim">#{event.send}</span>}
              <span>{describe(event)}</span>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

function describe(event: LiveEvent): string {
  switch (event.type) {
    case "run-started":
      return "the run begins";
    case "send-started":
      return "a send begins";
    case "queued":
      return `attempt ${event.attempt} asks for its turn`;
    case "turn":
      return event.granted
        ? `its turn, after ${duration(event.waited)}`
        : "refused by the rate limiter";
    case "proxy":
      return `goes by ${event.name}`;
    case "proxy-burnt":
      return `${event.name} is burnt, and rests for ${duration(event.rest)}`;
    case "signed":
      return `signed by ${event.scheme}`;
    case "request":
      return `${event.request.method} ${event.request.url}`;
    case "answer":
      return `answered ${event.answer.status}`;
    case "attempt":
      return `attempt ${event.attempt} ends: ${event.kind ?? "delivered"}${
        event.wait === null ? "" : `, again in ${duration(event.wait)}`
      }`;
    case "window":
      return `rate limit: ${event.remaining} left, resets in ${duration(event.resetAfter)}`;
    case "split":
      return `part ${event.part} of a message that was too long`;
    case "result":
      return event.result.ok ? "delivered" : `failed: ${event.result.error}`;
    case "notifier":
      return `notifier, ${event.what}: ${event.message}`;
    case "received":
      return `the fake saw ${plural(event.report.requests, "request")}`;
    case "run-ended":
      return "the run is over";
    case "live":
      return "the stream is open";
  }
}
