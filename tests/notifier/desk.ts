/**
 * Helpers for tests of the notifier: one on a clock moved by hand, over senders that send nothing.
 *
 * @module
 */

import { assert } from "@std/assert";
import {
  type DroppedAlert,
  Notifier,
  type NotifierEvent,
  type NotifierOptions,
  plainJson,
} from "../../src/notifier/mod.ts";
import { createAlert } from "../../src/notifier/alert.ts";
import type { Alert, AlertOptions, JsonPayload, Severity } from "../../src/notifier/mod.ts";
import { ManualClock, RecordingSender } from "../../src/testing/mod.ts";

/** The names of the channels that a desk has. */
const CHANNELS = ["alerts", "info", "trades", "dev", "audit"] as const;

/** Makes a notifier with all channels, each a recording sender. */
export function openDesk(options: Partial<NotifierOptions> = {}) {
  const clock = new ManualClock();
  const events: NotifierEvent[] = [];
  const drops: DroppedAlert[] = [];
  const senders = Object.fromEntries(
    CHANNELS.map((name) => [name, new RecordingSender<JsonPayload>()]),
  ) as Record<typeof CHANNELS[number], RecordingSender<JsonPayload>>;
  const notifier = new Notifier({
    channels: Object.fromEntries(
      CHANNELS.map((name) => [name, { to: senders[name], ...plainJson() }]),
    ),
    clock,
    onEvent: (event) => events.push(event),
    onDrop: (dropped) => drops.push(dropped),
    ...options,
  });
  const warnings = () => events.filter(({ level }) => level === "warning");
  return { notifier, clock, events, drops, warnings, ...senders };
}

/** The titles of what a sender got, in order; digests are told by their titles joined. */
export function titles(sender: RecordingSender<JsonPayload>): string[] {
  return sender.payloads.map((payload) => {
    if (payload.type === "alert") return payload.alert.title;
    if (payload.type === "audit") return payload.entry.title;
    return payload.alerts.map(({ title }) => title).join("+");
  });
}

/** The alert of a payload. */
export function alertOf(payload: JsonPayload | undefined): Alert {
  assert(payload?.type === "alert");
  return payload.alert;
}

/** An alert for renderings. */
export function anAlert(
  options: AlertOptions & { severity?: Severity; title?: string } = {},
): Alert {
  const { severity = "P1", title = "Title", ...rest } = options;
  return createAlert(severity, title, rest, Date.UTC(2026, 0, 1));
}
