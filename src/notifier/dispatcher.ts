/**
 * What happens to an alert behind the door: its way through a queue, and its line in the mirror.
 *
 * @module
 */

import type { WebhookResult } from "../core/result.ts";
import type { Alert } from "./alert.ts";
import { auditEntry } from "./audit.ts";
import type { Channel } from "./channel.ts";
import { DigestGate } from "./digest.ts";
import type { DropReason } from "./events.ts";
import { fanOut } from "./fan_out.ts";
import type { Ledger } from "./ledger.ts";
import type { NotifierSettings } from "./options.ts";
import { type Job, Outlet } from "./outlet.ts";
import { Pending } from "./pending.ts";
import { BoundedQueue } from "./queue.ts";
import { refuse } from "./refusal.ts";
import { SEVERITY_RANKS } from "./severity.ts";
import type { Ticket } from "./ticket.ts";

/** An alert on its way to a channel. */
export interface Delivery {
  /** The alert. */
  readonly alert: Alert;
  /** The name of its channel. */
  readonly channel: string;
  /** Whether the audit mirror tells of it. */
  readonly mirror: boolean;
  /** Calls it off. */
  readonly signal?: AbortSignal;
  /** What a failure is called: that of a probe is told apart. */
  readonly failure: "failed" | "probe-failed";
  /** When the throttle let it pass, if it was asked. */
  readonly passedAt?: number;
}

/** Who is told of alerts that nobody got, and whether they never went out. */
type LossListener = (delivery: Delivery, neverWentOut: boolean) => void;

/** Sends alerts through the outlets of their channels, and mirrors them. */
export class Dispatcher {
  readonly #settings: NotifierSettings;
  readonly #ledger: Ledger;
  readonly #onLoss: LossListener;
  readonly #pending: Pending;
  readonly #closing = new AbortController();
  readonly #outlets: ReadonlyMap<string, readonly Outlet[]>;

  /**
   * Opens an outlet for each channel, and for each of a group.
   *
   * @param settings The settings of the notifier.
   * @param ledger Where things are counted.
   * @param onLoss Told of alerts that are dropped, or fail.
   */
  constructor(settings: NotifierSettings, ledger: Ledger, onLoss: LossListener) {
    this.#settings = settings;
    this.#ledger = ledger;
    this.#onLoss = onLoss;
    this.#pending = new Pending(settings.clock);
    this.#outlets = new Map(
      Array.from(settings.channels, ([name, parts]) => {
        return [name, parts.map((channel) => this.#openOutlet(name, channel))];
      }),
    );
  }

  /**
   * Puts an alert into the queue of its channel, which must exist.
   *
   * @param delivery The alert.
   * @returns Whether there was room, and what comes of it.
   */
  send(delivery: Delivery): Ticket {
    const { alert, channel, signal } = delivery;
    const { promise, resolve } = Promise.withResolvers<WebhookResult>();
    const finish: Job["finish"] = (result, dropped) => {
      this.#ledger.counts.queued--;
      if (dropped) this.#lose(delivery, dropped, result);
      else this.#settle(delivery, result);
      resolve(result);
    };
    this.#ledger.counts.queued++;
    const rank = SEVERITY_RANKS[alert.severity];
    const isIn = this.#push(channel, { content: { alert }, rank, signal, finish });
    return { status: isIn ? "accepted" : "dropped", result: promise };
  }

  /**
   * Resolves when everything is sent, the mirror included, or the time is over.
   *
   * @param timeout How long to wait, in ms.
   * @returns How many messages are left.
   */
  drain(timeout: number): Promise<number> {
    return this.#pending.none(timeout);
  }

  /** Drops what waits, and aborts what is on its way. Resolves when nothing is left. */
  async abandon(): Promise<void> {
    this.#closing.abort();
    const result = refuse("blocked", "the notifier was closed");
    for (const outlet of [...this.#outlets.values()].flat()) {
      for (const { finish } of outlet.abandon()) finish(result, "closed");
    }
    await this.#pending.none(Infinity);
  }

  #openOutlet(name: string, channel: Channel): Outlet {
    const { capacity, overflow, concurrency, digest, auditChannel, clock } = this.#settings;
    const merges = digest && channel.digest && name !== auditChannel;
    return new Outlet({
      channel,
      queue: new BoundedQueue<Job>(capacity, overflow, SEVERITY_RANKS.P0),
      concurrency,
      gate: merges ? new DigestGate(clock) : undefined,
      closing: this.#closing.signal,
    });
  }

  /** Puts a job into the queues of a channel, and says whether it got in anywhere. */
  #push(channel: string, job: Job): boolean {
    const outlets = this.#outlets.get(channel)!;
    const pushed = fanOut(job, outlets.length).map((part, index) => {
      return this.#pushInto(outlets[index]!, part);
    });
    return pushed.includes(true);
  }

  #pushInto(outlet: Outlet, { finish, ...rest }: Job): boolean {
    this.#pending.begin();
    const job: Job = {
      ...rest,
      finish: (result, dropped) => {
        finish(result, dropped);
        this.#pending.end();
      },
    };
    const victim = outlet.push(job);
    victim?.finish(refuse("blocked", "the queue was full"), "queue-full");
    return victim !== job;
  }

  #settle(delivery: Delivery, result: WebhookResult): void {
    this.#ledger.sent(delivery, result, delivery.failure);
    if (!result.ok) this.#onLoss(delivery, result.kind === "aborted" && !result.mayHaveArrived);
    this.#mirror(delivery, result);
  }

  #lose(delivery: Delivery, reason: DropReason, result: WebhookResult): void {
    this.#ledger.dropped(delivery, reason, result);
    this.#onLoss(delivery, true);
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
      },
    });
  }
}
