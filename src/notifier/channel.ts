/**
 * A channel: somewhere to send alerts, and how they look there.
 *
 * @module
 */

import type { Sender } from "../core/sender.ts";
import type { Alert } from "./alert.ts";

/** What the audit mirror tells of an alert. */
export interface AuditEntry {
  /** The channel that the alert went to. */
  readonly channel: string;
  /** The title of the alert, cut to 80 characters. */
  readonly title: string;
  /** The colour of the alert, as a number of the form `0xRRGGBB`; white if it has none. */
  readonly color?: number;
  /** When the alert happened, as an ISO date. */
  readonly timestamp: string;
  /** Whether it was delivered. Failed ones are mirrored only where asked for. */
  readonly ok: boolean;
}

/** How alerts look: each method makes the payload that goes to the sender. */
export interface Rendering<P = unknown> {
  /**
   * Renders one alert. A promise of the payload is awaited.
   *
   * @param alert The alert.
   * @returns The payload.
   */
  render(alert: Alert): P;
  /**
   * Renders several alerts, at most ten, as one payload. A channel without it gets them one by one.
   *
   * @param alerts The alerts, at least two: those of severity P0, then the others, oldest first.
   * @returns The payload.
   */
  digest?(alerts: readonly Alert[]): P;
  /**
   * Renders an entry of the audit mirror. Where it is missing, `render` gets an alert of severity
   * `DEV` whose title is the entry's line.
   *
   * @param entry The entry.
   * @returns The payload.
   */
  mirror?(entry: AuditEntry): P;
}

/** Somewhere to send alerts: any sender, and a rendering of the payloads that it takes. */
export interface Channel<P = unknown> extends Rendering<P> {
  /** Who sends: a `DiscordWebhook`, a `SlackWebhook`, a `Webhook`, or anything with `send()`. */
  readonly to: Sender<P>;
}
