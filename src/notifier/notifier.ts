/**
 * The notifier.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import { checkNumber } from "../util/check.ts";
import { makePrintable } from "../util/printable.ts";
import { type Alert, createAlert } from "./alert.ts";
import { auditEntry } from "./audit.ts";
import { DigestGate } from "./digest.ts";
import type { DropReason } from "./events.ts";
import { Ledger } from "./ledger.ts";
import { type NotifierOptions, type NotifierSettings, resolveNotifierOptions } from "./options.ts";
import { type Job, Outlet } from "./outlet.ts";
import { Pending } from "./pending.ts";
import { type ProbeOptions, type ProbeResult, wordProbe } from "./probe.ts";
import { BoundedQueue } from "./queue.ts";
import { refuse } from "./refusal.ts";
import { channelFor } from "./routes.ts";
import { type Severity, SEVERITY_RANKS } from "./severity.ts";
import type { NotifierStats } from "./stats.ts";
import { Throttle } from "./throttle.ts";
import type { NotifyOptions, Ticket } from "./ticket.ts";

/** An alert on its way to a channel. */
interface Delivery {
  readonly alert: Alert;
  readonly channel: string;
  readonly mirror: boolean;
  readonly signal?: AbortSignal;
  /** What a failure is called: that of a probe is told apart. */
  readonly failure: "failed" | "probe-failed";
}

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
  readonly #outlets = new Map<string, Outlet>();
  readonly #throttle: Throttle | undefined;
  readonly #pending: Pending;
  readonly #ledger: Ledger;
  readonly #closing = new AbortController();
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
    const { channels, throttle, clock } = this.#settings;
    this.#throttle = throttle && new Throttle(throttle, clock);
    this.#pending = new Pending(clock);
    this.#ledger = new Ledger(this.#settings);
    for (const name of channels.keys()) this.#outlets.set(name, this.#openOutlet(name));
  }

  /** Whether it sends at all: it is switched on, and has a channel. */
  get enabled(): boolean {
    return this.#settings.enabled && this.#outlets.size > 0;
  }

  /** The names of its channels, sorted. */
  get channels(): string[] {
    return [...this.#outlets.keys()].sort();
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
      const result = refuse("payload", "it makes no sense", { cause });
      this.#ledger.dropped(null, "misused", result);
      return ticket("dropped", result);
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
    const { channel, title, description } = wordProbe(options);
    if (!this.enabled || this.#isClosed || !this.#outlets.has(channel)) {
      return { status: "disabled", result: null };
    }
    this.#ledger.counts.notified++;
    const { signal } = options;
    const alert = createAlert("DEV", title, { description }, this.#settings.clock.now());
    const sent = this.#enqueue({ alert, channel, mirror: true, signal, failure: "probe-failed" });
    const result = await sent.result;
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
    return await this.#pending.none(timeout);
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
    const left = await this.#pending.none(timeout);
    this.#closing.abort();
    const result = refuse("blocked", "the notifier was closed");
    for (const outlet of this.#outlets.values()) {
      for (const { finish } of outlet.abandon()) finish(result, "closed");
    }
    await this.#pending.none(Infinity);
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

  #openOutlet(name: string): Outlet {
    const { channels, capacity, overflow, concurrency, digest, auditChannel } = this.#settings;
    const channel = channels.get(name)!;
    const merges = digest && channel.digest && name !== auditChannel;
    return new Outlet({
      channel,
      queue: new BoundedQueue<Job>(capacity, overflow, SEVERITY_RANKS.P0),
      concurrency,
      gate: merges ? new DigestGate(this.#settings.clock) : undefined,
      closing: this.#closing.signal,
    });
  }

  #readDelivery(severity: Severity, title: string, options: NotifyOptions): Delivery {
    const { routes, clock } = this.#settings;
    const alert = createAlert(severity, title, options, clock.now());
    const { channel = channelFor(severity, alert.kind, routes), mirror = true, signal } = options;
    return { alert, channel, mirror, signal, failure: "failed" };
  }

  /** The checks at the door, in order. */
  #admit(delivery: Delivery): Ticket {
    const { alert, channel, signal } = delivery;
    const dropped = (reason: DropReason, result: WebhookResult) => {
      this.#ledger.dropped(delivery, reason, result);
      return ticket("dropped", result);
    };
    if (this.#isClosed) return dropped("closed", refuse("blocked", "the notifier is closed"));
    if (!this.#outlets.has(channel)) {
      return dropped("no-channel", refuse("config", `there is no channel '${channel}'`));
    }
    if (signal?.aborted) {
      const result = refuse("aborted", "it was aborted");
      this.#ledger.sent(delivery, result, "failed");
      return ticket("accepted", result);
    }
    const verdict = this.#throttle?.take(alert.key) ?? { allowed: true, suppressed: 0 };
    if (!verdict.allowed) {
      const { retryAfter } = verdict;
      const result = refuse("rate-limited", "it is one repeat too many", { retryAfter });
      this.#ledger.throttled(delivery, result);
      return ticket("throttled", result);
    }
    const { suppressed } = verdict;
    return this.#enqueue({ ...delivery, alert: Object.freeze({ ...alert, suppressed }) });
  }

  #enqueue(delivery: Delivery): Ticket {
    const { alert, channel, signal } = delivery;
    const { promise, resolve } = Promise.withResolvers<WebhookResult>();
    const finish: Job["finish"] = (result, dropped) => {
      this.#ledger.counts.queued--;
      if (dropped) this.#lose(delivery, dropped, result);
      else this.#settle(delivery, result);
      this.#pending.end();
      resolve(result);
    };
    const job = { content: { alert }, rank: SEVERITY_RANKS[alert.severity], signal, finish };
    this.#ledger.counts.queued++;
    const isIn = this.#push(channel, job);
    return { status: isIn ? "accepted" : "dropped", result: promise };
  }

  /** Puts a job into a queue, and says whether it got in. */
  #push(channel: string, job: Job): boolean {
    this.#pending.begin();
    const victim = this.#outlets.get(channel)!.push(job);
    victim?.finish(refuse("blocked", "the queue was full"), "queue-full");
    return victim !== job;
  }

  #settle(delivery: Delivery, result: WebhookResult): void {
    this.#ledger.sent(delivery, result, delivery.failure);
    this.#mirror(delivery, result);
  }

  #lose(delivery: Delivery, reason: DropReason, result: WebhookResult): void {
    const { key, suppressed } = delivery.alert;
    this.#throttle?.restore(key, suppressed);
    this.#ledger.dropped(delivery, reason, result);
  }

  /** Tells the audit channel of an alert. What is told there itself is not told twice. */
  #mirror({ alert, channel, mirror }: Delivery, { ok }: WebhookResult): void {
    const { auditChannel, mirrorFailures } = this.#settings;
    if (!mirror || auditChannel === null || channel === auditChannel) return;
    if (!this.#outlets.has(auditChannel) || this.#closing.signal.aborted) return;
    if (!ok && !mirrorFailures) return;
    this.#push(auditChannel, {
      content: { entry: auditEntry(alert, channel, ok) },
      rank: SEVERITY_RANKS.DEV,
      finish: (result) => {
        this.#ledger.mirrored({ alert, channel: auditChannel }, result);
        this.#pending.end();
      },
    });
  }
}

function ticket(status: Ticket["status"], result: WebhookResult): Ticket {
  return { status, result: Promise.resolve(result) };
}
