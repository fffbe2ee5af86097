/**
 * The notifier.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import { checkNumber } from "../util/check.ts";
import { makePrintable } from "../util/printable.ts";
import { createAlert } from "./alert.ts";
import { type Delivery, Dispatcher } from "./dispatcher.ts";
import type { DropReason } from "./events.ts";
import { Ledger } from "./ledger.ts";
import { type NotifierOptions, type NotifierSettings, resolveNotifierOptions } from "./options.ts";
import { type ProbeOptions, type ProbeResult, wordProbe } from "./probe.ts";
import { refuse } from "./refusal.ts";
import { channelFor } from "./routes.ts";
import type { Severity } from "./severity.ts";
import type { NotifierStats } from "./stats.ts";
import { Throttle } from "./throttle.ts";
import type { NotifyOptions, Ticket } from "./ticket.ts";

/** How long `flush()` and `close()` wait, in ms. */
const PATIENCE = 5_000;

/**
 * Sends alerts by severity to any senders: at once, in the background, and without flooding. It
 * knows no service: a channel is a sender, and a rendering of what that sender takes.
 *
 * `notify()` never throws and never waits. Each channel has a queue of its own, so that one that
 * hangs delays no other.
 *
 * @example
 * ```ts
 * import { Notifier, plainJson } from "@hookcast/hookcast/notifier";
 * import { RecordingSender } from "@hookcast/hookcast/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const to = new RecordingSender(); // in production a DiscordWebhook, a SlackWebhook, a Webhook
 * await using notifier = new Notifier({ channels: { alerts: { to, ...plainJson() } } });
 *
 * const ticket = notifier.notify("P1", "Disk almost full", { fields: { host: "db1", free: "3 %" } });
 * assertEquals(ticket.status, "accepted");
 * assertEquals((await ticket.result).ok, true);
 * ```
 */
export class Notifier implements AsyncDisposable {
  readonly #settings: NotifierSettings;
  readonly #throttle: Throttle | undefined;
  readonly #ledger: Ledger;
  readonly #dispatcher: Dispatcher;
  #isClosed = false;

  static {
    makePrintable(this.prototype, "Notifier");
  }

  /**
   * Makes a notifier. Nothing is sent yet.
   *
   * @param options Its settings.
   * @throws {TypeError} If an option is unknown or of the wrong type.
   * @throws {RangeError} If a number is out of its range.
   */
  constructor(options: NotifierOptions) {
    this.#settings = resolveNotifierOptions(options);
    const { throttle, clock } = this.#settings;
    this.#throttle = throttle && new Throttle(throttle, clock);
    this.#ledger = new Ledger(this.#settings);
    this.#dispatcher = new Dispatcher(this.#settings, this.#ledger, (delivery, neverWentOut) => {
      const { alert: { key, suppressed }, passedAt } = delivery;
      this.#throttle?.restore(key, suppressed, neverWentOut ? passedAt : undefined);
    });
  }

  /** Whether it sends at all: it is switched on, and has a channel. */
  get enabled(): boolean {
    return this.#settings.enabled && this.#settings.channels.size > 0;
  }

  /** The names of its channels, sorted. */
  get channels(): string[] {
    return [...this.#settings.channels.keys()].sort();
  }

  /** What it has counted so far. */
  get stats(): NotifierStats {
    return { ...this.#ledger.counts };
  }

  /**
   * Takes an alert, to be sent in the background. It never throws.
   *
   * @param severity How urgent it is.
   * @param title The title.
   * @param options What else there is to say.
   * @returns What became of it at the door, and the promise of what comes of it.
   */
  notify(severity: Severity, title: string, options: NotifyOptions = {}): Ticket {
    this.#ledger.counts.notified++;
    if (!this.enabled) {
      this.#ledger.counts.disabled++;
      return ticket("disabled", refuse("blocked", "the notifier is disabled"));
    }
    let delivery: Delivery;
    try {
      delivery = this.#readDelivery(severity, title, options);
    } catch (cause) {
      return ticket("dropped", this.#dropMisused(cause));
    }
    return this.#admit(delivery);
  }

  /**
   * Takes an alert and waits until it is sent.
   *
   * @param severity How urgent it is.
   * @param title The title.
   * @param options What else there is to say.
   * @returns What came of it. Beside the failures of its sender there are those of a
   * {@linkcode Ticket}.
   */
  notifyNow(
    severity: Severity,
    title: string,
    options: NotifyOptions = {},
  ): Promise<WebhookResult> {
    return this.notify(severity, title, options).result;
  }

  /**
   * Posts a harmless message, as a service does when it starts, to see whether alerts would get
   * through. If not, there is one warning, to `onEvent`; it never throws and stops nothing. It is
   * not throttled.
   *
   * @param options What to say, and where.
   * @returns Whether it got through. A channel that is not set up is `disabled`, not unreachable.
   */
  async probe(options: ProbeOptions = {}): Promise<ProbeResult> {
    if (!this.enabled || this.#isClosed) return { status: "disabled", result: null };
    let delivery: Delivery;
    try {
      const { title, ...message } = wordProbe(options);
      delivery = this.#readDelivery("DEV", title, { ...message, signal: options.signal });
    } catch (cause) {
      this.#ledger.counts.notified++;
      return { status: "unreachable", result: this.#dropMisused(cause) };
    }
    if (!this.#settings.channels.has(delivery.channel)) return { status: "disabled", result: null };
    this.#ledger.counts.notified++;
    const result = await this.#dispatcher.send({ ...delivery, failure: "probe-failed" }).result;
    return { status: result.ok ? "reachable" : "unreachable", result };
  }

  /**
   * Resolves when everything is sent, the audit mirror included, or the time is over.
   *
   * @param timeout How long to wait, in ms; 5 seconds by default.
   * @returns How many messages are left; they go on being sent.
   */
  async flush(timeout: number = PATIENCE): Promise<number> {
    checkNumber("timeout", timeout, { min: 0 });
    return await this.#dispatcher.drain(timeout);
  }

  /**
   * Takes no more alerts, waits until everything is sent or the time is over, and gives up what is
   * left then: what waits is dropped, what is on its way is aborted.
   *
   * @param timeout How long to wait, in ms; 5 seconds by default.
   * @returns How many messages were given up.
   */
  async close(timeout: number = PATIENCE): Promise<number> {
    checkNumber("timeout", timeout, { min: 0 });
    this.#isClosed = true;
    const left = await this.#dispatcher.drain(timeout);
    await this.#dispatcher.abandon();
    return left;
  }

  /** The same as {@linkcode Notifier.close}, with its default of time. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * What is printed of a notifier: nothing that lets one post.
   *
   * @returns A plain object.
   */
  toJSON(): { enabled: boolean; channels: string[] } {
    return { enabled: this.enabled, channels: this.channels };
  }

  #readDelivery(severity: Severity, title: string, options: NotifyOptions): Delivery {
    const { routes, clock } = this.#settings;
    const alert = createAlert(severity, title, options, clock.now());
    const { channel = channelFor(severity, alert.kind, routes), mirror = true, signal } = options;
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError("'signal' must be an AbortSignal");
    }
    return { alert, channel, mirror, signal, failure: "failed" };
  }

  #dropMisused(cause: unknown): WebhookResult {
    const result = refuse("payload", "it makes no sense", { cause });
    this.#ledger.dropped(null, "misused", result);
    return result;
  }

  /** The checks at the door, in order. */
  #admit(delivery: Delivery): Ticket {
    const { alert, channel, signal } = delivery;
    const dropped = (reason: DropReason, result: WebhookResult) => {
      this.#ledger.dropped(delivery, reason, result);
      return ticket("dropped", result);
    };
    if (this.#isClosed) return dropped("closed", refuse("blocked", "the notifier is closed"));
    if (!this.#settings.channels.has(channel)) {
      return dropped("no-channel", refuse("config", `there is no channel '${channel}'`));
    }
    if (signal?.aborted) {
      const result = refuse("aborted", "it was aborted");
      this.#ledger.sent(delivery, result, "failed");
      return ticket("accepted", result);
    }
    const verdict = this.#throttle?.take(alert.key);
    if (verdict?.allowed === false) {
      const { retryAfter } = verdict;
      const result = refuse("rate-limited", "it is one repeat too many", { retryAfter });
      this.#ledger.throttled(delivery, result);
      return ticket("throttled", result);
    }
    const { suppressed = 0, at: passedAt } = verdict ?? {};
    const told = Object.freeze({ ...alert, suppressed });
    return this.#dispatcher.send({ ...delivery, alert: told, passedAt });
  }
}

function ticket(status: Ticket["status"], result: WebhookResult): Ticket {
  return { status, result: Promise.resolve(result) };
}
