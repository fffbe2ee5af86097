/**
 * Counts what happens to alerts, and tells of it.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { Alert } from "./alert.ts";
import { type DroppedAlert, type DropReason, type NotifierEvent, tell } from "./events.ts";
import { noCounts } from "./stats.ts";

/** Who wants to be told. */
export interface Listeners {
  /** Told of everything. */
  readonly onEvent: ((event: NotifierEvent) => void) | undefined;
  /** Told of what is dropped. */
  readonly onDrop: ((dropped: DroppedAlert) => void) | undefined;
}

/** An alert, and where it goes. */
export interface Addressed {
  /** The alert. */
  readonly alert: Alert;
  /** The name of its channel. */
  readonly channel: string;
}

/**
 * The books of a notifier. What a listener causes while it is told of something is counted, but not
 * told in turn: a listener that notifies would else be told of that for ever.
 */
export class Ledger {
  /** The counts so far. */
  readonly counts = noCounts();
  readonly #listeners: Listeners;
  #isTelling = false;

  /**
   * Opens empty books.
   *
   * @param listeners Who wants to be told.
   */
  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  /**
   * An alert was sent, or it failed.
   *
   * @param addressed The alert.
   * @param result What came of it.
   * @param failure What its failure is called.
   */
  sent(
    addressed: Addressed,
    result: WebhookResult,
    failure: "failed" | "probe-failed",
  ): void {
    this.counts[result.ok ? "sent" : "failed"]++;
    if (result.ok) this.#tell("sent", addressed, result, "Sent an alert");
    else this.#tell(failure, addressed, result, "An alert was not delivered");
  }

  /**
   * An alert was one repeat too many.
   *
   * @param addressed The alert.
   * @param result Its result.
   */
  throttled(addressed: Addressed, result: WebhookResult): void {
    this.counts.throttled++;
    this.#tell("throttled", addressed, result, "Held back a repeat");
  }

  /**
   * An alert was dropped.
   *
   * @param addressed The alert; `null` if it could not be made.
   * @param reason Why.
   * @param result Its result.
   */
  dropped(addressed: Addressed | null, reason: DropReason, result: WebhookResult): void {
    this.counts.dropped++;
    const { alert, channel } = addressed ?? { alert: null, channel: null };
    this.#call(this.#listeners.onDrop, { alert, channel, reason });
    this.#tell("dropped", addressed, result, "Dropped an alert");
  }

  /**
   * The entry of an alert was sent to the audit mirror, or it failed.
   *
   * @param addressed The alert, and the audit channel.
   * @param result What came of it.
   */
  mirrored(addressed: Addressed, result: WebhookResult): void {
    this.counts[result.ok ? "mirrored" : "mirrorsFailed"]++;
    if (!result.ok) this.#tell("mirror-failed", addressed, result, "An alert was not mirrored");
  }

  #tell(
    type: NotifierEvent["type"],
    addressed: Addressed | null,
    result: WebhookResult,
    what: string,
  ): void {
    const { alert, channel } = addressed ?? { alert: null, channel: null };
    const level = type === "sent" || type === "throttled" ? "info" : "warning";
    const where = channel === null ? "" : ` for channel '${channel}'`;
    const message = `${what}${where}${result.ok ? "" : `: ${result.error}`}`;
    this.#call(this.#listeners.onEvent, { type, level, message, channel, alert, result });
  }

  #call<T>(listener: ((value: T) => void) | undefined, value: T): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    tell(listener, value);
    this.#isTelling = false;
  }
}
